"""What the heads of the model come to: sentiment, emotions, intent and flags, each on the scale people read."""

import math
from collections.abc import Sequence

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
EMOTIONS, FELT, INTENTS = (
    HEADS.index(f"{name}") for name in (f"emotion_{Emotion.ANGER}", f"felt_{FEELINGS[0]}", f"intent_{Intent.COMPLAINT}")
)
FLAG_AT = {flag: HEADS.index(f"flag_{flag}") for flag in FLAGS}

FAINTEST = math.log(0.2 / 0.8)
"""In log-odds: below this intensity an emotion is not told."""

MAIN = 1 / 3
"""The least intensity of the main emotion: the guidelines' "hint"."""

GOOD = (Emotion.JOY, Emotion.GRATITUDE)
EITHER = (Emotion.SURPRISE, Emotion.WORRY, Emotion.SADNESS)
FITTING = {
    sentiment: tuple(list(Emotion).index(emotion) for emotion in fitting)
    for sentiment, fitting in {
        Sentiment.NEGATIVE: [emotion for emotion in FEELINGS if emotion not in GOOD],
        Sentiment.NEUTRAL: [Emotion.NEUTRAL, *EITHER],
        Sentiment.POSITIVE: [*GOOD, Emotion.SURPRISE, Emotion.NEUTRAL],
    }.items()
}
"""The places of the emotions that go with a sentiment."""


class Verdicts:
    """`push` is added to the log-odds of positive against negative: stars, and the workspace's own words."""

    def __init__(self, card: Card, heads: Sequence[float], push: float) -> None:
        self._heads = heads
        self._card = card
        self.care = _sigmoid(heads[REGISTER])
        care, talk = self.care, 1 - self.care
        negative, neutral, positive = (care * heads[at + 3] + talk * heads[at] for at in range(3))
        self.odds = positive - negative + push
        """Of positive against negative, before the temperature."""
        chances = softmax((negative - push / 2, neutral, positive + push / 2), card.temperature)
        self.confidence = max(chances)
        self.sentiment = SENTIMENTS[chances.index(self.confidence)]
        self.polarity = round(chances[2] - chances[0], 3)
        self.emotion = list(Emotion)[max(FITTING[self.sentiment], key=lambda at: heads[EMOTIONS + at])]

    @property
    def emotions(self) -> dict[Emotion, float]:
        """Intensities of those that are told, the main one among them."""
        felt = {
            emotion: round(_sigmoid(value), 3)
            for emotion, value in zip(FEELINGS, self._heads[FELT : FELT + len(FEELINGS)], strict=True)
            if value >= FAINTEST
        }
        if self.emotion is not Emotion.NEUTRAL:
            felt[self.emotion] = max(MAIN, *felt.values()) if felt else MAIN
        return felt

    @property
    def intent(self) -> Intent:
        if self.flag("spam"):
            return Intent.OTHER
        likely = self._heads[INTENTS : INTENTS + len(Intent)]
        return list(Intent)[likely.index(max(likely))]

    def flag(self, name: str) -> bool:
        """One of FLAGS; each has the threshold that was best on texts the model had not seen."""
        return self._heads[FLAG_AT[name]] >= self._card.thresholds[name]


def softmax(values: Sequence[float], temperature: float) -> list[float]:
    top = max(values)
    powers = [math.exp((value - top) / temperature) for value in values]
    total = sum(powers)
    return [round(power / total, 3) for power in powers]


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, value))))
