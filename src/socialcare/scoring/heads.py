"""What the heads of the model come to: sentiment, emotions, intent and flags, each on the scale people read."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from socialcare.facts import Emotion, Intent, Sentiment
from socialcare.scoring.features import FEELINGS
from socialcare.scoring.model import Card

SENTIMENTS = (Sentiment.NEGATIVE, Sentiment.NEUTRAL, Sentiment.POSITIVE)
FLAGS = ("question", "irony", "mixed", "urgency", "churn", "insult", "spam")

WIDE = (*(f"talk_{s}" for s in SENTIMENTS), *(f"care_{s}" for s in SENTIMENTS), "register")
NARROW = (
    *(f"emotion_{e}" for e in Emotion),
    *(f"felt_{e}" for e in FEELINGS),
    *(f"intent_{i}" for i in Intent),
    *(f"flag_{f}" for f in FLAGS),
)
"""The heads, in the order of the model's columns."""

HEADS = (*WIDE, *NARROW)
REGISTER = HEADS.index("register")
EMOTIONS, FELT, INTENTS, FLAGGED = (
    HEADS.index(f"{name}")
    for name in (f"emotion_{Emotion.ANGER}", f"felt_{FEELINGS[0]}", f"intent_{Intent.COMPLAINT}", f"flag_{FLAGS[0]}")
)
INTENDED = tuple(Intent)

# A member of an enumeration is looked up through a property in Python 3.11: ten times the price of a name.
NEUTRAL, OTHER = Emotion.NEUTRAL, Intent.OTHER

FAINTEST = math.log(0.2 / 0.8)
"""In log-odds: below this intensity an emotion is not told."""

MAIN = 1 / 3
"""The least intensity of the main emotion: the guidelines' "hint"."""

GOOD = (Emotion.JOY, Emotion.GRATITUDE)
EITHER = (Emotion.SURPRISE, Emotion.WORRY, Emotion.SADNESS)
FITTING = {
    sentiment: tuple(EMOTIONS + list(Emotion).index(emotion) for emotion in fitting)
    for sentiment, fitting in {
        Sentiment.NEGATIVE: [emotion for emotion in FEELINGS if emotion not in GOOD],
        Sentiment.NEUTRAL: [Emotion.NEUTRAL, *EITHER],
        Sentiment.POSITIVE: [*GOOD, Emotion.SURPRISE, Emotion.NEUTRAL],
    }.items()
}
"""The heads of the emotions that go with a sentiment."""
EMOTION_OF = dict(enumerate(Emotion, EMOTIONS))


class Flags(NamedTuple):
    """One for each of FLAGS, in their order."""

    question: bool
    irony: bool
    mixed: bool
    urgency: bool
    churn: bool
    insult: bool
    spam: bool


NONE_RAISED = Flags(*[False] * len(FLAGS))


class Verdicts:
    """`heads` in the order of HEADS; `push` is added to the log-odds of positive against negative, `neither` to those of neutral.

    They are of stars and of words that are sure; whichever side these are on, the text is less likely neutral. `care` is how much of
    the text is a customer's, 0 to 1.
    """

    __slots__ = ("care", "confidence", "emotion", "emotions", "flags", "intent", "odds", "polarity", "sentiment")

    def __init__(self, card: Card, heads: Sequence[float], push: float, neither: float = 0.0) -> None:
        self.care = care = _sigmoid(heads[REGISTER])
        talk = 1 - care
        negative, neutral, positive = [care * heads[at + 3] + talk * heads[at] for at in (0, 1, 2)]
        self.odds = positive - negative + push
        """Of positive against negative, before the temperature."""
        neutral += neither - abs(push) / 2
        chances = softmax((negative - push / 2, neutral, positive + push / 2), card.temperature)
        self.confidence = max(chances)
        self.sentiment = SENTIMENTS[chances.index(self.confidence)]
        self.polarity = round(chances[2] - chances[0], 3)
        self.emotion = EMOTION_OF[max(FITTING[self.sentiment], key=heads.__getitem__)]
        self.emotions = _emotions(heads[FELT:INTENTS], self.emotion)
        flagged = heads[FLAGGED:]
        self.flags = Flags(*[log_odds >= 0 for log_odds in flagged]) if max(flagged) >= 0 else NONE_RAISED
        intents = heads[INTENTS:FLAGGED]
        self.intent = OTHER if self.flags.spam else INTENDED[intents.index(max(intents))]


def _emotions(felt: Sequence[float], main: Emotion) -> dict[Emotion, float]:
    """Intensities of those that are told, the main one among them; `felt` are log-odds, in the order of FEELINGS."""
    told = {FEELINGS[at]: round(_sigmoid(value), 3) for at, value in enumerate(felt) if value >= FAINTEST}
    if main is not NEUTRAL:
        told[main] = max(MAIN, *told.values()) if told else MAIN
    return told


def softmax(values: Sequence[float], temperature: float) -> list[float]:
    top = max(values)
    powers = [math.exp((value - top) / temperature) for value in values]
    total = sum(powers)
    return [round(power / total, 3) for power in powers]


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, value))))
