"""All remarks on a rules file, in its order."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from socialcare.errors import Mistake
from socialcare.facts import Warned
from socialcare.rulework.lint_rules import RuleLint
from socialcare.rulework.lint_words import found_words, word_remarks
from socialcare.rulework.loading import Rules
from socialcare.rulework.remarks import Remark, remark
from socialcare.rulework.trials import Tried
from socialcare.sentences import say
from socialcare.workspace import LOCK, shipped

LOCK_ENDS_SOON = timedelta(days=60)


def lint(rules: Rules, tried: Sequence[Tried], today: date) -> list[Remark]:
    """`tried` are the test files of these rules, run: what a test shows is known and is not told."""
    outcomes = [outcome for file in tried for outcome in file.outcomes]
    found = RuleLint(rules.document, rules.text, [outcome.trace for outcome in outcomes])
    spans: dict[str, list[tuple[int, int]]] = {}
    for outcome in outcomes:
        for rule in outcome.trace.rules:
            for leaf in rule.leaves:
                spans.setdefault(outcome.text, []).extend(leaf.spans)
    remarks = [
        *found.unreachable(),
        *found.overlapping(),
        *found.unfinished(),
        *found.untested(),
        *word_remarks(rules, _stop_words(), found_words(spans)),
        *_nobody_responsible(rules),
        *_lock(rules, today),
    ]
    return in_order(remarks)


def in_order(remarks: Iterable[Remark]) -> list[Remark]:
    """As a person reads the file."""
    return sorted(remarks, key=lambda each: (each.mistake.file, each.mistake.line, each.mistake.column, each.code))


def _nobody_responsible(rules: Rules) -> Iterator[Remark]:
    if rules.text.responsible is not None:
        return
    for name, policy in rules.text.policies.items():
        for number, warning in enumerate(policy.warn):
            if warning.to is Warned.RESPONSIBLE:
                told = say(
                    "policy “{policy}” warns the person responsible, and nobody is; write “responsible: {example}” at the top",
                    policy=name,
                    example=rules.rulebook.community_manager,
                )
                yield remark("W113", rules.document, ("policies", name, "warn", number, "to"), told)


def _lock(rules: Rules, today: date) -> Iterator[Remark]:
    if rules.locked_until - today < LOCK_ENDS_SOON:
        told = say("the calendars are known until {day} only; run “socialcare calendar lock”", day=rules.locked_until)
        yield Remark("W111", Mistake(LOCK.as_posix(), 0, 0, told))


def _stop_words() -> frozenset[str]:
    """As shipped, already plain."""
    lines = shipped("data/lexicon/common_words.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
