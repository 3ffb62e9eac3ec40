"""Answers on their way out: written before the call, settled after it; and the emergency stop."""

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from filelock import FileLock, Timeout

from socialcare.connector import Sent
from socialcare.errors import AlreadyRunning
from socialcare.facts import Event, Mention
from socialcare.sentences import Sentence, say
from socialcare.store.codec import clean, mention_of, sentences_of, sentences_text, time_of, time_text
from socialcare.store.locks import WAIT_SECONDS
from socialcare.store.merging import merge
from socialcare.store.opening import Store


class Fate(StrEnum):
    """What became of an answer. `UNKNOWN`: it was handed over and nobody heard what the network did with it."""

    WAITING = "waiting"
    UNKNOWN = "unknown"
    SENT = "sent"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """One answer. `key` stays the same at every try; `queued` and `replied` are its events in the log, `to` what it answers.

    `since` is when sending was first tried, `tried_at` when last.
    """

    number: int
    key: str
    case: int
    to: Mention
    text: str
    by: str
    since: datetime
    tried_at: datetime
    fate: Fate
    queued: int
    replied: int | None
    ref: str
    url: str
    why: tuple[Sentence, ...]

    @property
    def is_pending(self) -> bool:
        return self.fate in (Fate.WAITING, Fate.UNKNOWN)


@dataclass(frozen=True, kw_only=True)
class Stop:
    at: datetime
    by: str


_ROWS = """SELECT o.number, o.key, o.case_id AS outgoing_case, o.text AS outgoing_text, o.by, o.since, o.tried_at, o.fate,
        o.queued, o.replied, o.ref AS sent_ref, o.url AS sent_url, o.why, m.*, a.handle, a.name, a.followers
    FROM outbox o JOIN mentions m ON m.id = o.mention_id JOIN authors a ON a.id = m.author_id"""


@contextlib.contextmanager
def turn(store: Store, *, wait: bool = True) -> Iterator[None]:
    """One process at a time hands answers over: what another one has under way is not looked for and sent again.

    Raises AlreadyRunning after 30 s, or at once where not to `wait`. The lock dies with its process.
    """
    if str(store.path) == ":memory:":
        yield
        return
    lock = FileLock(f"{store.path}.outbox.lock", timeout=WAIT_SECONDS if wait else 0)
    try:
        lock.acquire()
    except Timeout as error:
        raise AlreadyRunning(say("another socialcare is sending an answer; try again")) from error
    try:
        yield
    finally:
        lock.release()


def add(store: Store, queued: Event, to: Mention, key: str) -> Outgoing:
    """Call it inside the unit of work in which the event was appended."""
    number = store.connection.execute(
        "INSERT INTO outbox (key, case_id, mention_id, text, by, since, tried_at, fate, queued) "
        "SELECT ?, ?, id, ?, ?, ?, ?, 'waiting', ? FROM mentions WHERE channel = ? AND ref = ? RETURNING number",
        (key, queued.case, clean(queued.text), queued.by, time_text(queued.at), time_text(queued.at), queued.number,
         to.channel, clean(to.ref)),
    ).fetchone()[0]  # fmt: skip
    return find(store, number)


def find(store: Store, number: int) -> Outgoing:
    return _outgoing(store.rows(f"{_ROWS} WHERE o.number = ?", (number,))[0])


def pending(store: Store, case: int | None = None) -> list[Outgoing]:
    """Whose fate is open, of all cases or of one, oldest first."""
    sql = f"{_ROWS} WHERE o.fate IN ('waiting', 'unknown') AND (?1 IS NULL OR o.case_id = ?1) ORDER BY o.number"
    return [_outgoing(row) for row in store.rows(sql, (case,))]


def unsent(store: Store) -> list[Outgoing]:
    """The pending ones, and what was refused and not followed by another answer to the same case, oldest first."""
    sql = f"""{_ROWS} WHERE o.fate IN ('waiting', 'unknown') OR (o.fate = 'refused' AND NOT EXISTS
        (SELECT 1 FROM outbox l WHERE l.case_id = o.case_id AND l.number > o.number)) ORDER BY o.number"""  # noqa: S608 - one fixed text
    return [_outgoing(row) for row in store.rows(sql)]


def of_event(store: Store, event: Event) -> Outgoing | None:
    """The answer that this event put in the outbox, or that it says is out."""
    rows = store.rows(f"{_ROWS} WHERE ? IN (o.queued, o.replied)", (event.number,))
    return _outgoing(rows[0]) if rows else None


def tried(store: Store, outgoing: Outgoing, now: datetime) -> None:
    """Before the call, in a transaction of its own."""
    with store.unit_of_work() as connection:
        connection.execute("UPDATE outbox SET tried_at = ? WHERE number = ?", (time_text(now), outgoing.number))


def settle(store: Store, outgoing: Outgoing, fate: Fate, *why: Sentence) -> None:
    """Call it inside a unit of work."""
    store.connection.execute(
        "UPDATE outbox SET fate = ?, why = ? WHERE number = ?", (fate.value, sentences_text(why), outgoing.number)
    )


def sent(store: Store, outgoing: Outgoing, replied: Event, as_seen: Sent | None) -> None:
    """Call it inside the unit of work in which `replied` was appended. `as_seen` is None where only a person says so."""
    ref, url = (as_seen.ref, as_seen.url) if as_seen else ("", "")
    store.connection.execute(
        "UPDATE outbox SET fate = 'sent', why = '[]', replied = ?, ref = ?, url = ? WHERE number = ?",
        (replied.number, clean(ref), clean(url), outgoing.number),
    )


def keep_copy(store: Store, case: int, answer: Mention, now: datetime) -> None:
    """The answer as a message of its case, so that the next pull's copy of the same ref is not a second one.

    Call it inside a unit of work. A copy that a pull brought before stays as the network gave it.
    """
    known = "SELECT 1 FROM mentions WHERE channel = ? AND ref = ?"
    if store.connection.execute(known, (answer.channel, clean(answer.ref))).fetchone():
        return
    merge(store.connection, [answer], max(now, answer.posted_at))
    store.connection.execute(
        "UPDATE mentions SET case_id = ?1, root = (SELECT root FROM mentions WHERE channel = ?2 AND ref = ?4) "
        "WHERE channel = ?2 AND ref = ?3",
        (case, answer.channel, clean(answer.ref), clean(answer.in_reply_to or "")),
    )


def own_handle(store: Store, channel: str) -> str:
    """By which the brand last wrote on the channel; "" where it never did."""
    rows = store.rows(
        "SELECT a.handle FROM mentions m JOIN authors a ON a.id = m.author_id "
        "WHERE m.channel = ? AND m.own = 1 AND a.handle <> '' ORDER BY m.posted_at DESC LIMIT 1",
        (channel,),
    )
    return str(rows[0]["handle"]) if rows else ""


def stopped(store: Store) -> Stop | None:
    """None while answers may go out."""
    rows = store.rows("SELECT at, by, stopped FROM stops ORDER BY id DESC LIMIT 1")
    return Stop(at=time_of(rows[0]["at"]), by=rows[0]["by"]) if rows and rows[0]["stopped"] else None


def stop(store: Store, at: datetime, by: str, *, stopped: bool) -> None:
    """Append-only, as all that people do."""
    with store.unit_of_work() as connection:
        connection.execute("INSERT INTO stops (at, by, stopped) VALUES (?, ?, ?)", (time_text(at), by, int(stopped)))


def _outgoing(row: sqlite3.Row) -> Outgoing:
    return Outgoing(
        number=row["number"],
        key=row["key"],
        case=row["outgoing_case"],
        to=mention_of(row),
        text=row["outgoing_text"],
        by=row["by"],
        since=time_of(row["since"]),
        tried_at=time_of(row["tried_at"]),
        fate=Fate(row["fate"]),
        queued=row["queued"],
        replied=row["replied"],
        ref=row["sent_ref"],
        url=row["sent_url"],
        why=sentences_of(row["why"]),
    )
