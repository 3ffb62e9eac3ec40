"""The lock: calendars with their holidays resolved once, so that no release of a library moves a due date in silence.

It is plain JSON-able data. A date is in it where its hours differ from those of its week, or where it would differ
without a worked holiday, with the reason.
"""

import hashlib
import json
import zoneinfo
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from socialcare.errors import WrongUse
from socialcare.sentences import Sentence, say
from socialcare.sla.calendar_text import Block, CalendarText, DayText, SpanText
from socialcare.sla.schema import PromisesText
from socialcare.sla.week import week


class Why(StrEnum):
    """What makes a date other than its week, the strongest last."""

    HOLIDAY = "holiday"
    WORKED_HOLIDAY = "worked_holiday"
    CLOSED = "closed"
    EXCEPTION = "exception"


class LockedDay(Block):
    """`name` is that of the holiday, in French."""

    why: Why
    name: str = ""
    hours: tuple[SpanText, ...] = ()


class LockedCalendar(Block):
    """`text` is the hash of the calendar as written, `digest` that of what it was resolved to."""

    text: str
    digest: str
    timezone: str
    week: tuple[tuple[SpanText, ...], ...]
    days: dict[DayText, LockedDay]


class Lock(Block):
    """Known from `first` to `last`, both included. `holidays` and `tzdata` are the versions it was made with."""

    first: DayText
    last: DayText
    holidays: str
    tzdata: str
    calendars: dict[str, LockedCalendar]


def make_lock(text: PromisesText, first: date, last: date) -> dict[str, Any]:
    """Raises WrongUse for a worked holiday that is none."""
    strangers = [
        mistake for name, of_name in text.calendars.items() for mistake in _strangers(name, of_name, first, last)
    ]
    if strangers:
        raise WrongUse(say("a worked holiday is not a holiday; correct “worked_holidays”"), *strangers)
    lock = Lock(
        first=first,
        last=last,
        holidays=version("holidays"),
        tzdata=tzdata_version(),
        calendars={name: _locked(of_name, first, last) for name, of_name in text.calendars.items()},
    )
    return lock.model_dump(mode="json")


def digest_of(*parts: object) -> str:
    """SHA-256 of models and plain values, whatever the order of their keys."""
    plain = [part.model_dump(mode="json") if isinstance(part, BaseModel) else part for part in parts]
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def resolved_digest(locked: LockedCalendar, first: date, last: date) -> str:
    return digest_of(locked.model_dump(mode="json", exclude={"digest", "text"}), first.isoformat(), last.isoformat())


def _locked(text: CalendarText, first: date, last: date) -> LockedCalendar:
    locked = LockedCalendar(
        text=digest_of(text),
        digest="",
        timezone=text.timezone,
        week=week(text.hours),
        days=dict(sorted(_days(text, first, last).items())),
    )
    return locked.model_copy(update={"digest": resolved_digest(locked, first, last)})


def _days(text: CalendarText, first: date, last: date) -> dict[date, LockedDay]:
    """Written from the weakest reason to the strongest, each over the one before."""
    of_week = week(text.hours)
    days: dict[date, LockedDay] = {}
    for day, name in _holidays(text.holidays, first, last).items():
        if day in text.worked_holidays:
            days[day] = LockedDay(why=Why.WORKED_HOLIDAY, name=name, hours=of_week[day.weekday()])
        else:
            days[day] = LockedDay(why=Why.HOLIDAY, name=name)
    for closure in text.closed:
        for day in _dates(max(closure.first, first), min(closure.last, last)):
            days[day] = LockedDay(why=Why.CLOSED)
    for day, hours in text.exceptions.items():
        if first <= day <= last:
            days[day] = LockedDay(why=Why.EXCEPTION, hours=hours)
    return days


def _strangers(name: str, text: CalendarText, first: date, last: date) -> Iterator[Sentence]:
    known = _holidays(text.holidays, first, last)
    for day in text.worked_holidays:
        if first <= day <= last and day not in known:
            yield say("calendar “{calendar}”: {day} is not a holiday there", calendar=name, day=day)


def _holidays(code: str | None, first: date, last: date) -> Mapping[date, str]:
    if code is None:
        return {}
    import holidays

    country, _, place = code.partition("-")
    years = range(first.year, last.year + 1)
    found = holidays.country_holidays(country, subdiv=place or None, years=years, language="fr")
    return {day: name for day, name in found.items() if first <= day <= last}


def _dates(first: date, last: date) -> Iterator[date]:
    for step in range((last - first).days + 1):
        yield first + timedelta(days=step)


@cache
def tzdata_version() -> str:
    """Of the time zones that `zoneinfo` reads: the system's where it has them, else the package's."""
    for folder in zoneinfo.TZPATH:
        rules = Path(folder, "tzdata.zi")
        if rules.is_file():
            with rules.open(encoding="ascii") as lines:
                return lines.readline().removeprefix("# version ").strip()
    return version("tzdata")
