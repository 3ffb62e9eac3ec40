"""The closed sets of words that facts are told in."""

from enum import StrEnum


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
    WAITING = "waiting"
    """For the customer, who was answered and asked something."""
    SNOOZED = "snoozed"
    """Until a time that a community manager chose; a promise goes on."""
    CLOSED = "closed"
    MERGED = "merged"
    """Followed in another case, with what it owed."""
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
    HAND_BACK = "hand_back"
    """An expert to whom the case does not belong gives it back to the community manager."""
    TAKE = "take"
    """It is in this person's hand; of a community manager, from now on theirs."""
    DRAFT = "draft"
    REPLY = "reply"
    NOTE = "note"
    QUEUE = "queue"
    """An answer approved by a community manager, waiting to go out."""
    WAIT = "wait"
    RESUME = "resume"
    SNOOZE = "snooze"
    TAG = "tag"
    UNTAG = "untag"
    MERGE = "merge"
    CLOSE = "close"
    CORRECT = "correct"
    UNDO = "undo"


class Warned(StrEnum):
    """Whom a policy warns before a promise is broken; the one responsible is who answers for the whole team."""

    EXPERT = "expert"
    COMMUNITY_MANAGER = "community_manager"
    RESPONSIBLE = "responsible"
