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
from socialcare.store.codec import clean, mention_of, sentences_of, sentences_text, time_of, time_text
from socialcare.store.merging import bury, merge
from socialcare.store.opening import Store


@dataclass(frozen=True, kw_only=True)
class Saved:
    """How many mentions of a page were new, changed since they were last seen, already known, gone, and refused."""

    new: int = 0
    changed: int = 0
    same: int = 0
    vanished: int = 0
    rejected: int = 0

    def __add__(self, other: "Saved") -> "Saved":
        return Saved(
            new=self.new + other.new,
            changed=self.changed + other.changed,
            same=self.same + other.same,
            vanished=self.vanished + other.vanished,
            rejected=self.rejected + other.rejected,
        )


@dataclass(frozen=True, kw_only=True)
class ChannelState:
    """What is remembered of a channel between two pulls; `cursor` is of `connector`, which may no longer be its own.

    `failure` is empty after a success; `spoke_at` is when the newest mention that it brought was posted.
    """

    connector: str
    cursor: Mapping[str, Any]
    succeeded_at: datetime | None
    tried_at: datetime | None
    spoke_at: datetime | None
    failure: tuple[Sentence, ...]


def save(store: Store, channel: str, page: Page, now: datetime, *, connector: str | None = None) -> Saved:
    """One transaction for the page, its rejects and its cursor: after a crash it is whole or absent.

    `connector` is the one the cursor belongs to; None (an import by hand) leaves the channel's cursor as it is.
    """
    with store.unit_of_work() as connection:
        vanished = bury(connection, channel, page, now)
        known, changed = merge(connection, page.mentions, now)
        if page.rejects:
            _save_rejects(connection, channel, page.rejects, now)
        if connector is not None:
            _save_cursor(connection, channel, connector, page, now)
    distinct = len({m.ref for m in page.mentions})
    return Saved(
        new=distinct - known, changed=changed, same=known - changed, vanished=vanished, rejected=len(page.rejects)
    )


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


def succeeded(store: Store, channel: str, connector: str, now: datetime) -> None:
    """Remember that the channel was read to its end, even where it had nothing new to say."""
    with store.unit_of_work() as connection:
        _save_cursor(connection, channel, connector, Page(mentions=(), cursor=None), now)


def of_open_cases(store: Store, channel: str, since: datetime) -> list[Mention]:
    """What was posted in the channel's open cases at `since` or later, oldest first, to be read again."""
    rows = store.rows(
        """SELECT m.*, a.handle, a.name, a.followers FROM cases c JOIN mentions m ON m.case_id = c.id
        JOIN authors a ON a.id = m.author_id
        WHERE c.is_open = 1 AND c.channel = ?1 AND c.last_at >= ?2 AND m.posted_at >= ?2 ORDER BY m.posted_at, m.id""",
        (channel, time_text(since)),
    )
    with store.reading():
        return [mention_of(row) for row in rows]


def channel_state(store: Store, channel: str) -> ChannelState | None:
    """None where the channel was never tried."""
    for row in store.rows("SELECT * FROM channels WHERE name = ?", (channel,)):
        return ChannelState(
            connector=row["connector"],
            cursor=json.loads(row["cursor"]) if row["cursor"] else {},
            succeeded_at=time_of(row["succeeded_at"]) if row["succeeded_at"] else None,
            tried_at=time_of(row["tried_at"]) if row["tried_at"] else None,
            spoke_at=time_of(row["spoke_at"]) if row["spoke_at"] else None,
            failure=sentences_of(row["failure"]) if row["failure"] else (),
        )
    return None


def _save_rejects(connection: sqlite3.Connection, channel: str, rejects: Sequence[Reject], now: datetime) -> None:
    connection.executemany(
        "INSERT INTO rejects (channel, at, place, why, excerpt) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [(channel, time_text(now), clean(r.where), sentences_text([r.why]), clean(r.excerpt[:500])) for r in rejects],
    )


def _save_cursor(connection: sqlite3.Connection, channel: str, connector: str, page: Page, now: datetime) -> None:
    """A page without a cursor is a success too, and leaves the cursor, and whose it is, as they are."""
    newest = max((mention.posted_at for mention in page.mentions), default=None)
    spoke_at = None if newest is None else time_text(min(newest, now))
    cursor = None if page.cursor is None else json.dumps(page.cursor)
    connection.execute(
        """INSERT INTO channels (name, connector, cursor, succeeded_at, tried_at, spoke_at)
        VALUES (?1, ?2, coalesce(?3, ''), ?4, ?4, ?5)
        ON CONFLICT (name) DO UPDATE SET connector = iif(?3 IS NULL, connector, ?2), cursor = coalesce(?3, cursor),
            succeeded_at = ?4, tried_at = ?4, failure = NULL, spoke_at = coalesce(max(spoke_at, ?5), spoke_at, ?5)""",
        (channel, connector, cursor, time_text(now), spoke_at),
    )
