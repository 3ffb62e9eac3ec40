"""Strangers write our data: what they write is shown, never obeyed."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from socialcare.cli import output
from socialcare.cli.safe import for_cell, for_json, for_screen


@pytest.mark.parametrize(("text", "shown"), [
    ("tout va bien", "tout va bien"),
    ("Été, cœur, « 3 € » — 👩🏽‍💻 ❤️", "Été, cœur, « 3 € » — 👩🏽‍💻 ❤️"),
    ("\x1b[2Jeffacé", "␛[2Jeffacé"),
    ("\x1b]52;c;cm0gLXJmIH4K\x07", "␛]52;c;cm0gLXJmIH4K␇"),
    ("\x1b]8;;http://evil.example\x1b\\banque.fr", "␛]8;;http://evil.example␛\\banque.fr"),
    ("\x9b31mC1", "‹U+009B›31mC1"),
    ("\x9d0;titre\x9c", "‹U+009D›0;titre‹U+009C›"),
    ("vrai\rfaux", "vrai␍faux"),
    ("\x08\x08\x7f\x00", "␈␈␡␀"),
    ("facture\u202efdp.exe", "facture‹U+202E›fdp.exe"),
    ("\u2066x\u2069\u200f", "‹U+2066›x‹U+2069›‹U+200F›"),
    ("pay\u200bpal\ufeff", "pay‹U+200B›pal‹U+FEFF›"),
    ("\U000e0041", "‹U+E0041›"),
    ("\ud83d", "‹U+D83D›"),
    ("e" + "\u0301" * 500, "e" + "\u0301" * 4),
    ("un\r\ndeux\n\ttrois\u2028quatre", "un deux trois quatre"),
    ("[bold]x[/bold] [/] :bomb:", "[bold]x[/bold] [/] :bomb:"),
])  # fmt: skip
def test_on_the_screen_what_is_not_text_becomes_a_visible_sign(text: str, shown: str) -> None:
    assert for_screen(text) == shown


def test_a_paragraph_keeps_its_lines_and_nothing_else() -> None:
    assert for_screen("un\r\ndeux\n\ttrois\r\x85", one_line=False) == "un\ndeux\n\ttrois␍‹U+0085›"


@pytest.mark.parametrize("text", ["[bold]x[/bold]", "[/]", "[link=http://evil.example]banque.fr[/link]", ":bomb:"])
def test_markup_is_shown_as_it_was_written(text: str) -> None:
    screen = Console(file=io.StringIO(), force_terminal=True, color_system="truecolor", width=80)
    for shown in (output.cell(text), output.paragraph(text)):
        with screen.capture() as captured:
            screen.print(shown)
        assert captured.get() == text + "\n"


@pytest.mark.parametrize(("text", "cell"), [
    ("tout va bien", "tout va bien"), ("", ""), ("3 > 2", "3 > 2"), ("a=b", "a=b"), ("a - b", "a - b"),
    ("=1+1", "'=1+1"), ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"), ("@SUM(A1)", "'@SUM(A1)"), ("+1", "'+1"),
    ("-1", "'-1"), ("|calc", "'|calc"), ("%0A=1+1", "'%0A=1+1"),
    ("＝1+1", "'＝1+1"), ("＋1", "'＋1"), ("－1", "'－1"), ("＠SUM(A1)", "'＠SUM(A1)"),
    (" =1+1", "' =1+1"), ("\u00a0=1+1", "'\u00a0=1+1"), ('"=1+1"', "'\"=1+1\""), ("'=1+1", "''=1+1"),
    ("ok;=1+1", "ok;'=1+1"), ("ok,=1+1", "ok,'=1+1"), ('ok";=1+1', "ok\";'=1+1"), ("ok; @SUM(A1)", "ok; '@SUM(A1)"),
    ("@marque bonjour", "'@marque bonjour"), ("+33 6 12", "'+33 6 12"),
])  # fmt: skip
def test_a_spreadsheet_shows_a_cell_and_never_runs_it(text: str, cell: str) -> None:
    assert for_cell(text) == cell


@pytest.mark.parametrize(("text", "cell"), [
    ("\t=1+1", " ⏎ =1+1"), ("\r=1+1", " ⏎ =1+1"), ("ok\n=1+1", "ok ⏎ =1+1"), ("ok\r\n=1+1", "ok ⏎ =1+1"),
    ("\x00=1+1", "�=1+1"), ("\x1b[2J=1", "�[2J=1"), ("\u200b=1+1", "�=1+1"), ("a\u202eb", "a�b"), ("\ud83d", "�"),
])  # fmt: skip
def test_a_cell_is_one_line_that_no_control_character_opens(text: str, cell: str) -> None:
    assert for_cell(text) == cell


@given(st.text())
def test_json_says_the_same_and_holds_no_control_character(text: str) -> None:
    told = for_json(json.dumps([text], ensure_ascii=False))
    assert json.loads(told) == [text]
    assert for_screen(told) == told.strip()


@given(st.text())
def test_what_was_made_inert_stays_as_it_is(text: str) -> None:
    once = for_screen(text)
    assert for_screen(once) == once
    assert "\n" not in for_cell(text)
