"""The days of a calendar as people ask about them: when one is open, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from socialcare.sentences import Sentence, say
from socialcare.sla.calendars import ONE_DAY, Calendar
from socialcare.sla.clock import OutsideCalendar
from socialcare.sla.lock import Why
from socialcare.sla.wall import MIDNIGHT, length_text
from socialcare.sla.week import Hours

OF_THE_WEEK = "week"
"""Why a day is what it is where nothing special is known of it."""


@dataclass(frozen=True, kw_only=True)
class DayRow:
    """`why` is a value of `Why`, or "week"; `name` that of the holiday, in French; `hours` spans after local midnight."""

    calendar: str
    day: str
    is_open: bool
    hours: str
    why: str
    name: str


def days_of(calendar: Calendar, first: date, last: date) -> list[DayRow]:
    """Both days included. Raises OutsideCalendar."""
    return [_row(calendar, first + ONE_DAY * step) for step in range((last - first).days + 1)]


def reason(calendar: Calendar, day: date) -> Sentence | str:
    """What a person reads beside the hours: "" on a day that is as its week."""
    special = calendar.days.get(day)
    if special is not None and special.why is Why.WORKED_HOLIDAY:
        return say("{name}, worked", name=special.name)
    if special is not None and special.hours:
        return say("exception")
    return "" if calendar.is_working_day(day) else calendar.why_closed(day)


def explained(calendar: Calendar, day: date) -> list[Sentence]:
    """One day line by line. Raises OutsideCalendar."""
    hours = calendar.hours(day)
    told = [say("{day}, calendar “{calendar}” ({zone})", day=day, calendar=calendar.name, zone=calendar.zone.key)]
    told.append(_of_the_week(calendar.week[day.weekday()]))
    told.extend(_special(calendar, day))
    told.extend(_change_of_clocks(calendar, day))
    if hours:
        open_for = calendar.clock.elapsed(calendar.instant(day, 0), calendar.instant(day, MIDNIGHT))
        told.append(say("open {hours}: {length}", hours=hours_text(hours), length=length_text(open_for)))
    else:
        told.append(say("closed all day"))
    told.extend(_neighbours(calendar, day))
    return told


def hours_text(hours: Hours) -> str:
    return " ".join(str(span) for span in hours)


def _row(calendar: Calendar, day: date) -> DayRow:
    hours, special = calendar.hours(day), calendar.days.get(day)
    return DayRow(
        calendar=calendar.name,
        day=day.isoformat(),
        is_open=bool(hours),
        hours=hours_text(hours),
        why=special.why if special else OF_THE_WEEK,
        name=special.name if special else "",
    )


def _of_the_week(hours: Hours) -> Sentence:
    if not hours:
        return say("the week: no hours on this day")
    return say("the week: {hours}", hours=hours_text(hours))


def _special(calendar: Calendar, day: date) -> Iterator[Sentence]:
    """The strongest reason only: it is the one that counts."""
    special = calendar.days.get(day)
    if special is None:
        return
    if special.why is Why.HOLIDAY:
        yield say("a holiday: {name}", name=special.name)
    elif special.why is Why.WORKED_HOLIDAY:
        yield say("a holiday that is worked: {name}", name=special.name)
    elif special.why is Why.CLOSED:
        yield say("a closure written in the rules")
    else:
        yield say("an exception written in the rules, which wins over all else")


def _change_of_clocks(calendar: Calendar, day: date) -> Iterator[Sentence]:
    lasts = calendar.instant(day, MIDNIGHT) - calendar.instant(day, 0)
    if lasts != timedelta(days=1):
        yield say("the clocks change: this day lasts {length}", length=length_text(lasts))


def _neighbours(calendar: Calendar, day: date) -> Iterator[Sentence]:
    """Left out where the lock ends first."""
    try:
        yield say("working day before: {day}", day=calendar.working_day(day, -1))
        yield say("working day after: {day}", day=calendar.working_day(day, 1))
    except OutsideCalendar:
        return
