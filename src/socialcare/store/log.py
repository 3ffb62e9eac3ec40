"""The append-only log of what people do to cases."""

from datetime import datetime

from socialcare.facts import Action, Event
from socialcare.store.codec import clean, event_of, time_text
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
