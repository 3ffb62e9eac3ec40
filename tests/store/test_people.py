"""Who wrote, what a word means, and who was said to be whom."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from socialcare.connector import Page
from socialcare.errors import WrongUse
from socialcare.facts import Mention
from socialcare.store import Store, naming, pages, people, triage
from socialcare.store.people import Account, Link

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


@pytest.fixture
def known(store: Store, a_mention: Callable[..., Mention]) -> list[Account]:
    for channel, by, name in (
        ("avis", "", "Zoé Martin"), ("avis", "Lea", "Léa"), ("avis", "lea", "Léa"), ("x", "lea", ""), ("x", "zo:e", "Zoé Martin"),
    ):  # fmt: skip
        said = (a_mention(channel=channel, by=by, name=name),)
        pages.save(store, channel, Page(mentions=said, cursor={}), NOW)
    triage.thread(store)
    return people.accounts(store)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("zoé martin", ["avis:Zoé Martin", "x:zo:e"]),
        ("avis:Zoé Martin", ["avis:Zoé Martin"]),
        ("x:zoé martin", ["x:zo:e"]),
        ("zo:e", ["x:zo:e"]),
        ("x:zo:e", ["x:zo:e"]),
        ("@LEA", ["avis:Lea", "avis:lea", "x:lea"]),
        ("avis:Lea", ["avis:Lea"]),
        ("avis:@lea", ["avis:Lea", "avis:lea"]),
        (" x:@lea ", ["x:lea"]),
        ("Léa", ["avis:Lea", "avis:lea"]),
    ],
)
def test_a_word_means_whom_it_can_mean(word: str, meant: list[str], known: list[Account]) -> None:
    assert [str(account) for account in naming.named(known, word)] == meant


@pytest.mark.parametrize(
    ("word", "close"), [("zoe", "x:zo:e"), ("zoé", "avis:Zoé Martin"), ("le", "avis:Lea"), ("x:leo", "x:lea")]
)
def test_a_word_that_means_nobody_names_the_nearest(word: str, close: str, known: list[Account]) -> None:
    with pytest.raises(WrongUse, match=f"no customer is called “{word}”; nearest: {close}"):
        naming.named(known, word)


@pytest.mark.parametrize("word", ["", ":", "@", "avis:", "\0"])
def test_a_word_without_letters_means_nobody(word: str, known: list[Account]) -> None:
    with pytest.raises(WrongUse, match="no customer is called"):
        naming.named(known, word)


def test_a_saying_cannot_be_changed(store: Store, known: list[Account]) -> None:
    said = Link(at=NOW, by="claire", one=known[1].number, other=known[0].number, linked=True)
    with store.unit_of_work():
        people.append_link(store, said)
    assert people.links(store, NOW) == [said]
    assert people.links(store, NOW.replace(hour=11)) == []
    with pytest.raises(sqlite3.IntegrityError, match="links are append-only"), store.unit_of_work() as connection:
        connection.execute("UPDATE links SET by = 'personne'")


def test_the_last_word_about_a_pair_stands_whichever_is_named_first() -> None:
    said = [
        Link(at=NOW, by="claire", one=1, other=2, linked=True), Link(at=NOW, by="claire", one=2, other=1, linked=False),
        Link(at=NOW, by="claire", one=3, other=1, linked=False), Link(at=NOW, by="claire", one=1, other=3, linked=True),
    ]  # fmt: skip
    assert people.standing(said) == said[-1:]
