"""Excel files, as spreadsheets write them."""

import sys
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import pytest

from socialcare.connector import Context, Page
from socialcare.errors import WrongUse
from socialcare_connectors import _workbook
from socialcare_connectors.files import Files, Settings

Read = Callable[..., list[Page]]

openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed: pip install socialcare[xlsx]")

HEADER = ["Identifiant", "Auteur", "Texte", "Date", "Étoiles"]


@pytest.fixture
def read(context: Context) -> Read:
    def read(*sheets: tuple[str, Sequence[Sequence[Any]]], **settings: Any) -> list[Page]:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets:
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
        book.save(context.folder / "export.xlsx")
        return list(Files(Settings(path="export.xlsx", **settings), context).pages(None, None))

    return read


def test_cells_are_typed(read: Read) -> None:
    rows = [
        HEADER,
        [1, "lea", "Colis  perdu", datetime(2026, 3, 2, 9, 30), 1.5],  # noqa: DTZ001 - as a spreadsheet has it
        [],
        [2.0, "zoe", 12, date(2026, 3, 2), 4],
    ]
    (page,) = read(("Mentions", rows))
    first, second = page.mentions
    assert (first.ref, first.author.handle, first.text, first.rating) == ("1", "lea", "Colis  perdu", 1.5)
    assert first.posted_at.isoformat() == "2026-03-02T08:30:00+00:00"
    assert (second.ref, second.text, second.posted_at.isoformat()) == ("2", "12", "2026-03-01T23:00:00+00:00")


def test_a_bad_row_is_told_with_its_line(read: Read) -> None:
    (page,) = read(("a", [[], HEADER, [1, "lea", "un", "avant-hier", None], [2, "lea", "deux", "2026-03-02", None]]))
    assert [reject.where for reject in page.rejects] == ["export.xlsx:3"]
    assert [mention.ref for mention in page.mentions] == ["2"]


def test_the_first_sheet_is_read_or_the_one_that_is_named(read: Read) -> None:
    sheets = [(name, [HEADER, [1, "lea", name, "2026-03-02", None]]) for name in ("Janvier", "Février")]
    (page,) = read(*sheets)
    assert page.mentions[0].text == "Janvier"
    assert "export.xlsx: the sheet “Janvier” is read" in [str(note) for note in page.notes]
    assert read(*sheets, sheet="Février")[0].mentions[0].text == "Février"
    with pytest.raises(WrongUse, match="has no sheet “Mars”; it has Janvier, Février"):
        read(*sheets, sheet="Mars")


def test_ids_longer_than_a_spreadsheet_can_hold_are_not_keys(read: Read) -> None:
    (page,) = read(("a", [HEADER, [1730000000000000001, "lea", "un", "2026-03-02", None]]))
    assert len(page.mentions[0].ref) == 16
    assert any("was rounded by a spreadsheet" in str(note) for note in page.notes)


def test_a_changed_workbook_is_read_whole(read: Read, context: Context) -> None:
    rows = [HEADER, [1, "lea", "un", "2026-03-02", None]]
    (page,) = read(("a", rows))
    files = Files(Settings(path="export.xlsx"), context)
    assert list(files.pages(page.cursor, None)) == []
    read(("a", [*rows, [2, "lea", "deux", "2026-03-02", None]]))
    (again,) = files.pages(page.cursor, None)
    assert [mention.ref for mention in again.mentions] == ["1", "2"]


def test_an_empty_sheet_says_so(read: Read) -> None:
    with pytest.raises(WrongUse, match=r"export\.xlsx is empty"):
        read(("a", []))


def test_without_openpyxl_the_way_out_is_told(read: Read, monkeypatch: pytest.MonkeyPatch, context: Context) -> None:
    read(("a", [HEADER]))
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(WrongUse, match=r"socialcare\[xlsx\]"):
        list(Files(Settings(path="export.xlsx"), context).pages(None, None))


def test_a_workbook_that_unpacks_to_too_much_is_left(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_workbook, "LARGEST", 2000)
    with pytest.raises(WrongUse, match="unpacks to more than"):
        read(("a", [HEADER]))


@pytest.mark.parametrize("inside", [{}, {"xl/workbook.xml": "<a"}, {"[Content_Types].xml": "<Types/>"}])
def test_a_zip_that_is_no_workbook_is_told(context: Context, inside: dict[str, str]) -> None:
    with zipfile.ZipFile(context.folder / "export.xlsx", "w") as packed:
        packed.writestr("x", "x")
        for name, content in inside.items():
            packed.writestr(name, content)
    with pytest.raises(WrongUse, match="is a workbook that cannot be read"):
        list(Files(Settings(path="export.xlsx"), context).pages(None, None))
