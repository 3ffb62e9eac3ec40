"""Times as people type them: `2024-07-19T20:30`, `19/07/2024 20h30`, `19/07`, `2h`, `3j`, `hier`, `lundi`, `now`."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from socialcare.errors import WrongUse
from socialcare.sentences import say

_AGO = re.compile(r"^(\d{1,5})\s*(min|h|d|j|w|s|sem)$")
_UNITS = {"min": "minutes", "h": "hours", "d": "days", "j": "days", "w": "weeks", "s": "weeks", "sem": "weeks"}
_FRENCH = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})(?:[ t](.+))?$")
_DAY_AND_MONTH = re.compile(r"^(\d{1,2})/(\d{1,2})(?:[ t](.+))?$")
_HOUR = re.compile(r"^(\d{1,2})(?:[:hH](\d{2})?)(?::(\d{2}))?$")
_WEEKDAYS = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
    "lundi": 0, "mardi": 1, "mercredi": 2, "jeudi": 3, "vendredi": 4, "samedi": 5, "dimanche": 6,
}  # fmt: skip
OPENING = time(9)
"""The hour of a day to come that is named without one: when people sit down to it."""
LEAP = 8
"""Years between two 29ths of February, at most: there is none in 2100."""
_TOMORROW = ("tomorrow", "demain")
_TODAY, _YESTERDAY = ("today", "aujourd'hui", "aujourdhui"), ("yesterday", "hier")


def moment(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Aware UTC. A day alone is its midnight; `lundi` is the last Monday, today included, `19/07` the last 19th of July; `2h` is two hours
    before `now`.

    A time without an offset is in `zone`. Raises WrongUse with the forms that are understood.
    """
    word = text.strip().lower().replace("’", "'")
    found = _understood(word, now, zone)
    if found is None:
        raise WrongUse(
            say(
                "“{text}” is no time that is understood; such as 2024-07-19T20:30, 19/07/2024 20h30, 2h, 3d, yesterday 18h, monday",
                text=text,
            )
        )
    return found


def upcoming(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Aware UTC, ahead: `14h30` is the next half past two, `lundi` the next Monday at 9:00, `19/07` the next 19th of July, today
    included, at 9:00, `+2h` in two hours.

    Raises WrongUse with the forms that are understood; a date that is written whole may be past.
    """
    word = text.strip().lower().replace("’", "'")
    found = _ahead(word, now, zone)
    if found is None:
        raise WrongUse(
            say(
                "“{text}” is no time that is understood; such as 14h30, +2h, 3d, tomorrow 9h, monday, 19/07/2024 8h30, 2024-07-19T20:30",
                text=text,
            )
        )
    return found


def _ahead(word: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    length = _AGO.match(word.removeprefix("+"))
    hour = _hour(word) if word else None
    try:
        if length and (length[2] != "h" or word.startswith("+")):  # `14h` is a time of day
            return (now + timedelta(**{_UNITS[length[2]]: int(length[1])})).astimezone(UTC)
        found = _next(hour, now, zone) if hour is not None else _on_day(word, now.astimezone(zone).date(), zone)
        return found.astimezone(UTC) if found else None
    except OverflowError:
        return None


def _next(hour: time, now: datetime, zone: ZoneInfo) -> datetime:
    today = now.astimezone(zone).date()
    found = datetime.combine(today, hour, zone)
    return found if found > now else datetime.combine(today + timedelta(days=1), hour, zone)


def _on_day(word: str, today: date, zone: ZoneInfo) -> datetime | None:
    name, _, rest = word.partition(" ")
    if name in _WEEKDAYS:
        day = today + timedelta(days=(_WEEKDAYS[name] - today.weekday() - 1) % 7 + 1)
    elif name in _TODAY or name in _TOMORROW:
        day = today + timedelta(days=name in _TOMORROW)
    else:
        years = range(today.year, today.year + LEAP + 1)
        return _dated(word, zone) or _without_year(word, zone, years, OPENING, lambda day: day >= today)
    hour = _hour(rest) if rest.strip() else OPENING
    return datetime.combine(day, hour, zone) if hour is not None else None


def _understood(word: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    try:
        found = _relative(word, now) or _absolute(word, now.astimezone(zone).date(), zone)
        return found.astimezone(UTC) if found else None
    except OverflowError:  # the first midnight of the year 1 in Paris is no time in UTC
        return None


def _relative(word: str, now: datetime) -> datetime | None:
    if word in ("now", "maintenant"):
        return now
    ago = _AGO.match(word)
    return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])}) if ago else None


def _absolute(word: str, today: date, zone: ZoneInfo) -> datetime | None:
    name, _, rest = word.partition(" ")
    day: date | None = None
    if name in _TODAY:
        day = today
    elif name in _YESTERDAY:
        day = today - timedelta(days=1)
    elif name in _WEEKDAYS:
        day = today - timedelta(days=(today.weekday() - _WEEKDAYS[name]) % 7)
    if day is None:
        years = range(today.year, today.year - LEAP - 1, -1)
        return _dated(word, zone) or _without_year(word, zone, years, time(), lambda day: day <= today)
    hour = _hour(rest)
    return datetime.combine(day, hour, zone) if hour is not None else None


def _dated(word: str, zone: ZoneInfo) -> datetime | None:
    french = _FRENCH.match(word)
    try:
        if french:
            hour = _hour(french[4] or "")
            day = date(int(french[3]), int(french[2]), int(french[1]))
            return datetime.combine(day, hour, zone) if hour is not None else None
        found = datetime.fromisoformat(word.upper())
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _without_year(
    word: str, zone: ZoneInfo, years: Iterable[int], opening: time, fits: Callable[[date], bool]
) -> datetime | None:
    """« 20/11 » or « 20/11 15h » in the first of `years` that has such a day, and where it `fits`."""
    found = _DAY_AND_MONTH.match(word)
    if found is None:
        return None
    hour = _hour(found[3]) if found[3] else opening
    for year in years:
        try:
            day = date(year, int(found[2]), int(found[1]))
        except ValueError:
            continue
        if hour is not None and fits(day):
            return datetime.combine(day, hour, zone)
    return None


def _hour(text: str) -> time | None:
    """Midnight for ""; None for what is no hour of a day."""
    if not text.strip():
        return time()
    found = _HOUR.match(text.strip())
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59 or int(found[3] or 0) > 59:
        return None
    return time(int(found[1]), int(found[2] or 0), int(found[3] or 0))
