"""Every list has the same rows in every form, under names and in an order that scripts can count on."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from socialcare.cli.safe import for_cell

Run = Callable[..., Any]

pytestmark = pytest.mark.usefixtures("workspace")

FIELDS = [
    "case", "channel", "author", "text", "url", "posted_at", "due_at", "remaining_seconds", "verdict", "state",
    "sentiment", "polarity", "emotion", "intent", "complaint", "priority", "expert", "community_manager", "rule", "draft",
]  # fmt: skip

UNDERSTOOD = ["mixed", "urgency", "churn", "insult", "language", "corrected_by"]
HELD = ["tags", "in_hand_by", "in_hand_since", "snoozed_until"]
QUEUE = ["topic", "set_aside", "messages", "vanished_at", *UNDERSTOOD, *HELD]
BREACH = [
    "clock", "policy", "asked_at", "answered_at", "answered_by", "late_seconds", "leg", "expert_due_at", "seen_at", "routed_at",
    "drafted_at", *UNDERSTOOD,
]  # fmt: skip
COMPLAINT = ["topic", "opened_at", "answered_at", "closed_reason", "messages", "vanished_at", *UNDERSTOOD]

LISTS = [
    (("triage", "--no-pull"), QUEUE), (("search", "sels"), QUEUE), (("breaches",), BREACH), (("complaints",), COMPLAINT),
]  # fmt: skip

UTC_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.fixture(params=LISTS, ids=lambda each: " ".join(each[0]))
def a_list(request: pytest.FixtureRequest) -> Any:
    return request.param


def _in_csv(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return for_cell(value) if isinstance(value, str) else str(value)


def test_the_fields_have_these_names_in_this_order(run: Run, a_list: Any) -> None:
    words, extras = a_list
    rows = run(*words, "--json").rows
    assert rows
    assert {tuple(row) for row in rows} == {(*FIELDS, *extras)}


def test_names_and_values_stay_english_in_french(run: Run, a_list: Any) -> None:
    words, _ = a_list
    assert run(*words, "--json", LANG="fr_FR.UTF-8").out == run(*words, "--json").out


def test_times_are_iso_8601_in_utc(run: Run, a_list: Any) -> None:
    words, _ = a_list
    for row in run(*words, "--json").rows:
        for name, value in row.items():
            assert not name.endswith("_at") or value is None or UTC_TIME.fullmatch(value), (name, value)


def test_json_jsonl_and_csv_have_the_same_rows(run: Run, a_list: Any) -> None:
    words, extras = a_list
    rows = run(*words, "--json").rows
    assert [json.loads(line) for line in run(*words, "--jsonl").out.splitlines()] == rows
    table = list(csv.reader(io.StringIO(run(*words, "--csv").out, newline="")))
    assert table[0] == [*FIELDS, *extras]
    assert table[1:] == [[_in_csv(value) for value in row.values()] for row in rows]


def test_the_table_shows_the_same_cases_in_the_same_order(run: Run, a_list: Any) -> None:
    words, _ = a_list
    shown = run(*words, "--limit", "0").out
    numbers = [int(line.split()[0]) for line in shown.partition("───\n")[2].splitlines()]
    assert numbers == [row["case"] for row in run(*words, "--json").rows]


def test_the_limit_keeps_the_first_rows_and_0_keeps_all(run: Run, a_list: Any) -> None:
    words, _ = a_list
    rows = run(*words, "--json").rows
    assert run(*words, "--json", "--limit", "1").rows == rows[:1]
    assert run(*words, "--json", "--limit", "0").rows == rows
    assert len(run(*words, "--csv", "--limit", "1").out.splitlines()) == 2


def test_a_table_says_what_the_limit_left_out(run: Run) -> None:
    count = len(run("breaches", "--json").rows)
    assert f"… and {count - 2} more: --limit 0 shows all" in run("breaches", "--limit", "2").err


def test_excel_opens_it_right_in_france(run: Run, a_list: Any) -> None:
    """A byte order mark, semicolons, decimal commas, local times without zone, lines that end as on Windows."""
    words, _ = a_list
    told = run(*words, "--excel")
    assert told.out.startswith("\ufeffcase;channel;")
    assert told.out.endswith("\r\n")
    table = csv.DictReader(io.StringIO(told.out.removeprefix("\ufeff"), newline=""), delimiter=";")
    for cells, row in zip(table, run(*words, "--json").rows, strict=True):
        posted = datetime.fromisoformat(row["posted_at"]).astimezone(ZoneInfo("Europe/Paris"))
        assert cells["posted_at"] == f"{posted:%Y-%m-%d %H:%M:%S}"
        assert cells["polarity"] == str(row["polarity"]).replace(".", ",")
        assert cells["text"] == for_cell(row["text"])
    assert run(*words, "--csv", "--excel").out == told.out


def test_no_colour_and_no_escape_reaches_a_pipe(run: Run, a_list: Any) -> None:
    words, _ = a_list
    assert "\x1b" not in run(*words).out


def test_one_case_as_json_has_the_fields_then_its_story(run: Run) -> None:
    found = json.loads(run("show", "1", "--json").out)
    assert list(found)[: len(FIELDS)] == FIELDS
    assert [message["own"] for message in found["conversation"]] == [False, True, False]
    assert {"evidence", "because", "promise_because", "events"} <= set(found)


def test_yesterdays_report_is_the_same_bytes_today(run: Run, workspace: Path) -> None:
    reports = [("breaches",), ("complaints",), ("complaints", "--unanswered"), ("triage",)]
    then = ("--as-of", "2026-11-20T10:30", "--json")
    before = [run(*words, *then).out for words in reports]
    late = [str(row["case"]) for row in run("breaches", "--json").rows if row["answered_at"] is None]
    monday = {"SOCIALCARE_NOW": "2026-11-23T09:00:00+01:00", "SOCIALCARE_USER": "claire"}
    new = {"id": "n1", "author": "lea", "text": "Colis perdu, scandaleux !", "date": "2026-11-21T09:00:00Z"}
    (workspace / "new.jsonl").write_text(json.dumps(new) + "\n", "utf-8")
    for act in (
        ("reply", late[0], "--text", "Bonjour, …", "--mark-only"), ("assign", late[1], "--to", "presse"),
        ("close", late[2], "--reason", "doublon"), ("undo",), ("draft", late[3], "--text", "une piste"),
        ("import", "new.jsonl", "--channel", "avis"), ("triage", "--no-pull", "--json"),
    ):  # fmt: skip
        assert run(*act, **monday).code == 0
    assert [run(*words, *then).out for words in reports] == before
    assert [run(*words, *then, **monday).out for words in reports] == before
    for words, told in zip(reports, before, strict=True):
        assert run(*words, "--json", **monday).out != told


def test_what_is_due_within_a_span_is_asked_by_its_times(run: Run) -> None:
    everything = run("breaches", "--json").rows
    one_day = run("breaches", "--since", "mardi", "--until", "mercredi", "--json").rows
    assert one_day == [row for row in everything if row["due_at"].startswith("2026-11-17")]
    assert one_day
