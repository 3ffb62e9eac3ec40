"""What those who write often wrote, and when we had it, read and corrected it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from socialcare.facts import Author, Correction, Score
from socialcare.store.codec import SCORE, clean, correction_of, score_of, time_of, time_text
from socialcare.store.opening import Store


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """`undone_at` is when somebody took the correction back; None while it stands."""

    correction: Correction
    undone_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Wrote:
    """One message of a customer's account; `number` is that of the mention.

    `routed_at` is when it was last decided about, `score` without intensities and evidence; both None until then.
    `corrections` are all that were ever made, oldest first.
    """

    account: int
    number: int
    at: datetime
    seen_at: datetime
    routed_at: datetime | None
    score: Score | None
    corrections: tuple[Corrected, ...]


def account_of(store: Store, channel: str, author: Author) -> int | None:
    """The number of an author; None for one we never saw."""
    identity = f"@{clean(author.handle)}" if author.handle else clean(author.name)
    rows = store.rows("SELECT id FROM authors WHERE channel = ? AND identity = ?", (channel, identity))
    return rows[0]["id"] if rows else None


def counts(store: Store, accounts: Sequence[int]) -> dict[int, int]:
    """How many messages of each we have; told by an index alone, so that the many who write once cost nothing more."""
    rows = store.rows(
        "SELECT author_id, count(*) AS n FROM mentions WHERE author_id IN (SELECT value FROM json_each(?)) "
        "GROUP BY author_id",
        (json.dumps(list(accounts)),),
    )
    return {row["author_id"]: row["n"] for row in rows}


def wrote(store: Store, accounts: Sequence[int], since: datetime) -> list[Wrote]:
    """What these accounts posted at `since` or later, oldest first."""
    known = json.dumps(list(accounts))
    rows = store.rows(
        f"""SELECT m.id, m.author_id, m.posted_at, m.seen_at, r.routed_at, {SCORE}, '{{}}' AS emotions, '[]' AS evidence
        FROM mentions m LEFT JOIN scores s ON s.mention_id = m.id LEFT JOIN routes r ON r.mention_id = m.id
        WHERE m.author_id IN (SELECT value FROM json_each(?)) AND m.own = 0 AND +m.posted_at >= ?
        ORDER BY m.posted_at, m.id""",  # noqa: S608 - columns
        (known, time_text(since)),
    )
    with store.reading():
        said = _corrections(store, known)
        return [
            Wrote(
                account=row["author_id"],
                number=row["id"],
                at=time_of(row["posted_at"]),
                seen_at=time_of(row["seen_at"]),
                routed_at=time_of(row["routed_at"]) if row["routed_at"] is not None else None,
                score=score_of(row) if row["version"] is not None else None,
                corrections=said.get(row["id"], ()),
            )
            for row in rows
        ]


def _corrections(store: Store, known: str) -> dict[int, tuple[Corrected, ...]]:
    """By number of the mention."""
    rows = store.rows(
        "SELECT k.*, u.at AS undone_at FROM mentions m JOIN corrections k ON k.mention_id = m.id "
        "LEFT JOIN events u ON u.undoes = k.event_id "
        "WHERE m.author_id IN (SELECT value FROM json_each(?)) ORDER BY k.mention_id, k.id",
        (known,),
    )
    return {
        number: tuple(
            Corrected(
                correction=correction_of(row),
                undone_at=time_of(row["undone_at"]) if row["undone_at"] is not None else None,
            )
            for row in found
        )
        for number, found in groupby(rows, key=lambda row: row["mention_id"])
    }
