"""A calendar as the lock has it: the hours of each date, the working days around it, and its clock."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import groupby
from zoneinfo import ZoneInfo

from socialcare.sentences import Sentence, say
from socialcare.sla.clock import EPOCH, Clock, OutsideCalendar
from socialcare.sla.lock import LockedDay, Why
from socialcare.sla.wall import MIDNIGHT, instant
from socialcare.sla.week import Hours

ONE_DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Dates are those of `zone`, known from `first` to `last`, both included; `days` are the dates unlike their week."""

    name: str
    zone: ZoneInfo
    first: date
    last: date
    week: tuple[Hours, ...]
    days: Mapping[date, LockedDay]
    digest: str

    def date_of(self, at: datetime) -> date:
        """Raises OutsideCalendar."""
        return self._known(at.astimezone(self.zone).date())

    def instant(self, day: date, minutes: int) -> datetime:
        """Aware UTC, `minutes` after midnight of `day` by the clocks of the zone."""
        return instant(day, minutes, self.zone)

    def hours(self, day: date) -> Hours:
        """Empty where nobody works. Raises OutsideCalendar."""
        special = self.days.get(self._known(day))
        return self.week[day.weekday()] if special is None else special.hours

    def is_working_day(self, day: date) -> bool:
        """Raises OutsideCalendar."""
        return bool(self.hours(day))

    def working_day(self, day: date, steps: int) -> date:
        """`day` itself for 0, whatever it is; else that many working days after it (before it, if negative)."""
        way = ONE_DAY if steps > 0 else -ONE_DAY
        for _ in range(abs(steps)):
            day += way
            while not self.hours(day):
                day += way
        return day

    def why_closed(self, day: date) -> Sentence | str:
        """The name of the holiday, or a sentence."""
        special = self.days.get(day)
        if special is None:
            return say("no hours on this day of the week")
        if special.why is Why.HOLIDAY:
            return special.name
        return say("closure") if special.why is Why.CLOSED else say("exception")

    def closed_between(self, after: date, before: date) -> Iterator[Sentence]:
        """One sentence for each run of closed dates between the two, which are not told."""
        between = (after + ONE_DAY * step for step in range(1, (before - after).days))
        for why, run in groupby(between, key=lambda day: None if self.hours(day) else self.why_closed(day)):
            days = list(run)
            if why is None:
                continue
            if len(days) == 1:
                yield say("{day} is closed ({why})", day=days[0], why=why)
            else:
                yield say("{first} to {last} are closed ({why})", first=days[0], last=days[-1], why=why)

    @cached_property
    def clock(self) -> Clock:
        """Compiled at the first question about a length of time; cut-offs never need it."""
        bounds = self.instant(self.first, 0) - EPOCH, self.instant(self.last, MIDNIGHT) - EPOCH
        return Clock(list(self._spans()), bounds, self._outside)

    def _spans(self) -> Iterator[tuple[timedelta, timedelta]]:
        """Since 1970; a span that the clocks skip whole is left out."""
        for step in range((self.last - self.first).days + 1):
            day = self.first + ONE_DAY * step
            midnight = datetime.combine(day, time(), self.zone)
            # Asking the zone about every span would take five times as long; only the days of a change need it.
            steady = midnight.utcoffset() == (midnight + ONE_DAY).utcoffset()
            start = midnight - EPOCH
            for span in self.hours(day):
                if steady:
                    yield start + span.opens * MINUTE, start + span.closes * MINUTE
                    continue
                opens, closes = self.instant(day, span.opens) - EPOCH, self.instant(day, span.closes) - EPOCH
                if opens < closes:
                    yield opens, closes

    def _known(self, day: date) -> date:
        if not self.first <= day <= self.last:
            raise self._outside()
        return day

    def _outside(self) -> OutsideCalendar:
        return OutsideCalendar(self.name, self.first, self.last)


def is_eligible(hours: Hours, minutes: int) -> bool:
    """True after the first opening, up to the last closing included; a lunch break does not matter."""
    return bool(hours) and hours[0].opens < minutes <= hours[-1].closes
