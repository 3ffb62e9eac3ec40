"""The routing half of a rules file, as it is written: what may stand where, and nothing about what it does."""

from collections.abc import Iterator
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from socialcare.documents import BadValue, Place
from socialcare.facts import Priority
from socialcare.routing.trace import Stage
from socialcare.routing.when_text import AbsenceText, Block, DaysText, OneOrMany, Topic, When, WordList
from socialcare.sentences import say


class Expert(Block):
    """`topics` are those whose mentions come here when a rule names no expert.

    `substitute` is who takes over while the expert is absent or has `most_open` cases open. `days` are those on which they
    work, every day where none is named; on the others they are away.
    """

    name: str
    team: str
    topics: list[str] = Field(default=[])
    substitute: str | None = None
    days: OneOrMany[DaysText] = Field(default=[])
    absent: OneOrMany[AbsenceText] = Field(default=[])
    most_open: int | None = Field(default=None, ge=1)


class CommunityManager(Block):
    name: str


class Analyst(Block):
    """Looks, exports, tags and corrects; neither proposes nor answers."""

    name: str


class Then(Block):
    """What is left out: the expert of the topic, else the channel's, else the default's; and so for the rest."""

    expert: str | None = None
    promise: str | None = None
    priority: Priority | None = None
    community_manager: str | None = None
    tags: OneOrMany[str] = Field(default=[])
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
    """Without `when`, a rule takes every mention that reaches it.

    Rules of the stage `qualify` are all applied, before the others: tags, a higher priority, or set aside.
    """

    name: str = Field(min_length=1)
    stage: Stage = Stage.ROUTE
    when: When | None = None
    then: Then
    goes_on: bool = Field(default=False, alias="continue")


class Channel(Block):
    """What a channel's mentions get where the rules and the topic say nothing."""

    expert: str | None = None
    promise: str | None = None
    priority: Priority | None = None
    community_manager: str | None = None


class Default(Block):
    """What no rule took; complete, so that nothing is left without an owner."""

    expert: str
    promise: str
    priority: Priority = Priority.NORMAL
    community_manager: str | None = None


class RoutingText(Block):
    """`calendars` and `policies` of the same file belong to the promises and are read by another model.

    `responsible` is the expert or community manager who answers for the whole team, where somebody does.
    """

    version: Literal[1]
    teams: dict[str, str]
    experts: dict[str, Expert]
    community_managers: dict[str, CommunityManager]
    analysts: dict[str, Analyst] = Field(default={})
    responsible: str | None = None
    topics: dict[str, Topic] = Field(default={})
    lists: dict[str, list[str]] = Field(default={})
    channels: dict[str, Channel] = Field(default={})
    rules: list[RuleText] = Field(default=[])
    default: Default


def json_schema() -> dict[str, Any]:
    """Of the routing half, for the completion of editors; the promises have their own."""
    return RoutingText.model_json_schema(by_alias=True)


def whens(text: RoutingText) -> Iterator[tuple[Place, When]]:
    """Every `when` of the file with its place, those inside `all`, `any` and `none` too."""
    for number, rule in enumerate(text.rules):
        if rule.when:
            yield from _nested(("rules", number, "when"), rule.when)


def word_lists(text: RoutingText) -> Iterator[tuple[Place, WordList]]:
    """Every topic and every `text` of a `when`, with its place."""
    yield from ((("topics", name), topic) for name, topic in text.topics.items())
    yield from (((*place, "text"), when.text) for place, when in whens(text) if when.text)


def _nested(place: Place, when: When) -> Iterator[tuple[Place, When]]:
    yield place, when
    for key, branches in (("all", when.all), ("any", when.any), ("none", when.none)):
        for number, branch in enumerate(branches):
            yield from _nested((*place, key, number), branch)
