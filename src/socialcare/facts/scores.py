"""What a text was read as, and what people made of that reading."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from socialcare.facts.kinds import Emotion, Intent, Sentiment


class Evidence(NamedTuple):
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
    evidence: tuple[Evidence, ...] = ()
    version: str = ""


@dataclass(frozen=True, kw_only=True)
class Correction:
    """A person says what one fact of a message's score should be; `event` is its line in the log, which undo takes back.

    `field` is one of cases.CORRECTABLE; `before` and `after` are values of the facts, "true" or "false" for a flag. Where both
    are the same, the person says that the score was right.
    """

    event: int
    at: datetime
    by: str
    field: str
    before: str
    after: str
