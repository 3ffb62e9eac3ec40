"""Why: a due time is told line by line, dates and times by the clocks of the calendar."""

from collections.abc import Callable
from datetime import datetime

import pytest

from socialcare.sla import Promises

Paris = Callable[[str], datetime]


@pytest.mark.parametrize(
    ("policy", "asked", "because"),
    [
        (
            "noon",
            "2026-11-18 11:42:10",
            ["asked on 2026-11-18 11:42:10+01:00", "before the cut-off 12:00", "the same day at 17:00",
             "due on 2026-11-18 17:00:00+01:00"],
        ),
        (
            "noon",
            "2026-05-22 16:10",
            ["asked on 2026-05-22 16:10:00+02:00", "not before the cut-off 12:00", "1 working day later at 17:00",
             "2026-05-23 to 2026-05-24 are closed (no hours on this day of the week)",
             "2026-05-25 is closed (Lundi de Pentecôte)", "due on 2026-05-26 17:00:00+02:00"],
        ),
        (
            "noon",
            "2026-05-15 10:00",
            ["asked on 2026-05-15 10:00:00+02:00", "2026-05-15 is closed (closure)",
             "2026-05-16 to 2026-05-17 are closed (no hours on this day of the week)",
             "counts as received on 2026-05-18 at 00:00", "before the cut-off 12:00", "the same day at 17:00",
             "due on 2026-05-18 17:00:00+02:00"],
        ),
        (
            "noon_capped",
            "2026-12-24 10:00",
            ["asked on 2026-12-24 10:00:00+01:00", "before the cut-off 12:00", "the same day at 17:00",
             "2026-12-24 closes at 12:00: due then, not at 17:00", "due on 2026-12-24 12:00:00+01:00"],
        ),
        (
            "next_day_17h",
            "2026-07-13 10:00",
            ["asked on 2026-07-13 10:00:00+02:00", "1 working day later at 17:00",
             "2026-07-14 is open from 10:00 to 12:00 only, not at 17:00", "due on 2026-07-15 17:00:00+02:00"],
        ),
        (
            "noon_evening",
            "2026-03-08 10:00",
            ["asked on 2026-03-08 10:00:00+01:00",
             "asked on a closed day: counts as received on the evening of 2026-03-06", "1 working day later at 17:00",
             "2026-03-07 to 2026-03-08 are closed (no hours on this day of the week)",
             "due on 2026-03-09 17:00:00+01:00"],
        ),
        (
            "two_days",
            "2026-03-02 10:00",
            ["asked on 2026-03-02 10:00:00+01:00", "2 working days later at closing time",
             "due on 2026-03-04 18:00:00+01:00"],
        ),
        (
            "half_hour",
            "2026-03-02 12:30",
            ["asked on 2026-03-02 12:30:00+01:00", "closed then: the clock starts on 2026-03-02 14:00:00+01:00",
             "30 min of opening hours later", "due on 2026-03-02 14:30:00+01:00"],
        ),
        (
            "elapsed_24h",
            "2026-03-07 10:00",
            ["asked on 2026-03-07 10:00:00+01:00", "24 h later, day and night", "due on 2026-03-08 10:00:00+01:00"],
        ),
    ],
)  # fmt: skip
def test_a_due_time_is_told_line_by_line(
    promises: Promises, paris: Paris, policy: str, asked: str, because: list[str]
) -> None:
    assert [str(line) for line in promises.due(paris(asked), policy).because] == because


def test_a_pause_is_told(promises: Promises, paris: Paris) -> None:
    pause = paris("2026-11-18 10:00"), paris("2026-11-18 15:00")
    told = [str(line) for line in promises.due(paris("2026-11-18 09:00"), "four_hours", [pause]).because]
    assert "the clock is stopped from 2026-11-18 10:00:00+01:00 to 2026-11-18 15:00:00+01:00" in told


def test_times_stay_values_in_the_zone_of_the_calendar_for_the_screen_to_format(promises: Promises) -> None:
    asked, *_, due = promises.due(datetime.fromisoformat("2026-11-18T06:00+00:00"), "noon_reunion").because
    assert str(asked.values["asked_at"]) == "2026-11-18 10:00:00+04:00"
    assert str(due.values["due_at"]) == "2026-11-18 17:00:00+04:00"
