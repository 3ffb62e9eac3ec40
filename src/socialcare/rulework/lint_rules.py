"""Rules that no mention reaches, rules that contradict each other where both hold, rules without a test."""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from socialcare.documents import Document
from socialcare.routing.schema import RuleText, Then
from socialcare.routing.trace import Stage, Trace, Truth
from socialcare.routing.when_text import When
from socialcare.rulework.boundaries import Fact
from socialcare.rulework.loading import RulesFile
from socialcare.rulework.remarks import Remark, remark
from socialcare.rulework.worlds import Budget, Found, Worlds, numbers_of
from socialcare.sentences import Sentence, say, say_many

QUESTIONS = 2_000_000
"""Conditions asked for all rules together; 1,000 rules need 200,000, most of 2 s."""

SEARCH = 20_000
"""Conditions asked for one answer."""

TOLD = 10
"""Rules that are counted beside the one that takes from them."""


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
        self._worlds = Worlds([rule.when for rule in self._rules], Budget(0))
        self._ending = _bits(at for at, rule in enumerate(self._rules) if rule.ends)

    def unreachable(self) -> Iterator[Remark]:
        """Certain: where the search ran out nothing is said."""
        for at, rule in enumerate(self._rules):
            found = self._search([at], self._ending & _below(at))
            if found.world is None and not self._worlds.budget.is_spent:
                yield remark("W101", self._document, ("rules", rule.number), self._why(at, found), at_key=True)

    def overlapping(self) -> Iterator[Remark]:
        """For each rule, those that would have decided otherwise where it takes a mention from them: the first is told.

        A rule above a wider one is the order a file is written in, and is silent.
        """
        for at, rule in enumerate(self._rules):
            others = list(islice(self._rivals(at), TOLD + 1)) if rule.ends else []
            if not others:
                continue
            other, world = others[0]
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
                    more=_more(len(others) - 1),
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

    def _rivals(self, at: int) -> Iterator[tuple[_Rule, dict[Fact, Any]]]:
        rule = self._rules[at]
        for below in numbers_of(self._meeting.with_rule(at) & self._against(rule) & ~_below(at + 1)):
            other = self._rules[below]
            if self._left <= 0:
                return
            if (rule.text.name, other.text.name) in self._pinned or self._search([at], 1 << below).world is None:
                continue
            world = self._search([at, below], self._ending & _below(below) & ~(1 << at)).world
            if world is not None:
                yield other, world

    @cached_property
    def _meeting(self) -> "_Meeting":
        return _Meeting([self._worlds.named(at) for at in range(len(self._rules))])

    def _against(self, rule: _Rule) -> int:
        """Rules of the same stage that name something else, found by what they give: a file has few such outcomes."""
        usual = self._text.default.promise
        return sum(
            bits
            for (stage, _), (then, bits) in self._outcomes.items()
            if stage is rule.text.stage and _contradicts(rule.text.then, then, usual)
        )

    @cached_property
    def _outcomes(self) -> dict[tuple[Stage, Hashable], tuple[Then, int]]:
        """One `then` of each kind, and the bits of the rules that have it."""
        found: dict[tuple[Stage, Hashable], tuple[Then, int]] = {}
        for at, rule in enumerate(self._rules):
            then = rule.text.then
            kind = rule.text.stage, (then.set_aside is None, then.expert, then.promise)
            found[kind] = then, found.get(kind, (then, 0))[1] | 1 << at
        return found

    @cached_property
    def _pinned(self) -> set[tuple[str, str]]:
        """A rule that decided in a test, and another that held too and did not."""
        pairs = set()
        for trace in self._traces:
            held = [rule.name for rule in trace.rules if rule.truth is Truth.TRUE]
            pairs |= {(rule.name, other) for rule in trace.rules if rule.used for other in held}
        return pairs

    def _why(self, at: int, found: Found) -> Sentence:
        rule = self._rules[at]
        if found.against is None:
            return say("no mention reaches rule “{rule}”: its conditions exclude each other", rule=rule.text.name)
        for number in sorted(found.against):
            if self._search([at], 1 << number).world is None and not self._worlds.budget.is_spent:
                other = self._rules[number]
                return say(
                    "no mention reaches rule “{rule}”: “{other}” (line {line}) takes them all",
                    rule=rule.text.name,
                    other=other.text.name,
                    line=self._document.line(("rules", other.number)),
                )
        return say("no mention reaches rule “{rule}”: together the rules above take them all", rule=rule.text.name)

    def _search(self, holding: Sequence[int], failing: int) -> Found:
        self._worlds.budget = Budget(min(SEARCH, max(0, self._left)))
        start = self._worlds.budget.left
        found = self._worlds.search(holding, failing)
        self._left -= start - self._worlds.budget.left
        return found

    def _example(self, world: dict[Fact, Any]) -> str:
        """As a test file would give the facts, without those that are neutral."""
        given: dict[Any, list[str]] = {}
        for fact, value in world.items():
            if value != self._worlds.neutral(fact):
                given.setdefault(fact[0], []).append(_shown(fact, value))
        return "{" + ", ".join(f"{name}: {_joined(values)}" for name, values in given.items()) + "}"


class _Meeting:
    """Which rules can hold together by the names that they ask for; `named` are those of each, by fact."""

    def __init__(self, named: Sequence[Mapping[Fact, Collection[Any]]]) -> None:
        self._named = named
        self._all = _below(len(named))
        self._asking: dict[Fact, int] = {}
        self._taking: dict[tuple[Fact, Any], int] = {}
        for at, names in enumerate(named):
            for fact, values in names.items():
                self._asking[fact] = self._asking.get(fact, 0) | 1 << at
                for value in values:
                    self._taking[fact, value] = self._taking.get((fact, value), 0) | 1 << at

    def with_rule(self, at: int) -> int:
        bits = self._all
        for fact, values in self._named[at].items():
            agreeing = 0
            for value in values:
                agreeing |= self._taking[fact, value]
            bits &= agreeing | ~self._asking[fact]
        return bits


def _bits(numbers: Iterable[int]) -> int:
    return sum(1 << number for number in numbers)


def _below(at: int) -> int:
    """Bits of all numbers before `at`."""
    return (1 << at) - 1


def _more(count: int) -> Sentence | str:
    if not count:
        return ""
    if count == TOLD:
        return say(" (and from {least} or more others)", least=count)
    return say_many(" (and from {n} more)", " (and from {n} more)", count)


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
