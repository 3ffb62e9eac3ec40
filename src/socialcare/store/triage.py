"""What is decided about a mention: its conversation, score, route and promise."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from socialcare.facts import Mention, Promise, Route, Score
from socialcare.store.codec import mention_of, promise_row, route_row, score_row, time_of, time_text
from socialcare.store.opening import Store

BATCH = 1000
MEMORY = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class Untriaged:
    """A stored mention of a customer that nobody has decided about; `account` is the number of its author."""

    number: int
    account: int
    mention: Mention
    promised: bool


@dataclass(frozen=True, kw_only=True)
class Decision:
    """`promise` is None where the mention is set aside, older than the calendar, or keeps the one it has."""

    number: int
    score: Score
    route: Route
    promise: Promise | None


def untriaged(store: Store) -> list[Untriaged]:
    """The next `BATCH`, who wrote first comes first; `save` takes them off this list."""
    rows = store.rows(
        """SELECT m.*, a.handle, a.name, a.followers, p.mention_id IS NOT NULL AS promised
        FROM mentions m JOIN authors a ON a.id = m.author_id LEFT JOIN promises p ON p.mention_id = m.id
        WHERE m.triaged = 0 AND m.own = 0 ORDER BY m.posted_at, m.channel, m.ref LIMIT ?""",
        (BATCH,),
    )
    with store.reading():
        return [
            Untriaged(number=r["id"], account=r["author_id"], mention=mention_of(r), promised=bool(r["promised"]))
            for r in rows
        ]


@dataclass(frozen=True, kw_only=True)
class Before:
    """What is known of an author when a mention comes: of the 90 days before it, and of the last answer and expert."""

    mentions: int
    complaints: int
    answered_at: datetime | None
    expert: str | None


_BEFORE = """SELECT m.id,
        (SELECT count(*) FROM mentions p WHERE p.author_id = m.author_id AND p.own = 0
            AND p.posted_at < m.posted_at AND p.posted_at >= span.value ->> 1) AS mentions,
        (SELECT count(*) FROM mentions p JOIN routes r ON r.mention_id = p.id AND r.complaint = 1
                AND r.routed_at < :now
            WHERE p.author_id = m.author_id AND p.posted_at < m.posted_at AND p.posted_at >= span.value ->> 1) AS complaints,
        (SELECT max(a.posted_at) FROM cases c JOIN mentions a ON a.case_id = c.id AND a.own = 1
            WHERE c.author_id = m.author_id AND a.posted_at < m.posted_at) AS answered_at,
        (SELECT r.expert FROM mentions p JOIN routes r ON r.mention_id = p.id AND r.expert <> '' AND r.routed_at < :now
            WHERE p.author_id = m.author_id AND p.posted_at < m.posted_at ORDER BY p.posted_at DESC LIMIT 1) AS expert
    FROM json_each(:spans) span JOIN mentions m ON m.id = span.value ->> 0"""


def before(store: Store, waiting: Sequence[Untriaged], now: datetime) -> dict[int, Before]:
    """By number of the mention. What the same triage, at `now`, decides is not in it."""
    oldest = datetime.min.replace(tzinfo=UTC) + MEMORY
    spans = json.dumps([(w.number, time_text(max(w.mention.posted_at, oldest) - MEMORY)) for w in waiting])
    return {
        row["id"]: Before(
            mentions=row["mentions"],
            complaints=row["complaints"],
            answered_at=time_of(row["answered_at"]) if row["answered_at"] else None,
            expert=row["expert"],
        )
        for row in store.rows(_BEFORE, {"spans": spans, "now": time_text(now)})
    }


def paused(store: Store, numbers: Sequence[int]) -> dict[int, int]:
    """Of these mentions, those of a case that once waited for its customer with its end standing still, and that case."""
    rows = store.rows(
        "SELECT m.id, m.case_id FROM mentions m WHERE m.id IN (SELECT value FROM json_each(?)) AND EXISTS "
        "(SELECT 1 FROM events e WHERE e.case_id = m.case_id AND e.action = 'wait' AND e.after <> '')",
        (json.dumps(list(numbers)),),
    )
    return {row["id"]: row["case_id"] for row in rows}


def forget_decisions(store: Store) -> int:
    """Open cases that no person has touched are to be scored, routed and promised anew; how many mentions that is."""
    with store.unit_of_work() as connection:
        connection.execute("CREATE TEMP TABLE IF NOT EXISTS again (id INTEGER PRIMARY KEY)")
        connection.execute("DELETE FROM again")
        connection.execute(
            "INSERT INTO again SELECT m.id FROM mentions m JOIN cases c ON c.id = m.case_id WHERE m.own = 0 "
            "AND c.answered = 0 AND NOT EXISTS (SELECT 1 FROM events e WHERE e.case_id = c.id)"
        )
        for table in ("scores", "routes", "promises"):
            connection.execute(
                f"DELETE FROM {table} WHERE mention_id IN (SELECT id FROM again)"  # noqa: S608 - one of three names
            )
        connection.execute("UPDATE mentions SET triaged = 0 WHERE id IN (SELECT id FROM again)")
        count: int = connection.execute("SELECT count(*) FROM again").fetchone()[0]
    return count


def save(store: Store, decisions: Sequence[Decision], digest: str, now: datetime) -> None:
    """One transaction for the batch."""
    with store.unit_of_work() as connection:
        connection.executemany(
            f"INSERT OR REPLACE INTO scores VALUES ({','.join('?' * 17)})",  # noqa: S608 - only question marks
            [score_row(d.number, d.score) for d in decisions],
        )
        connection.executemany(
            f"INSERT OR REPLACE INTO routes VALUES ({','.join('?' * 14)})",  # noqa: S608 - only question marks
            [route_row(d.number, d.route, digest, now) for d in decisions],
        )
        connection.executemany(
            f"INSERT INTO promises VALUES ({','.join('?' * 12)}) ON CONFLICT DO NOTHING",  # noqa: S608 - only question marks
            [promise_row(d.number, d.promise, now) for d in decisions if d.promise],
        )
        numbers = json.dumps([d.number for d in decisions])
        connection.execute("UPDATE mentions SET triaged = 1 WHERE id IN (SELECT value FROM json_each(?))", (numbers,))
        connection.execute(
            "UPDATE cases SET stale = 1 WHERE id IN "
            "(SELECT case_id FROM mentions WHERE id IN (SELECT value FROM json_each(?)))",
            (numbers,),
        )


def recognise_own(store: Store, is_own: Callable[[str, str], bool]) -> None:
    """Mentions by a handle added to the settings since they were stored are the brand's: answers or posts of ours.

    `is_own` takes a channel and a handle. All of an author's cases lose their customer with it.
    """
    authors = [
        row["id"]
        for row in store.rows("SELECT id, channel, handle FROM authors")
        if is_own(row["channel"], row["handle"])
    ]
    known = (json.dumps(authors),)
    theirs = "own = 0 AND author_id IN (SELECT value FROM json_each(?))"
    if not store.rows(f"SELECT 1 FROM mentions WHERE {theirs} LIMIT 1", known):  # noqa: S608 - two fixed texts
        return
    with store.unit_of_work() as connection:
        connection.execute("UPDATE cases SET stale = 1 WHERE author_id IN (SELECT value FROM json_each(?))", known)
        # Whatever stood in their cases is threaded anew: the brand may have answered what is now its own.
        connection.execute(
            "UPDATE mentions SET root = NULL, case_id = NULL WHERE case_id IN "
            "(SELECT id FROM cases WHERE author_id IN (SELECT value FROM json_each(?)))",
            known,
        )
        connection.execute(f"UPDATE mentions SET own = 1 WHERE {theirs}", known)  # noqa: S608 - two fixed texts


# From each mention upward through what it answers: the oldest ancestor we have gives the conversation its key.
_ANCESTORS = """WITH RECURSIVE up (start, id, channel, ref, parent, thread, author_id, own, depth) AS (
        SELECT id, id, channel, ref, in_reply_to, thread, author_id, own, 0 FROM mentions
        WHERE id IN (SELECT value FROM json_each(?))
        UNION ALL
        SELECT up.start, m.id, m.channel, m.ref, m.in_reply_to, m.thread, m.author_id, m.own, up.depth + 1
        FROM up JOIN mentions m ON m.channel = up.channel AND m.ref = up.parent WHERE up.depth < 200
    ) SELECT * FROM up ORDER BY start, depth"""


def thread(store: Store) -> None:
    """Give each new mention its conversation and case; a brand's answer goes to the customer it answers.

    Customers come first: networks list the newest first, so an answer is often stored before what it answers. New cases are
    numbered by when they were asked, as channels are pulled at once and which is done first is chance.
    """
    sql = "SELECT id FROM mentions WHERE root IS NULL ORDER BY own, posted_at, channel, ref"
    waiting = [row["id"] for row in store.rows(sql)]
    for start in range(0, len(waiting), BATCH):
        batch = waiting[start : start + BATCH]
        with store.unit_of_work() as connection:
            chains: dict[int, list[sqlite3.Row]] = {}
            for row in connection.execute(_ANCESTORS, (json.dumps(batch),)):
                chains.setdefault(row["start"], []).append(row)
            for number in batch:
                _place(connection, chains[number])


def _place(connection: sqlite3.Connection, chain: list[sqlite3.Row]) -> None:
    mention, oldest = chain[0], chain[-1]
    root = mention["thread"] or oldest["thread"] or oldest["parent"] or oldest["ref"]
    if not mention["own"]:
        _join_case(connection, mention, root)
        return
    case = _answered_case(connection, chain, root)
    is_reply = bool(mention["parent"] or mention["thread"])
    if case is not None or not is_reply:
        connection.execute("UPDATE mentions SET root = ?, case_id = ? WHERE id = ?", (root, case, mention["id"]))
        connection.execute("UPDATE cases SET stale = 1 WHERE id = ?", (case,))


def _join_case(connection: sqlite3.Connection, mention: sqlite3.Row, root: str) -> None:
    posted = connection.execute("SELECT posted_at FROM mentions WHERE id = ?", (mention["id"],)).fetchone()[0]
    case = connection.execute(
        "INSERT INTO cases (channel, thread, author_id, opened_at, last_at) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (channel, thread, author_id) DO UPDATE SET opened_at = min(opened_at, excluded.opened_at), "
        "last_at = max(last_at, excluded.last_at), stale = 1 RETURNING id",
        (mention["channel"], root, mention["author_id"], posted, posted),
    ).fetchone()[0]
    connection.execute("UPDATE mentions SET root = ?, case_id = ? WHERE id = ?", (root, case, mention["id"]))


def _answered_case(connection: sqlite3.Connection, chain: list[sqlite3.Row], root: str) -> int | None:
    """The nearest customer above in the thread; else, where the network names only the thread, the last who wrote."""
    above = next((row for row in chain[1:] if not row["own"]), None)
    sql = "SELECT case_id FROM mentions WHERE id = ?"
    values: tuple[object, ...] = (above["id"],) if above else ()
    if above is None:
        if not chain[0]["thread"]:
            return None
        sql = (
            "SELECT case_id FROM mentions WHERE channel = ? AND root = ? AND own = 0 "
            "AND posted_at <= (SELECT posted_at FROM mentions WHERE id = ?) ORDER BY posted_at DESC LIMIT 1"
        )
        values = (chain[0]["channel"], root, chain[0]["id"])
    found = connection.execute(sql, values).fetchone()
    return found["case_id"] if found else None
