"""Business time: sorted open spans with their running total, so that each question is one or two bisections."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import accumulate

from socialcare.errors import SocialcareError
from socialcare.sentences import say

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ZERO = timedelta(0)

Pause = tuple[datetime, datetime]
"""Aware instants; the end is not included."""


class OutsideCalendar(SocialcareError):
    """An instant before or after what is locked: no holiday is known there, so nothing is guessed."""

    exit_code = 2

    def __init__(self, calendar: str, first: date, last: date) -> None:
        super().__init__(
            say(
                "calendar “{calendar}” is locked from {first} to {last} and this promise goes outside; "
                "run “socialcare calendar lock” for more years",
                calendar=calendar,
                first=first,
                last=last,
            )
        )


class Clock:
    """Runs only while a calendar is open. Instants are aware and given back in UTC; exact to the microsecond.

    `spans` are lengths since 1970, in order, apart, not empty; `bounds` are the first and last instants known.
    """

    def __init__(
        self,
        spans: Sequence[tuple[timedelta, timedelta]],
        bounds: tuple[timedelta, timedelta],
        outside: Callable[[], OutsideCalendar],
    ) -> None:
        self._opens = [opens for opens, _ in spans]
        self._closes = [closes for _, closes in spans]
        self._totals = [ZERO, *accumulate(closes - opens for opens, closes in spans)]
        self._last = len(spans) - 1
        self._bounds = bounds
        self._outside = outside

    def add(self, start: datetime, length: timedelta, pauses: Iterable[Pause] = ()) -> datetime:
        """The earliest instant with `length` open since `start`: at closing time, not at the next opening.

        A length of 0 is `start` if open, else the next opening. Pauses are not counted, overlaps once.
        Raises OutsideCalendar.
        """
        since = start - EPOCH
        due = self._forward(since, length)
        for begins, ends in _joined(pauses) if pauses else ():
            if begins >= due:
                break
            if ends > since:
                length += self._open_until(ends) - self._open_until(max(begins, since))
                due = max(self._forward(since, length), self._forward(ends, ZERO))
        return EPOCH + due

    def subtract(self, end: datetime, length: timedelta) -> datetime:
        """The latest instant with `length` open until `end`: at opening time, not at the closing before.

        A length of 0 is `end` if open or just closed, else the closing before. Raises OutsideCalendar.
        """
        until = end - EPOCH
        if length <= ZERO:
            span = bisect_left(self._opens, self._inside(until)) - 1
            return EPOCH + min(until, self._closes[self._known(span)])
        target = self._open_until(until) - length
        span = self._known(bisect_right(self._totals, target, hi=len(self._opens)) - 1)
        return EPOCH + (self._opens[span] + (target - self._totals[span]))

    def elapsed(self, start: datetime, end: datetime, pauses: Iterable[Pause] = ()) -> timedelta:
        """Open time between the two without the pauses; negative where `end` comes first. Raises OutsideCalendar."""
        since, until = start - EPOCH, end - EPOCH
        total = self._open_until(until) - self._open_until(since)
        for begins, ends in _joined(pauses):
            if begins < until and ends > since:
                total -= self._open_until(min(ends, until)) - self._open_until(max(begins, since))
        return total

    def next_open(self, start: datetime) -> datetime:
        """`start` if open then, else the next opening. Raises OutsideCalendar."""
        return EPOCH + self._forward(start - EPOCH, ZERO)

    def _forward(self, since: timedelta, needed: timedelta) -> timedelta:
        if not needed:
            span = self._known(bisect_right(self._closes, self._inside(since)))
            return max(since, self._opens[span])
        target = self._open_until(since) + needed
        span = self._known(bisect_left(self._totals, target) - 1)
        return self._opens[span] + (target - self._totals[span])

    def _open_until(self, at: timedelta) -> timedelta:
        """Since the first opening."""
        span = bisect_right(self._opens, at) - 1
        if not 0 <= span < self._last:  # nowhere else can `at` lie outside
            self._inside(at)
            if span < 0:
                return ZERO
        if at >= self._closes[span]:
            return self._totals[span + 1]
        return self._totals[span] + (at - self._opens[span])

    def _inside(self, at: timedelta) -> timedelta:
        if not self._bounds[0] <= at <= self._bounds[1]:
            raise self._outside()
        return at

    def _known(self, span: int) -> int:
        if not 0 <= span <= self._last:
            raise self._outside()
        return span


def _joined(pauses: Iterable[Pause]) -> list[tuple[timedelta, timedelta]]:
    """In order and apart; one that ends before it begins counts for nothing."""
    joined: list[tuple[timedelta, timedelta]] = []
    for begins, ends in sorted((one - EPOCH, other - EPOCH) for one, other in pauses):
        if joined and begins <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(ends, joined[-1][1]))
        elif begins < ends:
            joined.append((begins, ends))
    return joined


_FIRST, _LAST = datetime.min.replace(tzinfo=UTC) - EPOCH, datetime.max.replace(tzinfo=UTC) - EPOCH

ALWAYS = Clock([(_FIRST, _LAST)], (_FIRST, _LAST), partial(OutsideCalendar, "–", date.min, date.max))
"""Runs day and night, from year 1 to year 9999."""
