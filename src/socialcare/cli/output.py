"""Rows out: a table for people, JSON, JSON Lines or CSV for machines, all from the same dataclasses."""

import csv
import io
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from socialcare.cli.safe import for_cell, for_json, for_screen
from socialcare.errors import WrongUse
from socialcare.sentences import say

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


class Format(StrEnum):
    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    EXCEL = "excel"


@dataclass(frozen=True, kw_only=True)
class Output:
    """How a list is to be shown. `limit` is None for all rows; on a table the screen has a default of its own."""

    format: Format
    limit: int | None

    @property
    def is_table(self) -> bool:
        return self.format is Format.TABLE


def chosen(*, as_json: bool, as_jsonl: bool, as_csv: bool, excel: bool, limit: int | None) -> Output:
    """Raises WrongUse for two formats at once."""
    named = [
        form
        for form, wanted in (
            (Format.JSON, as_json), (Format.JSONL, as_jsonl), (Format.CSV, as_csv and not excel), (Format.EXCEL, excel)
        ) if wanted
    ]  # fmt: skip
    if len(named) > 1:
        raise WrongUse(say("choose one form: {forms}", forms=", ".join(f"--{form}" for form in named)))
    return Output(format=named[0] if named else Format.TABLE, limit=limit)


def write(rows: Sequence[Any], kind: type, output: Output, zone: ZoneInfo) -> None:
    """Machine formats, to stdout. Field names and values stay English in every language; times are ISO 8601 UTC."""
    rows = rows[: output.limit] if output.limit else rows
    if output.format is Format.JSON:
        sys.stdout.write(as_json([plain(row) for row in rows], indent=2) + "\n")
    elif output.format is Format.JSONL:
        sys.stdout.writelines(as_json(plain(row)) + "\n" for row in rows)
    else:
        _write_csv(rows, [each.name for each in fields(kind)], zone if output.format is Format.EXCEL else None)


def as_json(value: Any, indent: int | None = None) -> str:
    """Accents as they are; what could move a terminal's cursor as escapes."""
    return for_json(json.dumps(value, ensure_ascii=False, indent=indent))


def plain(row: Any) -> dict[str, Any]:
    return {name: iso(value) for name, value in asdict(row).items()}


def iso(value: Any) -> Any:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value


def _write_csv(rows: Sequence[Any], names: Sequence[str], excel: ZoneInfo | None) -> None:
    """French Excel wants a byte order mark, semicolons, decimal commas and local times without zone."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";" if excel else ",", lineterminator="\r\n" if excel else "\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([_cell(getattr(row, name), excel) for name in names])
    sys.stdout.write(("\ufeff" if excel else "") + text.getvalue())


def _cell(value: Any, excel: ZoneInfo | None) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(excel):%Y-%m-%d %H:%M:%S}" if excel else str(iso(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value).replace(".", ",") if excel else str(value)
    return for_cell(str(value))


def console() -> "Console":
    """The one screen: no markup, no emoji codes, no highlighting of strangers' text; no colour in a pipe."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else int(os.environ.get("COLUMNS", "120"))
    return Console(file=sys.stdout, markup=False, emoji=False, highlight=False, width=width, soft_wrap=False)


def table() -> "Table":
    from rich import box
    from rich.table import Table

    return Table(
        box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), expand=True, show_edge=False, header_style="bold"
    )


def cell(text: str, style: str = "") -> Any:
    """Inert text for a table; the only way a mention reaches the screen."""
    from rich.text import Text

    return Text(for_screen(text), style=style, overflow="ellipsis", no_wrap=True)


def paragraph(text: str, style: str = "") -> Any:
    """Inert text that may take several lines."""
    from rich.text import Text

    return Text(for_screen(text, one_line=False), style=style)


def indented(text: str, style: str = "") -> Any:
    """A paragraph whose every line starts where its first one does."""
    from rich.padding import Padding

    words = text.lstrip(" ")
    if not words:  # padding nothing would print nothing, and this is the line between two parts
        return paragraph("")
    return Padding(paragraph(words, style), (0, 0, 0, len(text) - len(words)), expand=False)


def has_colour(console: "Console") -> bool:
    """Whether what is told by a style is seen; elsewhere it needs a sign of its own."""
    return console.color_system is not None and not console.no_color


def pieces(told: Sequence[tuple[str, str]], indent: int) -> Any:
    """Texts with a style each, one after the other in one indented paragraph."""
    from rich.padding import Padding
    from rich.text import Text

    text = Text.assemble(*((for_screen(part, one_line=False), style) for part, style in told))
    return Padding(text, (0, 0, 0, indent), expand=False)


def lines(labelled: Sequence[tuple[str, str]]) -> "Table":
    """Label and text side by side; a long text wraps under itself."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 2), pad_edge=True)
    grid.add_column(no_wrap=True)
    grid.add_column(ratio=1)
    for label, text in labelled:
        grid.add_row(cell(label), paragraph(text))
    return grid
