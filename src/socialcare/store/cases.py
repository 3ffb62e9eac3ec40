"""Cases read whole, and the few columns by which a list finds the ones it needs."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from socialcare.facts import Author, Correction, Event, History, Message, Wording
from socialcare.store import joined
from socialcare.store.codec import (
    SCORE,
    Columns,
    clean,
    correction_of,
    event_of,
    mention_of,
    promise_of,
    route_of,
    score_of,
    time_of,
    time_text,
)
from socialcare.store.opening import Store

CHUNK = 500


@dataclass(frozen=True, kw_only=True)
class Outline:
    """What the folded case says today; renewed at each change, so that lists need not fold every case.

    `last_at` is when the customer last wrote, in a case merged into it too; None where nobody did. `complaint` holds of a case
    that was merged into another too: it was one before.
    """

    number: int
    last_at: datetime | None
    is_open: bool
    answered: bool
    complaint: bool


def histories(
    store: Store, numbers: Sequence[int], *, explained: bool = False, warned: bool = False, felt: bool = False
) -> Iterator[History]:
    """Every fact of these cases, in the order of `numbers`.

    Evidence, intensities, reasons and earlier wordings come only where `explained`, warnings only where `warned`,
    intensities alone where `felt`: a list does not show them, and they are most of the reading.
    """
    for start in range(0, len(numbers), CHUNK):
        chunk = list(numbers[start : start + CHUNK])
        with store.reading():
            merges = joined.merges(store, chunk)
            every = dict.fromkeys((*chunk, *(merge.case for merge in merges)))
            found = _read(store, json.dumps(list(every)), explained=explained, warned=warned, felt=felt)
        yield from (joined.with_merged(found, merges, number) for number in chunk if number in found)


def _read(store: Store, chunk: str, *, explained: bool, warned: bool, felt: bool) -> dict[int, History]:
    messages = store.rows(
        f"""SELECT m.*, a.handle, a.name, a.followers, {SCORE}, iif(?1 OR ?4, s.emotions, '{{}}') AS emotions,
            iif(?1, s.evidence, '[]') AS evidence,
            r.rule, r.expert, r.team, r.community_manager, r.priority, r.policy, r.complaint, r.topic, r.tags,
            r.set_aside, iif(?1, r.because, '[]') AS route_because, p.due_at, p.policy AS promise_policy, p.calendar,
            p.digest AS promise_digest, iif(?1, p.because, '[]') AS promise_because, p.expert_due_at,
            iif(?1 OR ?3, p.warnings, '[]') AS warnings, p.resolution_due_at, p.snapshot,
            p.tzdata, r.routed_at
        FROM mentions m JOIN authors a ON a.id = m.author_id LEFT JOIN scores s ON s.mention_id = m.id
        LEFT JOIN routes r ON r.mention_id = m.id LEFT JOIN promises p ON p.mention_id = m.id
        WHERE m.case_id IN (SELECT value FROM json_each(?2)) ORDER BY m.case_id, m.posted_at, m.id""",  # noqa: S608 - columns
        (explained, chunk, warned, felt),
    )
    logged = store.rows(
        "SELECT * FROM events WHERE case_id IN (SELECT value FROM json_each(?)) ORDER BY case_id, id", (chunk,)
    )
    heads = store.rows(
        """SELECT c.id, c.channel, a.handle, a.name, a.followers FROM cases c JOIN authors a ON a.id = c.author_id
        WHERE c.id IN (SELECT value FROM json_each(?))""",
        (chunk,),
    )
    earlier = _earlier(store, chunk) if explained else {}
    corrected = _corrections(store, chunk)
    columns = messages[0].keys() if messages else []
    read = (dict(zip(columns, row, strict=True)) for row in messages)
    said = {
        n: tuple(_message(r, earlier.get(r["id"], ()), corrected.get(r["id"], ())) for r in rows)
        for n, rows in groupby(read, key=lambda r: r["case_id"])
    }
    done: dict[int, tuple[Event, ...]] = {
        n: tuple(event_of(r) for r in rows) for n, rows in groupby(logged, key=lambda r: r["case_id"])
    }
    return {
        head["id"]: History(
            number=head["id"],
            channel=head["channel"],
            author=Author(handle=head["handle"], name=head["name"], followers=head["followers"]),
            messages=said.get(head["id"], ()),
            events=done.get(head["id"], ()),
        )
        for head in heads
    }


def _earlier(store: Store, chunk: str) -> dict[int, tuple[Wording, ...]]:
    """Oldest first, by number of the mention."""
    rows = store.rows(
        "SELECT w.* FROM wordings w JOIN mentions m ON m.id = w.mention_id "
        "WHERE m.case_id IN (SELECT value FROM json_each(?)) ORDER BY w.mention_id, w.replaced_at",
        (chunk,),
    )
    return {
        number: tuple(Wording(text=row["text"], replaced_at=time_of(row["replaced_at"])) for row in found)
        for number, found in groupby(rows, key=lambda row: row["mention_id"])
    }


def _corrections(store: Store, chunk: str) -> dict[int, tuple[Correction, ...]]:
    """Oldest first, by number of the mention."""
    rows = store.rows(
        "SELECT k.* FROM corrections k JOIN mentions m ON m.id = k.mention_id "
        "WHERE m.case_id IN (SELECT value FROM json_each(?)) ORDER BY k.mention_id, k.id",
        (chunk,),
    )
    return {
        number: tuple(map(correction_of, found)) for number, found in groupby(rows, key=lambda row: row["mention_id"])
    }


def _message(row: Columns, earlier: tuple[Wording, ...], corrections: tuple[Correction, ...]) -> Message:
    return Message(
        mention=mention_of(row),
        seen_at=time_of(row["seen_at"]),
        routed_at=time_of(row["routed_at"]) if row["routed_at"] is not None else None,
        score=score_of(row) if row["version"] is not None else None,
        route=route_of(row) if row["rule"] is not None else None,
        promise=promise_of(row) if row["due_at"] is not None else None,
        vanished_at=time_of(row["vanished_at"]) if row["vanished_at"] is not None else None,
        earlier=earlier,
        corrections=corrections,
    )


def renew(store: Store, outlines: Sequence[Outline]) -> None:
    """Call it inside the unit of work in which the cases were read and folded."""
    store.connection.executemany(
        "UPDATE cases SET last_at = coalesce(?, last_at), is_open = ?, answered = ?, complaint = ?, stale = 0 WHERE id = ?",
        [(time_text(o.last_at) if o.last_at else None, o.is_open, o.answered, o.complaint, o.number) for o in outlines],
    )


def stale(store: Store) -> list[int]:
    """Cases that changed since they were last folded, `CHUNK` of them, and those they were taken into."""
    rows = store.rows("SELECT id FROM cases WHERE stale = 1 ORDER BY id LIMIT ?", (CHUNK,))
    return joined.with_holders(store, [row["id"] for row in rows])


def open_since(store: Store, since: datetime | None) -> list[int]:
    """Open cases whose customer last wrote at `since` or later."""
    sql = "SELECT id FROM cases WHERE is_open = 1 AND last_at >= ? ORDER BY last_at"
    return [row["id"] for row in store.rows(sql, (time_text(since) if since else "",))]


def aside_since(store: Store, since: datetime | None) -> list[int]:
    """Cases, not open, in which something written at `since` or later was put aside."""
    sql = """SELECT c.id FROM cases c WHERE c.last_at >= ? AND c.is_open = 0 AND EXISTS (
            SELECT 1 FROM mentions m JOIN routes r ON r.mention_id = m.id WHERE m.case_id = c.id AND r.set_aside <> ''
        ) ORDER BY c.last_at"""
    return [row["id"] for row in store.rows(sql, (time_text(since) if since else "",))]


def opened_by(store: Store, as_of: datetime) -> list[int]:
    """Cases that existed at `as_of`."""
    return [row["id"] for row in store.rows("SELECT id FROM cases WHERE opened_at <= ?", (time_text(as_of),))]


def complaints(store: Store) -> list[int]:
    return [row["id"] for row in store.rows("SELECT id FROM cases WHERE complaint = 1 ORDER BY opened_at")]


def older_open(store: Store, than: datetime) -> tuple[int, datetime | None]:
    """How many open cases the customer last wrote to before `than`, and when the oldest of them did."""
    row = store.rows(
        "SELECT count(*) AS n, min(last_at) AS oldest FROM cases WHERE is_open = 1 AND last_at < ?", (time_text(than),)
    )[0]
    return row["n"], time_of(row["oldest"]) if row["oldest"] else None


def texts_since(store: Store, since: datetime, until: datetime) -> list[tuple[datetime, str]]:
    """What customers wrote in [since, until], oldest first."""
    rows = store.rows(
        "SELECT posted_at, text FROM mentions WHERE posted_at BETWEEN ? AND ? AND own = 0 ORDER BY posted_at",
        (time_text(since), time_text(until)),
    )
    return [(time_of(row["posted_at"]), row["text"]) for row in rows]


def matching(store: Store, words: str) -> list[int]:
    """Cases with a message that holds all these words, whatever their accents; a word may end in * for a beginning."""
    terms = clean(words).split()
    query = " ".join(_term(word) for word in terms)
    if not query:
        return []
    rows = store.rows(
        "SELECT DISTINCT m.case_id FROM mentions_words w JOIN mentions m ON m.id = w.rowid "
        "WHERE mentions_words MATCH ? AND m.case_id IS NOT NULL ORDER BY m.case_id DESC",
        (query,),
    )
    return [row["case_id"] for row in rows]


def tagged(store: Store, tags: Sequence[str]) -> list[int]:
    """Cases that a rule or a person ever gave one of these tags, newest first; which stand is for the fold to say."""
    named = (json.dumps([clean(tag).lstrip("#").casefold() for tag in tags]),)
    rows = store.rows(
        "SELECT DISTINCT m.case_id FROM mentions m JOIN routes r ON r.mention_id = m.id WHERE m.case_id IS NOT NULL AND EXISTS "
        "(SELECT 1 FROM json_each(r.tags) t WHERE t.value IN (SELECT value FROM json_each(?1))) UNION "
        "SELECT case_id FROM events WHERE action = 'tag' AND after IN (SELECT value FROM json_each(?1)) ORDER BY 1 DESC",
        named,
    )
    return [row["case_id"] for row in rows]


def _term(word: str) -> str:
    """Quoted, so that no word is read as FTS5 syntax."""
    quoted = '"' + word.rstrip("*").replace('"', '""') + '"'
    return quoted + "*" if word.endswith("*") and len(word) > 1 else quoted


def count(store: Store) -> int:
    total: int = store.rows("SELECT count(*) AS n FROM mentions")[0]["n"]
    return total
