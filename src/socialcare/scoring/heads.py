"""What the heads of the model come to: sentiment, emotions, intent and flags, each on the scale people read."""

import math
from collections.abc import Sequence
from operator import itemgetter

from socialcare.facts import Emotion, Intent, Sentiment
from socialcare.scoring.features import FEELINGS

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
FITTING = [
    (fitting, itemgetter(*[EMOTIONS + list(Emotion).index(emotion) for emotion in fitting]))
    for fitting in (
        [emotion for emotion in FEELINGS if emotion not in GOOD],
        [Emotion.NEUTRAL, *EITHER],
        [*GOOD, Emotion.SURPRISE, Emotion.NEUTRAL],
    )
]
"""For each of SENTIMENTS the emotions that go with it, and what takes their heads out of all."""


NONE_RAISED = [False] * len(FLAGS)
SPAM = FLAGS.index("spam")


class Verdicts:
    """`heads` in the order of HEADS; `push` is added to the log-odds of positive against negative, `neither` to those of neutral.

    They are of stars and of words that are sure; whichever side these are on, the text is less likely neutral. `care` is how much of
    the text is a customer's, 0 to 1.
    """

    __slots__ = ("care", "confidence", "emotion", "emotions", "flags", "intent", "odds", "polarity", "sentiment")

    def __init__(self, heads: Sequence[float], push: float, neither: float, temperature: float) -> None:
        self.care = care = _sigmoid(heads[REGISTER])
        talk = 1 - care
        # The first three of the heads are how talk reads the sentiments, the next three how care does.
        negative = care * heads[3] + talk * heads[0]
        neutral = care * heads[4] + talk * heads[1] + (neither - abs(push) / 2)
        positive = care * heads[5] + talk * heads[2]
        self.odds = positive - negative + push
        """Of positive against negative, before the temperature."""
        chances = softmax((negative - push / 2, neutral, positive + push / 2), temperature)
        self.confidence = max(chances)
        at = chances.index(self.confidence)
        self.sentiment = SENTIMENTS[at]
        self.polarity = rounded(chances[2] - chances[0])
        emotions, heads_of = FITTING[at]
        fitting = heads_of(heads)
        self.emotion = emotions[fitting.index(max(fitting))]
        self.emotions = _emotions(heads[FELT:INTENTS], self.emotion)
        flagged = heads[FLAGGED:]
        self.flags = [log_odds >= 0 for log_odds in flagged] if max(flagged) >= 0 else NONE_RAISED
        """One for each of FLAGS, in their order."""
        if self.flags[SPAM]:
            self.intent = OTHER
        else:
            intents = heads[INTENTS:FLAGGED]
            self.intent = INTENDED[intents.index(max(intents))]


def _emotions(felt: Sequence[float], main: Emotion) -> dict[Emotion, float]:
    """Intensities of those that are told, the main one among them; `felt` are log-odds, in the order of FEELINGS."""
    if max(felt) < FAINTEST:
        return {main: MAIN} if main is not NEUTRAL else {}
    told = {
        emotion: rounded(_sigmoid(value)) for emotion, value in zip(FEELINGS, felt, strict=True) if value >= FAINTEST
    }
    if main is not NEUTRAL:
        told[main] = max(MAIN, *told.values())
    return told


def softmax(values: Sequence[float], temperature: float) -> list[float]:
    top, exp = max(values), math.exp
    powers = [exp((value - top) / temperature) for value in values]
    total = sum(powers)
    return [rounded(power / total) for power in powers]


def rounded(value: float) -> float:
    """To three digits, as `round` does it, which writes the number out and reads it again for that: twice as long."""
    large = value * 1000
    near = int(large + 0.5) if large > 0 else int(large - 0.5)
    # Half-way, or as good as, only `round` knows; and -0.0 is no integer.
    if near and -0.499 < large - near < 0.499:
        return near / 1000
    return round(value, 3)


def _sigmoid(value: float) -> float:
    if not -40 < value < 40:
        value = max(-40.0, min(40.0, value))
    return 1 / (1 + math.exp(-value))
