"""A CSV or JSON Lines file as rows of text, each with its line number; a line that cannot be read costs itself only."""

import codecs
import csv
import itertools
import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from socialcare.connector import Reject
from socialcare.errors import Unavailable, WrongUse
from socialcare.sentences import Sentence, say

from ._columns import known
from ._plain_text import clean, one_line

SEPARATORS = (",", ";", "\t", "|")
EXCERPT = 80
LONGEST_RECORD = 200
"""Lines of one CSV record; beyond it, a quote was left open."""

WORKBOOK = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_SAMPLE_LINES = 100


@dataclass(frozen=True, kw_only=True)
class Row:
    """`line` counts from 1, the header included; a record over several lines is named by its first."""

    line: int
    values: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Span:
    """Whole lines of a file: bytes `start` to `end`; `line` is the number of the first, 1 that of the header."""

    start: int
    end: int
    line: int


@dataclass(frozen=True, kw_only=True)
class Table:
    """`separator` is "" for JSON Lines. `notes` say what was guessed."""

    path: Path
    name: str
    encoding: str
    separator: str
    columns: tuple[str, ...]
    notes: tuple[Sentence, ...]

    def rows(self, span: Span | None = None) -> Iterator[Row | Reject]:
        """Streams the file, or the lines of `span`; blank lines are passed over."""
        read = _csv_rows if self.separator else _json_rows
        if span is not None:
            yield from read(self, _lines_of(self, span), span.line)
            return
        with _opened(self.path, self.encoding) as file:
            yield from read(self, file, 1)


def open_table(path: Path, name: str, encoding: str | None, separator: str | None) -> Table:
    """Guesses what is not given. Raises WrongUse for an empty file, a workbook or a list in one JSON value."""
    _refuse_others(path, name)
    used = encoding or _guessed_encoding(path)
    notes = [] if encoding else [say("{file} is read as {encoding}", file=name, encoding=used)]
    try:
        with _opened(path, used) as file:
            sample = [line for line in itertools.islice(file, _SAMPLE_LINES) if line.strip()]
    except LookupError as error:
        raise WrongUse(
            say("{file}: unknown encoding “{encoding}”; try utf-8 or cp1252", file=name, encoding=used)
        ) from error
    if not sample:
        raise WrongUse(say("{file} is empty; export it again with its column names in the first line", file=name))
    if separator is None and (path.suffix.lower() in (".jsonl", ".ndjson") or sample[0].lstrip().startswith("{")):
        return Table(path=path, name=name, encoding=used, separator="", columns=_keys(name, sample), notes=tuple(notes))
    used_separator = separator or max(SEPARATORS, key=lambda mark: _likeliness(sample[0], mark))
    if not separator:
        shown = {"\t": say("tab"), ";": say("semicolon"), ",": say("comma")}.get(used_separator, used_separator)
        notes.append(say("{file}: columns are separated by {separator}", file=name, separator=shown))
    columns = tuple(clean(cell) for cell in _cells(sample[0], used_separator))
    return Table(path=path, name=name, encoding=used, separator=used_separator, columns=columns, notes=tuple(notes))


def is_workbook(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(WORKBOOK)) == WORKBOOK


def _has_bad_bytes(text: str) -> bool:
    """Whether bytes that are not text in the encoding were met; `_opened` keeps them as these code points."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return any("\udc80" <= character <= "\udcff" for character in text)
    return False


def _refuse_others(path: Path, name: str) -> None:
    try:
        with path.open("rb") as file:
            start = file.read(64)
    except OSError as error:
        raise Unavailable(say("{file} cannot be read ({why})", file=name, why=error.strerror or str(error))) from error
    if start.startswith(_OLD_WORKBOOK):
        raise WrongUse(
            say("{file} is a workbook of before 2007; save it as “CSV UTF-8” or .xlsx from the spreadsheet", file=name)
        )
    if start.lstrip(codecs.BOM_UTF8 + b" \t\r\n").startswith(b"["):
        raise WrongUse(say("{file} is one JSON list; write one object per line instead (JSON Lines)", file=name))


def _guessed_encoding(path: Path) -> str:
    """UTF-8 where most lines with accents are; else windows-1252, what Excel in France writes."""
    good = bad = 0
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        file.seek(0)
        for line in file:
            if line.isascii():
                continue
            try:
                line.decode()
                good += 1
            except UnicodeDecodeError:
                bad += 1
    return "cp1252" if bad > good else "utf-8"


def _lines_of(table: Table, span: Span) -> Iterator[str]:
    with table.path.open("rb") as file:
        file.seek(span.start)
        while file.tell() < span.end:
            line = file.readline(span.end - file.tell())
            if not line:  # cut since it was measured
                return
            yield line.decode(table.encoding, "surrogateescape")


def _opened(path: Path, encoding: str) -> Any:
    # UTF-16 has no bytes to keep aside: what is wrong there shows as U+FFFD.
    errors = "replace" if encoding == "utf-16" else "surrogateescape"
    return path.open(encoding=encoding, errors=errors, newline="")


def _likeliness(header: str, separator: str) -> tuple[int, int]:
    cells = _cells(header, separator)
    return known(cells), len(cells)


def _cells(line: str, separator: str, *, strict: bool = False) -> list[str]:
    """Raises csv.Error only where the line is longer than the csv module reads."""
    return next(csv.reader([line], delimiter=separator, strict=strict), [])


class _Lines:
    """Lines that can be handed back, when a record over several of them turns out to be broken."""

    def __init__(self, lines: Iterable[str], before: int) -> None:
        self._lines = iter(lines)
        self._again: deque[str] = deque()
        self.taken: list[str] = []
        self.number = before

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= LONGEST_RECORD:
            raise csv.Error("a quote was left open")
        line = self._again.popleft() if self._again else next(self._lines)
        self.taken.append(line)
        self.number += 1
        return line

    def hand_back_all_but_first(self) -> None:
        self.number -= len(self.taken) - 1
        self._again.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]


def _csv_rows(table: Table, file: Iterable[str], first: int) -> Iterator[Row | Reject]:
    lines = _Lines(file, first - 1)
    header_seen = first > 1
    while True:
        lines.taken.clear()
        line = lines.number + 1
        try:
            cells = _record(lines, table)
        except StopIteration:
            return
        if cells == []:
            continue
        if not header_seen:
            header_seen = True
            continue
        yield _row(table, line, cells, lines.taken)


def _record(lines: _Lines, table: Table) -> list[str] | None:
    """One record; None where quotes do not close, and then only its first line is used up.

    A line whose only fault is a quote inside a text is still read, when it has as many cells as the header.
    """
    try:
        return next(csv.reader(lines, delimiter=table.separator, strict=True))
    except csv.Error:
        lines.hand_back_all_but_first()
    try:
        cells = _cells(lines.taken[0], table.separator)
    except csv.Error:
        return None
    return cells if len(cells) == len(table.columns) else None


def _row(table: Table, line: int, cells: list[str] | None, taken: list[str]) -> Row | Reject:
    width = len(table.columns)
    if cells is None:
        why = say("a quote is not closed on this line")
    elif any(_has_bad_bytes(part) for part in taken):
        why = _bad_bytes(table.encoding)
    elif any(cell.strip() for cell in cells[width:]):
        why = say(
            "this line has {cells} cells where the header has {width}; a text with the separator in it needs quotes",
            cells=len(cells),
            width=width,
        )
    else:
        pairs = zip(table.columns, cells, strict=False)
        return Row(line=line, values={column: clean(cell) for column, cell in reversed(list(pairs))})
    return Reject(where=f"{table.name}:{line}", why=why, excerpt=_excerpt(taken[0]))


def _excerpt(line: str) -> str:
    return one_line(clean(line[:1000]), EXCERPT)


def _bad_bytes(encoding: str) -> Sentence:
    return say("some bytes of this line are not text in {encoding}", encoding=encoding)


def _json_rows(table: Table, file: Iterable[str], first: int) -> Iterator[Row | Reject]:
    for line, text in enumerate(file, start=first):
        if not text.strip():
            continue
        bad_bytes = _has_bad_bytes(text)
        values = None if bad_bytes else _object(text)
        if values is not None:
            yield Row(line=line, values=values)
            continue
        why = _bad_bytes(table.encoding) if bad_bytes else say("this line is not one whole JSON object")
        yield Reject(where=f"{table.name}:{line}", why=why, excerpt=_excerpt(text))


def _object(text: str) -> dict[str, str] | None:
    """Scalars as the file writes them (an id of twenty digits stays exact); what is nested is left out."""
    try:
        found = json.loads(text, parse_float=str, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    scalars = {
        key: value for key, value in found.items() if isinstance(value, str | int) and not isinstance(value, bool)
    }
    return {clean(key): clean(str(value)) for key, value in scalars.items()}


def _keys(name: str, sample: Iterable[str]) -> tuple[str, ...]:
    keys = {key: None for line in sample for key in _object(line) or {}}
    if not keys:
        raise WrongUse(say("{file}: no line is a JSON object; write one object per line (JSON Lines)", file=name))
    return tuple(keys)
