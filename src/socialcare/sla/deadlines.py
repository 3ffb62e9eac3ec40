"""The due time of one question under one policy, told line by line."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from socialcare.sentences import Sentence, say, say_many
from socialcare.sla.calendars import ONE_DAY, Calendar, is_eligible
from socialcare.sla.clock import ALWAYS, Pause
from socialcare.sla.policy_text import ClosedDay, CutoffText, DaysText, DurationText, OutOfHours, PolicyText
from socialcare.sla.wall import clock_text, length_text


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question on its way to a due time; each step adds a line to `because`."""

    calendar: Calendar
    asked_at: datetime
    because: list[Sentence] = field(default_factory=list)

    def pass_over(self, after: date, before: date) -> None:
        """Tells the closed dates between the two."""
        self.because.extend(self.calendar.closed_between(after, before))


def deadline(
    policy: PolicyText, calendar: Calendar, asked_at: datetime, pauses: Iterable[Pause] = ()
) -> tuple[datetime, tuple[Sentence, ...]]:
    """The due instant in UTC, and why. Pauses stop a duration only: a cut-off is a time of day.

    Raises OutsideCalendar.
    """
    asked = Question(calendar=calendar, asked_at=asked_at)
    asked.because.append(say("asked on {asked_at}", asked_at=asked_at.astimezone(calendar.zone)))
    if isinstance(policy, CutoffText):
        due_at = _cutoff(policy, asked)
    elif isinstance(policy, DaysText):
        due_at = _days(policy, asked)
    else:
        due_at = _duration(policy, asked, list(pauses))
    asked.because.append(say("due on {due_at}", due_at=due_at.astimezone(calendar.zone)))
    return due_at, tuple(asked.because)


def _cutoff(policy: CutoffText, asked: Question) -> datetime:
    """What is asked on a closed day counts as asked at 00:00 of the next working day, or at the end of the last."""
    calendar, received = asked.calendar, asked.asked_at
    day = calendar.date_of(received)
    if not calendar.hours(day):
        if policy.closed_day is ClosedDay.AFTER:
            day = calendar.working_day(day, -1)
            asked.because.append(say("asked on a closed day: counts as received on the evening of {day}", day=day))
            return _otherwise(policy, asked, day)
        day = _next_working_day(asked, day)
        received = calendar.instant(day, 0)
    window = next((window for window in policy.windows if received < calendar.instant(day, window.before)), None)
    if window is None:
        before = clock_text(policy.windows[-1].before)
        asked.because.append(say("not before the cut-off {before}", before=before))
        return _otherwise(policy, asked, day)
    asked.because.append(say("before the cut-off {before}", before=clock_text(window.before)))
    asked.because.append(_later(window.day, window.due))
    target = calendar.working_day(day, window.day)
    asked.pass_over(day, target)
    due_at = _kept(policy.out_of_hours, asked, target, window.due)
    return _otherwise(policy, asked, day) if due_at is None else due_at


def _otherwise(policy: CutoffText, asked: Question, day: date) -> datetime:
    steps, due = policy.otherwise.day, policy.otherwise.due
    asked.because.append(_later(steps, due))
    return _first_kept(policy.out_of_hours, asked, day, steps, due)


def _days(policy: DaysText, asked: Question) -> datetime:
    """Counted from the day of the question if people work then, else from the next working day."""
    day = asked.calendar.date_of(asked.asked_at)
    if not asked.calendar.hours(day):
        day = _next_working_day(asked, day)
    if policy.due is not None:
        asked.because.append(_later(policy.days, policy.due))
        return _first_kept(OutOfHours.DEFER, asked, day, policy.days, policy.due)
    target = asked.calendar.working_day(day, policy.days)
    asked.because.append(
        say_many("{n} working day later at closing time", "{n} working days later at closing time", policy.days)
    )
    asked.pass_over(day, target)
    return asked.calendar.instant(target, asked.calendar.hours(target)[-1].closes)


def _duration(policy: DurationText, asked: Question, pauses: list[Pause]) -> datetime:
    zone = asked.calendar.zone
    for begins, ends in sorted(pauses):
        asked.because.append(
            say(
                "the clock is stopped from {begins} to {ends}",
                begins=begins.astimezone(zone),
                ends=ends.astimezone(zone),
            )
        )
    if policy.elapsed is not None:
        asked.because.append(say("{length} later, day and night", length=length_text(policy.elapsed)))
        return ALWAYS.add(asked.asked_at, policy.elapsed, pauses)
    length = policy.business or timedelta(0)
    opens_at = asked.calendar.clock.next_open(asked.asked_at)
    due_at = asked.calendar.clock.add(asked.asked_at, length, pauses)
    asked.pass_over(asked.calendar.date_of(asked.asked_at) - ONE_DAY, asked.calendar.date_of(due_at))
    if opens_at != asked.asked_at:
        asked.because.append(say("closed then: the clock starts on {opens_at}", opens_at=opens_at.astimezone(zone)))
    asked.because.append(say("{length} of opening hours later", length=length_text(length)))
    return due_at


def _later(days: int, due: int) -> Sentence:
    if days == 0:
        return say("the same day at {due}", due=clock_text(due))
    return say_many("{n} working day later at {due}", "{n} working days later at {due}", days, due=clock_text(due))


def _next_working_day(asked: Question, day: date) -> date:
    opening = asked.calendar.working_day(day, 1)
    asked.pass_over(day - ONE_DAY, opening)
    asked.because.append(say("counts as received on {day} at 00:00", day=opening))
    return opening


def _first_kept(rule: OutOfHours, asked: Question, day: date, steps: int, due: int) -> datetime:
    """On the date `steps` working days after `day`, or the first after it that can keep `due`."""
    while True:
        target = asked.calendar.working_day(day, steps)
        asked.pass_over(day, target)
        due_at = _kept(rule, asked, target, due)
        if due_at is not None:
            return due_at
        day, steps = target, 1


def _kept(rule: OutOfHours, asked: Question, day: date, due: int) -> datetime | None:
    """`due` on `day`, or its closing time under "close"; None where the hours of the day do not allow it."""
    calendar = asked.calendar
    hours = calendar.hours(day)
    if rule is OutOfHours.KEEP or is_eligible(hours, due):
        return calendar.instant(day, due)
    opens, closes = hours[0].opens, hours[-1].closes
    hours_of_day = {"day": day, "opens": clock_text(opens), "closes": clock_text(closes), "due": clock_text(due)}
    closes_at = calendar.instant(day, closes)
    if rule is OutOfHours.CLOSE and due > closes and closes_at > asked.asked_at:
        asked.because.append(say("{day} closes at {closes}: due then, not at {due}", **hours_of_day))
        return closes_at
    asked.because.append(say("{day} is open from {opens} to {closes} only, not at {due}", **hours_of_day))
    return None
