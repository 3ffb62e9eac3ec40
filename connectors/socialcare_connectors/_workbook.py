"""A sheet of an Excel workbook as rows of text; openpyxl, which is optional, reads it row by row."""

import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from socialcare.connector import Reject
from socialcare.errors import WrongUse
from socialcare.sentences import Sentence, say

from ._plain_text import clean
from ._tables import Row, Span

LARGEST = 512 << 20
"""Bytes of a workbook once unpacked: a zip of 1 MB can hold 1 GB of nothing."""

EXACT = 10**15
"""Excel keeps 15 digits of a number: a longer id has been rounded."""


@dataclass(frozen=True, kw_only=True)
class Workbook:
    """`sheet` is the one read. Cells are as the spreadsheet last computed them."""

    path: Path
    name: str
    sheet: str
    columns: tuple[str, ...]
    notes: tuple[Sentence, ...]

    def rows(self, span: Span | None = None) -> Iterator[Row | Reject]:  # noqa: ARG002 - a workbook is one zip
        """From below the header; empty rows are passed over."""
        with _opened(self.path, self.name) as book:
            lines = _filled(book[self.sheet])
            next(lines, None)
            for line, cells in lines:
                pairs = list(zip(self.columns, cells, strict=False))
                yield Row(line=line, values=dict(reversed(pairs)))


def open_workbook(path: Path, name: str, sheet: str | None) -> Workbook:
    """The first sheet where none is named. Raises WrongUse."""
    with _opened(path, name) as book:
        titles = [one.title for one in book.worksheets]
        if sheet is not None and sheet not in titles:
            raise WrongUse(
                say("{file} has no sheet “{sheet}”; it has {sheets}", file=name, sheet=sheet, sheets=", ".join(titles))
            )
        if not titles:
            raise WrongUse(say("{file} has no sheet with cells", file=name))
        used = sheet or titles[0]
        header = next(_filled(book[used]), None)
    if header is None:
        raise WrongUse(say("{file} is empty; export it again with its column names in the first line", file=name))
    notes = () if sheet or len(titles) == 1 else (say("{file}: the sheet “{sheet}” is read", file=name, sheet=used),)
    return Workbook(path=path, name=name, sheet=used, columns=tuple(header[1]), notes=notes)


def _filled(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    for line, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        texts = [_text(cell) for cell in cells]
        if any(texts):
            yield line, texts


def _text(cell: object) -> str:
    """A date as ISO 8601, a whole number without point, a rounded one as spreadsheets show it (1.73E+18)."""
    match cell:
        case None:
            return ""
        case bool():
            return str(cell).lower()
        case datetime() | date() | time():
            return cell.isoformat()
        case int() | float() if abs(cell) >= EXACT:
            return f"{cell:.14E}"
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            return clean(str(cell))


@contextmanager
def _opened(path: Path, name: str) -> Iterator[Any]:
    try:
        import openpyxl
    except ImportError as error:
        raise WrongUse(
            say(
                "{file} is a workbook; to read it: pip install “socialcare[xlsx]”, or save it as “CSV UTF-8”",
                file=name,
            )
        ) from error
    _refuse_bomb(path, name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of styles and extensions that say nothing about cells
        try:
            book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
        except Exception as error:
            raise _damaged(name, error) from error
        try:
            yield book
        except WrongUse:
            raise
        except (ValueError, KeyError, TypeError, SyntaxError, OSError, zipfile.BadZipFile) as error:
            raise _damaged(name, error) from error
        finally:
            book.close()


def _refuse_bomb(path: Path, name: str) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            parts: Sequence[zipfile.ZipInfo] = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise _damaged(name, error) from error
    if sum(part.file_size for part in parts) > LARGEST:
        raise WrongUse(
            say("{file} unpacks to more than {limit} MiB; save it as “CSV UTF-8”", file=name, limit=LARGEST >> 20)
        )


def _damaged(name: str, error: Exception) -> WrongUse:
    return WrongUse(
        say(
            "{file} is a workbook that cannot be read ({why}); save it as “CSV UTF-8” from the spreadsheet",
            file=name,
            why=type(error).__name__,
        )
    )
