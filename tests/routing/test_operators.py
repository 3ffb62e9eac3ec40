"""Operators of words, closeness and patterns find what they should, and only that, in bounded time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialcare.routing.finder import Finder, Sought
from socialcare.routing.patterns import refused
from socialcare.routing.typos import one_typo


def found(text: str, sought: Sought) -> list[str]:
    return [text[start:end] for start, end in Finder({"list": sought}).find(text).get("list", ())]


@pytest.mark.parametrize(
    ("word", "text", "words"),
    [
        ("rembourser~", "me REMOBURSER ?", ["REMOBURSER"]),
        ("rembourser~", "rembouser, ramboursér, remmbourser", ["rembouser", "ramboursér", "remmbourser"]),
        ("rembourser~", "rembourser", ["rembourser"]),
        ("rembourser~", "remboursement", []),
        ("rembourser~", "rembuser", []),
        ("rembourser~ moi", "rembousrer-moi", ["rembousrer-moi"]),
        ("rembourser+", "remboursée, rembourse et Remboursements", ["remboursée", "rembourse", "Remboursements"]),
        ("résilier+", "j'ai résilié, je résilie, la résiliation", ["résilié", "résilie", "résiliation"]),
        ("livrer+", "livraison", []),
        ("pas livrer+", "toujours pas livrée", ["pas livrée"]),
    ],
)
def test_an_operator_widens_one_word(word: str, text: str, words: list[str]) -> None:
    assert found(text, Sought(words=[word])) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("colis en retard", ["colis en retard"]),
        ("du retard, encore, pour mon colis", ["retard, encore, pour mon colis"]),
        ("colis un deux trois quatre retard", ["colis un deux trois quatre retard"]),
        ("colis un deux trois quatre cinq retard", []),
        ("colis", []),
        ("colis colis", []),
    ],
)
def test_near_words_stand_in_any_order_within_a_distance(text: str, words: list[str]) -> None:
    assert found(text, Sought(near=[(["colis", "retard*"], 5)])) == words


@pytest.mark.parametrize(
    ("pattern", "text", "words"),
    [
        ("(pas|jamais) (encore )?re[cç]u", "Toujours PAS\u00a0encore REÇU !", ["PAS\u00a0encore REÇU"]),
        (r"\bété\b", "l’été 2025", ["été"]),
        (r"\bt\b", "été", []),
        (r"commande n°? ?\d{6}", "ma commande n° 123456.", ["commande n° 123456"]),
        (r"j'ai \S+ payé", "j’ai déjà payé", ["j’ai déjà payé"]),
        ("coeur", "mon cœur et mon cœ", ["cœur"]),
        ("e", "e\u0301t", ["e\u0301"]),
        ("x*", "axxb", ["xx"]),
    ],
)
def test_a_pattern_is_found_in_the_original_text(pattern: str, text: str, words: list[str]) -> None:
    assert found(text, Sought(patterns=[pattern])) == words


def test_an_exception_takes_patterns_and_near_words_back_too() -> None:
    sought = Sought(patterns=["colis"], near=[(["colis", "retard"], 3)], excepts=["blague"])
    assert found("colis en retard, blague", sought) == []


@pytest.mark.parametrize("pattern", [r"(?=a)", r"(a)\1", "(a", "x*", "(a{1000}){1000}", "a?"])
def test_a_pattern_that_cannot_be_bounded_or_takes_all_is_refused(pattern: str) -> None:
    assert refused(pattern) is not None


@pytest.mark.parametrize("text", ["a" * 100_000, "a " * 50_000, "remboursez " * 10_000, "a" * 45 + "!"])
def test_a_hostile_text_is_read_in_bounded_time(text: str) -> None:
    sought = Sought(
        words=["aaaaaaaa~", "rembourser~", "rembourser+", "livr*"], patterns=["(a+)+$", r"^(\w+\s?)+$"],
        near=[(["a", "aaa"], 5)],
    )  # fmt: skip
    Finder({"list": sought}).find(text)


@given(st.text("abcde", max_size=8), st.text("abcde", max_size=8))
def test_one_typo_is_a_distance_of_one(one: str, other: str) -> None:
    assert one_typo(one, other) is (_distance(one, other) <= 1)


def _distance(one: str, other: str) -> int:
    """Damerau-Levenshtein (optimal string alignment), by its definition."""
    rows = {(i, -1): i + 1 for i in range(-1, len(one))} | {(-1, j): j + 1 for j in range(-1, len(other))}
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            rows[i, j] = min(rows[i - 1, j] + 1, rows[i, j - 1] + 1, rows[i - 1, j - 1] + (a != b))
            if i and j and a == other[j - 1] and one[i - 1] == b:
                rows[i, j] = min(rows[i, j], rows[i - 2, j - 2] + 1)
    return rows[len(one) - 1, len(other) - 1]
