"""A `when` as it is written: what may be asked of a mention, and nothing about how it is answered."""

import re
from datetime import date
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema

from socialcare.documents import BadValue
from socialcare.facts import Emotion, Intent, Kind, Priority, Sentiment
from socialcare.hints import unknown
from socialcare.sentences import say

Value = TypeVar("Value")

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_HOUR = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00")


def _listed(value: Any) -> Any:
    return value if value is None or isinstance(value, list) else [value]


class _OrOne:
    """An editor is told that the list may be written as its only value."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        listed = handler(core)
        return {"anyOf": [listed.get("items", {}), listed]}


OneOrMany = Annotated[list[Value], BeforeValidator(_listed), _OrOne()]
"""`fr` is read as `[fr]`."""


class Block(BaseModel):
    """Every block of the file: a key it does not know is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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


class PriorityRange(Block):
    """As urgent as `min`, or more."""

    min: Priority

    def holds(self, value: Priority) -> bool:
        return value.rank <= self.min.rank


class Near(Block):
    """All of `words`, in any order, the last at most `within` words after the first."""

    words: list[str] = Field(min_length=2, max_length=10)
    within: int = Field(ge=1, le=50)


class WordList(Block):
    """Found where one of `words`, `near` or `patterns` is in the text and none of `except` is."""

    words: OneOrMany[str] = []
    near: OneOrMany[Near] = []
    patterns: OneOrMany[str] = []
    excepts: OneOrMany[str] = Field(default=[], alias="except")

    @model_validator(mode="after")
    def _has_some(self) -> Self:
        if self.model_fields_set.isdisjoint({"words", "near", "patterns"}):
            raise BadValue(say("name what to find: words, near or patterns"))
        return self


class Topic(WordList):
    label: str = ""


def _author(value: Any) -> Any:
    return value if value is None or isinstance(value, dict) else {"handles": value}


class AuthorWhen(Block):
    """Handles written in the rule, or those of one of `lists`."""

    handles: OneOrMany[str] | None = None
    listed: str | None = Field(default=None, alias="list")


def weekdays(written: str) -> frozenset[int]:
    """0 is Monday; "sat-mon" goes over the end of the week. Raises BadValue."""
    ends = [word.strip() for word in written.lower().split("-", 1)]
    for word in ends:
        if word not in DAYS:
            raise BadValue(unknown(say("day of the week"), word, DAYS))
    first, last = DAYS.index(ends[0]), DAYS.index(ends[-1])
    return frozenset((first + step) % 7 for step in range((last - first) % 7 + 1))


def _days(written: str) -> str:
    weekdays(written)
    return written


DaysText = Annotated[str, AfterValidator(_days)]
"""`mon`, `mon-thu`."""


def minutes(written: str) -> int:
    """After midnight."""
    return int(written[:2]) * 60 + int(written[3:])


def _hour(written: str) -> str:
    if not _HOUR.fullmatch(written):
        raise BadValue(say("“{written}” is not a time of day such as “18:00”", written=written))
    return written


class Posted(Block):
    """`to` is outside; `from` after `to` goes over midnight and is of the day it began on.

    The time zone is that of the first of `calendars`.
    """

    days: OneOrMany[DaysText] | None = None
    starts: Annotated[str, AfterValidator(_hour)] = Field(default="00:00", alias="from")
    ends: Annotated[str, AfterValidator(_hour)] = Field(default="24:00", alias="to")

    @model_validator(mode="after")
    def _some_time(self) -> Self:
        if self.starts == self.ends:
            raise BadValue(say("from and to are the same; no time is between them"))
        return self


class When(Block):
    """All entries must hold; a list means any of its values."""

    channel: OneOrMany[str] | None = None
    kind: OneOrMany[Kind] | None = None
    language: OneOrMany[str] | None = None
    author: Annotated[AuthorWhen | None, BeforeValidator(_author)] = None
    author_mentions: Range | None = None
    author_complaints: Range | None = None
    days_since_answer: Range | None = None
    last_expert: OneOrMany[str] | None = None
    ambassador: bool | None = None
    sentiment: OneOrMany[Sentiment] | None = None
    emotion: OneOrMany[Emotion] | None = None
    intent: OneOrMany[Intent] | None = None
    topic: OneOrMany[str] | None = None
    text: WordList | None = None
    question: bool | None = None
    irony: bool | None = None
    spam: bool | None = None
    mixed: bool | None = None
    urgency: bool | None = None
    churn: bool | None = None
    insult: bool | None = None
    polarity: Range | None = None
    followers: Range | None = None
    rating: Range | None = None
    posted: Posted | None = None
    tags: OneOrMany[str] | None = None
    priority: PriorityRange | None = None
    all: list["When"] = []
    any: list["When"] = []
    none: list["When"] = []

    @property
    def asks_past(self) -> bool:
        """Of its own entries, not of those inside `all`, `any` and `none`."""
        asked = (self.author_mentions, self.author_complaints, self.days_since_answer, self.last_expert)
        return any(entry is not None for entry in asked)


class Absence(Block):
    """Both days are absent."""

    first: date
    last: date

    def __str__(self) -> str:
        return f"{self.first}..{self.last}"

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


def _absence(written: Any) -> Any:
    if not isinstance(written, str):
        return written
    ends = written.split("..", 1)
    try:
        first, last = date.fromisoformat(ends[0].strip()), date.fromisoformat(ends[-1].strip())
    except ValueError as error:
        raise BadValue(
            say("“{written}” is no date, nor two such as 2026-12-24..2027-01-02", written=written)
        ) from error
    if last < first:
        raise BadValue(say("“{written}” ends before it begins; swap the two dates", written=written))
    return Absence(first=first, last=last)


AbsenceText = Annotated[
    Absence,
    BeforeValidator(_absence),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "examples": ["2026-12-24..2027-01-02"]}),
]
