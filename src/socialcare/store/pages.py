"""What connectors bring: each page of mentions and its cursor in one transaction, nothing twice."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from socialcare.connector import Page, Reject
from socialcare.facts import Mention
from socialcare.sentences import Sentence
from socialcare.store.codec import clean, sentences_of, sentences_text, time_of, time_text
from socialcare.store.opening import Store


@dataclass(frozen=True, kw_only=True)
class Saved:
    """How many mentions of a page were new, changed since they were last seen, already known, and refused."""

    new: int = 0
    changed: int = 0
    same: int = 0
    rejected: int = 0

    def __add__(self, other: "Saved") -> "Saved":
        return Saved(
            new=self.new + other.new,
            changed=self.changed + other.changed,
            same=self.same + other.same,
            rejected=self.rejected + other.rejected,
        )


@dataclass(frozen=True, kw_only=True)
class ChannelState:
    """What is remembered of a channel between two pulls; `cursor` is of `connector`, which may no longer be its own. `failure` is empty after a success."""

    connector: str
    cursor: Mapping[str, Any]
    succeeded_at: datetime | None
    tried_at: datetime | None
    failure: tuple[Sentence, ...]


# Staged in a temporary table and moved by one statement each: full-text written row by row costs four times as much.
_STAGE = """CREATE TEMP TABLE IF NOT EXISTS staged (
    channel TEXT, ref TEXT, handle TEXT, name TEXT, followers INTEGER, text TEXT, posted_at TEXT, seen_at TEXT,
    claimed_at TEXT, url TEXT, in_reply_to TEXT, thread TEXT, kind TEXT, language TEXT, rating REAL, own INTEGER,
    metrics TEXT, identity TEXT AS (CASE handle WHEN '' THEN name ELSE '@' || handle END),
    UNIQUE (channel, ref) ON CONFLICT REPLACE)"""

_AUTHORS = """INSERT INTO authors (channel, handle, name, followers)
    SELECT channel, handle, max(name), max(followers) FROM staged WHERE true GROUP BY channel, identity
    ON CONFLICT (channel, identity) DO UPDATE
    SET name = CASE excluded.name WHEN '' THEN name ELSE excluded.name END,
        followers = coalesce(excluded.followers, followers)
    WHERE name IS NOT excluded.name OR followers IS NOT coalesce(excluded.followers, followers)"""

_FORGET_WORDS = """INSERT INTO mentions_words (mentions_words, rowid, text)
    SELECT 'delete', m.id, m.text FROM staged JOIN mentions m USING (channel, ref) WHERE m.text IS NOT staged.text"""

# Known by its handle now, or no longer: it is threaded anew, and the case it leaves is folded anew.
_LEAVE_CASE = """UPDATE cases SET stale = 1 WHERE id IN
    (SELECT m.case_id FROM staged JOIN mentions m USING (channel, ref) WHERE m.own <> staged.own)"""

_MENTIONS = """INSERT INTO mentions (channel, ref, author_id, text, posted_at, seen_at, claimed_at, url, in_reply_to,
        thread, kind, language, rating, own, metrics)
    SELECT s.channel, s.ref, a.id, s.text, s.posted_at, s.seen_at, s.claimed_at, s.url, s.in_reply_to, s.thread,
        s.kind, s.language, s.rating, s.own, s.metrics
    FROM staged s JOIN authors a USING (channel, identity) WHERE true
    ON CONFLICT (channel, ref) DO UPDATE
    SET text = excluded.text, url = excluded.url, language = excluded.language, rating = excluded.rating,
        own = excluded.own, metrics = excluded.metrics,
        root = CASE WHEN own = excluded.own THEN root END, case_id = CASE WHEN own = excluded.own THEN case_id END
    WHERE text IS NOT excluded.text OR url IS NOT excluded.url OR language IS NOT excluded.language
        OR rating IS NOT excluded.rating OR own IS NOT excluded.own"""


def save(store: Store, channel: str, page: Page, now: datetime, *, connector: str | None = None) -> Saved:
    """One transaction for the page, its rejects and its cursor: after a crash it is whole or absent.

    `connector` is the one the cursor belongs to; None (an import by hand) leaves the channel's cursor as it is.
    """
    with store.unit_of_work() as connection:
        known, changed = _merge(connection, page.mentions, now)
        _save_rejects(connection, channel, page.rejects, now)
        if connector is not None:
            _save_cursor(connection, channel, connector, page.cursor, now)
    distinct = len({m.ref for m in page.mentions})
    return Saved(new=distinct - known, changed=changed, same=known - changed, rejected=len(page.rejects))


def known_refs(store: Store, channel: str, refs: Sequence[str]) -> set[str]:
    """Which of these are stored already, for a rehearsal (`--dry-run`) to count."""
    found: set[str] = set()
    for start in range(0, len(refs), 500):
        part = [clean(ref) for ref in refs[start : start + 500]]
        marks = ",".join("?" * len(part))
        sql = f"SELECT ref FROM mentions WHERE channel = ? AND ref IN ({marks})"  # noqa: S608 - only question marks
        found.update(row["ref"] for row in store.rows(sql, (channel, *part)))
    return found


def failed(store: Store, channel: str, connector: str, why: Sequence[Sentence], now: datetime) -> None:
    """Remember a failure beside the cursor, which stays where it was."""
    with store.unit_of_work() as connection:
        connection.execute(
            "INSERT INTO channels (name, connector, cursor, tried_at, failure) VALUES (?, ?, '', ?, ?) "
            "ON CONFLICT (name) DO UPDATE SET tried_at = excluded.tried_at, failure = excluded.failure",
            (channel, connector, time_text(now), sentences_text(why)),
        )


def channel_state(store: Store, channel: str) -> ChannelState | None:
    """None where the channel was never tried."""
    for row in store.rows("SELECT * FROM channels WHERE name = ?", (channel,)):
        return ChannelState(
            connector=row["connector"],
            cursor=json.loads(row["cursor"]) if row["cursor"] else {},
            succeeded_at=time_of(row["succeeded_at"]) if row["succeeded_at"] else None,
            tried_at=time_of(row["tried_at"]) if row["tried_at"] else None,
            failure=sentences_of(row["failure"]) if row["failure"] else (),
        )
    return None


def _merge(connection: sqlite3.Connection, mentions: Sequence[Mention], now: datetime) -> tuple[int, int]:
    """How many of the page were known, and how many of those changed."""
    connection.execute(_STAGE)
    connection.execute("DELETE FROM staged")
    connection.executemany(
        f"INSERT INTO staged VALUES ({','.join('?' * 17)})",  # noqa: S608 - only question marks
        [_row(mention, now) for mention in mentions],
    )
    known = connection.execute("SELECT count(*) FROM staged JOIN mentions USING (channel, ref)").fetchone()[0]
    distinct = connection.execute("SELECT count(*) FROM staged").fetchone()[0]
    connection.execute(_AUTHORS)
    texts = "SELECT m.id FROM staged JOIN mentions m USING (channel, ref) WHERE m.text IS NOT staged.text"
    reworded = [row["id"] for row in connection.execute(texts)]
    connection.execute(_FORGET_WORDS)
    connection.execute(_LEAVE_CASE)
    newest = connection.execute("SELECT coalesce(max(id), 0) FROM mentions").fetchone()[0]
    touched = connection.execute(_MENTIONS).rowcount
    _decide_again(connection, reworded)
    connection.execute(
        "INSERT INTO mentions_words (rowid, text) SELECT id, text FROM mentions "
        "WHERE id > ? OR id IN (SELECT value FROM json_each(?))",
        (newest, json.dumps(reworded)),
    )
    return known, touched - (distinct - known)


def _decide_again(connection: sqlite3.Connection, reworded: Sequence[int]) -> None:
    """An edited text is scored and routed anew; the promise made for it stands."""
    connection.executemany("UPDATE mentions SET triaged = 0 WHERE id = ?", [(number,) for number in reworded])
    for table in ("scores", "routes"):
        connection.executemany(
            f"DELETE FROM {table} WHERE mention_id = ?",  # noqa: S608 - one of two names
            [(number,) for number in reworded],
        )


def _row(mention: Mention, now: datetime) -> tuple[object, ...]:
    """A time to come is not believed: the mention counts from when we saw it, and what it claimed is kept."""
    claimed = mention.posted_at if mention.posted_at > now else None
    author = mention.author
    return (
        mention.channel, clean(mention.ref), clean(author.handle), clean(author.name), author.followers,
        clean(mention.text), time_text(now if claimed else mention.posted_at), time_text(now),
        time_text(claimed) if claimed else None, clean(mention.url), clean(mention.in_reply_to or "") or None,
        clean(mention.thread or "") or None, mention.kind, clean(mention.language or "") or None, mention.rating,
        mention.own, json.dumps(dict(mention.metrics)),
    )  # fmt: skip


def _save_rejects(connection: sqlite3.Connection, channel: str, rejects: Sequence[Reject], now: datetime) -> None:
    connection.executemany(
        "INSERT INTO rejects (channel, at, place, why, excerpt) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [(channel, time_text(now), clean(r.where), sentences_text([r.why]), clean(r.excerpt[:500])) for r in rejects],
    )


def _save_cursor(
    connection: sqlite3.Connection, channel: str, connector: str, cursor: Mapping[str, Any], now: datetime
) -> None:
    connection.execute(
        "INSERT INTO channels (name, connector, cursor, succeeded_at, tried_at) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (name) DO UPDATE SET connector = excluded.connector, cursor = excluded.cursor, succeeded_at = excluded.succeeded_at, "
        "tried_at = excluded.tried_at, failure = NULL",
        (channel, connector, json.dumps(cursor), time_text(now), time_text(now)),
    )
