"""Scores replaced by those of a newer scorer; promises are left as they were made."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from socialcare.facts import Mention, Score
from socialcare.store.codec import SCORE, mention_of, score_of, score_row
from socialcare.store.opening import Store

BATCH = 1000


@dataclass(frozen=True, kw_only=True)
class Outdated:
    """A customer's message of an open case, scored by another version; `before` has neither intensities nor evidence."""

    number: int
    mention: Mention
    before: Score


def outdated(store: Store, version: str) -> list[Outdated]:
    """The next `BATCH`; `save` takes them off this list."""
    rows = store.rows(
        f"""SELECT m.*, a.handle, a.name, a.followers, {SCORE}, '{{}}' AS emotions, '[]' AS evidence
        FROM cases c JOIN mentions m ON m.case_id = c.id JOIN scores s ON s.mention_id = m.id
        JOIN authors a ON a.id = m.author_id
        WHERE c.is_open = 1 AND m.own = 0 AND m.triaged = 1 AND s.version <> ? ORDER BY m.id LIMIT ?""",  # noqa: S608 - columns
        (version, BATCH),
    )
    with store.reading():
        return [Outdated(number=row["id"], mention=mention_of(row), before=score_of(row)) for row in rows]


def save(store: Store, scores: Sequence[tuple[int, Score]], differing: Sequence[int]) -> None:
    """Of `differing`, those in cases that no person has touched are to be decided about anew, their promise kept."""
    with store.unit_of_work() as connection:
        connection.executemany(
            f"INSERT OR REPLACE INTO scores VALUES ({','.join('?' * 17)})",  # noqa: S608 - only question marks
            [score_row(number, score) for number, score in scores],
        )
        connection.execute(
            "UPDATE mentions SET triaged = 0 WHERE id IN (SELECT value FROM json_each(?)) "
            "AND NOT EXISTS (SELECT 1 FROM events e WHERE e.case_id = mentions.case_id)",
            (json.dumps(list(differing)),),
        )
