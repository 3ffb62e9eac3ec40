"""A page and its cursor are whole or absent, and nothing is stored twice."""

import sqlite3
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from socialcare.connector import Page, Reject
from socialcare.facts import Author, Kind, Mention
from socialcare.sentences import say
from socialcare.store import Store, cases, pages, triage
from socialcare.store.pages import Saved

Build = Callable[..., Mention]
Paris = Callable[[str], datetime]


@pytest.fixture
def now(paris: Paris) -> datetime:
    return paris("2026-11-18 10:00")


@pytest.fixture
def save(store: Store, now: datetime) -> Callable[..., Saved]:
    def one_page(*mentions: Mention, cursor: dict[str, Any] | None = None) -> Saved:
        return pages.save(store, "avis", Page(mentions=mentions, cursor=cursor or {}), now, connector="files")

    return one_page


def texts(store: Store) -> list[str]:
    return [untriaged.mention.text for untriaged in triage.untriaged(store)]


def test_a_page_comes_back_as_it_went_in(save: Callable[..., Saved], store: Store, a_mention: Build) -> None:
    mention = a_mention(
        "Très déçue 😡", url="https://exemple.fr/1", in_reply_to="r0", thread="t", kind=Kind.REVIEW, language="fr",
        rating=1.5, metrics={"likes": 3}, author=Author(handle="lea", name="Léa", followers=12),
    )  # fmt: skip
    assert save(mention, cursor={"after": "r1"}) == Saved(new=1)
    assert [untriaged.mention for untriaged in triage.untriaged(store)] == [mention]
    state = pages.channel_state(store, "avis")
    assert state is not None
    assert state.cursor == {"after": "r1"}


@pytest.fixture
def no_cursor(store: Store) -> None:
    store.connection.execute("CREATE TRIGGER full BEFORE INSERT ON channels BEGIN SELECT RAISE(ABORT, 'no room'); END")


@pytest.mark.usefixtures("no_cursor")
def test_a_cursor_that_cannot_be_written_takes_its_page_with_it(
    save: Callable[..., Saved], store: Store, a_mention: Build
) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="no room"):
        save(a_mention("colis"))
    assert (texts(store), pages.channel_state(store, "avis"), cases.matching(store, "colis")) == ([], None, [])
    store.connection.execute("DROP TRIGGER full")
    assert save(a_mention("colis")) == Saved(new=1), "and the store goes on"


def test_a_page_that_fails_half_way_leaves_the_cursor_before_it(
    save: Callable[..., Saved], store: Store, a_mention: Build
) -> None:
    save(a_mention("un"), cursor={"after": 1})
    wrong: Any = object()
    with pytest.raises(sqlite3.Error):
        save(a_mention("deux"), a_mention("trois", rating=wrong), cursor={"after": 2})
    state = pages.channel_state(store, "avis")
    assert state is not None
    assert (texts(store), state.cursor) == (["un"], {"after": 1})


def test_the_same_page_twice_stores_nothing_twice(save: Callable[..., Saved], store: Store, a_mention: Build) -> None:
    page = [a_mention("un"), a_mention("deux")]
    assert save(*page) == Saved(new=2)
    assert save(*page) == Saved(same=2)
    assert texts(store) == ["un", "deux"]


def test_a_ref_twice_in_one_page_is_one_mention_and_the_last_wins(
    save: Callable[..., Saved], store: Store, a_mention: Build
) -> None:
    assert save(a_mention("avant", ref="1"), a_mention("après", ref="1")) == Saved(new=1)
    assert texts(store) == ["après"]


def test_the_same_ref_on_two_channels_is_two_mentions(
    save: Callable[..., Saved], store: Store, now: datetime, a_mention: Build
) -> None:
    save(a_mention("ici", ref="1"))
    there = Page(mentions=(a_mention("là", ref="1", channel="x"),), cursor={})
    assert pages.save(store, "x", there, now) == Saved(new=1)
    assert pages.known_refs(store, "x", ["1", "2"]) == {"1"}


def test_an_edited_text_is_found_by_its_new_words_only(
    save: Callable[..., Saved], store: Store, a_mention: Build
) -> None:
    save(a_mention("un colis perdu", ref="1"), a_mention("un colis reçu", ref="2"))
    triage.thread(store)
    assert save(a_mention("une facture fausse", ref="1")) == Saved(changed=1)
    assert [len(cases.matching(store, words)) for words in ("colis", "facture", "perdu")] == [1, 1, 0]
    check = store.connection.execute("INSERT INTO mentions_words (mentions_words, rank) VALUES ('integrity-check', 1)")
    assert check.fetchall() == []


def test_what_an_author_is_called_and_how_many_follow_are_kept_up_to_date(
    save: Callable[..., Saved], store: Store, a_mention: Build
) -> None:
    def author(name: str, followers: int | None) -> Author:
        return Author(handle="lea", name=name, followers=followers)

    save(a_mention(author=author("Léa", 10)))
    save(a_mention(author=author("Léa M.", 25)))
    save(a_mention(author=author("", None)))  # a network that does not say takes nothing away
    assert {untriaged.mention.author for untriaged in triage.untriaged(store)} == {author("Léa M.", 25)}


def test_people_without_a_handle_are_told_apart_by_their_names(
    save: Callable[..., Saved], store: Store, a_mention: Build
) -> None:
    save(*(a_mention(by="", name=name, thread="fiche") for name in ("Marie", "Jean", "Marie", "")))
    assert [untriaged.mention.author.name for untriaged in triage.untriaged(store)] == ["Marie", "Jean", "Marie", ""]
    triage.thread(store)
    assert [history.author.name for history in cases.histories(store, [1, 2, 3])] == ["Marie", "Jean", ""]


@pytest.mark.parametrize("field", ["ref", "text", "url", "in_reply_to", "thread", "language"])
@pytest.mark.parametrize("nasty", ["a\0b", "a\ud800b"])
def test_what_sqlite_cannot_hold_is_replaced(
    nasty: str, field: str, save: Callable[..., Saved], store: Store, a_mention: Build
) -> None:
    assert save(a_mention(**{field: nasty})) == Saved(new=1)
    (stored,) = triage.untriaged(store)
    kept = getattr(stored.mention, field)
    assert kept[0] + kept[-1] == "ab"
    assert not set(kept) & {"\0", "\ud800"}


@pytest.mark.parametrize("nasty", ["a\0b", "a\ud800b"])
def test_strange_characters_in_names_cursors_and_rejects_stop_no_page(
    nasty: str, store: Store, now: datetime, a_mention: Build
) -> None:
    page = Page(
        mentions=(a_mention(author=Author(handle=nasty, name=nasty), metrics={nasty: 1}),),
        cursor={"after": nasty},
        rejects=(Reject(where=nasty, why=say("“{date}” is not a date", date=nasty), excerpt=nasty),),
    )
    assert pages.save(store, "avis", page, now, connector="files") == Saved(new=1, rejected=1)
    state = pages.channel_state(store, "avis")
    assert state is not None
    assert state.cursor == {"after": nasty}, "a cursor goes back to its connector as it came"


def test_a_time_to_come_is_not_believed_and_what_was_claimed_is_kept(
    save: Callable[..., Saved], store: Store, now: datetime, a_mention: Build
) -> None:
    save(a_mention(at="2031-01-01 00:00", ref="1"), a_mention(at="2026-11-18 10:00", ref="2"))
    assert [untriaged.mention.posted_at for untriaged in triage.untriaged(store)] == [now, now]
    claimed = store.rows("SELECT claimed_at FROM mentions ORDER BY ref")
    assert [row["claimed_at"] for row in claimed] == ["2030-12-31T23:00:00.000000Z", None]


def test_an_import_by_hand_leaves_the_cursor_of_the_channel_alone(
    save: Callable[..., Saved], store: Store, now: datetime, a_mention: Build
) -> None:
    save(a_mention(), cursor={"after": 1})
    pages.save(store, "avis", Page(mentions=(a_mention(),), cursor={"after": 9}), now)
    state = pages.channel_state(store, "avis")
    assert state is not None
    assert state.cursor == {"after": 1}


def test_a_failure_is_remembered_beside_the_cursor_and_forgotten_by_the_next_success(
    save: Callable[..., Saved], store: Store, paris: Paris, a_mention: Build
) -> None:
    later = paris("2026-11-18 11:00")
    save(a_mention(), cursor={"after": 1})
    pages.failed(store, "avis", "files", [say("no answer from {host}", host="exemple.fr")], later)
    state = pages.channel_state(store, "avis")
    assert state is not None
    assert [str(line) for line in state.failure] == ["no answer from exemple.fr"]
    assert (state.cursor, state.tried_at) == ({"after": 1}, later)
    save()
    again = pages.channel_state(store, "avis")
    assert again is not None
    assert again.failure == ()


def test_a_channel_that_changed_its_connector_says_whose_cursor_it_has(store: Store, now: datetime) -> None:
    page = Page(mentions=(), cursor={"files": {}})
    pages.save(store, "avis", page, now, connector="files")
    pages.failed(store, "avis", "rss", [say("no")], now)
    state = pages.channel_state(store, "avis")
    assert state is not None
    assert (state.connector, state.cursor) == ("files", {"files": {}})
    pages.save(store, "avis", Page(mentions=(), cursor={"feeds": {}}), now, connector="rss")
    state = pages.channel_state(store, "avis")
    assert state is not None
    assert (state.connector, state.cursor) == ("rss", {"feeds": {}})


def test_the_same_reject_is_told_once(store: Store, now: datetime) -> None:
    page = Page(mentions=(), cursor={}, rejects=(Reject(where="f.csv:2", why=say("no text"), excerpt="x" * 900),))
    for _ in range(2):
        assert pages.save(store, "avis", page, now).rejected == 1
    kept = store.rows("SELECT place, excerpt FROM rejects")
    assert [(row["place"], len(row["excerpt"])) for row in kept] == [("f.csv:2", 500)]
