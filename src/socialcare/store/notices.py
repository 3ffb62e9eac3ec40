"""What people were told, so that each thing is told once; only what arrived is kept."""

import contextlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from filelock import FileLock, Timeout

from socialcare.errors import AlreadyRunning
from socialcare.sentences import say
from socialcare.store.codec import time_text
from socialcare.store.faults import told
from socialcare.store.opening import Store


@dataclass(frozen=True, kw_only=True)
class Notice:
    """`person` is to hear `what` of a case; `of` (aware UTC) tells it from the same thing at another time."""

    person: str
    case: int
    what: str
    of: datetime

    @property
    def key(self) -> tuple[str, int, str, str]:
        return self.person, self.case, self.what, time_text(self.of)


def untold(store: Store, notices: Sequence[Notice]) -> list[Notice]:
    """In their order."""
    known = {
        tuple(row)
        for row in store.rows(
            "SELECT person, case_id, what, of_at FROM notices WHERE case_id IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted({notice.case for notice in notices})),),
        )
    }
    return [notice for notice in notices if notice.key not in known]


def keep(store: Store, notices: Sequence[Notice], at: datetime) -> None:
    """They were told at `at`."""
    with store.unit_of_work() as connection:
        connection.executemany(
            "INSERT INTO notices (person, case_id, what, of_at, told_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [(*notice.key, time_text(at)) for notice in notices],
        )


def concerned(store: Store, since: datetime) -> list[int]:
    """Open cases, and those with a promise that was due at `since` or later."""
    rows = store.rows(
        "SELECT id FROM cases WHERE is_open = 1 UNION "
        "SELECT m.case_id FROM promises p JOIN mentions m ON m.id = p.mention_id "
        "WHERE (p.due_at >= ?1 OR p.resolution_due_at >= ?1) AND m.case_id IS NOT NULL ORDER BY 1",
        (time_text(since),),
    )
    return [row["id"] for row in rows]


@contextlib.contextmanager
def alone(store: Store) -> Iterator[None]:
    """One teller at a time, or people would hear everything twice. Raises AlreadyRunning at once."""
    lock = FileLock(f"{store.path}.notify.lock", timeout=0)
    with told(store.path):
        try:
            lock.acquire()
        except Timeout as error:  # before `told` takes it for a fault of the disk: it is an OSError
            raise AlreadyRunning(say("another socialcare notify is running; it tells the same")) from error
    try:
        yield
    finally:
        lock.release()
