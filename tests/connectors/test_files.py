import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from socialcare.connector import Context, Page
from socialcare.errors import Unavailable, WrongUse
from socialcare.facts import Kind, Mention
from socialcare_connectors.files import Files, Settings

Read = Callable[..., list[Page]]

HEADER = "id,author,text,date\n"


@pytest.fixture
def read(context: Context) -> Read:
    """Write `content` as a file of the workspace and read it."""

    def read(content: str | bytes, name: str = "export.csv", saved_as: str = "utf-8", **settings: Any) -> list[Page]:
        raw = content if isinstance(content, bytes) else content.encode(saved_as)
        (context.folder / name).write_bytes(raw)
        return list(Files(Settings(path=name, **settings), context).pages(None, None))

    return read


def mentions(pages: list[Page]) -> list[Mention]:
    return [mention for page in pages for mention in page.mentions]


def rejects(pages: list[Page]) -> list[tuple[str, str]]:
    return [(reject.where, str(reject.why)) for page in pages for reject in page.rejects]


def notes(pages: list[Page]) -> str:
    return "\n".join(str(note) for page in pages for note in page.notes)


def test_every_row_of_the_real_export_comes_through(shared: Path, context: Context) -> None:
    pages = list(Files(Settings(path=str(shared / "data/mentions/free.csv")), context).pages(None, None))
    assert len(mentions(pages)) == 3764
    assert len({mention.ref for mention in mentions(pages)}) == 3764
    assert rejects(pages) == []
    assert [len(page.mentions) for page in pages] == [1000, 1000, 1000, 764]
    assert "tweet_id → id, author → author, text → text, date → date" in notes(pages)


def test_a_french_spreadsheet_opens_with_nothing_to_say(read: Read) -> None:
    pages = read(
        "Pseudo;Publié le;Contenu;Étoiles;Abonnés;Lien\r\n"
        '@lea;02/03/2026 09:00;"Colis perdu ; 3 semaines\r\nsans réponse";1,5;12 345;https://avis.example/1\r\n',
        saved_as="cp1252",
    )
    (mention,) = mentions(pages)
    assert (mention.author.handle, mention.author.followers) == ("lea", 12345)
    assert mention.text == "Colis perdu ; 3 semaines\nsans réponse"
    assert mention.posted_at.isoformat() == "2026-03-02T08:00:00+00:00"
    assert (mention.rating, mention.kind, mention.url) == (1.5, Kind.REVIEW, "https://avis.example/1")
    assert "read as cp1252" in notes(pages)
    assert "separated by semicolon" in notes(pages)
    assert "DD/MM/YYYY, times of Europe/Paris" in notes(pages)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encoding_and_separator_are_guessed(read: Read, encoding: str, separator: str) -> None:
    content = "texte,auteur,date\nDéçue à Orléans,zoé,2026-03-02\n".replace(",", separator)
    (mention,) = mentions(read(content, saved_as=encoding))
    assert (mention.text, mention.author.handle) == ("Déçue à Orléans", "zoé")


def test_json_lines_are_read_by_their_content(read: Read) -> None:
    pages = read(
        '{"id": 1730000000000000001, "user": "lea", "texte": "Bonjour \\ud800", "created_at": 1609140383, "x": [1]}\n'
        '{"id": 1730000000000000002, "user": "lea", "texte": "la sui\n'
        "[]\n"
        '{"id": 1730000000000000003, "texte": "ok", "created_at": "2026-03-02T09:00Z", "in_reply_to": "1730000000000000001"}\n',
        name="export.txt",
    )
    first, last = mentions(pages)
    assert (first.ref, first.text) == ("1730000000000000001", "Bonjour \ufffd")
    assert (last.in_reply_to, last.kind) == (first.ref, Kind.REPLY)
    assert [where for where, _ in rejects(pages)] == ["export.txt:2", "export.txt:3"]


@pytest.mark.parametrize("line", ["[" * 200_000, '{"text": NaN}', '{"n": ' + "9" * 5000 + "}", '"text"', "null"])
def test_a_hostile_json_line_costs_itself_only(read: Read, line: str) -> None:
    pages = read(
        f'{{"text": "ok", "date": "2026-03-02"}}\n{line}\n{{"text": "ok 2", "date": "2026-03-02"}}\n', "e.jsonl"
    )
    assert [mention.text for mention in mentions(pages)] == ["ok", "ok 2"]
    assert len(rejects(pages)) == 1


def test_a_bad_line_is_told_with_its_number_and_costs_itself_only(read: Read) -> None:
    pages = read(
        HEADER.encode()
        + b"1,lea,bonne ligne,2026-03-02\n"
        + b"2,lea,mauvaise date,avant-hier\n"
        + b"3,lea,,2026-03-02\n"
        + b"4,lea,octets \xe9\xff,2026-03-02\n"
        + "5,lea,déjà là,2026-03-02\n".encode()
        + "6,lea,à bientôt,2026-03-02\n".encode()
        + b"7,lea,trop,de,cellules,2026-03-02\n"
        + b'8,lea,"guillemet ouvert,2026-03-02\n'
        + b"9,lea,nul\0octet,2026-03-02\n"
        + b'10,lea,"il dit "oui" bien",2026-03-02\n'
        + b"11,lea,sans date,\n"
    )
    assert [mention.ref for mention in mentions(pages)] == ["1", "5", "6", "9", "10"]
    assert mentions(pages)[3].text == "nuloctet"
    assert rejects(pages) == [
        ("export.csv:3", "“avant-hier” is not a date known here"),
        ("export.csv:4", "no text in the column “text”"),
        ("export.csv:5", "some bytes of this line are not text in utf-8"),
        ("export.csv:8", "this line has 6 cells where the header has 4; a text with the separator in it needs quotes"),
        ("export.csv:9", "a quote is not closed on this line"),
        ("export.csv:12", "no date in the column “date”"),
    ]


def test_a_quote_left_open_does_not_swallow_a_long_file(read: Read) -> None:
    lines = "".join(f"{n},lea,message {n},2026-03-02\n" for n in range(2, 3000))
    pages = read(f'{HEADER}1,lea,"ouvert,2026-03-02\n{lines}')
    assert len(mentions(pages)) == 2998
    assert [where for where, _ in rejects(pages)] == ["export.csv:2"]


@pytest.mark.parametrize("written", ["1,73E+18", "1.73E+18", "1E+18"])
def test_ids_rounded_by_a_spreadsheet_are_not_keys(read: Read, written: str) -> None:
    pages = read(f"id;author;text;date;in_reply_to\n{written};lea;un;2026-03-02;\n2;lea;deux;2026-03-02;1\n")
    assert [len(mention.ref) for mention in mentions(pages)] == [16, 16]
    assert mentions(pages)[1].in_reply_to is None
    assert "1 id was rounded by a spreadsheet" in notes(pages)


def test_ids_shared_by_different_rows_are_not_keys(read: Read) -> None:
    pages = read(HEADER + "1,lea,un,2026-03-02\n1,lea,deux,2026-03-02\n2,lea,trois,2026-03-02\n")
    assert len({mention.ref for mention in mentions(pages)}) == 3
    assert "1 row has the id of another" in notes(pages)


def test_a_row_repeated_whole_counts_once_and_its_id_stays_a_key(read: Read) -> None:
    pages = read(HEADER + "1,lea,un,2026-03-02\n1,lea,un,2026-03-02\n2,lea,un,2026-03-02\n")
    assert [mention.ref for mention in mentions(pages)] == ["1"]
    assert "2 rows repeat others" in notes(pages)


def test_without_ids_the_same_file_gives_the_same_refs(read: Read) -> None:
    content = "author,text,date\nlea,un,2026-03-02\nlea,deux,2026-03-02\n"
    assert [m.ref for m in mentions(read(content))] == [m.ref for m in mentions(read(content + "zoe,3,2026-03-02\n"))][
        :2
    ]


def test_american_dates_are_recognised_by_the_days_past_the_twelfth(read: Read) -> None:
    pages = read(HEADER + "1,lea,un,03/02/2026\n2,lea,deux,12/25/2026\n")
    assert [mention.posted_at.isoformat()[:10] for mention in mentions(pages)] == ["2026-03-01", "2026-12-24"]
    assert "MM/DD/YYYY" in notes(pages)


def test_columns_can_be_named_by_hand(read: Read) -> None:
    (mention,) = mentions(read("Quoi,Quand,date\nBonjour,2026-03-02,jamais\n", map={"Quoi": "text", "Quand": "date"}))
    assert mention.text == "Bonjour"


@pytest.mark.parametrize(
    ("content", "settings", "told"),
    [
        ("a,b\n1,2\n", {}, "--map “COLUMN=text”. Columns: a, b"),
        ("texte,b\n1,2\n", {}, "hold date; name it with --map “COLUMN=date”"),
        ("text,date\n1,2\n", {"map": {"c": "text"}}, "there is no column “c”; columns: text, date"),
        ("text,date\n1,2\n", {"map": {"text": "texte"}}, "there is no field “texte”; fields: id, author"),
        ("text,date\n1,2\n", {"map": {"text": "text", "date": "text"}}, "the field “text” is given to several"),
        ("", {}, "export.csv is empty"),
        (" \n\n", {}, "export.csv is empty"),
        (b"PK\x03\x04...", {}, "save it as “CSV UTF-8”"),
        (b"\xd0\xcf\x11\xe0...", {}, "save it as “CSV UTF-8”"),
        ('[{"text": "a"}]', {}, "one object per line"),
        ("{\n", {}, "no line is a JSON object"),
        ("text,date\n1,2\n", {"encoding": "klingon"}, "unknown encoding “klingon”"),
    ],
)
def test_a_file_of_no_use_says_what_to_do(read: Read, content: str | bytes, settings: Any, told: str) -> None:
    with pytest.raises(WrongUse) as refused:
        read(content, **settings)
    assert told in str(refused.value)


def test_a_path_to_nothing_says_so(context: Context) -> None:
    (context.folder / "exports").mkdir()
    for path, told in [("absent.csv", "there is no file"), ("exports", "is a folder")]:
        with pytest.raises(WrongUse, match=told):
            list(Files(Settings(path=path), context).pages(None, None))


def test_an_unchanged_file_is_not_read_again_and_a_changed_one_is(context: Context) -> None:
    path = context.folder / "export.csv"
    path.write_text(HEADER + "1,lea,un,2026-03-02\n", encoding="utf-8")
    files = Files(Settings(path="*.csv"), context)
    (page,) = files.pages(None, None)
    cursor = json.loads(json.dumps(page.cursor))
    assert list(files.pages(cursor, None)) == []
    with path.open("a", encoding="utf-8") as more:
        more.write("2,lea,deux,2026-03-02\n")
    assert [mention.ref for mention in mentions(list(files.pages(cursor, None)))] == ["2"]


@pytest.mark.parametrize("crash_after", [1, 2, 3])
def test_an_interrupted_file_goes_on_where_it_stopped(context: Context, crash_after: int) -> None:
    lines = "".join(f"{n},lea,message {n},2026-03-02\n" for n in range(2500))
    (context.folder / "a.csv").write_text(HEADER + lines, encoding="utf-8")
    (context.folder / "b.csv").write_text(HEADER + "b,lea,b,2026-03-02\n", encoding="utf-8")
    files = Files(Settings(path="*.csv"), context)
    whole = files.pages(None, None)
    before = [next(whole) for _ in range(crash_after)]
    after = list(files.pages(json.loads(json.dumps(before[-1].cursor)), None))
    refs = [mention.ref for mention in mentions([*before, *after])]
    assert sorted(refs) == sorted([*(str(n) for n in range(2500)), "b"])


def test_a_broken_file_does_not_stop_the_others(context: Context) -> None:
    (context.folder / "a.csv").write_text("", encoding="utf-8")
    (context.folder / "b.csv").write_text(HEADER + "1,lea,un,2026-03-02\n", encoding="utf-8")
    (context.folder / "c.csv").write_text("x\n1\n", encoding="utf-8")
    pages = Files(Settings(path="*.csv"), context).pages(None, None)
    assert [mention.ref for mention in next(pages).mentions] == ["1"]
    with pytest.raises(WrongUse, match=r"a\.csv is empty") as refused:
        next(pages)
    assert "c.csv: no column" in str(refused.value)


def test_hostile_texts_become_mentions_or_rejects_and_nothing_else(shared: Path, read: Read) -> None:
    script = shared / "tools" / "evil_mentions.py"
    if not script.is_file():
        pytest.skip(f"the attack list is not there: {script}")
    made = subprocess.run([sys.executable, str(script), "--raw"], capture_output=True, check=True).stdout
    pages = read(made, "evil.jsonl")
    lines = [line for line in made.splitlines() if line.strip()]
    assert len(mentions(pages)) > 400
    assert len(mentions(pages)) + len(rejects(pages)) <= len(lines)
    for mention in mentions(pages):
        (mention.text + mention.author.handle + mention.url + mention.ref).encode()
        assert "\0" not in mention.text


def test_a_file_nobody_may_read_is_said(context: Context) -> None:
    path = context.folder / "export.csv"
    path.write_text(HEADER, encoding="utf-8")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user reads every file")
    with pytest.raises(Unavailable, match="cannot be read"):
        list(Files(Settings(path="export.csv"), context).pages(None, None))
