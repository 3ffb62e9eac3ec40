"""Cases that people took into another one: both keep their own facts, and the log alone says who is followed where."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from socialcare.facts import Event, History
from socialcare.store.codec import event_of
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


def with_holders(store: Store, numbers: Sequence[int]) -> list[int]:
    """These cases, and all that any of them was ever taken into: what changes one may change the others."""
    if not store.rows(_ANY):
        return list(numbers)
    rows = store.rows(f"{_ABOVE} SELECT id FROM holding ORDER BY id", (json.dumps(list(numbers)),))  # noqa: S608 - fixed texts
    return [row["id"] for row in rows]
