"""What every rule of a rulebook made of one mention: the values that explain a route."""

from dataclasses import dataclass
from enum import StrEnum

from socialcare.documents import Place
from socialcare.facts import Route
from socialcare.routing.words import Span
from socialcare.sentences import Sentence


class Truth(StrEnum):
    """Of a condition; unknown is never true, under `none` either."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, answer: bool | None) -> "Truth":
        if answer is None:
            return cls.UNKNOWN
        return cls.TRUE if answer else cls.FALSE


class Stage(StrEnum):
    """Every rule that qualifies is applied; of those that route, the first that holds."""

    QUALIFY = "qualify"
    ROUTE = "route"


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """One entry of a `when`, at `place` in the file; `spans` are the characters of the text that made it true."""

    place: Place
    said: Sentence
    truth: Truth
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RuleTrace:
    """`truth` is of the whole `when`; `used` where the rule gave something to the route, were it only a tag."""

    name: str
    line: int
    stage: Stage
    truth: Truth
    leaves: tuple[Leaf, ...]
    used: bool


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An expert who was thought of, in that order, and why; exactly one is chosen, none where it is set aside."""

    expert: str
    why: Sentence
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class Trace:
    """Every rule in the file's order, the default last."""

    rules: tuple[RuleTrace, ...]
    route: Route
    candidates: tuple[Candidate, ...]
