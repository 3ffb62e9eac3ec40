"""Emotion, intent and spam of sentences of our own."""

import pytest

from socialcare.facts import Emotion, Intent, Sentiment
from socialcare.scoring import Scorer


@pytest.mark.parametrize(
    ("text", "emotion"),
    [
        ("C'est une honte, des voleurs", Emotion.ANGER),
        ("Je suis furieuse contre votre livreur", Emotion.ANGER),
        ("Foutage de gueule", Emotion.ANGER),
        ("Bravo la SNCF, toujours en retard 👏", Emotion.ANGER),
        ("😡", Emotion.ANGER),
        ("Très déçue par la tenue", Emotion.DISAPPOINTMENT),
        ("Livraison en retard de 4 jours", Emotion.DISAPPOINTMENT),
        ("Toujours pas de nouvelles depuis 3 semaines", Emotion.DISAPPOINTMENT),
        ("Pas content", Emotion.DISAPPOINTMENT),
        ("Mon compte est bloqué, je suis inquiète", Emotion.WORRY),
        ("J'ai peur d'avoir été débitée à tort", Emotion.WORRY),
        ("Au secours, mon compte est piraté !", Emotion.WORRY),
        ("Je suis triste que ce parfum disparaisse", Emotion.SADNESS),
        ("Produit périmé, c'est dégueulasse", Emotion.DISGUST),
        ("🤮", Emotion.DISGUST),
        ("Je suis étonnée, le flacon a changé", Emotion.SURPRISE),
        ("Mille mercis à Sonia", Emotion.GRATITUDE),
        ("Je vous remercie de votre aide", Emotion.GRATITUDE),
        ("Ravie de mon achat", Emotion.JOY),
        ("Je suis soulagée, tout est réglé", Emotion.JOY),
        ("La box est noire", Emotion.NEUTRAL),
        ("Combien coûte la livraison ?", Emotion.NEUTRAL),
    ],
)
def test_the_main_emotion_is_the_strongest(scorer: Scorer, text: str, emotion: Emotion) -> None:
    assert scorer.score(text).emotion is emotion


def test_a_text_can_show_several_emotions(scorer: Scorer) -> None:
    shown = scorer.score("Je suis déçue et furieuse, et inquiète pour ma commande").emotions
    assert set(shown) == {Emotion.ANGER, Emotion.DISAPPOINTMENT, Emotion.WORRY}
    assert all(0 < intensity <= 1 for intensity in shown.values())


@pytest.mark.parametrize(
    ("text", "intent", "asks"),
    [
        ("Ma box ne marche pas", Intent.COMPLAINT, False),
        ("Pourquoi ma box ne marche pas ?", Intent.COMPLAINT, True),
        ("Pourquoi personne ne répond", Intent.COMPLAINT, True),
        ("C'est normal d'attendre trois semaines ?", Intent.COMPLAINT, True),
        ("Mon code promo ne fonctionne pas", Intent.COMPLAINT, False),
        ("Bonjour, plus de wifi depuis hier, merci de faire quelque chose", Intent.COMPLAINT, False),
        ("Bonjour, à quelle heure ouvre le magasin ?", Intent.QUESTION, True),
        ("Bonjour comment changer mon adresse", Intent.QUESTION, True),
        ("Pouvez-vous me dire si la crème convient aux bébés", Intent.QUESTION, True),
        ("Est-ce que vous livrez en Belgique", Intent.QUESTION, True),
        ("est ce que vous livrez en belgique", Intent.QUESTION, True),
        ("Savez-vous si le rayon est ouvert dimanche", Intent.QUESTION, True),
        ("Combien coûte la livraison ? Merci", Intent.QUESTION, True),
        ("Vous devriez proposer une recharge pour ce parfum", Intent.SUGGESTION, False),
        ("Ce serait génial d'avoir une appli en français", Intent.SUGGESTION, False),
        ("Pourquoi ne pas ouvrir un magasin à Brest ?", Intent.SUGGESTION, True),
        ("Il faudrait une version vegan", Intent.SUGGESTION, False),
        ("Ravie de mon achat", Intent.PRAISE, False),
        ("Merci beaucoup pour votre aide", Intent.PRAISE, False),
        ("La box est noire", Intent.OTHER, False),
        ("Je ne sais pas comment", Intent.OTHER, False),
        ("Voir https://shop.example/?q=1", Intent.OTHER, False),
        ("Voir www.shop.example/?q=1", Intent.OTHER, False),
        ("RT : super nouvelle gamme en magasin", Intent.OTHER, False),
        ("La marque ferme son usine https://news.example/b", Intent.OTHER, False),
    ],
)
def test_a_complaint_asked_as_a_question_is_a_complaint_that_asks(
    scorer: Scorer, text: str, intent: Intent, asks: bool
) -> None:
    score = scorer.score(text)
    assert (score.intent, score.is_question) == (intent, asks)


@pytest.mark.parametrize(
    ("text", "spam"),
    [
        ("Gagnez de l'argent avec le trading, lien en bio", True),
        ("Clique ici pour des followers gratuits https://spam.example", True),
        ("Revenus passifs et crypto, dm moi", True),
        ("Comment utiliser mon code promo ?", False),
        ("Acceptez-vous le bitcoin ?", False),
        ("Super produit https://shop.example/avis", False),
    ],
)
def test_spam_has_two_lures_or_one_and_a_link(scorer: Scorer, text: str, spam: bool) -> None:
    score = scorer.score(text)
    assert score.spam is spam
    if spam:
        assert score.intent is Intent.OTHER


def test_confidence_grows_with_the_evidence_and_falls_with_its_contradictions(scorer: Scorer) -> None:
    texts = ["", "C'est lent", "C'est lent et en panne", "C'est lent, en panne et scandaleux"]
    found = [scorer.score(text).confidence for text in texts]
    assert found == sorted(found)
    assert scorer.score("Accueil parfait, livraison lamentable").confidence < scorer.score("Accueil parfait").confidence


def test_the_main_emotion_goes_with_the_sentiment(scorer: Scorer) -> None:
    score = scorer.score("Merci mais c'est une honte")
    assert score.sentiment is Sentiment.NEGATIVE
    assert score.emotion is Emotion.ANGER
    assert Emotion.GRATITUDE in score.emotions
