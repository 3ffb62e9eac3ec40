import pytest

from socialcare.facts import Sentiment
from socialcare.scoring import Scorer


def told(scorer: Scorer, text: str) -> list[tuple[str, str]]:
    return [(text[e.start : e.end], e.reason) for e in scorer.score(text).evidence]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quelle arnaque", [("arnaque", "trouble word")]),
        ("Je suis ravie", [("ravie", "praise word")]),
        ("Je ne suis pas du tout satisfait", [("pas du tout satisfait", "negation")]),
        ("Je n'aime pas l'odeur", [("n'aime pas", "negation")]),
        ("Moins bon qu'avant", [("Moins bon", "negation")]),
        ("On a toujours pas de nouvelles", [("toujours pas", "situation")]),
        ("Bravo, j'ai attendu 3 heures", [("Bravo", "irony: praise beside trouble"), ("j'ai attendu", "situation")]),
        ("Ma commande 😡", [("😡", "emoji")]),
        ("Une crème étrange", [("étrange", "textblob-fr lexicon")]),
        ("Tr&egrave;s d&eacute;&ccedil;ue !", [("d&eacute;&ccedil;ue", "trouble word")]),
        ("… et c’est de\u0301cevant", [("de\u0301cevant", "trouble word")]),
        ("#nul", [("nul", "trouble word")]),
    ],
)
def test_evidence_is_the_words_of_the_original_text(scorer: Scorer, text: str, expected: list[tuple[str, str]]) -> None:
    assert [piece for piece in told(scorer, text) if piece in expected] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Le produit est bien mais le service est nul",
        "Bravo, trois semaines d'attente et personne ne répond !",
        "Accueil parfait https://news.example/a",
        "Je n'ai pas été satisfaite, c'est lent et trop cher",
    ],
)
@pytest.mark.parametrize("rating", [None, 1, 5])
def test_the_evidence_adds_up_to_the_polarity(scorer: Scorer, text: str, rating: float | None) -> None:
    score = scorer.score(text, rating=rating)
    assert sum(e.weight for e in score.evidence) == pytest.approx(score.polarity, abs=0.045)


def test_stars_are_evidence_that_stands_nowhere_in_the_text(scorer: Scorer) -> None:
    (stars,) = (e for e in scorer.score("Commande 42", rating=2).evidence if e.reason == "stars given")
    assert (stars.start, stars.end) == (0, 0)
    assert stars.weight < 0


def test_links_and_handles_are_no_evidence(scorer: Scorer) -> None:
    assert told(scorer, "@bravo http://nul.example/arnaque www.top.example") == []
    assert scorer.score("@bravo http://nul.example/arnaque").sentiment is Sentiment.NEUTRAL
