"""Where customers asked something like this before, and was answered: found by the words of the full text."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from socialcare.store.codec import clean, time_of, time_text
from socialcare.store.opening import Store


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A customer's message in a case that somebody answered or merged; `number` is the store's own."""

    number: int
    case: int
    topic: str
    at: datetime


def count(store: Store, as_of: datetime) -> int:
    """How many messages there were by `as_of`, the brand's own too: an index alone tells that."""
    rows = store.rows("SELECT count(*) AS n FROM mentions WHERE posted_at <= ?", (time_text(as_of),))
    total: int = rows[0]["n"]
    return total


def holding(store: Store, words: Sequence[str], as_of: datetime) -> list[int]:
    """Customers' messages of `as_of` or before with one of these words, whatever its accents; * at its end is a beginning."""
    query = " OR ".join(_term(word) for word in words)
    rows = store.rows(
        "SELECT m.id FROM mentions_words JOIN mentions m ON m.id = mentions_words.rowid "
        "WHERE mentions_words MATCH ? AND m.own = 0 AND m.case_id IS NOT NULL AND m.posted_at <= ?",
        (query, time_text(as_of)),
    )
    return [row["id"] for row in rows]


def of_topic(store: Store, topic: str, as_of: datetime) -> list[int]:
    """Customers' messages of `as_of` or before that were routed by this topic."""
    rows = store.rows(
        "SELECT m.id FROM routes r JOIN mentions m ON m.id = r.mention_id "
        "WHERE r.topic = ? AND m.own = 0 AND m.case_id IS NOT NULL AND m.posted_at <= ?",
        (topic, time_text(as_of)),
    )
    return [row["id"] for row in rows]


def answered(store: Store, numbers: Collection[int], as_of: datetime) -> list[Asked]:
    """Those of these messages whose case was answered by `as_of`, or taken into another that may have been."""
    rows = store.rows(
        """SELECT m.id, m.case_id, m.posted_at, coalesce(r.topic, '') AS topic
        FROM mentions m LEFT JOIN routes r ON r.mention_id = m.id
        WHERE m.id IN (SELECT value FROM json_each(?1)) AND (
            EXISTS (SELECT 1 FROM events e WHERE e.case_id = m.case_id AND e.action = 'reply' AND e.at <= ?2)
            OR EXISTS (SELECT 1 FROM mentions own WHERE own.case_id = m.case_id AND own.own = 1 AND own.posted_at <= ?2)
            OR EXISTS (SELECT 1 FROM events e WHERE e.action = 'merge' AND CAST(e.after AS INTEGER) = m.case_id
                AND e.at <= ?2))
        ORDER BY m.id""",
        (json.dumps(list(numbers)), time_text(as_of)),
    )
    return [
        Asked(number=row["id"], case=row["case_id"], topic=row["topic"], at=time_of(row["posted_at"])) for row in rows
    ]


def copies(store: Store, cases: Collection[int]) -> set[tuple[str, str]]:
    """Channel and ref of the messages that are copies of what was sent from here in these cases: the log has those too."""
    rows = store.rows(
        "SELECT m.channel, o.ref FROM outbox o JOIN mentions m ON m.id = o.mention_id "
        "WHERE o.fate = 'sent' AND o.ref <> '' AND o.case_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(cases)),),
    )
    return {(row["channel"], row["ref"]) for row in rows}


def _term(word: str) -> str:
    """One word of a full-text query, quoted, so that none is read as FTS5 syntax; * at its end is a beginning."""
    quoted = '"' + clean(word).rstrip("*").replace('"', '""') + '"'
    return quoted + "*" if word.endswith("*") and len(word) > 1 else quoted
