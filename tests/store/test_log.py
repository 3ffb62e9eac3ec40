"""The event log grows and never changes."""

import sqlite3
from collections.abc import Callable
from datetime import datetime

import pytest

from socialcare.connector import Page
from socialcare.facts import Action, Event, Mention
from socialcare.store import Store, log, pages, triage

Done = Callable[..., Event]


@pytest.fixture
def done(store: Store, paris: Callable[[str], datetime], a_mention: Callable[..., Mention]) -> Done:
    """`done("reply", by="claire", case=2)`: logged, on one of two cases."""
    now = paris("2026-11-18 10:00")
    pages.save(store, "avis", Page(mentions=(a_mention(), a_mention()), cursor={}), now)
    triage.thread(store)

    def append(action: str, *, by: str = "claire", case: int = 1, undoes: int | None = None) -> Event:
        with store.unit_of_work():
            return log.append(store, at=now, by=by, case=case, action=Action(action), text="t\0", undoes=undoes)

    return append


def test_what_is_logged_is_read_back(done: Done, store: Store) -> None:
    event = done("draft")
    assert log.find(store, event.number) == event
    assert event.text == "t\N{REPLACEMENT CHARACTER}"


def test_an_event_cannot_be_changed(done: Done, store: Store) -> None:
    done("reply")
    with (
        pytest.raises(sqlite3.IntegrityError, match="the event log is append-only"),
        store.unit_of_work() as connection,
    ):
        connection.execute("UPDATE events SET by = 'personne'")


def test_an_event_is_undone_once_at_most(done: Done, store: Store) -> None:
    reply = done("reply")
    done("undo", undoes=reply.number)
    assert log.is_undone(store, reply)
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        done("undo", undoes=reply.number)


def test_the_last_act_that_stands_is_the_next_to_undo(done: Done, store: Store) -> None:
    draft, reply, other = done("draft"), done("reply"), done("draft", by="karim", case=2)
    assert log.last_undoable(store, "claire") == reply
    done("undo", undoes=reply.number)
    assert log.last_undoable(store, "claire") == draft
    assert log.last_undoable(store, "claire", case=2) is None
    assert log.last_undoable(store, "karim") == other


def test_what_stands_after_an_act_are_the_later_ones_of_its_case_that_nobody_took_back(
    done: Done, store: Store
) -> None:
    draft = done("draft")
    note = done("note", by="karim")
    done("reply", by="mehdi", case=2)
    reply = done("reply", by="mehdi")
    assert log.standing_after(store, draft) == [note, reply]
    done("undo", by="mehdi", undoes=reply.number)
    assert log.standing_after(store, draft) == [note]
