"""The expert who is there: the one meant, or whoever takes over; never nobody."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from socialcare.routing.schema import Expert
from socialcare.routing.trace import Candidate
from socialcare.sentences import Sentence, say, say_many


class Day(NamedTuple):
    """`today` is the desk's local day, None where unknown: then nobody is known to be away. `load` is open cases."""

    today: date | None
    load: Mapping[str, int]


class Owner(NamedTuple):
    """`taken_over` tells each step from the expert meant to this one."""

    expert: str
    taken_over: tuple[Sentence, ...]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, kw_only=True)
class Owners:
    """`default` is the expert of the end of every chain."""

    experts: Mapping[str, Expert]
    default: str

    def owner(self, meant: str, why: Sentence, day: Day) -> Owner:
        """`why` says what named `meant`."""
        if self._kept_away(meant, day) is None:
            return Owner(expert=meant, taken_over=(), candidates=(Candidate(expert=meant, why=why, chosen=True),))
        return self._heir(tuple(self._chain(meant)), day)

    def _heir(self, chain: Sequence[str], day: Day) -> Owner:
        """The first of `chain` who is there; its own first is not."""
        steps: list[Sentence] = []
        passed: list[Candidate] = []
        for key, heir in zip(chain, (*chain[1:], None), strict=True):
            away = self._kept_away(key, day)
            if away is None:
                return Owner(
                    expert=key,
                    taken_over=tuple(steps),
                    candidates=(*passed, Candidate(expert=key, why=steps[-1], chosen=True)),
                )
            steps.append(self._step(away, heir))
            passed.append(Candidate(expert=key, why=away, chosen=False))
        last = Candidate(expert=self.default, why=steps[-1], chosen=True)
        return Owner(expert=self.default, taken_over=tuple(steps), candidates=(*passed, last))

    def _step(self, away: Sentence, heir: str | None) -> Sentence:
        if heir is None:
            name = self.experts[self.default].name
            return say(
                "{away}, and nobody is left: {name}, the default expert, has it all the same", away=away, name=name
            )
        return say("{away}: {name} takes over", away=away, name=self.experts[heir].name)

    def _chain(self, meant: str) -> Iterator[str]:
        """The substitutes of `meant`, then the default expert and theirs, each once."""
        seen: set[str] = set()
        for first in (meant, self.default):
            key: str | None = first
            while key is not None and key not in seen:
                seen.add(key)
                yield key
                key = self.experts[key].substitute

    def _kept_away(self, key: str, day: Day) -> Sentence | None:
        expert = self.experts[key]
        for absence in expert.absent:
            if day.today is not None and absence.covers(day.today):
                return say("{name} is away until {day}", name=expert.name, day=absence.last)
        open_cases = day.load.get(key, 0)
        if expert.most_open is not None and open_cases >= expert.most_open:
            return say_many("{name} has {n} open case", "{name} has {n} open cases", open_cases, name=expert.name)
        return None
