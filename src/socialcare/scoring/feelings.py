"""Which emotions the words of a text show, and how strongly."""

from collections.abc import Iterable, Mapping

from socialcare.facts import Emotion, Sentiment
from socialcare.scoring import reasons
from socialcare.scoring.weigh import Hit

GOOD = frozenset({Emotion.JOY, Emotion.GRATITUDE})
EITHER = frozenset({Emotion.SURPRISE})

FAINTEST = 0.2
"""Below this intensity an emotion is not the text's main one."""

SHOUTED = 1.3
SURPRISE = 0.4


def emotions(hits: Iterable[Hit], *, shouts: bool) -> dict[Emotion, float]:
    """Intensities above 0, at most 1. Praise that is negated or ironic is disappointment or anger, not joy."""
    sums: dict[Emotion, float] = {}
    for hit in hits:
        emotion = _emotion(hit)
        if emotion is not None:
            amount = SURPRISE if emotion in EITHER else abs(hit.weight)
            sums[emotion] = sums.get(emotion, 0.0) + amount
    if shouts and Emotion.ANGER in sums:
        sums[Emotion.ANGER] *= SHOUTED
    return {emotion: round(min(1.0, amount), 3) for emotion, amount in sums.items() if amount > 0}


def main_emotion(found: Mapping[Emotion, float], sentiment: Sentiment) -> Emotion:
    """The strongest that goes with the sentiment; NEUTRAL where the sentiment is, but for worry and surprise.

    A text that is negative or positive by words without an emotion is disappointed or glad.
    """
    if sentiment is Sentiment.NEUTRAL:
        fitting = {e: n for e, n in found.items() if e in EITHER or e is Emotion.WORRY}
        default = Emotion.NEUTRAL
    elif sentiment is Sentiment.POSITIVE:
        fitting = {e: n for e, n in found.items() if e in GOOD}
        default = Emotion.JOY
    else:
        fitting = {e: n for e, n in found.items() if e not in GOOD | EITHER}
        default = Emotion.DISAPPOINTMENT
    best = max(fitting, key=lambda emotion: fitting[emotion], default=default)
    return best if fitting.get(best, 0.0) >= FAINTEST else default


def _emotion(hit: Hit) -> Emotion | None:
    emotion = hit.entry.emotion
    if hit.reason is reasons.IRONY:
        return Emotion.ANGER
    if hit.reason is not reasons.NEGATION or emotion is None:
        return emotion
    return Emotion.DISAPPOINTMENT if hit.weight < 0 else None
