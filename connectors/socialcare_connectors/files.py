"""Exports as CSV or JSON Lines: the way in for every network whose API is closed to a community manager."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from pydantic import Field

from socialcare import connector
from socialcare.connector import Context, Cursor, Page, Reject
from socialcare.errors import SocialcareError, Unavailable, WrongUse
from socialcare.facts import Mention
from socialcare.sentences import Sentence, mark, say, say_many

from ._columns import fields_found
from ._rows import Plan, digest, plan
from ._tables import Row, Table, open_table

PAGE = 1000
"""Mentions and rejects of one page."""

HEAD = 64 << 10
"""Bytes at the start of a file that its fingerprint covers."""


class Settings(connector.Settings):
    """`path`: a file, or a pattern such as exports/*.csv, from the folder of the workspace. `map`: column to field."""

    path: str = Field(min_length=1)
    map: dict[str, str] = Field(default_factory=dict)
    encoding: str | None = None
    separator: str | None = Field(default=None, min_length=1, max_length=1)


class Files:
    summary: ClassVar[str] = mark("exports as CSV or JSON Lines files")
    capabilities: ClassVar[frozenset[str]] = frozenset({"pull"})
    settings: ClassVar[type[connector.Settings]] = Settings

    def __init__(self, settings: Settings, context: Context) -> None:
        self._settings = settings
        self._context = context

    def pages(self, cursor: Cursor | None, since: datetime | None) -> Iterator[Page]:  # noqa: ARG002 – an export is read whole
        """A file that did not change since the cursor is not opened; one that did is read again, its refs being stable.

        A file that fails does not stop the others: its error is raised after their pages.
        """
        states: dict[str, Any] = dict(cursor["files"]) if cursor else {}
        failures: list[SocialcareError] = []
        for path in self._paths():
            try:
                for page in self._pages_of(path, states):
                    states = dict(page.cursor["files"])
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
        fingerprint = {**_fingerprint(path), "settings": digest(self._settings.model_dump_json())}
        known = states.get(name, {})
        same = all(known.get(key) == value for key, value in fingerprint.items())
        if same and known["done"]:
            return
        table = open_table(path, name, self._settings.encoding, self._settings.separator)
        columns = fields_found(table.columns, self._settings.map, name)
        how, notes = plan(
            table.rows(), columns, channel=self._context.channel, file=name, timezone=self._context.timezone
        )
        for batch in _batches(table, how, known["row"] if same else 0):
            state = {**fingerprint, "row": batch.row, "done": batch.last}
            yield Page(
                mentions=tuple(batch.mentions),
                rejects=tuple(batch.rejects),
                cursor={"files": {**states, name: state}},
                notes=(*table.notes, *notes, *batch.notes) if batch.last else (),
            )


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


def _batches(table: Table, how: Plan, after: int) -> Iterator[_Batch]:
    """The rows below number `after`, PAGE by PAGE; the last batch may be empty."""
    once = _Once()
    batch = _Batch(row=after)
    for number, row in enumerate(table.rows(), start=1):
        found = how.mention(row) if isinstance(row, Row) else row
        new = isinstance(found, Reject) or once.is_new(found)
        if number <= after:
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


def _fingerprint(path: Path) -> dict[str, Any]:
    """What tells a file from a later version of it. Raises Unavailable where the file cannot be read."""
    try:
        stat = path.stat()
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        raise Unavailable(say("{file} cannot be read ({why})", file=path, why=error.strerror or str(error))) from error
    return {"size": stat.st_size, "mtime_ns": stat.st_mtime_ns, "sha256": hashlib.sha256(head).hexdigest()}
