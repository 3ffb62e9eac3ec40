"""What moves a score, and what does not; single sentences stand in golden.jsonl."""

from collections.abc import Mapping

import pytest

from socialcare import scoring
from socialcare.facts import Sentiment
from socialcare.scoring import Scorer


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [
        ("c'est nul", "c'est vraiment nul"),
        ("un peu déçue", "déçue"),
        ("je suis déçue de votre service", "je suis très déçue de votre service"),
        ("c'est nul", "c'est nul !"),
        ("c'est nul", "c'est nul 😡"),
        ("un livreur efficace", "un livreur très efficace"),
        ("parfait", "parfait 😍"),
    ],
)
def test_an_intensifier_moves_the_polarity_away_from_zero(scorer: Scorer, weaker: str, stronger: str) -> None:
    assert abs(scorer.score(stronger).polarity) > abs(scorer.score(weaker).polarity)


@pytest.mark.parametrize(
    ("rating", "sentiment"),
    [
        (1, Sentiment.NEGATIVE),
        (2, Sentiment.NEGATIVE),
        (3, Sentiment.NEUTRAL),
        (4, Sentiment.POSITIVE),
        (5.0, Sentiment.POSITIVE),
    ],
)
def test_stars_decide_where_the_words_say_nothing(scorer: Scorer, rating: float, sentiment: Sentiment) -> None:
    assert scorer.score("Commande 42", rating=rating).sentiment is sentiment


@pytest.mark.parametrize("rating", [0, -1, 6, 100, float("nan"), float("inf")])
def test_a_rating_that_is_not_of_1_to_5_stars_is_no_evidence(scorer: Scorer, rating: float) -> None:
    for text in ("Très bon accueil", "Commande 42"):
        assert scorer.score(text, rating=rating) == scorer.score(text)


@pytest.mark.parametrize("language", ["en", "de", "EN-us", "pt_BR"])
def test_a_text_that_is_not_french_is_neutral_but_for_its_emoji(scorer: Scorer, language: str) -> None:
    plain = scorer.score("bravo, this is a super product and they answer fast", language=language)
    assert plain.sentiment is Sentiment.NEUTRAL
    assert plain.confidence <= 0.1
    assert [e.reason for e in plain.evidence] == ["not French: only its emoji were read"]
    assert scorer.score("this was so bad and so slow 😡", language=language).sentiment is Sentiment.NEGATIVE


@pytest.mark.parametrize("language", [None, "fr", "fr-CA", "FR_be", "fra", "und"])
def test_french_and_unknown_languages_are_read(scorer: Scorer, language: str | None) -> None:
    assert scorer.score("bravo", language=language).sentiment is Sentiment.POSITIVE


@pytest.mark.parametrize(
    ("over", "back"),
    [
        ("La ligne était en panne, c'est réglé", "C'est réglé, la ligne est en panne"),
        ("Colis perdu lundi, remboursé mardi", "Remboursé lundi, colis perdu mardi"),
        ("Gros bug hier, tout est rentré dans l'ordre", "Tout est rentré dans l'ordre, gros bug hier"),
    ],
)
def test_a_trouble_weighs_less_once_it_is_over(
    lexicons: Mapping[str, str], unlearnt: bytes, over: str, back: str
) -> None:
    scorer = scoring.load(lexicons, unlearnt)
    assert scorer.score(over).polarity > scorer.score(back).polarity
