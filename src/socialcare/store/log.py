"""The append-only log of what people do to cases."""

import json
from collections.abc import Sequence
from datetime import datetime

from socialcare.facts import Action, Event
from socialcare.store.codec import clean, event_of, time_of, time_text
from socialcare.store.opening import Store


def append(
    store: Store,
    *,
    at: datetime,
    by: str,
    case: int,
    action: Action,
    text: str = "",
    before: str = "",
    after: str = "",
    undoes: int | None = None,
) -> Event:
    """Call it inside a unit of work, after the case was read in the same one."""
    number = store.connection.execute(
        "INSERT INTO events (at, by, case_id, action, text, before, after, undoes) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
        "RETURNING id",
        (time_text(at), by, case, action, clean(text), before, after, undoes),
    ).fetchone()[0]
    row = store.connection.execute("SELECT * FROM events WHERE id = ?", (number,)).fetchone()
    return event_of(row)


def last_undoable(store: Store, by: str, case: int | None = None) -> Event | None:
    """The newest event by this person that stands, of any case or of one."""
    for row in store.rows(
        "SELECT * FROM events e WHERE by = ? AND (? IS NULL OR case_id = ?) AND action <> 'undo' "
        "AND NOT EXISTS (SELECT 1 FROM events u WHERE u.undoes = e.id) ORDER BY id DESC LIMIT 1",
        (by, case, case),
    ):
        return event_of(row)
    return None


def standing_after(store: Store, event: Event) -> list[Event]:
    """The later events of the same case that still stand, oldest first: some may depend on what an undo takes away."""
    rows = store.rows(
        "SELECT * FROM events e WHERE case_id = ? AND id > ? AND action <> 'undo' "
        "AND NOT EXISTS (SELECT 1 FROM events u WHERE u.undoes = e.id) ORDER BY id",
        (event.case, event.number),
    )
    return [event_of(row) for row in rows]


def find(store: Store, number: int) -> Event | None:
    rows = store.rows("SELECT * FROM events WHERE id = ?", (number,))
    return event_of(rows[0]) if rows else None


def is_undone(store: Store, event: Event) -> bool:
    return bool(store.rows("SELECT 1 FROM events WHERE undoes = ?", (event.number,)))


def between(store: Store, since: datetime | None, until: datetime | None, by: str = "") -> list[Event]:
    """All events of [since, until), or those of one person, oldest first; None is no bound."""
    rows = store.rows(
        f"SELECT * FROM events WHERE at >= ? AND at < ? {'AND by = ?' * bool(by)} ORDER BY at, id",  # noqa: S608 - fixed texts
        (time_text(since) if since else "", time_text(until) if until else "a", *([by] if by else [])),
    )
    return [event_of(row) for row in rows]


def taken_back(store: Store, events: Sequence[Event]) -> dict[int, Event]:
    """The undoing of each of these events that was taken back, by its number."""
    rows = store.rows(
        "SELECT * FROM events WHERE undoes IN (SELECT value FROM json_each(?))",
        (json.dumps([event.number for event in events]),),
    )
    return {row["undoes"]: event_of(row) for row in rows}


def found(store: Store, numbers: Sequence[int]) -> dict[int, Event]:
    """These events by their numbers."""
    rows = store.rows("SELECT * FROM events WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(numbers)),))
    return {row["id"]: event_of(row) for row in rows}


def people(store: Store) -> list[str]:
    """Everybody who ever acted, those who have left too."""
    return [row["by"] for row in store.rows("SELECT DISTINCT by FROM events ORDER BY by")]


def snoozed(store: Store, until: datetime) -> list[int]:
    """Cases that somebody put to sleep until then or later."""
    rows = store.rows("SELECT case_id, after FROM events WHERE action = 'snooze'")
    with store.reading():
        return sorted({row["case_id"] for row in rows if time_of(row["after"]) >= until})


def drafted_by(store: Store, by: str) -> list[int]:
    """Cases in which this person ever proposed an answer."""
    rows = store.rows("SELECT DISTINCT case_id FROM events WHERE by = ? AND action = 'draft' ORDER BY case_id", (by,))
    return [row["case_id"] for row in rows]


def ended_since(store: Store, cases: Sequence[int], since: datetime) -> list[int]:
    """Those of these cases that were answered or closed at `since` or later, here or on their network."""
    rows = store.rows(
        """SELECT c.id FROM cases c WHERE c.id IN (SELECT value FROM json_each(?1)) AND (
            EXISTS (SELECT 1 FROM events e WHERE e.case_id = c.id AND e.at >= ?2 AND e.action IN ('reply', 'close'))
            OR EXISTS (SELECT 1 FROM mentions m WHERE m.case_id = c.id AND m.own = 1 AND m.posted_at >= ?2)
        ) ORDER BY c.id""",
        (json.dumps(list(cases)), time_text(since)),
    )
    return [row["id"] for row in rows]
