"""Emotions, confidence and flags of a text as a whole; single sentences stand in golden.jsonl."""

from socialcare.facts import Emotion, Sentiment
from socialcare.scoring import Scorer


def test_a_text_can_show_several_emotions(scorer: Scorer) -> None:
    shown = scorer.score("Je suis déçue et furieuse, et inquiète pour ma commande").emotions
    assert set(shown) >= {Emotion.ANGER, Emotion.DISAPPOINTMENT, Emotion.WORRY}
    assert all(0 < intensity <= 1 for intensity in shown.values())


def test_confidence_grows_with_the_evidence_and_falls_with_its_contradictions(scorer: Scorer) -> None:
    texts = ["", "C'est lent", "C'est lent et en panne", "C'est lent, en panne et scandaleux"]
    found = [scorer.score(text).confidence for text in texts]
    assert found == sorted(found)
    torn = scorer.score("Accueil parfait mais livraison lamentable")
    assert torn.confidence < scorer.score("Livraison lamentable").confidence


def test_the_main_emotion_goes_with_the_sentiment(scorer: Scorer) -> None:
    score = scorer.score("Merci mais c'est une honte")
    assert score.sentiment is Sentiment.NEGATIVE
    assert score.emotion is Emotion.ANGER
