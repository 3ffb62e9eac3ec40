"""By when: cut-offs, working days and lengths of opening hours, on our own calendars."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from socialcare.errors import WrongUse
from socialcare.sla import OutsideCalendar, Promises

Paris = Callable[[str], datetime]


@pytest.mark.parametrize(
    ("policy", "asked", "due"),
    [
        ("noon", "2026-03-02 00:00", "2026-03-02 17:00"),
        ("noon", "2026-03-02 11:59:59.999999", "2026-03-02 17:00"),
        ("noon", "2026-03-02 12:00", "2026-03-03 17:00"),
        ("noon", "2026-03-02 23:59:59", "2026-03-03 17:00"),
        ("noon", "2026-03-06 12:00", "2026-03-09 17:00"),
        ("noon", "2026-03-07 10:00", "2026-03-09 17:00"),
        ("noon", "2026-03-08 23:59", "2026-03-09 17:00"),
        ("noon", "2026-04-30 14:00", "2026-05-04 17:00"),
        ("noon", "2026-05-01 09:00", "2026-05-04 17:00"),
        ("noon", "2026-05-13 16:00", "2026-05-18 17:00"),
        ("noon", "2026-12-30 10:00", "2027-01-04 17:00"),
        ("three_windows", "2026-03-02 09:59", "2026-03-02 12:00"),
        ("three_windows", "2026-03-02 10:00", "2026-03-02 18:00"),
        ("three_windows", "2026-03-06 17:00", "2026-03-09 10:00"),
        ("three_windows", "2026-03-06 18:00", "2026-03-09 12:00"),
        ("two_days", "2026-03-05 10:00", "2026-03-09 18:00"),
        ("two_days", "2026-03-07 10:00", "2026-03-11 18:00"),
        ("next_day_17h", "2026-03-06 23:00", "2026-03-09 17:00"),
    ],
)
def test_a_working_day_keeps_its_promise_and_a_closed_one_waits_for_the_next(
    promises: Promises, paris: Paris, policy: str, asked: str, due: str
) -> None:
    assert promises.due(paris(asked), policy).due_at == paris(due)


@pytest.mark.parametrize(
    ("policy", "asked", "due"),
    [
        ("noon", "2026-12-24 10:00", "2027-01-04 17:00"),
        ("noon_capped", "2026-12-24 10:00", "2026-12-24 12:00"),
        ("noon_kept", "2026-12-24 10:00", "2026-12-24 17:00"),
        ("noon", "2026-12-23 14:00", "2027-01-04 17:00"),
        ("noon_capped", "2026-12-23 14:00", "2026-12-24 12:00"),
        ("noon_kept", "2026-12-23 14:00", "2026-12-24 17:00"),
        ("noon_capped", "2026-12-24 12:00", "2027-01-04 17:00"),
        ("noon_saturday", "2026-11-20 14:00", "2026-11-23 17:00"),
        ("next_day_17h", "2026-12-23 10:00", "2027-01-04 17:00"),
        ("two_days", "2026-12-22 10:00", "2026-12-24 12:00"),
    ],
)
def test_a_half_day_defers_caps_or_keeps_a_due_hour_past_its_closing(
    promises: Promises, paris: Paris, policy: str, asked: str, due: str
) -> None:
    assert promises.due(paris(asked), policy).due_at == paris(due)


@pytest.mark.parametrize(
    ("asked", "due"),
    [("2026-03-07 10:00", "2026-03-09 17:00"), ("2026-05-01 10:00", "2026-05-04 17:00")],
)
def test_a_closed_day_may_count_as_the_evening_before(promises: Promises, paris: Paris, asked: str, due: str) -> None:
    assert promises.due(paris(asked), "noon_evening").due_at == paris(due)


def test_an_exception_opens_a_holiday(promises: Promises, paris: Paris) -> None:
    assert promises.due(paris("2026-07-14 09:00"), "half_hour").due_at == paris("2026-07-14 10:30")


@pytest.mark.parametrize(
    ("policy", "asked", "due"),
    [
        ("noon_alsace", "2026-04-02T14:00+02:00", "2026-04-07T17:00+02:00"),  # Good Friday and Easter Monday
        ("noon", "2026-04-02T14:00+02:00", "2026-04-03T17:00+02:00"),
        ("noon_alsace", "2025-12-25T10:00+01:00", "2025-12-29T17:00+01:00"),  # 26 December
        ("noon_reunion", "2027-12-20T10:00+04:00", "2027-12-21T17:00+04:00"),  # abolition of slavery
        ("noon_reunion", "2026-11-18T14:30+04:00", "2026-11-19T17:00+04:00"),
        ("noon", "2026-11-18T14:30+04:00", "2026-11-18T17:00+01:00"),  # the calendar's zone, not the author's
        ("noon_miquelon", "2026-03-09T11:30-02:00", "2026-03-09T17:00-02:00"),  # clocks of America, since 8 March
    ],
)
def test_alsace_and_overseas_keep_their_own_holidays_and_clocks(
    promises: Promises, policy: str, asked: str, due: str
) -> None:
    assert promises.due(datetime.fromisoformat(asked), policy).due_at == datetime.fromisoformat(due)


@pytest.mark.parametrize(
    ("policy", "asked", "due"),
    [
        ("four_hours", "2026-11-18 12:30", "2026-11-18 18:00"),  # closing time, not the next opening
        ("four_hours", "2026-11-18 16:00", "2026-11-19 11:00"),
        ("four_hours", "2026-11-21 10:00", "2026-11-23 15:00"),
        ("at_once", "2026-11-18 10:00", "2026-11-18 10:00"),
        ("at_once", "2026-11-18 12:00", "2026-11-18 14:00"),
        ("at_once", "2026-11-21 10:00", "2026-11-23 09:00"),
        ("elapsed_24h", "2026-11-21 10:00", "2026-11-22 10:00"),
        ("always_24h", "2026-03-28 12:00", "2026-03-29 13:00"),
        ("always_24h", "2026-10-24 12:00", "2026-10-25 11:00"),
        ("night_8h", "2026-03-28 22:00", "2026-03-29 23:00"),
        ("night_8h", "2026-10-24 22:00", "2026-10-25 05:00"),
        ("noon", "2026-03-27 14:00", "2026-03-30 17:00"),
        ("noon", "2026-10-23 14:00", "2026-10-26 17:00"),
    ],
)
def test_opening_hours_are_counted_as_they_really_last(
    promises: Promises, paris: Paris, policy: str, asked: str, due: str
) -> None:
    assert promises.due(paris(asked), policy).due_at == paris(due)


def test_pauses_stop_a_duration_and_not_a_cut_off(promises: Promises, paris: Paris) -> None:
    asked, pause = paris("2026-11-18 09:00"), (paris("2026-11-18 10:00"), paris("2026-11-18 15:00"))
    assert promises.due(asked, "four_hours", [pause]).due_at == paris("2026-11-18 18:00")
    assert promises.due(asked, "elapsed_24h", [pause]).due_at == paris("2026-11-19 14:00")
    assert promises.due(asked, "noon", [pause]).due_at == paris("2026-11-18 17:00")


def test_a_promise_carries_its_policy_its_calendar_and_the_digest_of_both(promises: Promises, paris: Paris) -> None:
    noon, capped = (promises.due(paris("2026-03-02 10:00"), policy) for policy in ("noon", "noon_capped"))
    assert (noon.policy, noon.calendar, noon.due_at.tzinfo) == ("noon", "hq", UTC)
    assert len(noon.digest) == 64
    assert noon.digest != capped.digest


@pytest.mark.parametrize("policy", ["noon", "noon_evening", "next_day_17h", "four_hours"])
@pytest.mark.parametrize("asked", ["2022-12-31 23:59", "2033-01-01 00:00:01", "2032-12-31 17:30"])
def test_nothing_is_guessed_outside_the_locked_years(promises: Promises, paris: Paris, policy: str, asked: str) -> None:
    with pytest.raises(OutsideCalendar, match=r"“hq” is locked from 2023-01-01 to 2032-12-31.*calendar lock"):
        promises.due(paris(asked), policy)


def test_a_closed_day_at_the_very_start_has_no_evening_before(promises: Promises, paris: Paris) -> None:
    with pytest.raises(OutsideCalendar):
        promises.due(paris("2023-01-01 10:00"), "noon_evening")


def test_an_unknown_policy_is_told_with_the_nearest(promises: Promises, paris: Paris) -> None:
    with pytest.raises(WrongUse, match="unknown policy “non”; did you mean “noon”"):
        promises.due(paris("2026-03-02 10:00"), "non")


def test_an_instant_of_any_zone_is_the_same_question(promises: Promises, paris: Paris) -> None:
    asked = paris("2026-03-02 11:59:59")
    assert promises.due(asked, "noon") == promises.due(asked.astimezone(UTC), "noon")
    assert promises.due(asked + timedelta(seconds=1), "noon") != promises.due(asked, "noon")
