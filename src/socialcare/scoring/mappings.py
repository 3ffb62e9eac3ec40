"""Our eight emotions in the words of two older schemes, for exports.

A basic emotion is as strong as the strongest of ours that it comes from, times the share below: what one scheme calls a
single emotion the other splits, so that nothing is added up twice.
"""

from collections.abc import Mapping

from socialcare.facts import Emotion

Shares = Mapping[str, Mapping[Emotion, float]]

EKMAN: Shares = {
    "anger": {Emotion.ANGER: 1.0},
    "disgust": {Emotion.DISGUST: 1.0},
    "fear": {Emotion.WORRY: 1.0},
    "joy": {Emotion.JOY: 1.0, Emotion.GRATITUDE: 1.0},
    "sadness": {Emotion.SADNESS: 1.0, Emotion.DISAPPOINTMENT: 1.0},
    "surprise": {Emotion.SURPRISE: 1.0},
}
"""Ekman's six (1972). Disappointment is sadness about what was expected, worry the faint form of fear."""

PLUTCHIK: Shares = {
    "joy": {Emotion.JOY: 1.0, Emotion.GRATITUDE: 0.5},
    "trust": {Emotion.GRATITUDE: 1.0},
    "fear": {Emotion.WORRY: 1.0},
    "surprise": {Emotion.SURPRISE: 1.0, Emotion.DISAPPOINTMENT: 0.5},
    "sadness": {Emotion.SADNESS: 1.0, Emotion.DISAPPOINTMENT: 1.0},
    "disgust": {Emotion.DISGUST: 1.0},
    "anger": {Emotion.ANGER: 1.0},
    "anticipation": {Emotion.WORRY: 0.5},
}
"""Plutchik's wheel (1980). Disappointment is his dyad of surprise and sadness, gratitude trust with joy; worry is fear
of what is to come."""


def ekman(emotions: Mapping[Emotion, float]) -> dict[str, float]:
    """Each of the six, 0 to 1; `emotions` are intensities of 0 to 1, an absent one is 0."""
    return _mapped(emotions, EKMAN)


def plutchik(emotions: Mapping[Emotion, float]) -> dict[str, float]:
    """Each of the eight, 0 to 1; `emotions` are intensities of 0 to 1, an absent one is 0."""
    return _mapped(emotions, PLUTCHIK)


def _mapped(emotions: Mapping[Emotion, float], shares: Shares) -> dict[str, float]:
    return {
        name: round(max(emotions.get(emotion, 0.0) * share for emotion, share in sources.items()), 3)
        for name, sources in shares.items()
    }
