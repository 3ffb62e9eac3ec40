"""Exports as CSV, JSON Lines or Excel files: the way in for every network whose API is closed to a community manager."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from pydantic import Field

from socialcare import connector
from socialcare.connector import Capability, Context, Cursor, Page, Reject
from socialcare.errors import SocialcareError, WrongUse
from socialcare.facts import Mention
from socialcare.sentences import Sentence, mark, say, say_many

from ._columns import fields_found
from ._dates import DateForm
from ._growth import Snapshot, foot, lines_between, snapshot
from ._rows import Plan, digest, plan
from ._tables import Row, Span, Table, is_workbook, open_table
from ._workbook import Workbook, open_workbook

PAGE = 1000
"""Mentions and rejects of one page."""


class Settings(connector.Settings):
    """`path`: a file, or a pattern such as exports/*.csv, from the folder of the workspace. `map`: column to field.
    `sheet`: of a workbook, the first where none is named.
    """

    path: str = Field(min_length=1)
    map: dict[str, str] = Field(default_factory=dict)
    encoding: str | None = None
    separator: str | None = Field(default=None, min_length=1, max_length=1)
    sheet: str | None = None


class Files:
    summary: ClassVar[str] = mark("exports as CSV, JSON Lines or Excel files")
    capabilities: ClassVar[frozenset[Capability]] = frozenset({Capability.PULL})
    settings: ClassVar[type[connector.Settings]] = Settings

    def __init__(self, settings: Settings, context: Context) -> None:
        self._settings = settings
        self._context = context

    def pages(self, cursor: Cursor | None, since: datetime | None) -> Iterator[Page]:  # noqa: ARG002 – an export is read whole
        """A file that did not change is not opened, one that grew is read from where it ended, any other is read again.

        A file that fails does not stop the others: its error is raised after their pages.
        """
        states: dict[str, Any] = dict(cursor["files"]) if cursor else {}
        failures: list[SocialcareError] = []
        for path in self._paths():
            try:
                for page in self._pages_of(path, states):
                    states = dict(page.cursor["files"]) if page.cursor else states
                    yield page
            except SocialcareError as failure:
                failures.append(failure)
        if failures:
            first, *others = failures
            first.details += tuple(failure.sentence for failure in others)
            raise first

    def _paths(self) -> list[Path]:
        """Raises WrongUse where nothing is there; a pattern that matches nothing today may match tomorrow."""
        given = Path(self._settings.path).expanduser()
        exact = self._context.folder / given
        if exact.is_file():
            return [exact]
        if any(sign in self._settings.path for sign in "*?["):
            base = Path(given.anchor) if given.is_absolute() else self._context.folder
            return sorted(path for path in base.glob(str(given.relative_to(given.anchor))) if path.is_file())
        if exact.is_dir():
            raise WrongUse(say("{path} is a folder; name a file, or a pattern such as {path}/*.csv", path=given))
        raise WrongUse(say("there is no file {path}", path=given))

    def _pages_of(self, path: Path, states: Mapping[str, Any]) -> Iterator[Page]:
        folder = self._context.folder
        name = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)
        now = snapshot(path, self._settings.encoding, self._context.now)
        settings = digest(self._settings.model_dump_json())
        known = states.get(name, {})
        if known.get("settings") != settings or not (now.is_same(known) or now.continues(known)):
            known = {}
        if known.get("done") and now.until <= known.get("read", now.size):
            return
        reading = self._reading(name, now, known)
        for batch in _batches(reading):
            state = {**now.fingerprint(), "settings": settings, **reading.state(batch)}
            yield Page(
                mentions=tuple(batch.mentions),
                rejects=tuple(batch.rejects),
                cursor={"files": {**states, name: state}},
                notes=(*reading.notes, *batch.notes) if batch.last else (),
            )

    def _reading(self, name: str, now: Snapshot, known: Mapping[str, Any]) -> "_Reading":
        """From where the last one ended; from the start where what was decided then does not hold for what came."""
        table = self._open(now.path, name)
        columns = fields_found(table.columns, self._settings.map, name)
        start = known.get("end", 0) if now.grows else 0
        span = Span(start=start, end=now.until, line=known.get("line", 1)) if now.grows else None
        how, notes = plan(
            table.rows(span), columns, channel=self._context.channel, file=name, timezone=self._context.timezone
        )
        before = frozenset(DateForm(order) for order in known.get("orders", ()))
        if start:
            merged = replace(how, orders=how.orders | before, ids_hold=known["ids_hold"])
            if merged.month_first != (before == {DateForm.MONTH_FIRST}) or (known["ids_hold"] and not how.ids_hold):
                return self._reading(name, now, {})
            how, notes = merged, []
        same = known.get("ids_hold", how.ids_hold) == how.ids_hold and (not before or before == how.orders)
        told = () if start else (*table.notes, *notes)
        held = now.until < now.size
        after = known.get("row", 0) if same else 0
        return _Reading(
            table=table, how=how, now=now, span=span, after=after, notes=(*told, *([_unfinished(name)] if held else []))
        )

    def _open(self, path: Path, name: str) -> Table | Workbook:
        if path.is_file() and is_workbook(path):
            return open_workbook(path, name, self._settings.sheet)
        return open_table(path, name, self._settings.encoding, self._settings.separator)


@dataclass(frozen=True, kw_only=True)
class _Reading:
    """`span` is None for what is always read whole; its first `after` rows are read already."""

    table: Table | Workbook
    how: Plan
    now: Snapshot
    span: Span | None
    after: int
    notes: tuple[Sentence, ...]

    def state(self, batch: "_Batch") -> dict[str, Any]:
        """Where to go on: in this span while it is not read to its end, below it afterwards."""
        start, line = (self.span.start, self.span.line) if self.span else (0, 1)
        decided = {"orders": sorted(self.how.orders), "ids_hold": self.how.ids_hold}
        if self.span is None:
            return {"row": batch.row, "done": batch.last, **decided}
        if not batch.last:
            return {"row": batch.row, "done": False, "end": start, "line": line, "foot": self._foot(start), **decided}
        end = self.now.end
        line += lines_between(self.now.path, start, end)
        return {
            "row": 0,
            "done": True,
            "end": end,
            "line": line,
            "read": self.now.until,
            "foot": self._foot(end),
            **decided,
        }

    def _foot(self, end: int) -> str:
        with self.now.path.open("rb") as file:
            return foot(file, end)


def _unfinished(name: str) -> Sentence:
    return say("{file}: the last line is still being written; the next pull reads it", file=name)


@dataclass(kw_only=True)
class _Batch:
    """`row` counts the rows of the file up to the last one read into it."""

    row: int = 0
    last: bool = False
    mentions: list[Mention] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    notes: list[Sentence] = field(default_factory=list)


class _Once:
    """Rows alike in author, time and text are one mention; `repeated` counts the others."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self.repeated = 0

    def is_new(self, mention: Mention) -> bool:
        key = digest(mention.author.handle, mention.posted_at.isoformat(), mention.text)
        self.repeated += key in self._seen
        new = key not in self._seen
        self._seen.add(key)
        return new

    def notes(self) -> list[Sentence]:
        if not self.repeated:
            return []
        return [
            say_many("{n} row repeats another and counts once", "{n} rows repeat others and count once", self.repeated)
        ]


def _batches(reading: _Reading) -> Iterator[_Batch]:
    """The rows that are still to read, PAGE by PAGE; the last batch may be empty."""
    once = _Once()
    batch = _Batch(row=reading.after)
    for number, row in enumerate(reading.table.rows(reading.span), start=1):
        found = reading.how.mention(row) if isinstance(row, Row) else row
        new = isinstance(found, Reject) or once.is_new(found)
        if number <= reading.after:
            continue
        if len(batch.mentions) + len(batch.rejects) >= PAGE:
            yield batch
            batch = _Batch()
        batch.row = number
        if isinstance(found, Reject):
            batch.rejects.append(found)
        elif new:
            batch.mentions.append(found)
    batch.notes = once.notes()
    batch.last = True
    yield batch
