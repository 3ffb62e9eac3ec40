"""Business time forward, backward and between; exact at openings, closings and changes of the clocks."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from socialcare.sla import Clock, OutsideCalendar, Promises
from socialcare.sla.wall import instant

Paris = Callable[[str], datetime]


@pytest.fixture
def clock(promises: Promises) -> Clock:
    return promises.calendars["hq"].clock


@pytest.mark.parametrize(
    ("end", "hours", "start"),
    [
        ("2026-11-18 16:00", 1, "2026-11-18 15:00"),
        ("2026-11-18 16:00", 3, "2026-11-18 11:00"),
        ("2026-11-18 16:00", 2, "2026-11-18 14:00"),  # the opening, not the closing before
        ("2026-11-23 10:00", 2, "2026-11-20 17:00"),
        ("2026-11-18 12:00", 0, "2026-11-18 12:00"),
        ("2026-11-18 13:00", 0, "2026-11-18 12:00"),
        ("2026-11-18 14:00", 0, "2026-11-18 12:00"),
    ],
)
def test_going_back_gives_the_latest_instant(clock: Clock, paris: Paris, end: str, hours: int, start: str) -> None:
    assert clock.subtract(paris(end), timedelta(hours=hours)) == paris(start)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-18 09:00", "2026-11-18 18:00", 7),
        ("2026-11-18 18:00", "2026-11-18 09:00", -7),
        ("2026-11-20 17:00", "2026-11-23 10:00", 2),
        ("2026-12-24 08:00", "2027-01-04 10:00", 4),
        ("2026-11-21 08:00", "2026-11-22 10:00", 0),
    ],
)
def test_elapsed_is_open_time_only(clock: Clock, paris: Paris, start: str, end: str, hours: int) -> None:
    assert clock.elapsed(paris(start), paris(end)) == timedelta(hours=hours)


def test_overlapping_pauses_count_once_and_one_that_ends_before_it_begins_not_at_all(
    clock: Clock, paris: Paris
) -> None:
    pauses = [
        (paris("2026-11-18 10:30"), paris("2026-11-18 11:30")),
        (paris("2026-11-18 10:00"), paris("2026-11-18 11:00")),
        (paris("2026-11-18 16:00"), paris("2026-11-18 15:00")),
        (paris("2026-11-17 10:00"), paris("2026-11-17 11:00")),
    ]
    start, end = paris("2026-11-18 09:00"), paris("2026-11-18 16:30")
    assert clock.add(start, timedelta(hours=4), pauses) == end
    assert clock.elapsed(start, end, pauses) == timedelta(hours=4)


def test_what_starts_in_a_pause_starts_after_it(clock: Clock, paris: Paris) -> None:
    pause = paris("2026-11-18 08:00"), paris("2026-11-18 12:00")
    assert clock.add(paris("2026-11-17 20:00"), timedelta(0), [pause]) == paris("2026-11-18 14:00")
    assert clock.add(paris("2026-11-18 10:00"), timedelta(hours=1), [pause]) == paris("2026-11-18 15:00")


def test_next_open_is_now_when_open_and_closing_time_is_not_open(clock: Clock, paris: Paris) -> None:
    assert clock.next_open(paris("2026-11-18 11:59:59")) == paris("2026-11-18 11:59:59")
    assert clock.next_open(paris("2026-11-18 12:00")) == paris("2026-11-18 14:00")


def test_microseconds_are_kept(clock: Clock, paris: Paris) -> None:
    assert clock.add(paris("2026-11-18 11:59:59.999999"), timedelta(microseconds=2)) == paris(
        "2026-11-18 14:00:00.000001"
    )


@pytest.mark.parametrize(
    ("zone", "day", "minutes", "utc"),
    [
        ("Europe/Paris", date(2026, 3, 29), 2 * 60 + 30, "2026-03-29T01:00+00:00"),  # skipped: end of the gap
        ("Europe/Paris", date(2026, 3, 29), 3 * 60, "2026-03-29T01:00+00:00"),
        ("Europe/Paris", date(2026, 10, 25), 2 * 60 + 30, "2026-10-25T00:30+00:00"),  # shown twice: the first
        ("Europe/Paris", date(2026, 10, 25), 24 * 60, "2026-10-25T23:00+00:00"),
        ("America/Sao_Paulo", date(2018, 11, 4), 0, "2018-11-04T03:00+00:00"),  # a midnight that never was
        ("Australia/Lord_Howe", date(2026, 10, 4), 2 * 60 + 10, "2026-10-03T15:30+00:00"),  # a gap of half an hour
    ],
)
def test_a_wall_time_is_one_instant(zone: str, day: date, minutes: int, utc: str) -> None:
    assert instant(day, minutes, ZoneInfo(zone)) == datetime.fromisoformat(utc)


def test_business_time_outside_the_locked_years_is_refused(clock: Clock, paris: Paris) -> None:
    inside, outside = paris("2032-12-31 10:00"), paris("2033-01-03 10:00")
    for ask in (
        lambda: clock.add(outside, timedelta(hours=1)),
        lambda: clock.add(inside, timedelta(hours=100)),
        lambda: clock.next_open(paris("2032-12-31 20:00")),
        lambda: clock.elapsed(inside, outside),
        lambda: clock.subtract(outside, timedelta(hours=1)),
        lambda: clock.subtract(paris("2023-01-02 10:00"), timedelta(hours=2)),
        lambda: clock.subtract(paris("2023-01-01 10:00"), timedelta(0)),
    ):
        with pytest.raises(OutsideCalendar):
            ask()
