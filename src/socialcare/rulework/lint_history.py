"""What the stored mentions say of a rules file: rules that never came to anything, conditions that were never known."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from socialcare.documents import Place
from socialcare.routing.trace import Trace, Truth
from socialcare.rulework.deciding import decide
from socialcare.rulework.lint import in_order
from socialcare.rulework.loading import Rules
from socialcare.rulework.recalling import recall
from socialcare.rulework.remarks import Remark, remark
from socialcare.rulework.replaying import decided_mentions
from socialcare.sentences import Sentence, say, say_many
from socialcare.store import Store

USUAL = timedelta(days=90)
"""How far back is looked where nothing else is said."""


@dataclass
class _Lived:
    """`unknown` are the conditions of which nobody has known the answer yet, with their rule."""

    mentions: int = 0
    used: set[str] = field(default_factory=set)
    known: set[Place] = field(default_factory=set)
    unknown: dict[Place, tuple[str, Sentence]] = field(default_factory=dict)

    def see(self, trace: Trace) -> None:
        self.mentions += 1
        for rule in trace.rules:
            if rule.used:
                self.used.add(rule.name)
            for leaf in rule.leaves:
                if leaf.truth is not Truth.UNKNOWN:
                    self.known.add(leaf.place)
                elif leaf.place not in self.unknown:
                    self.unknown[leaf.place] = rule.name, leaf.said


@dataclass(frozen=True, kw_only=True)
class Lived:
    """`mentions` were looked at, of customers, triaged."""

    mentions: int
    remarks: tuple[Remark, ...]


def lint_history(desk: Store, rules: Rules, now: datetime, since: datetime | None) -> Lived:
    """Each mention posted in [since, now] under these rules, with what was known then; the last 90 days without `since`."""
    start = since or now - USUAL
    recalled = recall(desk, now, rules.promises.calendar().zone, rules)
    lived = _Lived()
    for _, message in decided_mentions(desk, now, start):
        assert message.score is not None
        known = recalled.known(message)
        lived.see(decide(rules, message.mention, message.score, known).trace)
    found = [*_idle(rules, lived, start), *_never_known(rules, lived)] if lived.mentions else []
    return Lived(mentions=lived.mentions, remarks=tuple(in_order(found)))


def _idle(rules: Rules, lived: _Lived, start: datetime) -> Iterator[Remark]:
    for number, rule in enumerate(rules.text.rules):
        if rule.name not in lived.used:
            told = say(
                "rule “{rule}” was at work for none of {mentions} since {start}",
                rule=rule.name,
                mentions=say_many("{n} mention", "{n} mentions", lived.mentions),
                start=start,
            )
            yield remark("W114", rules.document, ("rules", number), told, at_key=True)


def _never_known(rules: Rules, lived: _Lived) -> Iterator[Remark]:
    for place, (rule, said) in lived.unknown.items():
        if place not in lived.known:
            told = say(
                "rule “{rule}”: {leaf}, for every one of {mentions}; does the channel tell it?",
                rule=rule,
                leaf=said,
                mentions=say_many("{n} mention", "{n} mentions", lived.mentions),
            )
            yield remark("W115", rules.document, place, told, at_key=True)
