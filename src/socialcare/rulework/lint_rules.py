"""Rules that no mention reaches, rules that contradict each other where both hold, rules without a test."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from socialcare.documents import Document
from socialcare.routing.schema import RuleText, Then
from socialcare.routing.trace import Stage, Trace, Truth
from socialcare.routing.when_text import When
from socialcare.rulework.loading import RulesFile
from socialcare.rulework.remarks import Remark, remark
from socialcare.rulework.worlds import Budget, Fact, Worlds
from socialcare.sentences import Sentence, say, say_many

QUESTIONS = 500_000
"""Conditions asked for all rules together: about 3 s. A hundred rules need a part of it, a thousand more."""

SEARCH = 20_000
"""Conditions asked for one answer."""


@dataclass(frozen=True)
class _Rule:
    number: int
    text: RuleText
    when: When

    @property
    def ends(self) -> bool:
        """Whether rules after it are not asked once it holds."""
        if self.text.stage is Stage.QUALIFY:
            return self.text.then.set_aside is not None
        return not self.text.goes_on


class RuleLint:
    """`traces` are those of the tests; two rules that hold together in one of them are known to overlap."""

    def __init__(self, document: Document, text: RulesFile, traces: Sequence[Trace]) -> None:
        self._document, self._text, self._traces = document, text, traces
        found = [_Rule(number, rule, rule.when or When()) for number, rule in enumerate(text.rules)]
        # The order in which they are asked, which is not the file's: what qualifies comes first.
        self._rules = sorted(found, key=lambda rule: rule.text.stage is not Stage.QUALIFY)
        self._left = QUESTIONS
        self._worlds = Worlds([rule.when for rule in found], Budget(0))

    def unreachable(self) -> Iterator[Remark]:
        """Certain: where the search ran out nothing is said."""
        for at, rule in enumerate(self._rules):
            before = [other for other in self._rules[:at] if other.ends]
            if self._none([rule], before):
                yield remark("W101", self._document, ("rules", rule.number), self._why(rule, before), at_key=True)

    def overlapping(self) -> Iterator[Remark]:
        """For each rule, those that would have decided otherwise where it takes a mention from them: the first is told.

        A rule above a wider one is the order a file is written in, and is silent.
        """
        for at, rule in enumerate(self._rules):
            others = list(self._rivals(at, rule)) if rule.ends and self._left > 0 else []
            if not others:
                continue
            other, world = others[0]
            more = len(others) - 1
            yield remark(
                "W102",
                self._document,
                ("rules", rule.number),
                say(
                    "“{rule}” takes from “{other}” (line {line}) what it would decide otherwise, such as {example}{more}; "
                    "a test in which both hold settles it",
                    rule=rule.text.name,
                    other=other.text.name,
                    line=self._document.line(("rules", other.number)),
                    example=self._example(world),
                    more=say_many(" (and from {n} more)", " (and from {n} more)", more) if more else "",
                ),
                at_key=True,
            )

    def unfinished(self) -> Iterator[Remark]:
        """Never silent: what was not looked at is said. Ask after the others."""
        if self._left <= 0:
            told = say("there are too many rules to compare them all: W101 and W102 may not be complete")
            yield remark("W112", self._document, ("rules",), told, at_key=True)

    def untested(self) -> Iterator[Remark]:
        used = {rule.name for trace in self._traces for rule in trace.rules if rule.used}
        for rule in self._text.rules:
            if self._traces and rule.name not in used:
                place = ("rules", self._text.rules.index(rule))
                told = say("no test shows rule “{rule}” at work", rule=rule.name)
                yield remark("W108", self._document, place, told, at_key=True)
        if not self._traces and self._text.rules:
            told = say("no rule has a test; write some in the folder tests beside this file, as the starter has them")
            yield remark("W108", self._document, ("rules",), told, at_key=True)

    def _rivals(self, at: int, rule: _Rule) -> Iterator[tuple[_Rule, dict[Fact, Any]]]:
        above = [other for other in self._rules[:at] if other.ends]
        for below in range(at + 1, len(self._rules)):
            other = self._rules[below]
            if self._left <= 0:
                return
            if (
                other.text.stage is not rule.text.stage
                or not _contradicts(rule.text.then, other.text.then, self._text.default.promise)
                or (rule.text.name, other.text.name) in self._pinned
            ):
                continue
            if self._some([rule, other], []) is None or self._some([rule], [other]) is None:
                continue  # the long question only where the two short ones leave it open
            between = [each for each in self._rules[at + 1 : below] if each.ends]
            world = self._some([rule, other], [*above, *between])
            if world is not None:
                yield other, world

    @cached_property
    def _pinned(self) -> set[tuple[str, str]]:
        """A rule that decided in a test, and another that held too and did not."""
        pairs = set()
        for trace in self._traces:
            held = [rule.name for rule in trace.rules if rule.truth is Truth.TRUE]
            pairs |= {(rule.name, other) for rule in trace.rules if rule.used for other in held}
        return pairs

    def _why(self, rule: _Rule, before: Sequence[_Rule]) -> Sentence:
        if self._none([rule], []):
            return say("no mention reaches rule “{rule}”: its conditions exclude each other", rule=rule.text.name)
        for other in before:
            if self._none([rule], [other]):
                return say(
                    "no mention reaches rule “{rule}”: “{other}” (line {line}) takes them all",
                    rule=rule.text.name,
                    other=other.text.name,
                    line=self._document.line(("rules", other.number)),
                )
        return say("no mention reaches rule “{rule}”: together the rules above take them all", rule=rule.text.name)

    def _none(self, holding: Sequence[_Rule], failing: Sequence[_Rule]) -> bool:
        """Whether it is certain that there is no such mention."""
        return self._some(holding, failing) is None and not self._worlds.budget.is_spent

    def _some(self, holding: Sequence[_Rule], failing: Sequence[_Rule]) -> dict[Fact, Any] | None:
        self._worlds.budget = Budget(min(SEARCH, max(0, self._left)))
        start = self._worlds.budget.left
        found = self._worlds.search([rule.when for rule in holding], [rule.when for rule in failing])
        self._left -= start - self._worlds.budget.left
        return found

    def _example(self, world: dict[Fact, Any]) -> str:
        """As a test file would give the facts, without those that are neutral."""
        given: dict[Any, list[str]] = {}
        for fact, value in world.items():
            if value != self._worlds.neutral(fact):
                given.setdefault(fact[0], []).append(_shown(fact, value))
        return "{" + ", ".join(f"{name}: {_joined(values)}" for name, values in given.items()) + "}"


def _contradicts(rule: Then, other: Then, usual: str) -> bool:
    """Whether the two name different things: what one of them leaves open, it does not mind.

    That `rule` keeps a mention from being set aside is never a loss.
    """
    if other.set_aside is not None:
        return False
    if rule.set_aside is not None:
        return True
    experts = {then.expert for then in (rule, other) if then.expert}
    return len(experts) > 1 or (rule.promise or usual) != (other.promise or usual)


def _shown(fact: Fact, value: Any) -> str:
    if len(fact) > 1:  # yes or no to one of several: which one says it
        return str(fact[1])
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _joined(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else f"[{', '.join(values)}]"
