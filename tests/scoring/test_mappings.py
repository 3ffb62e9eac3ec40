"""Ours in the words of Ekman and of Plutchik."""

import pytest

from socialcare.facts import Emotion
from socialcare.scoring.mappings import EKMAN, PLUTCHIK, ekman, plutchik

OURS = set(Emotion) - {Emotion.NEUTRAL}


@pytest.mark.parametrize(
    ("emotions", "six"),
    [
        ({Emotion.DISAPPOINTMENT: 0.6}, {"sadness": 0.6}),
        ({Emotion.DISAPPOINTMENT: 0.6, Emotion.SADNESS: 0.4}, {"sadness": 0.6}),
        ({Emotion.GRATITUDE: 0.8, Emotion.ANGER: 0.2}, {"joy": 0.8, "anger": 0.2}),
        ({Emotion.WORRY: 1.0}, {"fear": 1.0}),
        ({}, {}),
    ],
)
def test_disappointment_is_sadness_for_ekman(emotions: dict[Emotion, float], six: dict[str, float]) -> None:
    found = ekman(emotions)
    assert len(found) == 6
    assert {name: amount for name, amount in found.items() if amount} == six


def test_gratitude_is_trust_with_joy_for_plutchik() -> None:
    found = plutchik({Emotion.GRATITUDE: 0.8})
    assert len(found) == 8
    assert {name: amount for name, amount in found.items() if amount} == {"trust": 0.8, "joy": 0.4}


@pytest.mark.parametrize("scheme", [EKMAN, PLUTCHIK])
def test_no_emotion_of_ours_is_lost(scheme: dict[str, dict[Emotion, float]]) -> None:
    assert {emotion for sources in scheme.values() for emotion in sources} == OURS
