"""The two stages: all the rules that qualify, then the first that routes and those it lets go on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from socialcare.facts import Priority
from socialcare.routing.conditions import Condition
from socialcare.routing.reading import Reading
from socialcare.routing.schema import Then
from socialcare.routing.trace import RuleTrace, Stage, Truth
from socialcare.sentences import Sentence, say

DEFAULT = "default"


@dataclass(frozen=True, kw_only=True, eq=False)
class Rule:
    """`line` is that of the file; the default is a rule whose `then` is empty."""

    name: str
    line: int
    stage: Stage
    condition: Condition
    then: Then
    goes_on: bool = False

    def traced(self, seen: Reading, *, used: bool) -> RuleTrace:
        return RuleTrace(
            name=self.name,
            line=self.line,
            stage=self.stage,
            truth=Truth.of(self.condition.holds(seen)),
            leaves=self.condition.leaves(seen),
            used=used,
        )

    @cached_property  # told at every decision
    def said(self) -> Sentence:
        if self.name == DEFAULT:
            return say("no rule applies; the default decides (line {line})", line=self.line)
        return say("rule “{rule}” (line {line})", rule=self.name, line=self.line)


class Qualified(NamedTuple):
    """What the rules `by` gave; the last of them set the mention aside where `set_aside`."""

    by: tuple[Rule, ...]
    tags: tuple[str, ...]
    priority: Priority
    set_aside: bool


def qualified(rules: Sequence[Rule], seen: Reading) -> Qualified:
    """All that hold, in the order of the file; the highest priority wins. `seen.priority` is the lowest there is."""
    if not rules:
        return Qualified(by=(), tags=(), priority=seen.priority, set_aside=False)
    by: list[Rule] = []
    priority = seen.priority
    for rule in rules:
        if not rule.condition.holds(seen):
            continue
        by.append(rule)
        priority = most_urgent(priority, rule.then.priority)
        if rule.then.set_aside:
            break
    if not by:
        return Qualified(by=(), tags=(), priority=priority, set_aside=False)
    tags = dict.fromkeys(tag for rule in by for tag in rule.then.tags)
    return Qualified(by=tuple(by), tags=tuple(tags), priority=priority, set_aside=bool(by[-1].then.set_aside))


def routed(rules: Iterable[Rule], seen: Reading) -> list[Rule]:
    """The first that holds, and what follows it while `goes_on`; the last of `rules` holds always."""
    taken: list[Rule] = []
    for rule in rules:
        if rule.condition.holds(seen):
            taken.append(rule)
            if not rule.goes_on:
                break
    return taken


def filled(thens: Sequence[Then]) -> Then:
    """Each fills only what those before it left unset, and adds its tags."""
    first, *others = thens
    for then in others:
        given = {name: value for name, value in then if getattr(first, name) is None and value is not None}
        if first.expert or first.promise:
            given.pop("set_aside", None)
        elif then.set_aside:
            given = {"set_aside": then.set_aside}
        first = first.model_copy(update={**given, "tags": list(dict.fromkeys([*first.tags, *then.tags]))})
    return first


def most_urgent(one: Priority, other: Priority | None) -> Priority:
    if other is None or other is one:
        return one
    return one if one.rank <= other.rank else other


def raised(rule: Rule) -> tuple[Sentence, ...]:
    """What a rule that qualifies gave."""
    priority, tags = rule.then.priority, rule.then.tags
    lines = [
        priority and say("{rule}: priority at least {priority}", rule=rule.said, priority=priority),
        say("{rule}: tags {tags}", rule=rule.said, tags=", ".join(tags)) if tags else None,
    ]
    return tuple(line for line in lines if line)
