"""The expert's leg and the warnings of a promise, backward in opening hours."""

import json
from collections.abc import Callable
from datetime import date, datetime

import pytest

from socialcare.facts import DueWarning, Warned
from socialcare.sla import Promises, PromisesText, make_lock

Paris = Callable[[str], datetime]

TEXT = PromisesText.model_validate({
    "calendars": {"hq": {"hours": {"mon-fri": ["09:00-12:00", "14:00-18:00"]}, "holidays": "FR"}},
    "policies": {
        "noon": {
            "type": "cutoff", "windows": [{"before": "12:00", "due": "17:00"}], "expert": {"before_due": "60min"},
            "warn": [{"before": "30min", "to": "responsible"}, {"before": "4h", "to": "expert"}],
        },
        "two_hours": {"type": "duration", "business": "2h", "expert": {"before_due": "1h"}, "warn": [{"before": "3h", "to": "expert"}]},
        "one_day": {"type": "duration", "elapsed": "24h", "expert": {"before_due": "2h"}},
        "bare": {"type": "days", "days": 1},
    },
})  # fmt: skip


@pytest.fixture(scope="module")
def legged() -> Promises:
    return Promises.load(TEXT, make_lock(TEXT, date(2026, 1, 1), date(2027, 12, 31)))


@pytest.mark.parametrize(
    ("policy", "asked", "expert_due"),
    [
        ("noon", "2026-11-18 10:00", "2026-11-18 16:00"),
        ("noon", "2026-11-20 12:00", "2026-11-23 16:00"),
        ("two_hours", "2026-11-18 10:00", "2026-11-18 11:00"),
        ("two_hours", "2026-11-18 11:30", "2026-11-18 14:30"),
        ("two_hours", "2026-11-18 11:00", "2026-11-18 14:00"),  # the latest instant: after lunch
        ("two_hours", "2026-11-20 17:30", "2026-11-23 09:30"),
        ("one_day", "2026-11-18 17:00", "2026-11-19 15:00"),
        ("one_day", "2026-11-20 15:30", "2026-11-20 16:00"),  # due on Saturday, so on Friday
        ("one_day", "2026-11-20 16:00", None),  # exactly the leg is left: nobody could keep it
        ("one_day", "2026-11-21 10:00", None),
        ("bare", "2026-11-18 10:00", None),
    ],
)
def test_a_draft_is_due_so_many_opening_hours_before_its_answer(
    legged: Promises, paris: Paris, policy: str, asked: str, expert_due: str | None
) -> None:
    found = legged.due(paris(asked), policy).expert_due_at
    assert found == (paris(expert_due) if expert_due else None)


def test_warnings_come_in_their_order_and_none_before_the_question(legged: Promises, paris: Paris) -> None:
    assert legged.due(paris("2026-11-18 10:00"), "noon").warnings == (
        DueWarning(at=paris("2026-11-18 11:00"), to=Warned.EXPERT),
        DueWarning(at=paris("2026-11-18 16:30"), to=Warned.RESPONSIBLE),
    )
    asked = paris("2026-11-18 10:00")
    assert legged.due(asked, "two_hours").warnings == (DueWarning(at=asked, to=Warned.EXPERT),)


def test_the_legs_are_told_after_the_due_time(legged: Promises, paris: Paris) -> None:
    told = [str(line) for line in legged.due(paris("2026-11-18 10:00"), "noon").because]
    assert told[-4:] == [
        "due on 2026-11-18 17:00:00+01:00",
        "the expert's draft is due on 2026-11-18 16:00:00+01:00",
        "warning to the expert on 2026-11-18 11:00:00+01:00",
        "warning to the responsible on 2026-11-18 16:30:00+01:00",
    ]
    short = [str(line) for line in legged.due(paris("2026-11-21 10:00"), "one_day").because]
    assert short[-1] == "no more than 2 h of opening hours until then: no time of its own for a draft"


def test_a_policy_can_be_asked_on_another_calendar(promises: Promises, paris: Paris) -> None:
    asked = paris("2026-12-21 10:00")
    own, other = promises.due(asked, "noon"), promises.due(asked, "noon", calendar_name="reunion")
    assert (own.calendar, other.calendar) == ("hq", "reunion")
    assert other.due_at == datetime.fromisoformat("2026-12-22T17:00+04:00")
    assert own.digest != other.digest
    assert own.tzdata == other.tzdata != ""


def test_a_policy_may_promise_the_end_of_the_case(paris: Paris) -> None:
    text = PromisesText.model_validate({
        "calendars": {"hq": {"hours": {"mon-fri": ["09:00-18:00"]}}},
        "policies": {
            "noon": {"type": "cutoff", "windows": [{"before": "12:00", "due": "17:00"}], "resolution": "three_days"},
            "three_days": {"type": "days", "days": 3, "due": "12:00"},
        },
    })  # fmt: skip
    promise = Promises.load(text, make_lock(text, date(2026, 1, 1), date(2026, 12, 31))).due(
        paris("2026-11-18 10:00"), "noon"
    )
    assert (promise.due_at, promise.resolution_due_at) == (paris("2026-11-18 17:00"), paris("2026-11-23 12:00"))
    assert "to be closed by" in str(promise.because[-1])


@pytest.mark.parametrize("name", list(TEXT.policies))
def test_the_snapshot_of_a_promise_is_its_policy_again(name: str, legged: Promises, paris: Paris) -> None:
    written = json.loads(legged.due(paris("2026-11-18 10:00"), name).snapshot)
    again = PromisesText.model_validate({"calendars": {}, "policies": {name: written}})
    assert again.policies[name] == TEXT.policies[name]
