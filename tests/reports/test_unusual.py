"""A crowd is told; the brand's own name, common words and links are not."""

from collections.abc import Callable
from datetime import datetime

import pytest

from socialcare.connector import Page
from socialcare.facts import Mention
from socialcare.reports import Spike, queue_at, spikes
from socialcare.store import Store, pages

Paris = Callable[[str], datetime]
BEFORE = ["une livraison comme une autre"] * 28


@pytest.fixture
def told(store: Store, paris: Paris, a_mention: Callable[..., Mention]) -> Callable[..., tuple[Spike, ...]]:
    """What is unusual at noon of the 18th, of texts of that morning and of texts of the 10th."""

    def at_noon(recent: list[str], before: list[str]) -> tuple[Spike, ...]:
        now = paris("2026-11-18 12:00")
        said = [a_mention(text, at="2026-11-18 09:00") for text in recent]
        said += [a_mention(text, at="2026-11-10 12:00") for text in before]
        said += [a_mention("incendie", at="2026-11-18 09:00", own=True) for _ in range(9)]
        pages.save(store, "avis", Page(mentions=tuple(said), cursor={}), now)
        return queue_at(store, now, now, rewound=False, brand=["Maison Lavande", "lavande_sav"]).spikes

    return at_noon


def test_a_word_that_a_crowd_writes_for_the_first_time_is_told(told: Callable[..., tuple[Spike, ...]]) -> None:
    assert told(["ALLERGIE terrible", "une allergie"] * 4, BEFORE) == (Spike(word="allergie", mentions=8, times=None),)


def test_without_a_past_nothing_is_unusual(told: Callable[..., tuple[Spike, ...]]) -> None:
    assert told(["allergie"] * 50, []) == ()


@pytest.mark.parametrize(
    "text",
    [
        "maison lavande",  # the brand
        "LAVANDE",
        "@quelquun",
        "https://exemple.fr/incendie",
        "avec pour dans cette",  # common words
        "feu",  # too short to be told
        "2026 2026",
    ],
)
def test_what_says_nothing_of_a_subject_is_not_told(text: str, told: Callable[..., tuple[Spike, ...]]) -> None:
    assert told([text] * 20, BEFORE) == ()


@pytest.mark.parametrize(
    ("crowd", "usual", "days", "expected"),
    [
        (4, 0, 28, []),  # fewer than five is no crowd
        (5, 0, 28, [("allergie", 5, None)]),
        (12, 28, 28, [("allergie", 12, 12.0)]),  # one a day is usual
        (12, 28 * 5, 28, []),  # 12 of 5 is not three times
        (9, 28 * 3, 28, []),  # three times, but chance does that
    ],
)
def test_a_word_is_told_against_what_is_usual_of_it(
    crowd: int, usual: int, days: float, expected: list[tuple[str, int, float | None]]
) -> None:
    found = spikes(["allergie"] * crowd, ["allergie"] * usual, days, ())
    assert [(spike.word, spike.mentions, spike.times) for spike in found] == expected


def test_of_words_that_come_together_one_is_told_and_three_at_most() -> None:
    together = spikes(["allergie crème"] * 9, ["rien"], 28, ())
    assert [spike.word for spike in together] == ["allergie"]
    apart = spikes([word for word in ("allergie", "facture", "panne", "retard") for _ in range(9)], ["rien"], 28, ())
    assert [spike.word for spike in apart] == ["allergie", "facture", "panne"]
