"""What a text was read as."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from socialcare.facts.kinds import Emotion, Intent, Sentiment

NO_EMOTIONS: Mapping[Emotion, float] = MappingProxyType({})


class Evidence(NamedTuple):
    """Characters `start` to `end` of the original text, what they add to the polarity, and why."""

    start: int
    end: int
    weight: float
    reason: str


class Score(NamedTuple):
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
    emotions: Mapping[Emotion, float] = NO_EMOTIONS
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
