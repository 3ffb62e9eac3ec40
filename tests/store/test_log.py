"""The event log grows and never changes."""

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta

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


def test_who_did_what_in_a_span_is_found_in_order(done: Done, store: Store) -> None:
    one, two = done("draft", by="karim"), done("reply", case=2)
    undo = done("undo", undoes=two.number, case=2)
    later = one.at + timedelta(seconds=1)
    assert log.between(store, None, None) == [one, two, undo]
    assert log.between(store, one.at, later, "claire") == [two, undo]
    assert log.between(store, None, one.at) == log.between(store, later, None) == []
    assert log.taken_back(store, [one, two]) == {two.number: undo}
    assert log.found(store, [one.number, 99]) == {one.number: one}
    assert log.people(store) == ["claire", "karim"]


def test_drafts_and_what_was_answered_since_are_found(
    done: Done, store: Store, a_mention: Callable[..., Mention]
) -> None:
    draft = done("draft", by="karim")
    done("draft", by="karim", case=2)
    assert log.drafted_by(store, "karim") == [1, 2]
    assert log.drafted_by(store, "anne") == []
    assert log.ended_since(store, [1, 2], draft.at) == []
    done("reply", case=2)
    assert log.ended_since(store, [1, 2], draft.at) == [2]
    assert log.ended_since(store, [1], draft.at) == []
    own = a_mention(own=True, in_reply_to="r1", at="2026-11-18 11:00")
    pages.save(store, "avis", Page(mentions=(own,), cursor={}), own.posted_at)
    triage.thread(store)
    assert log.ended_since(store, [1, 2], own.posted_at) == [1]
    assert log.ended_since(store, [1, 2], own.posted_at + timedelta(seconds=1)) == []


def test_what_was_put_to_sleep_until_then_or_later_is_found(done: Done, store: Store) -> None:
    event = done("note")
    with store.unit_of_work():
        until = event.at + timedelta(days=1)
        log.append(store, at=event.at, by="claire", case=2, action=Action.SNOOZE, after=until.isoformat())
    assert log.snoozed(store, until) == [2]
    assert log.snoozed(store, until + timedelta(seconds=1)) == []
