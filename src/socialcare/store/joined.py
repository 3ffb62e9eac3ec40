"""Cases that people took into another one: both keep their own facts, and the log alone says who is followed where."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from socialcare.facts import Event, History, Mention
from socialcare.store.codec import event_of, mention_of, time_text
from socialcare.store.opening import Store


@dataclass(frozen=True, kw_only=True)
class Merge:
    """`case` was taken into `into`; `events` are the act and, where somebody took it back, its undoing."""

    case: int
    into: int
    events: tuple[Event, ...]


_BELOW = """WITH RECURSIVE taken (id) AS (SELECT value FROM json_each(?) UNION
        SELECT CAST(e.after AS INTEGER) FROM taken JOIN events e ON e.case_id = taken.id AND e.action = 'merge')"""
_ABOVE = """WITH RECURSIVE holding (id) AS (SELECT value FROM json_each(?) UNION
        SELECT e.case_id FROM holding JOIN events e ON CAST(e.after AS INTEGER) = holding.id AND e.action = 'merge')"""
_ANY = "SELECT 1 FROM events WHERE action = 'merge' LIMIT 1"


def merges(store: Store, numbers: Sequence[int]) -> list[Merge]:
    """Of these cases and of all that was taken into them; undone ones too."""
    if not store.rows(_ANY):
        return []
    known = (json.dumps(list(numbers)),)
    acts = store.rows(
        f"{_BELOW} SELECT * FROM events WHERE action = 'merge' AND (case_id IN (SELECT id FROM taken) "  # noqa: S608 - fixed texts
        "OR CAST(after AS INTEGER) IN (SELECT id FROM taken)) ORDER BY id",
        known,
    )
    undoing = store.rows(
        "SELECT * FROM events WHERE undoes IN (SELECT value FROM json_each(?))",
        (json.dumps([row["id"] for row in acts]),),
    )
    undone = {row["undoes"]: event_of(row) for row in undoing}
    return [
        Merge(
            case=int(row["after"]),
            into=row["case_id"],
            events=(event_of(row), *((undone[row["id"]],) if row["id"] in undone else ())),
        )
        for row in acts
    ]


def with_merged(
    found: Mapping[int, History], known: Sequence[Merge], number: int, above: frozenset[int] = frozenset()
) -> History:
    """The history of a case, with those that were ever taken into it, and with its own leaving.

    `above` holds it already: a merge taken back may have been made the other way round since.
    """
    if not known:
        return found[number]
    leaving = tuple(event for merge in known if merge.case == number for event in merge.events)
    holders = above | {number}
    below = dict.fromkeys(merge.case for merge in known if merge.into == number and merge.case not in holders)
    own = found[number]
    return replace(
        own,
        events=tuple(sorted((*own.events, *leaving), key=lambda event: event.number)),
        merged=tuple(with_merged(found, known, case, holders) for case in below if case in found),
    )


def followed_elsewhere(store: Store, channel: str, since: datetime) -> list[Mention]:
    """What was posted at `since` or later in the channel's cases that are followed in an open one, of whatever channel."""
    # CROSS JOIN keeps the order: merges are few, and SQLite would begin with every case of the channel.
    rows = store.rows(
        """WITH RECURSIVE standing (into_id, id) AS (SELECT e.case_id, CAST(e.after AS INTEGER) FROM events e
            WHERE e.action = 'merge' AND NOT EXISTS (SELECT 1 FROM events u WHERE u.undoes = e.id)),
        followed (id) AS (
            SELECT s.id FROM standing s JOIN cases c ON c.id = s.into_id WHERE c.is_open = 1
            UNION SELECT s.id FROM followed f JOIN standing s ON s.into_id = f.id)
        SELECT m.*, a.handle, a.name, a.followers FROM followed f CROSS JOIN cases c ON c.id = f.id
        CROSS JOIN mentions m ON m.case_id = f.id CROSS JOIN authors a ON a.id = m.author_id
        WHERE c.channel = ? AND m.posted_at >= ? ORDER BY m.posted_at, m.id""",
        (channel, time_text(since)),
    )
    with store.reading():
        return [mention_of(row) for row in rows]


def with_holders(store: Store, numbers: Sequence[int]) -> list[int]:
    """These cases, and all that any of them was ever taken into: what changes one may change the others."""
    if not store.rows(_ANY):
        return list(numbers)
    rows = store.rows(f"{_ABOVE} SELECT id FROM holding ORDER BY id", (json.dumps(list(numbers)),))  # noqa: S608 - fixed texts
    return [row["id"] for row in rows]
