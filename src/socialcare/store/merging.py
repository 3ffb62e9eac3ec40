"""A page of mentions moved into the tables at once: what is new, what changed, what has vanished."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from socialcare.connector import Page
from socialcare.facts import Mention
from socialcare.store.codec import clean, media_text, time_text

_encode = json.JSONEncoder(check_circular=False).encode

_Row = tuple[object, ...]
"""Of _COLUMNS."""
_Key = tuple[str, str]
"""Channel and identity of an author."""
_Author = tuple[str, str, str, int | None]
"""Channel, handle, name, followers."""

_KNOWN_AUTHORS = """SELECT identity, id, name, followers FROM authors
    WHERE channel = ? AND identity IN (SELECT value FROM json_each(?))"""

_AUTHORS = """INSERT INTO authors (channel, handle, name, followers) VALUES (?, ?, ?, ?)
    ON CONFLICT (channel, identity) DO UPDATE
    SET name = CASE excluded.name WHEN '' THEN name ELSE excluded.name END,
        followers = coalesce(excluded.followers, followers)"""

_COLUMNS = """channel, ref, text, posted_at, seen_at, claimed_at, url, in_reply_to, thread, kind, language, rating, own,
    metrics, edited_at, media, can_reply, author_id"""

_NEW = f"""INSERT INTO mentions ({_COLUMNS})
    VALUES ({", ".join("?" * 18)})
    ON CONFLICT (channel, ref) DO NOTHING"""  # noqa: S608 - only question marks

# Where some are known, all of the page are staged beside them, and the new ones differ from themselves in nothing.
_STAGE = f"CREATE TEMP TABLE IF NOT EXISTS staged ({_COLUMNS}, UNIQUE (channel, ref))"
_STAGED = f"INSERT INTO staged VALUES ({', '.join('?' * 18)})"  # noqa: S608 - only question marks

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
_CHANGED = """UPDATE mentions AS m
    SET text = s.text, url = s.url, language = s.language, rating = s.rating, own = s.own, metrics = s.metrics,
        edited_at = coalesce(s.edited_at, m.edited_at), media = s.media, can_reply = coalesce(s.can_reply, m.can_reply),
        vanished_at = NULL,
        root = CASE WHEN m.own = s.own THEN m.root END, case_id = CASE WHEN m.own = s.own THEN m.case_id END
    FROM staged s
    WHERE m.channel = s.channel AND m.ref = s.ref
        AND (m.text IS NOT s.text OR m.url IS NOT s.url OR m.language IS NOT s.language
        OR m.rating IS NOT s.rating OR m.own IS NOT s.own OR m.media IS NOT s.media
        OR m.edited_at IS NOT coalesce(s.edited_at, m.edited_at)
        OR m.can_reply IS NOT coalesce(s.can_reply, m.can_reply) OR m.vanished_at IS NOT NULL)"""

# Full text written row by row costs four times as much.
_LEARN_WORDS = """INSERT INTO mentions_words (rowid, text) SELECT id, text FROM mentions
    WHERE id > ? OR id IN (SELECT value FROM json_each(?))"""


def merge(connection: sqlite3.Connection, mentions: Sequence[Mention], now: datetime) -> tuple[int, int]:
    """How many of the page were known, and how many of those changed. Of two with one ref, the last counts."""
    if not mentions:
        return 0, 0
    seen_at = time_text(now)
    keys, wanted = _named(mentions)
    authors = _authors(connection, wanted)
    made = (_row(mention, authors[key], now, seen_at) for mention, key in zip(mentions, keys, strict=True))
    rows = {(row[0], row[1]): row for row in made}
    newest = connection.execute("SELECT coalesce(max(id), 0) FROM mentions").fetchone()[0]
    known = len(rows) - connection.executemany(_NEW, rows.values()).rowcount
    reworded, changed = _change(connection, rows.values(), seen_at) if known else ([], 0)
    connection.execute(_LEARN_WORDS, (newest, json.dumps(reworded)))
    return known, changed


def _change(connection: sqlite3.Connection, rows: Iterable[_Row], seen_at: str) -> tuple[list[int], int]:
    """The mentions that say something else now, and how many changed in anything."""
    connection.execute(_STAGE)
    connection.execute("DELETE FROM staged")
    connection.executemany(_STAGED, rows)
    texts = "SELECT m.id FROM staged JOIN mentions m USING (channel, ref) WHERE m.text IS NOT staged.text"
    reworded = [row["id"] for row in connection.execute(texts)]
    if reworded:
        connection.execute(_FORGET_WORDS)
        connection.execute(_KEEP_WORDING, (seen_at,))
    connection.execute(_LEAVE_CASE)
    changed = connection.execute(_CHANGED).rowcount
    _decide_again(connection, reworded)
    return reworded, changed


def bury(connection: sqlite3.Connection, channel: str, page: Page, now: datetime) -> int:
    """Mark what has vanished, once; how many that is. Their texts stay."""
    if not page.gone:
        return 0
    refs = {clean(ref) for ref in page.gone} - {clean(mention.ref) for mention in page.mentions}
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


def _authors(connection: sqlite3.Connection, wanted: Mapping[_Key, _Author]) -> Mapping[_Key, int]:
    """The number of each author of the page, made or brought up to date; most were known and are left alone."""
    known = _known(connection, wanted)
    told = [row for key, row in wanted.items() if key not in known or _differs(row, known[key])]
    if told:
        connection.executemany(_AUTHORS, told)
    if len(known) < len(wanted):
        known.update(_known(connection, [key for key in wanted if key not in known]))
    return {key: number for key, (number, _, _) in known.items()}


def _named(mentions: Iterable[Mention]) -> tuple[list[_Key], dict[_Key, _Author]]:
    """Whose each mention is, in order, and each author once: of two names or counts on one page, the greater."""
    keys: list[_Key] = []
    found: dict[_Key, _Author] = {}
    for mention in mentions:
        author = mention.author
        handle, name, followers = clean(author.handle), clean(author.name), author.followers
        key = (mention.channel, f"@{handle}" if handle else name)  # as the column `identity` has it
        keys.append(key)
        if key in found:
            _, _, other, most = found[key]
            name, followers = max(name, other), max((n for n in (followers, most) if n is not None), default=None)
        found[key] = (mention.channel, handle, name, followers)
    return keys, found


def _known(connection: sqlite3.Connection, wanted: Iterable[_Key]) -> dict[_Key, tuple[int, str, int | None]]:
    """Number, name and followers."""
    by_channel: dict[str, list[str]] = {}
    for channel, identity in wanted:
        by_channel.setdefault(channel, []).append(identity)
    return {
        (channel, identity): (number, name, followers)
        for channel, identities in by_channel.items()
        for identity, number, name, followers in connection.execute(_KNOWN_AUTHORS, (channel, json.dumps(identities)))
    }


def _differs(author: _Author, known: tuple[int, str, int | None]) -> bool:
    """What the network does not say takes nothing away."""
    _, _, name, followers = author
    return name not in ("", known[1]) or followers not in (None, known[2])


@lru_cache(maxsize=4096)
def _metrics(counts: tuple[tuple[str, int], ...]) -> str:
    """Most messages have the same few likes and shares."""
    return _encode(dict(counts))


def _row(mention: Mention, author: int, now: datetime, seen_at: str) -> _Row:
    """`author` is the author's number. A time to come is not believed: the mention counts from when we saw it, and what it claimed is kept."""
    claimed = mention.posted_at if mention.posted_at > now else None
    # Plain values: for a StrEnum or a bool, sqlite3 looks for an adapter at each row, which costs as much as the row.
    return (
        mention.channel, clean(mention.ref), clean(mention.text),
        seen_at if claimed else time_text(mention.posted_at), seen_at, time_text(claimed) if claimed else None,
        clean(mention.url), clean(mention.in_reply_to) if mention.in_reply_to else None,
        clean(mention.thread) if mention.thread else None, mention.kind.value,
        clean(mention.language) if mention.language else None, mention.rating, int(mention.own),
        _metrics(tuple(mention.metrics.items())) if mention.metrics else "{}",
        time_text(min(mention.edited_at, now)) if mention.edited_at else None,
        media_text(mention.media) if mention.media else "[]",
        None if mention.can_reply is None else int(mention.can_reply),
        author,
    )  # fmt: skip
