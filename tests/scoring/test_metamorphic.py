"""A change that says nothing must not turn a score round."""

import unicodedata
from collections.abc import Callable

import pytest

from socialcare import scoring
from socialcare.scoring import Scorer

TEXTS = [
    "Je suis très déçue, le colis n'est jamais arrivé",
    "C'est inadmissible, personne ne répond",
    "Toujours pas de réponse depuis trois semaines",
    "J'ai peur d'avoir été débitée à tort",
    "L'appli ne s'ouvre plus, c'est pénible",
    "Génial, encore 3h de retard",
    "Le produit est beau mais le service est nul",
    "Merci beaucoup, vous êtes géniaux",
    "Très bon accueil, équipe à l'écoute",
    "Aucun problème, tout est parfait",
    "Je n'ai pas été déçue",
    "Livraison soignée, j'adore",
]


def without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


CHANGES: dict[str, Callable[[str], str]] = {
    "accents removed": without_accents,
    "accents apart": lambda text: unicodedata.normalize("NFD", text),
    "typographic apostrophes": lambda text: text.replace("'", "’"),
    "no apostrophes": lambda text: text.replace("'", " "),
    "capitals": str.upper,
    "lower case": str.lower,
    "full width": lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" < c <= "~" else c for c in text),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "a handle and a link around": lambda text: f"@marque {text} https://x.example/top?bravo=1",
    "an address before": lambda text: f"Bonjour, {text}",
    "an entity after": lambda text: f"{text} &amp; &lt;3h",
    "a laugh after": lambda text: f"{text} 😂",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("text", TEXTS)
def test_the_sign_stays(scorer: Scorer, text: str, change: Callable[[str], str]) -> None:
    assert scorer.score(change(text)).sentiment is scorer.score(text).sentiment


@pytest.mark.parametrize(
    ("word", "stretched"),
    [
        ("nul", "nuuuuul"),
        ("super", "superrrrr"),
        ("génial", "géniaaaal"),
        ("belle", "bellllle"),
        ("arnaque", "arnaqueeeee"),
    ],
)
def test_repeated_letters_say_the_same_word(scorer: Scorer, word: str, stretched: str) -> None:
    assert scorer.score(f"c'est {stretched}").polarity == pytest.approx(
        scorer.score(f"c'est {word}").polarity, abs=0.05
    )


@pytest.mark.parametrize("text", TEXTS)
def test_an_emoji_of_the_same_mind_keeps_the_sign(scorer: Scorer, text: str) -> None:
    score = scorer.score(text)
    assert scorer.score(f"{text} {'😡' if score.polarity < 0 else '😍'}").sentiment is score.sentiment


@pytest.mark.parametrize("brand", ["Lumeo", "BON", "@super", "#Azur", "Maison Perle"])
def test_the_name_of_the_brand_does_not_turn_the_score(scorer: Scorer, brand: str) -> None:
    assert scorer.score(f"{brand}, je suis furieuse, quelle honte").polarity < 0


def test_a_text_scores_the_same_alone_and_among_others(lexicons: dict[str, str], weights: bytes) -> None:
    first, second = scoring.load(lexicons, weights), scoring.load(lexicons, weights)
    forth = [first.score(text) for text in TEXTS]
    back = [second.score(text) for text in reversed(TEXTS)]
    assert forth == list(reversed(back))
