"""Why a mention goes where it goes: every rule, every condition, the candidates, the clock; as rows to show."""

from dataclasses import dataclass

from socialcare.facts import Promise, Route
from socialcare.routing.trace import Candidate, Leaf, Stage, Truth
from socialcare.rulework.deciding import Decided
from socialcare.rulework.loading import Rules
from socialcare.sentences import Sentence


@dataclass(frozen=True, kw_only=True)
class ConditionRow:
    """`words` are the parts of the text that made it true, `spans` their first and last character (not included)."""

    said: Sentence
    truth: Truth
    line: int
    column: int
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, kw_only=True)
class RuleRow:
    name: str
    line: int
    stage: Stage
    truth: Truth
    used: bool
    conditions: tuple[ConditionRow, ...]


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """`digest` is of the rulebook that decided, `scorer` the version of the score that it saw.

    `recalled`: the author's history and the experts' load are those of a stored mention; else they are unknown.
    """

    text: str
    file: str
    digest: str
    scorer: str
    recalled: bool
    rules: tuple[RuleRow, ...]
    route: Route
    candidates: tuple[Candidate, ...]
    promise: Promise | None


def explanation(rules: Rules, decided: Decided, *, recalled: bool) -> Explanation:
    trace, text = decided.trace, decided.mention.text
    return Explanation(
        text=text,
        file=rules.document.name,
        digest=rules.rulebook.digest,
        scorer=decided.score.version,
        recalled=recalled,
        rules=tuple(
            RuleRow(
                name=rule.name,
                line=rule.line,
                stage=rule.stage,
                truth=rule.truth,
                used=rule.used,
                conditions=tuple(_condition(rules, leaf, text) for leaf in rule.leaves),
            )
            for rule in trace.rules
        ),
        route=trace.route,
        candidates=trace.candidates,
        promise=decided.promise,
    )


def _condition(rules: Rules, leaf: Leaf, text: str) -> ConditionRow:
    place = rules.document.mistake(leaf.place, leaf.said, at_key=True)
    return ConditionRow(
        said=leaf.said,
        truth=leaf.truth,
        line=place.line,
        column=place.column,
        words=tuple(text[start:end] for start, end in leaf.spans),
        spans=leaf.spans,
    )
