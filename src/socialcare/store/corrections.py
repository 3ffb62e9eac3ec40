"""What people say a score should have told: kept beside it, never in its place."""

from collections.abc import Sequence
from datetime import datetime

from socialcare.facts import Correction, Mention
from socialcare.store.codec import time_text
from socialcare.store.opening import Store


def append(store: Store, mention: Mention, corrections: Sequence[Correction]) -> None:
    """Call it inside the unit of work in which their event was appended."""
    store.connection.executemany(
        "INSERT INTO corrections (event_id, mention_id, at, by, field, before, after) "
        "SELECT ?, id, ?, ?, ?, ?, ? FROM mentions WHERE channel = ? AND ref = ?",
        [
            (each.event, time_text(each.at), each.by, each.field, each.before, each.after, mention.channel, mention.ref)
            for each in corrections
        ],
    )


def corrected(store: Store) -> list[int]:
    """Cases in which something was ever corrected, undone or not."""
    rows = store.rows("SELECT DISTINCT m.case_id FROM corrections k JOIN mentions m ON m.id = k.mention_id ORDER BY 1")
    return [row["case_id"] for row in rows if row["case_id"] is not None]


def least_sure(store: Store, since: datetime) -> list[int]:
    """Cases by their least sure message of those that customers posted at `since` or later, the least sure first."""
    rows = store.rows(
        "SELECT m.case_id FROM mentions m JOIN scores s ON s.mention_id = m.id "
        "WHERE m.posted_at >= ? AND m.own = 0 AND m.case_id IS NOT NULL "
        "GROUP BY m.case_id ORDER BY min(s.confidence), m.case_id",
        (time_text(since),),
    )
    return [row["case_id"] for row in rows]
