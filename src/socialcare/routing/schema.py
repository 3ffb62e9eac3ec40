"""The routing half of a rules file, as it is written: what may stand where, and nothing about what it does."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from socialcare.documents import BadValue, Place
from socialcare.facts import Emotion, Intent, Kind, Priority, Sentiment
from socialcare.sentences import say

Value = TypeVar("Value")


def _listed(value: Any) -> Any:
    return value if value is None or isinstance(value, list) else [value]


def _author(value: Any) -> Any:
    return value if value is None or isinstance(value, dict) else {"handles": value}


OneOrMany = Annotated[list[Value], BeforeValidator(_listed)]
"""`fr` is read as `[fr]`."""


class Block(BaseModel):
    """Every block of the file: a key it does not know is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Expert(Block):
    """`topics` are those whose mentions come here when a rule names no expert."""

    name: str
    team: str
    topics: list[str] = []


class CommunityManager(Block):
    name: str


class WordList(Block):
    """Found where one of `words` is in the text and none of `except` is."""

    words: OneOrMany[str]
    excepts: OneOrMany[str] = Field(default=[], alias="except")


class Topic(WordList):
    label: str = ""


class Range(Block):
    """Both bounds are inside."""

    min: float | None = None
    max: float | None = None

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if self.min is None and self.max is None:
            raise BadValue(say("a range needs min, max or both"))
        if self.min is not None and self.max is not None and self.min > self.max:
            raise BadValue(say("min {min} is above max {max}", min=self.min, max=self.max))
        return self

    def holds(self, value: float) -> bool:
        return (self.min is None or value >= self.min) and (self.max is None or value <= self.max)


class AuthorWhen(Block):
    """Handles written in the rule, or those of one of `lists`."""

    handles: OneOrMany[str] | None = None
    listed: str | None = Field(default=None, alias="list")


class When(Block):
    """All entries must hold; a list means any of its values."""

    channel: OneOrMany[str] | None = None
    kind: OneOrMany[Kind] | None = None
    language: OneOrMany[str] | None = None
    author: Annotated[AuthorWhen | None, BeforeValidator(_author)] = None
    sentiment: OneOrMany[Sentiment] | None = None
    emotion: OneOrMany[Emotion] | None = None
    intent: OneOrMany[Intent] | None = None
    topic: OneOrMany[str] | None = None
    text: WordList | None = None
    question: bool | None = None
    irony: bool | None = None
    spam: bool | None = None
    polarity: Range | None = None
    followers: Range | None = None
    rating: Range | None = None
    all: list["When"] = []
    any: list["When"] = []
    none: list["When"] = []


class Then(Block):
    """What is left out: the expert of the topic, else the default's; the default's promise, priority and manager."""

    expert: str | None = None
    promise: str | None = None
    priority: Priority | None = None
    community_manager: str | None = None
    tags: OneOrMany[str] = []
    complaint: bool | None = None
    set_aside: str | None = None

    @model_validator(mode="after")
    def _one_outcome(self) -> Self:
        if self.set_aside is None:
            return self
        if not self.set_aside.strip():
            raise BadValue(say("set_aside needs a reason, such as “spam”"))
        if self.expert or self.promise:
            raise BadValue(say("what is set aside waits for nobody: drop set_aside, or expert and promise"))
        return self


class RuleText(Block):
    """Without `when`, a rule takes every mention that reaches it."""

    name: str = Field(min_length=1)
    when: When | None = None
    then: Then


class Default(Block):
    """What no rule took; complete, so that nothing is left without an owner."""

    expert: str
    promise: str
    priority: Priority = Priority.NORMAL
    community_manager: str | None = None


class RoutingText(Block):
    """`calendars` and `policies` of the same file belong to the promises and are read by another model."""

    version: Literal[1]
    teams: dict[str, str]
    experts: dict[str, Expert]
    community_managers: dict[str, CommunityManager]
    topics: dict[str, Topic] = {}
    lists: dict[str, list[str]] = {}
    rules: list[RuleText] = []
    default: Default


def whens(text: RoutingText) -> Iterator[tuple[Place, When]]:
    """Every `when` of the file with its place, those inside `all`, `any` and `none` too."""
    for number, rule in enumerate(text.rules):
        if rule.when:
            yield from _nested(("rules", number, "when"), rule.when)


def _nested(place: Place, when: When) -> Iterator[tuple[Place, When]]:
    yield place, when
    for key, branches in (("all", when.all), ("any", when.any), ("none", when.none)):
        for number, branch in enumerate(branches):
            yield from _nested((*place, key, number), branch)
