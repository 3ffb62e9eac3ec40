"""A file that something else keeps writing into."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from socialcare.connector import Context, Page
from socialcare_connectors import files as files_module
from socialcare_connectors.files import Files, Settings

HEADER = "id,author,text,date\n"

Line = Callable[[int], str]


def csv_line(number: int) -> str:
    return f"{number},lea,message {number},2026-03-02\n"


def json_line(number: int) -> str:
    return (
        json.dumps({"id": str(number), "text": f"message {number} é", "date": "2026-03-02"}, ensure_ascii=False) + "\n"
    )


both = pytest.mark.parametrize(
    ("name", "header", "line"), [("f.csv", HEADER, csv_line), ("f.jsonl", "", json_line)], ids=["csv", "jsonl"]
)


class Growing:
    def __init__(self, context: Context, name: str) -> None:
        self.context = context
        self.path = context.folder / name
        self.cursor: Any = None

    def write(self, text: str, *, age: timedelta = timedelta(hours=1)) -> None:
        with self.path.open("a", encoding="utf-8", newline="") as file:
            file.write(text)
        at = (self.context.now - age).timestamp() + self.path.stat().st_size / 1000
        os.utime(self.path, (at, at))

    def pull(self, most: int | None = None, **settings: Any) -> list[Page]:
        pages = []
        for page in Files(Settings(path=self.path.name, **settings), self.context).pages(self.cursor, None):
            self.cursor = json.loads(json.dumps(page.cursor))
            pages.append(page)
            if len(pages) == most:
                break
        return pages


def refs(pages: list[Page]) -> list[str]:
    return [mention.ref for page in pages for mention in page.mentions]


def told(pages: list[Page]) -> str:
    return "\n".join(str(line) for page in pages for line in (*page.notes, *(reject.where for reject in page.rejects)))


@both
def test_only_what_was_added_is_read(context: Context, name: str, header: str, line: Line) -> None:
    file = Growing(context, name)
    file.write(header + line(1) + line(2))
    assert refs(file.pull()) == ["1", "2"]
    file.write(line(3))
    assert refs(file.pull()) == ["3"]
    assert file.pull() == []
    file.write(line(4) + "mauvaise ligne\n")
    pages = file.pull()
    assert refs(pages) == ["4"]
    assert f"{name}:{5 + bool(header)}" in told(pages)


@both
def test_a_line_that_is_still_being_written_waits(context: Context, name: str, header: str, line: Line) -> None:
    file = Growing(context, name)
    file.write(header + line(1) + line(2)[:9], age=timedelta(seconds=5))
    pages = file.pull()
    assert (refs(pages), [page.rejects for page in pages]) == (["1"], [()])
    assert "the last line is still being written" in told(pages)
    file.write(line(2)[9:], age=timedelta(seconds=4))
    assert refs(file.pull()) == ["2"]


@both
def test_a_last_line_without_its_break_is_read_once_nobody_writes_any_more(
    context: Context, name: str, header: str, line: Line
) -> None:
    file = Growing(context, name)
    file.write(header + line(1) + line(2).rstrip("\n"), age=timedelta(seconds=5))
    assert refs(file.pull()) == ["1"]
    file.context = replace(context, now=context.now + timedelta(hours=1))
    assert refs(file.pull()) == ["2"]
    assert file.pull() == []
    file.write("\n" + line(3))
    assert refs(file.pull()) == ["2", "3"]


@both
@pytest.mark.parametrize("keep", [0, 1])
def test_a_file_that_was_cut_or_replaced_is_read_whole(
    context: Context, name: str, header: str, line: Line, keep: int
) -> None:
    file = Growing(context, name)
    file.write(header + "".join(line(n) for n in range(1, 6)))
    file.pull()
    file.path.unlink()
    file.write(header + "".join(line(n) for n in range(1, 1 + keep)) + "".join(line(n) for n in range(10, 20 - keep)))
    assert len(refs(file.pull())) == 10


def test_a_file_replaced_by_a_longer_one_with_the_same_start_is_read_whole(context: Context) -> None:
    file = Growing(context, "f.csv")
    start = HEADER + "".join(csv_line(n) for n in range(3000))
    file.write(start + csv_line(9001))
    file.pull()
    file.path.unlink()
    file.write(start + csv_line(9002) + csv_line(9003))
    assert len(refs(file.pull())) == 3002


@both
def test_growth_during_an_interrupted_reading_loses_nothing(
    context: Context, name: str, header: str, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files_module, "PAGE", 3)
    file = Growing(context, name)
    file.write(header)
    found: list[str] = []
    for start in range(0, 40, 10):
        file.write("".join(line(n) for n in range(start, start + 10)))
        found += refs(file.pull(2))
    while pages := file.pull(1):
        found += refs(pages)
    assert found == [str(n) for n in range(40)]


def test_other_settings_read_it_whole_again(context: Context) -> None:
    file = Growing(context, "f.csv")
    file.write(HEADER + csv_line(1))
    file.pull()
    assert refs(file.pull(map={"text": "text"})) == ["1"]


def test_dates_that_turn_out_to_be_american_are_all_read_again(context: Context) -> None:
    file = Growing(context, "f.csv")
    file.write(HEADER + "1,lea,un,03/02/2026\n")
    assert file.pull()[0].mentions[0].posted_at.date().isoformat() == "2026-02-02"
    file.write("2,lea,deux,12/25/2026\n")
    pages = file.pull()
    assert [m.posted_at.date().isoformat() for page in pages for m in page.mentions] == ["2026-03-01", "2026-12-24"]


def test_ids_that_turn_out_to_be_rounded_make_all_be_read_again(context: Context) -> None:
    file = Growing(context, "f.csv")
    file.write(HEADER + csv_line(1))
    assert refs(file.pull()) == ["1"]
    file.write('"1,73E+18",lea,deux,2026-03-02\n')
    assert [len(ref) for ref in refs(file.pull())] == [16, 16]


def test_a_cursor_of_before_is_accepted(context: Context) -> None:
    file = Growing(context, "f.csv")
    file.write(HEADER + csv_line(1) + csv_line(2))
    (page,) = file.pull()
    assert page.cursor is not None
    state = page.cursor["files"]["f.csv"]
    before = {key: state[key] for key in ("size", "mtime_ns", "sha256", "settings")}
    file.cursor = {"files": {"f.csv": {**before, "row": 1, "done": False}}}
    assert refs(file.pull()) == ["2"]
    file.cursor = {"files": {"f.csv": {**before, "row": 2, "done": True}}}
    assert file.pull() == []
    file.write(csv_line(3))
    assert refs(file.pull()) == ["1", "2", "3"]


def test_a_file_in_utf_16_is_read_whole_each_time(context: Context) -> None:
    file = Growing(context, "f.csv")
    for count in (1, 2):
        content = HEADER + "".join(csv_line(n) for n in range(count))
        file.path.write_bytes(content.encode("utf-16"))
        assert len(refs(file.pull())) == count
