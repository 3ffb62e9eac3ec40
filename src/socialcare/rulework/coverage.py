"""What the tests of a rules file have seen of it: rules that decided, conditions that were true and false."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from socialcare.documents import Place
from socialcare.errors import Mistake
from socialcare.routing.deciding import DEFAULT
from socialcare.routing.trace import Trace, Truth
from socialcare.rulework.loading import Rules
from socialcare.sentences import Sentence, say


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """`untested` are rules that decided in no test; `unseen` the conditions that were never true, or never false."""

    rules: int
    untested: tuple[str, ...]
    unseen: tuple[Mistake, ...]


@dataclass
class _Seen:
    said: Sentence
    rule: str
    truths: set[Truth] = field(default_factory=set)


def coverage(rules: Rules, traces: Sequence[Trace]) -> Coverage:
    names = [*(rule.name for rule in rules.text.rules), DEFAULT]
    used = {rule.name for trace in traces for rule in trace.rules if rule.used}
    return Coverage(
        rules=len(names),
        untested=tuple(name for name in names if name not in used),
        unseen=tuple(_unseen(rules, traces)),
    )


def _unseen(rules: Rules, traces: Iterable[Trace]) -> Iterator[Mistake]:
    for place, seen in _leaves(traces).items():
        missing = [truth for truth in (Truth.TRUE, Truth.FALSE) if truth not in seen.truths]
        if missing:
            yield rules.document.mistake(
                place,
                say("rule “{rule}”: {leaf}: {never}", rule=seen.rule, leaf=seen.said, never=_never(missing)),
            )


def _leaves(traces: Iterable[Trace]) -> dict[Place, _Seen]:
    """Every condition by its place in the file, in file order."""
    found: dict[Place, _Seen] = {}
    for trace in traces:
        for rule in trace.rules:
            for leaf in rule.leaves:
                found.setdefault(leaf.place, _Seen(leaf.said, rule.name)).truths.add(leaf.truth)
    return found


def _never(missing: Sequence[Truth]) -> Sentence:
    if len(missing) == len((Truth.TRUE, Truth.FALSE)):
        return say("never true nor false in a test")
    return say("never true in a test") if Truth.TRUE in missing else say("never false in a test")
