"""What holds of every policy at every instant."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from socialcare.sla import Promises

POLICIES = (
    "noon", "noon_capped", "noon_kept", "noon_evening", "noon_alsace", "noon_reunion", "noon_miquelon",
    "noon_saturday", "three_windows", "four_hours", "at_once", "night_8h", "always_24h", "elapsed_24h", "two_days", "next_day_17h",
)  # fmt: skip

INSTANTS = st.datetimes(datetime(2023, 1, 10), datetime(2032, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001
UNHURRIED = settings(deadline=None)

LENGTHS = st.timedeltas(timedelta(0), timedelta(hours=60))


@UNHURRIED
@given(policy=st.sampled_from(POLICIES), asked_at=INSTANTS)
def test_an_answer_is_never_due_before_its_question(promises: Promises, policy: str, asked_at: datetime) -> None:
    assert promises.due(asked_at, policy).due_at >= asked_at


@UNHURRIED
@given(policy=st.sampled_from(POLICIES), asked_at=INSTANTS, later=st.timedeltas(timedelta(0), timedelta(days=6)))
def test_what_is_asked_later_is_not_due_earlier(
    promises: Promises, policy: str, asked_at: datetime, later: timedelta
) -> None:
    assert promises.due(asked_at, policy).due_at <= promises.due(asked_at + later, policy).due_at


@UNHURRIED
@given(start=INSTANTS, length=LENGTHS)
def test_what_is_added_has_elapsed_and_can_be_taken_back(
    promises: Promises, start: datetime, length: timedelta
) -> None:
    for calendar in promises.calendars.values():
        due = calendar.clock.add(start, length)
        assert calendar.clock.elapsed(start, due) == length
        assert calendar.clock.elapsed(calendar.clock.subtract(due, length), due) == length


@UNHURRIED
@given(start=INSTANTS, length=LENGTHS, begins=LENGTHS, lasts=LENGTHS)
def test_a_paused_length_has_elapsed_without_its_pause(
    promises: Promises, start: datetime, length: timedelta, begins: timedelta, lasts: timedelta
) -> None:
    pauses = [(start + begins, start + begins + lasts)]
    clock = promises.calendars["hq"].clock
    assert clock.elapsed(start, clock.add(start, length, pauses), pauses) == length
