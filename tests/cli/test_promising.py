"""What a person or a script asks about promises: by when, why, on which days, and whom to warn."""

import csv
import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

SHARED = Path(os.environ.get("SOCIALCARE_CASES") or Path(__file__).parents[2].parent / "shared" / "cases")

RULES = """
calendars:
  siege: {timezone: Europe/Paris, hours: {mon-fri: ["09:00-12:00", "14:00-18:00"]}, holidays: FR}
  reunion: {timezone: Indian/Reunion, hours: {mon-fri: ["08:00-17:00"]}, holidays: FR-974}
policies:
  noon: {type: cutoff, windows: [{before: 12:00, due: 17:00}]}
  4h: {type: duration, business: 4h}
rules: [what else stands in the file is for others]
"""


@pytest.fixture
def rules(tmp_path: Path) -> str:
    (tmp_path / "rules.yaml").write_text(RULES, "utf-8")
    return str(tmp_path / "rules.yaml")


@pytest.fixture
def answers(run: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """`answers(lines, "--rules", file)`: `sla due --jsonl` with these bytes on stdin."""

    def ask(lines: bytes, *words: str, **environment: str) -> Any:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines), encoding="utf-8"))
        return run("sla", "due", "--jsonl", *words, **environment)

    return ask


def test_the_due_times_are_those_written_by_hand(
    answers: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = SHARED / "promises.jsonl"
    if not questions.is_file():
        pytest.skip(f"outside cases are not at {SHARED}; SOCIALCARE_CASES names another folder")
    monkeypatch.chdir(tmp_path)  # no workspace, no lock
    told = answers(questions.read_bytes(), "--rules", str(SHARED / "promises_setup.json"))
    expected = [json.loads(line)["due_at"] for line in questions.read_text("utf-8").splitlines()]
    assert [json.loads(line) for line in told.out.splitlines()] == [{"due_at": due} for due in expected]
    assert (told.code, told.err) == (0, "")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{", "not a question"),
        (b"[" * 5000, "not a question"),
        (b"\xff\xfe", "not a question"),
        (b"[]", "not a question"),
        (b'{"policy": "noon"}', "asked_at: missing"),
        (b'{"policy": "noon", "asked_at": 1763460000}', "asked_at: "),
        (b'{"policy": "noon", "asked_at": "noon"}', "\u201cnoon\u201d is not an ISO 8601 time"),
        (b'{"policy": "non", "asked_at": "2026-11-18T10:00"}', "did you mean \u201cnoon\u201d?"),
        (b'{"policy": "noon", "calendar": "reunio", "asked_at": "2026-11-18T10:00"}', "did you mean \u201creunion\u201d?"),
        (b'{"policy": "noon", "asked_at": "0001-01-01T00:00+14:00"}', "1 is too far: write a year from 1900 to 2200"),
        (b'{"policy": "noon", "asked_at": "9999-12-31T23:00-14:00"}', "9999 is too far"),
        (b'{"policy": "4h", "asked_at": "2026-11-18T10:00", "pauses": [["2026-11-18T11:00"]]}', "a pause is two times"),
        (b'{"policy": "4h", "asked_at": "2026-11-18T10:00", "pauses": [["2026-11-18T11:00", "2040-01-01T00:00"]]}',
         "goes outside"),
    ],
)  # fmt: skip
def test_a_bad_line_is_answered_in_its_place_and_the_exit_code_is_1(
    answers: Callable[..., Any], rules: str, line: bytes, said: str
) -> None:
    good = b'{"policy": "noon", "asked_at": "2026-11-18T10:00"}'
    told = answers(b"\n".join([good, line, b"", good]), "--rules", rules)
    before, bad, after = (json.loads(answer) for answer in told.out.splitlines())
    assert before == after == {"due_at": "2026-11-18T17:00:00+01:00"}
    assert list(bad) == ["error"]
    assert said in bad["error"]
    assert told.code == 1
    assert told.err == "1 line without an answer\n"


@pytest.mark.parametrize(
    ("words", "due"),
    [
        (("--policy", "noon", "--asked-at", "18/11/2026 11h59"), "2026-11-18T17:00:00+01:00"),
        (("--policy", "noon", "--asked-at", "2026-11-18T12:00:00+01:00"), "2026-11-19T17:00:00+01:00"),
        (("--policy", "noon", "--asked-at", "2026-12-20T10:00", "--calendar", "reunion"), "2026-12-21T17:00:00+04:00"),
        (("--policy", "4h", "--asked-at", "1h"), "2026-11-20T15:30:00+01:00"),
        (("--policy", "4h", "--asked-at", "03/05/2030 17h"), "2030-05-06T12:00:00+02:00"),
    ],
)
def test_a_question_is_typed_as_people_say_times(run: Run, rules: str, words: tuple[str, ...], due: str) -> None:
    assert run("sla", "due", "--rules", rules, *words).out == due + "\n"


def test_a_due_time_is_told_line_by_line(run: Run, rules: str) -> None:
    words = ("sla", "due", "--rules", rules, "--policy", "noon", "--calendar", "reunion", "--asked-at")
    told = run(*words, "2026-11-18T12:00", "--explain").out
    assert told.splitlines() == [
        "2026-11-19T17:00:00+04:00",
        "  asked on Wed 18/11/2026 12:00",
        "  not before the cut-off 12:00",
        "  1 working day later at 17:00",
        "  due on Thu 19/11/2026 17:00",
    ]


@pytest.mark.usefixtures("workspace")
def test_in_a_workspace_the_lock_answers(run: Run) -> None:
    told = run("sla", "due", "--policy", "noon-17h", "--asked-at", "2026-11-18T11:00", "--explain")
    assert told.out.splitlines()[0] == "2026-11-18T17:00:00+01:00"
    assert "  the expert's draft is due on Wed 18/11/2026 16:00" in told.out.splitlines()
    beyond = run("sla", "due", "--policy", "noon-17h", "--asked-at", "2040-11-18T11:00")
    assert (beyond.code, beyond.out) == (2, "")
    assert "calendar “siege” is locked from Tue 01/01/2019 to Mon 31/12/2029" in beyond.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sla", "due", "--policy", "noon"), "say --policy and --asked-at, or --jsonl"),
        (("sla", "due", "--jsonl", "--policy", "noon"), "with --jsonl each line names its own policy"),
        (("sla", "due", "--policy", "noon-17", "--asked-at", "2h"), "unknown policy “noon-17”; did you mean “noon-17h”?"),
        (("sla", "due", "--policy", "noon-17h", "--asked-at", "soon"), "“soon” is no time that is understood"),
        (("sla", "due", "--policy", "noon-17h", "--asked-at", "2h", "--calendar", "sieg"), "did you mean “siege”?"),
        (("sla", "due", "--rules", "no.yaml", "--policy", "x", "--asked-at", "2h"), "there is no file"),
        (("sla", "due", "--rules", "socialcare.yaml", "--policy", "x", "--asked-at", "2h"),
         "socialcare.yaml:1:1: the key “calendars” is missing here"),
        (("calendar", "show", "may"), "“may” is not a month; write one such as 2026-05"),
        (("calendar", "show", "2026-05-14"), "“2026-05-14” is not a month"),
        (("calendar", "show", "2040-01"), "is locked from Tue 01/01/2019 to Mon 31/12/2029"),
        (("calendar", "explain", "2040-01-01"), "is locked from Tue 01/01/2019 to Mon 31/12/2029"),
        (("calendar", "explain", "someday"), "“someday” is no time that is understood"),
        (("calendar", "show", "--calendar", "siège"), "unknown calendar “siège”; did you mean “siege”?"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("workspace")
def test_wrong_use_is_2_and_says_what_to_do(run: Run, words: tuple[str, ...], said: str) -> None:
    ran = run(*words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


@pytest.mark.usefixtures("workspace")
def test_a_month_is_shown_day_by_day(run: Run) -> None:
    rows = run("calendar", "show", "2026-05", "--json").rows
    assert len(rows) == 31
    assert rows[13] == {
        "calendar": "siege", "day": "2026-05-14", "is_open": False, "hours": "", "why": "holiday", "name": "Ascension",
    }  # fmt: skip
    assert (rows[14]["hours"], rows[14]["why"]) == ("09:00-12:00 14:00-18:00", "week")
    assert list(csv.DictReader(io.StringIO(run("calendar", "show", "2026-05", "--csv").out)))[13]["name"] == "Ascension"
    table = run("calendar", "show", "2026-05")
    assert "Thu 14/05/2026   closed all day            Ascension" in table.out
    assert table.err == "17 working days\n"
    assert run("calendar", "show", "--json").rows[0]["day"] == "2026-11-01"


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(
    ("day", "lines"),
    [
        (
            "2026-05-14",
            ["the week: 09:00-12:00 14:00-18:00", "a holiday: Ascension", "closed all day",
             "working day before: Wed 13/05/2026", "working day after: Fri 15/05/2026"],
        ),
        (
            "29/03/2026",
            ["the week: no hours on this day", "the clocks change: this day lasts 23 h", "closed all day",
             "working day before: Fri 27/03/2026", "working day after: Mon 30/03/2026"],
        ),
        (
            "today",
            ["the week: 09:00-12:00 14:00-18:00", "open 09:00-12:00 14:00-18:00: 7 h",
             "working day before: Thu 19/11/2026", "working day after: Mon 23/11/2026"],
        ),
    ],
)  # fmt: skip
def test_a_day_is_explained_line_by_line(run: Run, day: str, lines: list[str]) -> None:
    head, *told = run("calendar", "explain", day).out.splitlines()
    assert head.endswith("calendar “siege” (Europe/Paris)")
    assert told == lines


@pytest.mark.usefixtures("workspace")
def test_exceptions_closures_and_worked_holidays_say_what_they_are(run: Run, workspace: Path) -> None:
    file = workspace / "rules" / "sophie-paris.yaml"
    more = "holidays: FR\n    worked_holidays: [2026-05-25]\n    closed: [2026-05-15]\n    exceptions: {2026-05-16: [10:00-12:00]}\n"
    file.write_text(file.read_text("utf-8").replace("holidays: FR\n", more), "utf-8")
    assert run("calendar", "lock").code == 0
    days = {row["day"]: (row["is_open"], row["why"]) for row in run("calendar", "show", "2026-05", "--json").rows}
    assert days["2026-05-15"] == (False, "closed")
    assert days["2026-05-16"] == (True, "exception")
    assert days["2026-05-25"] == (True, "worked_holiday")
    shown = run("calendar", "show", "2026-05").out
    assert "Lundi de Pentecôte, worked" in shown
    assert "closure" in shown
    assert "a closure written in the rules" in run("calendar", "explain", "2026-05-15").out
    assert "an exception written in the rules" in run("calendar", "explain", "2026-05-16").out
    assert "a holiday that is worked: Lundi de Pentecôte" in run("calendar", "explain", "2026-05-25").out


@pytest.mark.usefixtures("workspace")
def test_warnings_are_a_list_like_the_others(run: Run) -> None:
    rows = run("warnings", "--json").rows
    assert rows
    assert {tuple(row) for row in rows} == {
        ("case", "to", "at", "due_at", "expert", "community_manager", "responsible")
    }
    assert [row["due_at"] for row in rows] == sorted(row["due_at"] for row in rows)
    assert [json.loads(line) for line in run("warnings", "--jsonl").out.splitlines()] == rows
    table = run("warnings")
    assert str(rows[0]["case"]) in table.out
    assert table.err == f"{len(rows)} warnings\n"
    assert len(run("warnings", "--as-of", "2020-01-01", "--json").rows) == 0


@pytest.mark.usefixtures("workspace")
def test_a_warning_names_who_is_responsible_and_says_where_nobody_is(run: Run, workspace: Path) -> None:
    assert {row["responsible"] for row in run("warnings", "--json").rows} == {"sophie"}
    assert "person responsible (Sophie Aubry)" in run("warnings").out
    assert "nobody is responsible" not in run("warnings").err
    file = workspace / "rules" / "sophie-paris.yaml"
    file.write_text(file.read_text("utf-8").replace("responsible: sophie\n", ""), "utf-8")
    alone = run("warnings")
    assert "person responsible (–)" in alone.out
    assert alone.err.splitlines()[-1] == (
        "nobody is responsible for the team; write “responsible: claire” in rules/sophie-paris.yaml"
    )
    assert "W113 policy “urgent-1h” warns the person responsible, and nobody is" in run("rules", "check").err
    file.write_text(file.read_text("utf-8") + "responsible: sofie\n", "utf-8")
    broken = run("warnings")
    assert broken.code == 2
    assert "unknown person “sofie”; did you mean “sophie”?" in broken.err


@pytest.mark.usefixtures("workspace")
def test_a_breach_shows_where_it_was_made_late(run: Run) -> None:
    assert "Where" in run("breaches").out
    legs = {row["leg"] for row in run("breaches", "--json").rows}
    assert legs <= {"source", "routing", "expert", "community_manager", "publication"}
    assert legs
