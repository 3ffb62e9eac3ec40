"""A test file of rules as it is written: mentions with their facts, and what is to become of them."""

from datetime import datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from socialcare.documents import BadValue
from socialcare.facts import Emotion, Intent, Kind, Priority, Sentiment, State, Verdict
from socialcare.sentences import say

USUAL_TIME = datetime(2026, 3, 2, 10)  # noqa: DTZ001 - by the clocks of the test file
"""A Monday morning on which people work, for a test in which time does not matter."""


def _moment(written: object) -> datetime:
    if isinstance(written, datetime):
        return written
    try:
        return datetime.fromisoformat(written.strip() if isinstance(written, str) else "")
    except ValueError as error:
        raise BadValue(
            say("“{written}” is not a time; write one such as “2026-11-18 11:59”", written=written)
        ) from error


def _zone(written: str) -> str:
    try:
        ZoneInfo(written)
    except (KeyError, ValueError, OSError) as error:
        raise BadValue(
            say("unknown time zone “{name}”; such as Europe/Paris or Indian/Reunion", name=written)
        ) from error
    return written


def _listed(written: object) -> object:
    return written if written is None or isinstance(written, list) else [written]


Moment = Annotated[datetime, BeforeValidator(_moment)]
"""Without an offset it is by the clocks of the file's `timezone`."""

Names = Annotated[list[str], BeforeValidator(_listed)]


class Block(BaseModel):
    """Every block of the file: a key it does not know is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class GivenText(Block):
    """A mention and what is known of it. A fact of the score that is not given is the neutral one.

    What is not given of the author's history, `author_mentions` to `ambassador`, is unknown.
    """

    channel: str = "test"
    text: str = ""
    author: str = ""
    followers: int | None = None
    author_mentions: int | None = None
    author_complaints: int | None = None
    days_since_answer: int | None = None
    last_expert: str | None = None
    ambassador: bool | None = None
    kind: Kind = Kind.POST
    rating: float | None = None
    language: str | None = None
    posted_at: Moment = USUAL_TIME
    sentiment: Sentiment = Sentiment.NEUTRAL
    emotion: Emotion = Emotion.NEUTRAL
    intent: Intent = Intent.OTHER
    polarity: float = Field(default=0.0, ge=-1, le=1)
    question: bool = False
    irony: bool = False
    spam: bool = False
    mixed: bool = False
    urgency: bool = False
    churn: bool = False
    insult: bool = False


class ExpectedText(Block):
    """What is not written is not checked. `tags` must be among those given; `set_aside: ""` is not set aside."""

    rule: str | None = None
    expert: str | None = None
    team: str | None = None
    priority: Priority | None = None
    promise: str | None = None
    due_at: Moment | None = None
    tags: Names | None = None
    topic: str | None = None
    set_aside: str | None = None
    complaint: bool | None = None


class LaterText(Block):
    verdict: Verdict | None = None
    state: State | None = None
    due_at: Moment | None = None


class EventText(Block):
    """One of them: who answers, who proposes, or what the customer writes again."""

    reply: str | None = None
    draft: str | None = None
    customer: str | None = None


class StepText(Block):
    """`event` happens at `at`; `expect` is looked at just after it."""

    at: Moment
    event: EventText | None = None
    expect: LaterText = LaterText()


class TrialText(Block):
    """`score: true` lets the shipped scorer find the facts that are not given. A `todo` may fail."""

    name: str = Field(min_length=1)
    mention: GivenText
    score: bool = False
    expect: ExpectedText = ExpectedText()
    refused: Names = Field(default=[], alias="not")
    state: Literal["todo"] | None = None
    steps: list[StepText] = []


class TrialsText(Block):
    """`rules` is a path from the folder of the test file."""

    rules: str
    timezone: Annotated[str, AfterValidator(_zone)] = "Europe/Paris"
    tests: list[TrialText]

    def instants(self) -> list[datetime]:
        """Every time that the file names, aware."""
        named = [
            moment
            for test in self.tests
            for moment in (test.mention.posted_at, test.expect.due_at, *(step.at for step in test.steps))
        ]
        return [self.aware(moment) for moment in (USUAL_TIME, *named) if moment is not None]

    def aware(self, moment: datetime) -> datetime:
        return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(self.timezone))
