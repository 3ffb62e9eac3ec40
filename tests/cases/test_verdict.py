"""What a promise due at 17:00 is worth, to the microsecond."""

from collections.abc import Callable
from datetime import datetime

import pytest

from socialcare.cases import Clock, late_seconds, remaining_seconds, verdict
from socialcare.facts import Verdict

At = Callable[[str], datetime]


@pytest.mark.parametrize(
    ("now", "expected", "remaining", "late"),
    [
        ("15:59:59.999999", Verdict.ON_TIME, 3600, 0),
        ("16:00", Verdict.DUE_SOON, 3600, 0),
        ("17:00", Verdict.DUE_SOON, 0, 0),
        ("17:00:00.000001", Verdict.LATE, -1, 1),
        ("17:00:01", Verdict.LATE, -1, 1),
        ("17:00:01.5", Verdict.LATE, -2, 2),
        ("18:00", Verdict.LATE, -3600, 3600),
    ],
)
def test_at_the_very_due_instant_is_on_time_and_one_tick_later_is_late(
    now: str, expected: Verdict, remaining: int, late: int, at: At
) -> None:
    clock = Clock(asked_at=at("09:00"), due_at=at("17:00"))
    assert verdict(clock, at(now)) is expected
    assert remaining_seconds(clock, at(now)) == remaining
    assert late_seconds(clock, at(now)) == late


@pytest.mark.parametrize(
    ("ended", "answered", "closed", "late"),
    [
        ("16:59", Verdict.KEPT, Verdict.NONE, 0),
        ("17:00", Verdict.KEPT, Verdict.NONE, 0),
        ("17:00:00.000001", Verdict.BROKEN, Verdict.BROKEN, 1),
        ("17:30", Verdict.BROKEN, Verdict.BROKEN, 1800),
    ],
)
def test_an_end_is_judged_by_its_own_instant_whenever_it_is_looked_at(
    ended: str, answered: Verdict, closed: Verdict, late: int, at: At
) -> None:
    clock = Clock(asked_at=at("09:00"), due_at=at("17:00"))
    by_answer, by_closing = clock.stopped(at(ended), "claire"), clock.closed(at(ended))
    for now in ("17:30", "23:00"):
        assert verdict(by_answer, at(now)) is answered
        assert verdict(by_closing, at(now)) is closed
        assert [late_seconds(each, at(now)) for each in (by_answer, by_closing)] == [late, late]
        assert [remaining_seconds(each, at(now)) for each in (by_answer, by_closing)] == [None, None]


def test_what_ended_stays_as_it_ended(at: At) -> None:
    clock = Clock(asked_at=at("09:00"), due_at=at("17:00")).stopped(at("10:00"), "claire")
    assert clock.stopped(at("11:00"), "mehdi") == clock
    assert clock.closed(at("11:00")) == clock


@pytest.mark.parametrize("clock", [None, "without a promise"])
def test_without_a_promise_there_is_no_verdict(clock: str | None, at: At) -> None:
    unpromised = Clock(asked_at=at("09:00"), due_at=None) if clock else None
    assert verdict(unpromised, at("23:00")) is Verdict.NONE
    assert remaining_seconds(unpromised, at("23:00")) is None
    assert late_seconds(Clock(asked_at=at("09:00"), due_at=None), at("23:00")) == 0
