"""Calendars are resolved once, into data that says why; nothing is promised on a lock of other calendars."""

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from socialcare.errors import WrongUse
from socialcare.sla import Promises, PromisesText, make_lock
from socialcare.sla.calendar_text import HOLIDAYS

Paris = Callable[[str], datetime]

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def _text(**calendar: Any) -> PromisesText:
    written = {"hours": {"mon-fri": ["09:00-12:00", "14:00-18:00"]}, **calendar}
    policy = {"type": "cutoff", "windows": [{"before": "12:00", "due": "17:00"}]}
    return PromisesText.model_validate({"calendars": {"hq": written}, "policies": {"noon": policy}})


def _days(**calendar: Any) -> dict[str, Any]:
    days: dict[str, Any] = make_lock(_text(**calendar), FIRST, LAST)["calendars"]["hq"]["days"]
    return days


def test_the_eleven_holidays_of_france_are_locked_with_their_french_names() -> None:
    days = _days(holidays="FR")
    assert [day[5:] for day in days] == [
        "01-01", "04-06", "05-01", "05-08", "05-14", "05-25", "07-14", "08-15", "11-01", "11-11", "12-25",
    ]  # fmt: skip
    assert days["2026-05-25"] == {"why": "holiday", "name": "Lundi de Pentecôte", "hours": []}


@pytest.mark.parametrize(
    ("code", "day"),
    [
        ("FR-6AE", "2026-04-03"), ("FR-6AE", "2026-12-26"), ("FR-57", "2026-12-26"), ("FR-971", "2026-05-27"),
        ("FR-972", "2026-05-22"), ("FR-973", "2026-06-10"), ("FR-974", "2026-12-20"), ("FR-976", "2026-04-27"),
    ],
)  # fmt: skip
def test_places_have_holidays_of_their_own(code: str, day: str) -> None:
    assert day in _days(holidays=code)
    assert day not in _days(holidays="FR")


@pytest.mark.parametrize("code", HOLIDAYS)
def test_each_code_that_a_calendar_may_name_can_be_resolved(code: str) -> None:
    assert len(_days(holidays=code)) >= 11


@pytest.mark.parametrize(
    ("calendar", "day"),
    [
        ({"holidays": "FR"}, {"why": "holiday", "name": "Noël", "hours": []}),
        ({"holidays": "FR", "closed": ["2026-12-25"]}, {"why": "closed", "name": "", "hours": []}),
        ({"holidays": "FR", "closed": [date(2026, 12, 25)], "exceptions": {"2026-12-25": ["09:00-10:00"]}},
         {"why": "exception", "name": "", "hours": ["09:00-10:00"]}),
        ({"holidays": "FR", "worked_holidays": ["2026-12-25"]},
         {"why": "worked_holiday", "name": "Noël", "hours": ["09:00-12:00", "14:00-18:00"]}),
        ({"holidays": "FR", "worked_holidays": ["2026-12-25"], "closed": ["2026-12-24..2027-01-03"]},
         {"why": "closed", "name": "", "hours": []}),
    ],
)  # fmt: skip
def test_an_exception_beats_a_closure_which_beats_a_holiday(calendar: dict[str, Any], day: dict[str, Any]) -> None:
    assert _days(**calendar)["2026-12-25"] == day


def test_a_worked_holiday_that_is_none_is_refused() -> None:
    with pytest.raises(WrongUse, match="calendar “hq”: 2026-05-26 is not a holiday there"):
        make_lock(_text(holidays="FR", worked_holidays=["2026-05-26", "2026-05-25", "2030-01-02"]), FIRST, LAST)


def test_a_lock_is_plain_json_and_the_same_each_time() -> None:
    text = _text(holidays="FR", closed=["2026-05-15"])
    lock = make_lock(text, FIRST, LAST)
    assert json.loads(json.dumps(lock)) == lock == make_lock(text, FIRST, LAST)
    assert lock["holidays"]
    assert lock["tzdata"][:2] == "20"


def test_the_digest_of_a_calendar_moves_with_what_it_resolves_to() -> None:
    digests = {
        make_lock(text, FIRST, last)["calendars"]["hq"]["digest"]
        for text, last in [
            (_text(), LAST),
            (_text(holidays="FR"), LAST),
            (_text(holidays="FR", timezone="Indian/Reunion"), LAST),
            (_text(holidays="FR", closed=["2026-05-15"]), LAST),
            (_text(holidays="FR"), date(2027, 12, 31)),
        ]
    }
    assert len(digests) == 5


def test_without_a_lock_the_command_that_makes_it_is_named() -> None:
    with pytest.raises(WrongUse, match="not locked yet; run “socialcare calendar lock”"):
        Promises.load(_text(), None)


def test_a_lock_of_other_calendars_is_refused() -> None:
    lock = make_lock(_text(), FIRST, LAST)
    with pytest.raises(WrongUse, match="made for other calendars than these: hq; run “socialcare calendar lock”"):
        Promises.load(_text(holidays="FR"), lock)


def test_a_lock_edited_by_hand_is_refused() -> None:
    text = _text(holidays="FR")
    lock = copy.deepcopy(make_lock(text, FIRST, LAST))
    del lock["calendars"]["hq"]["days"]["2026-05-01"]
    with pytest.raises(WrongUse, match="other calendars than these: hq"):
        Promises.load(text, lock)


@pytest.mark.parametrize("lock", [{}, {"calendars": 3}, {"first": "soon"}])
def test_a_damaged_lock_is_refused(lock: dict[str, Any]) -> None:
    with pytest.raises(WrongUse, match="lock is damaged; run “socialcare calendar lock”"):
        Promises.load(_text(), lock)


def test_the_same_calendar_written_another_way_keeps_its_lock(paris: Paris) -> None:
    lock = make_lock(_text(closed=["2026-05-15"]), FIRST, LAST)
    other = _text(closed=["2026-05-15..2026-05-15"], hours={"mon-fri": ["9:00 - 12:00", "14:00-18:00"]})
    assert Promises.load(other, lock).due(paris("2026-05-15 10:00"), "noon").due_at == paris("2026-05-18 17:00")


def test_a_promise_does_not_load_the_library_of_holidays() -> None:
    lock = json.dumps(make_lock(_text(holidays="FR"), FIRST, LAST))
    script = """
import json, sys
from datetime import datetime
from socialcare.sla import Promises, PromisesText
lock = json.load(sys.stdin)
text = PromisesText.model_validate({"calendars": {"hq": {"hours": {"mon-fri": ["09:00-12:00", "14:00-18:00"]},
    "holidays": "FR"}}, "policies": {"noon": {"type": "days", "days": 1}}})
Promises.load(text, lock).due(datetime.fromisoformat("2026-03-02T10:00+01:00"), "noon")
sys.exit("holidays" in sys.modules)
"""
    subprocess.run([sys.executable, "-c", script], input=lock, text=True, encoding="utf-8", check=True)
