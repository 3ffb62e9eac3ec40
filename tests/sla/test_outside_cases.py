"""Due times written by hand, and the cases of other business-time libraries."""

import json
import os
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from socialcare.sla import Calendar, Promises, PromisesText, make_lock

SHARED = Path(os.environ.get("SOCIALCARE_CASES") or Path(__file__).parents[2].parent / "shared" / "cases")
ASKED = ("add", "elapsed", "next_open", "prev_open")
"""`next_close` is not asked of a clock here."""

if not SHARED.is_dir():
    pytest.skip(f"outside cases are not at {SHARED}; SOCIALCARE_CASES names another folder", allow_module_level=True)


def _lines(name: str) -> list[dict[str, Any]]:
    path = SHARED / name
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.is_file() else []


def _business_time() -> Iterator[Any]:
    for case in _lines("business_time.jsonl"):
        if case["op"] in ASKED:
            why = case.get("disagrees")
            marks = [pytest.mark.xfail(strict=True, reason=f"{why}: {case['note']}")] if why else []
            yield pytest.param(case, id=case["id"], marks=marks)


@cache
def _promises() -> Promises:
    """Each policy on each calendar, as `policy @ calendar`."""
    setup = json.loads((SHARED / "promises_setup.json").read_text("utf-8"))
    policies = {
        f"{name} @ {calendar}": {**policy, "calendar": calendar}
        for name, policy in setup["policies"].items()
        for calendar in setup["calendars"]
    }
    text = PromisesText.model_validate({"calendars": setup["calendars"], "policies": policies})
    return Promises.load(text, make_lock(text, date(2025, 1, 1), date(2029, 12, 31)))


@pytest.mark.parametrize("case", _lines("promises.jsonl"), ids=lambda case: f"{case['n']}: {case['note']}")
def test_a_due_time_is_that_written_by_hand(case: dict[str, Any]) -> None:
    pauses = [(datetime.fromisoformat(begins), datetime.fromisoformat(ends)) for begins, ends in case["pauses"]]
    policy = f"{case['policy']} @ {case['calendar']}"
    promise = _promises().due(datetime.fromisoformat(case["asked_at"]), policy, pauses)
    assert promise.due_at == datetime.fromisoformat(case["due_at"])


@pytest.mark.parametrize("case", list(_business_time()))
def test_business_time_is_that_of_other_libraries(case: dict[str, Any]) -> None:
    start = datetime.fromisoformat(case["start"])
    clock = _calendar(case).clock
    pauses = [(datetime.fromisoformat(begins), datetime.fromisoformat(ends)) for begins, ends in case.get("pauses", [])]
    if case["op"] == "elapsed":
        elapsed = clock.elapsed(start, datetime.fromisoformat(case["end"]), pauses)
        assert elapsed.total_seconds() == case["expected_elapsed"]
        return
    length = timedelta(seconds=case.get("business_seconds", 0))
    if case["op"] == "prev_open" or length < timedelta(0):
        found = clock.subtract(start, -length)
    else:
        found = clock.add(start, length, pauses) if case["op"] == "add" else clock.next_open(start)
    assert found == datetime.fromisoformat(case["expected_due"])


def _calendar(case: dict[str, Any]) -> Calendar:
    exceptions = {day: [_joined(span) for span in spans] for day, spans in case.get("exceptions", {}).items()}
    for day, breaks in case.get("breaks", {}).items():
        weekday = date.fromisoformat(day).strftime("%a").lower()
        hours = case.get("exceptions", {}).get(day, case["weekly"].get(weekday, []))
        exceptions[day] = [_joined(span) for span in _without(hours, breaks)]
    text = PromisesText.model_validate(
        {
            "calendars": {
                "theirs": {
                    "timezone": case["timezone"],
                    "hours": {day: [_joined(span) for span in spans] for day, spans in case["weekly"].items()},
                    "closed": case["holidays"],
                    "exceptions": exceptions,
                }
            },
            "policies": {},
        }
    )
    days = [datetime.fromisoformat(case[key]).date() for key in ("start", "end", "expected_due") if key in case]
    lock = make_lock(text, min(days) - timedelta(days=20), max(days) + timedelta(days=20))
    return Promises.load(text, lock).calendars["theirs"]


def _without(spans: list[list[str]], breaks: list[list[str]]) -> list[list[str]]:
    for begins, ends in breaks:
        pieces = [[opens, min(closes, begins)] for opens, closes in spans]
        pieces += [[max(opens, ends), closes] for opens, closes in spans]
        spans = [[opens, closes] for opens, closes in pieces if opens < closes]
    return spans


def _joined(span: list[str]) -> str:
    return "-".join(span)
