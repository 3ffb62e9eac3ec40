"""The expert who is there: the one meant, or whoever takes over; never nobody."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from socialcare.routing.schema import Expert
from socialcare.routing.trace import Candidate
from socialcare.routing.when_text import weekdays
from socialcare.sentences import Sentence, say, say_many


class Day(NamedTuple):
    """`today` is the desk's local day, None where unknown: then nobody is known to be away. `load` is open cases."""

    today: date | None
    load: Mapping[str, int]


class Owner(NamedTuple):
    """`taken_over` tells what named the expert meant, where the rule does not, and each step from them to this one."""

    expert: str
    taken_over: tuple[Sentence, ...]
    candidates: tuple[Candidate, ...]


# Nearly every decision ends in one of them; there are as many as the file has experts, topics and channels.
@lru_cache(maxsize=1024)
def by_rule(expert: str) -> Owner:
    return _meant(expert, say("the rule names {expert}", expert=expert))


@lru_cache(maxsize=1024)
def by_topic(topic: str, expert: str) -> Owner:
    """`topic` is its label."""
    return _told(expert, say("topic {topic} goes to {expert}", topic=topic, expert=expert))


@lru_cache(maxsize=1024)
def by_channel(channel: str, expert: str) -> Owner:
    return _told(expert, say("channel {channel} goes to {expert}", channel=channel, expert=expert))


@lru_cache(maxsize=1024)
def by_default(expert: str) -> Owner:
    return _meant(expert, say("the default expert"))


def _meant(expert: str, why: Sentence) -> Owner:
    return Owner(expert=expert, taken_over=(), candidates=(Candidate(expert=expert, why=why, chosen=True),))


def _told(expert: str, why: Sentence) -> Owner:
    """Where the rule itself does not say it, the reason is told with the route."""
    return _meant(expert, why)._replace(taken_over=(why,))


@dataclass(frozen=True, kw_only=True)
class Owners:
    """`default` is the expert of the end of every chain."""

    experts: Mapping[str, Expert]
    default: str

    def owner(self, there: Owner, day: Day) -> Owner:
        """`there` is who was meant, and has it unless kept away."""
        if self._kept_away(there.expert, day) is None:
            return there
        heir = self._heir(tuple(self._chain(there.expert)), day)
        return heir._replace(taken_over=(*there.taken_over, *heir.taken_over))

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
        if day.today is not None and expert.days and not _works(expert, day.today):
            return say("{name} does not work on {day}", name=expert.name, day=day.today)
        open_cases = day.load.get(key, 0)
        if expert.most_open is not None and open_cases >= expert.most_open:
            return say_many("{name} has {n} open case", "{name} has {n} open cases", open_cases, name=expert.name)
        return None


def _works(expert: Expert, today: date) -> bool:
    return any(today.weekday() in weekdays(span) for span in expert.days)
