"""The nouns of the desk: frozen values, aware UTC times, no input or output.

A case and its life are folded from these facts in `cases/`; a verdict such as "late" is never a fact.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from socialcare.sentences import Sentence


class Kind(StrEnum):
    """What sort of message a mention is on its network."""

    POST = "post"
    COMMENT = "comment"
    REPLY = "reply"
    REVIEW = "review"
    MESSAGE = "message"
    ARTICLE = "article"


class Sentiment(StrEnum):
    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class Emotion(StrEnum):
    """The eight that decide how a care team answers, and their absence."""

    ANGER = "anger"
    DISAPPOINTMENT = "disappointment"
    WORRY = "worry"
    SADNESS = "sadness"
    DISGUST = "disgust"
    SURPRISE = "surprise"
    JOY = "joy"
    GRATITUDE = "gratitude"
    NEUTRAL = "neutral"


class Intent(StrEnum):
    COMPLAINT = "complaint"
    QUESTION = "question"
    PRAISE = "praise"
    SUGGESTION = "suggestion"
    OTHER = "other"


class Priority(StrEnum):
    """From what can wait to what cannot; `rank` is 0 for the most urgent."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"

    @property
    def rank(self) -> int:
        return list(reversed(Priority)).index(self)


class State(StrEnum):
    """Where a case stands. A fact; "late" and "unanswered" are verdicts."""

    NEW = "new"
    ASSIGNED = "assigned"
    DRAFTED = "drafted"
    ANSWERED = "answered"
    CLOSED = "closed"
    SET_ASIDE = "set_aside"


class Verdict(StrEnum):
    """What a promise is worth at an instant."""

    LATE = "late"
    DUE_SOON = "due_soon"
    ON_TIME = "on_time"
    KEPT = "kept"
    BROKEN = "broken"
    NONE = "none"


class Role(StrEnum):
    COMMUNITY_MANAGER = "community_manager"
    EXPERT = "expert"
    ANALYST = "analyst"


class Action(StrEnum):
    """What a person did to a case; the values of the event log."""

    ASSIGN = "assign"
    DRAFT = "draft"
    REPLY = "reply"
    NOTE = "note"
    QUEUE = "queue"
    """An answer approved by a community manager, waiting to go out."""
    CLOSE = "close"
    UNDO = "undo"


@dataclass(frozen=True, kw_only=True)
class Author:
    """One identity on one channel. `handle` is as the network writes it, without a leading @; "" where unknown."""

    handle: str = ""
    name: str = ""
    followers: int | None = None


@dataclass(frozen=True, kw_only=True)
class Media:
    """A picture, film or sound beside a text. `description` is its author's own, for who cannot see it."""

    kind: str
    url: str
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Mention:
    """One message by somebody, as its channel gave it.

    `ref` is the channel's own key, unique within `channel`. `text` is plain text. `in_reply_to` is the `ref` of the
    message answered; `thread` the network's own key of the conversation, where it has one. `own` is true where the
    connector knows the brand wrote it; handles in the settings come later. `can_reply` is None where nobody says.
    """

    channel: str
    ref: str
    author: Author
    text: str
    posted_at: datetime
    url: str = ""
    in_reply_to: str | None = None
    thread: str | None = None
    kind: Kind = Kind.POST
    language: str | None = None
    rating: float | None = None
    own: bool = False
    metrics: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    edited_at: datetime | None = None
    media: tuple[Media, ...] = ()
    can_reply: bool | None = None

    def __post_init__(self) -> None:
        if self.posted_at.tzinfo is None or (self.edited_at and self.edited_at.tzinfo is None):
            raise ValueError(f"{self.channel}:{self.ref}: posted_at or edited_at has no time zone")


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Characters `start` to `end` of the original text, what they add to the polarity, and why."""

    start: int
    end: int
    weight: float
    reason: str


@dataclass(frozen=True, kw_only=True)
class Score:
    """What a text feels and wants. `polarity` is -1 to 1, `confidence` and intensities 0 to 1.

    `confidence` is calibrated: of the texts at 0.8, about 80 % have that sentiment. `mixed`: both sides are meant.
    `urgency`: harm to health or safety, or a loss within the day. `churn`: leaving, or calling in the law or a consumer
    body. `insult`: aimed at persons or the brand. `language` is ISO 639-1, "" where nothing was read.
    """

    sentiment: Sentiment
    polarity: float
    confidence: float
    emotion: Emotion
    intent: Intent
    emotions: Mapping[Emotion, float] = field(default_factory=lambda: MappingProxyType({}))
    is_question: bool = False
    irony: bool = False
    spam: bool = False
    mixed: bool = False
    urgency: bool = False
    churn: bool = False
    insult: bool = False
    language: str = ""
    baseline: float = 0.0
    evidence: tuple[Evidence, ...] = ()
    version: str = ""


@dataclass(frozen=True, kw_only=True)
class Route:
    """Who gets a mention, why, and under which promise. `set_aside` is the reason it waits for nobody, or ""."""

    rule: str
    expert: str
    team: str
    community_manager: str
    priority: Priority
    policy: str
    complaint: bool
    topic: str = ""
    tags: tuple[str, ...] = ()
    set_aside: str = ""
    because: tuple[Sentence, ...] = ()


class Warned(StrEnum):
    """Whom a policy warns before a promise is broken; the one responsible is who answers for the whole team."""

    EXPERT = "expert"
    COMMUNITY_MANAGER = "community_manager"
    RESPONSIBLE = "responsible"


@dataclass(frozen=True, kw_only=True)
class DueWarning:
    """At `at`, `to` is to hear that an answer is owed, if it still is."""

    at: datetime
    to: Warned


@dataclass(frozen=True, kw_only=True)
class Promise:
    """An answer promised by `due_at` under the policy of that day; both are kept when the policy changes.

    `expert_due_at` is the expert's own leg, None where the policy gives none or too little time is left for one;
    `resolution_due_at` is when the case is to be closed, None where no end is promised. `snapshot` is the policy as JSON,
    `digest` of it and its resolved calendar, `tzdata` the version of the time zones; `because` tells why, line by line.
    """

    due_at: datetime
    policy: str
    calendar: str
    digest: str
    expert_due_at: datetime | None = None
    resolution_due_at: datetime | None = None
    warnings: tuple[DueWarning, ...] = ()
    snapshot: str = ""
    tzdata: str = ""
    because: tuple[Sentence, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Event:
    """One line of the append-only log. `undoes` names the event that this one takes back."""

    number: int
    at: datetime
    by: str
    case: int
    action: Action
    text: str = ""
    before: str = ""
    after: str = ""
    undoes: int | None = None


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What a message said until its author changed it; `replaced_at` is when we saw the change."""

    text: str
    replaced_at: datetime


@dataclass(frozen=True, kw_only=True)
class Message:
    """A stored mention of a case: the customer's, or the brand's own where `mention.own`.

    `seen_at` is when we first had it, `routed_at` when its expert was chosen; score, route and promise are None until then.
    `vanished_at` is when the network no longer showed it; `earlier` are its wordings before this one, oldest first.
    """

    mention: Mention
    seen_at: datetime
    routed_at: datetime | None = None
    score: Score | None = None
    route: Route | None = None
    promise: Promise | None = None
    vanished_at: datetime | None = None
    earlier: tuple[Wording, ...] = ()

    @property
    def at(self) -> datetime:
        return self.mention.posted_at

    @property
    def needs_answer(self) -> bool:
        return not self.mention.own and not (self.route and self.route.set_aside)


@dataclass(frozen=True, kw_only=True)
class History:
    """All that is known of one case, in any order; later than the instant asked about is for the fold to leave out."""

    number: int
    channel: str
    author: Author
    messages: tuple[Message, ...]
    events: tuple[Event, ...] = ()
