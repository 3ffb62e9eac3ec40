"""A page of mentions moved into the tables at once: what is new, what changed, what has vanished."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime

from socialcare.connector import Page
from socialcare.facts import Mention
from socialcare.store.codec import clean, media_text, time_text

_encode = json.JSONEncoder(check_circular=False).encode

# Staged in a temporary table and moved by one statement each: full-text written row by row costs four times as much.
_STAGE = """CREATE TEMP TABLE IF NOT EXISTS staged (
    channel TEXT, ref TEXT, handle TEXT, name TEXT, followers INTEGER, text TEXT, posted_at TEXT,
    claimed_at TEXT, url TEXT, in_reply_to TEXT, thread TEXT, kind TEXT, language TEXT, rating REAL, own INTEGER,
    metrics TEXT, edited_at TEXT, media TEXT, can_reply INTEGER, identity TEXT)"""

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

# What a message said when somebody answered it: kept until the person's data go.
_KEEP_WORDING = """INSERT OR IGNORE INTO wordings (mention_id, replaced_at, text)
    SELECT m.id, ?, m.text FROM staged JOIN mentions m USING (channel, ref)
    WHERE m.text IS NOT staged.text"""

# A network that does not say when a message was edited, or whether it can be answered, takes nothing away.
_MENTIONS = """INSERT INTO mentions (channel, ref, author_id, text, posted_at, seen_at, claimed_at, url, in_reply_to,
        thread, kind, language, rating, own, metrics, edited_at, media, can_reply)
    SELECT s.channel, s.ref, a.id, s.text, s.posted_at, ?, s.claimed_at, s.url, s.in_reply_to, s.thread,
        s.kind, s.language, s.rating, s.own, s.metrics, s.edited_at, s.media, s.can_reply
    FROM staged s JOIN authors a USING (channel, identity) WHERE true
    ON CONFLICT (channel, ref) DO UPDATE
    SET text = excluded.text, url = excluded.url, language = excluded.language, rating = excluded.rating,
        own = excluded.own, metrics = excluded.metrics, edited_at = coalesce(excluded.edited_at, edited_at),
        media = excluded.media, can_reply = coalesce(excluded.can_reply, can_reply), vanished_at = NULL,
        root = CASE WHEN own = excluded.own THEN root END, case_id = CASE WHEN own = excluded.own THEN case_id END
    WHERE text IS NOT excluded.text OR url IS NOT excluded.url OR language IS NOT excluded.language
        OR rating IS NOT excluded.rating OR own IS NOT excluded.own OR media IS NOT excluded.media
        OR edited_at IS NOT coalesce(excluded.edited_at, edited_at)
        OR can_reply IS NOT coalesce(excluded.can_reply, can_reply) OR vanished_at IS NOT NULL"""


def merge(connection: sqlite3.Connection, mentions: Sequence[Mention], now: datetime) -> tuple[int, int]:
    """How many of the page were known, and how many of those changed."""
    connection.execute(_STAGE)
    connection.execute("DELETE FROM staged")
    seen_at = time_text(now)
    rows = {(row[0], row[1]): row for row in (_row(mention, now, seen_at) for mention in mentions)}  # the last wins
    connection.executemany(
        f"INSERT INTO staged VALUES ({','.join('?' * 20)})",  # noqa: S608 - only question marks
        rows.values(),
    )
    known = connection.execute("SELECT count(*) FROM staged JOIN mentions USING (channel, ref)").fetchone()[0]
    connection.execute(_AUTHORS)
    texts = "SELECT m.id FROM staged JOIN mentions m USING (channel, ref) WHERE m.text IS NOT staged.text"
    reworded = [row["id"] for row in connection.execute(texts)] if known else []
    if reworded:
        connection.execute(_FORGET_WORDS)
        connection.execute(_KEEP_WORDING, (seen_at,))
    if known:
        connection.execute(_LEAVE_CASE)
    newest = connection.execute("SELECT coalesce(max(id), 0) FROM mentions").fetchone()[0]
    touched = connection.execute(_MENTIONS, (seen_at,)).rowcount
    _decide_again(connection, reworded)
    connection.execute(
        "INSERT INTO mentions_words (rowid, text) SELECT id, text FROM mentions "
        "WHERE id > ? OR id IN (SELECT value FROM json_each(?))",
        (newest, json.dumps(reworded)),
    )
    return known, touched - (len(rows) - known)


def bury(connection: sqlite3.Connection, channel: str, page: Page, now: datetime) -> int:
    """Mark what has vanished, once; how many that is. Their texts stay."""
    refs = {clean(ref) for ref in page.gone} - {clean(mention.ref) for mention in page.mentions}
    if not refs:
        return 0
    return connection.execute(
        "UPDATE mentions SET vanished_at = ? WHERE channel = ? AND vanished_at IS NULL "
        "AND ref IN (SELECT value FROM json_each(?))",
        (time_text(now), channel, json.dumps(sorted(refs))),
    ).rowcount


def _decide_again(connection: sqlite3.Connection, reworded: Sequence[int]) -> None:
    """An edited text is scored and routed anew; the promise made for it stands."""
    connection.executemany("UPDATE mentions SET triaged = 0 WHERE id = ?", [(number,) for number in reworded])
    for table in ("scores", "routes"):
        connection.executemany(
            f"DELETE FROM {table} WHERE mention_id = ?",  # noqa: S608 - one of two names
            [(number,) for number in reworded],
        )


def _row(mention: Mention, now: datetime, seen_at: str) -> tuple[object, ...]:
    """A time to come is not believed: the mention counts from when we saw it, and what it claimed is kept."""
    claimed = mention.posted_at if mention.posted_at > now else None
    handle, name = clean(mention.author.handle), clean(mention.author.name)
    # Plain values: for a StrEnum or a bool, sqlite3 looks for an adapter at each row, which costs as much as the row.
    return (
        mention.channel, clean(mention.ref), handle, name, mention.author.followers, clean(mention.text),
        seen_at if claimed else time_text(mention.posted_at), time_text(claimed) if claimed else None,
        clean(mention.url), clean(mention.in_reply_to) if mention.in_reply_to else None,
        clean(mention.thread) if mention.thread else None, mention.kind.value,
        clean(mention.language) if mention.language else None, mention.rating, int(mention.own),
        _encode(dict(mention.metrics)) if mention.metrics else "{}",
        time_text(min(mention.edited_at, now)) if mention.edited_at else None,
        media_text(mention.media) if mention.media else "[]",
        None if mention.can_reply is None else int(mention.can_reply), f"@{handle}" if handle else name,
    )  # fmt: skip
