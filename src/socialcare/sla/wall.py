"""Wall times: as a person writes them, and the instants they are in a time zone."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from socialcare.documents import BadValue
from socialcare.sentences import say

MIDNIGHT = 24 * 60
NOON = 12 * 60

_CLOCK = re.compile(r"([01]?[0-9]|2[0-4]):([0-5][0-9])")
_SPAN = re.compile(r"([0-9:]+)\s*[-–]\s*([0-9:]+)")
_LENGTH = re.compile(r"(?:([0-9]{1,4}) ?h)? ?(?:([0-9]{1,5}) ?min)?")


@dataclass(frozen=True, kw_only=True, order=True)
class Span:
    """Minutes after local midnight, closing time not included. A night span has `closes` up to 12:00 the day after."""

    opens: int
    closes: int

    def __str__(self) -> str:
        return f"{clock_text(self.opens)}-{clock_text(self.closes)}"


def clock_minutes(written: object) -> int:
    """Minutes after midnight of a text from "00:00" to "24:00". Raises BadValue."""
    found = _CLOCK.fullmatch(written.strip()) if isinstance(written, str) else None
    minutes = int(found[1]) * 60 + int(found[2]) if found else MIDNIGHT + 1
    if minutes > MIDNIGHT:
        raise BadValue(say("“{written}” is not a time of day; write one such as “17:00”", written=written))
    return minutes


def clock_text(minutes: int) -> str:
    """1440 is "24:00"; the early hours of a night span are told as of their own day."""
    hour, minute = divmod(minutes if minutes <= MIDNIGHT else minutes - MIDNIGHT, 60)
    return f"{hour:02}:{minute:02}"


def span(written: object) -> Span:
    """A text such as "09:00-12:00", or "22:00-06:00" over midnight. Raises BadValue."""
    if isinstance(written, Span):
        return written
    found = _SPAN.fullmatch(written.strip()) if isinstance(written, str) else None
    if found is None:
        raise BadValue(say("“{written}” is not a span of hours; write one such as “09:00-12:00”", written=written))
    opens, closes = clock_minutes(found[1]), clock_minutes(found[2])
    if opens < closes:
        return Span(opens=opens, closes=closes)
    if opens > NOON >= closes > 0:
        return Span(opens=opens, closes=closes + MIDNIGHT)
    raise BadValue(
        say(
            "“{written}” closes before it opens; midnight is 24:00, and a night span ends by 12:00 the day after",
            written=written,
        )
    )


def length(written: object) -> timedelta:
    """A text such as "4h", "90min" or "1h30min". Raises BadValue."""
    found = _LENGTH.fullmatch(written.strip()) if isinstance(written, str) else None
    if found is None or found[0] == "":
        raise BadValue(say("“{written}” is not a length of time; write one such as “4h” or “90min”", written=written))
    return timedelta(hours=int(found[1] or 0), minutes=int(found[2] or 0))


def length_text(length: timedelta) -> str:
    """The same in French and English: "4 h", "1 h 30", "45 min"."""
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes:02}" if minutes else f"{hours} h"


def day(written: object) -> date:
    """A date, or a text such as "2026-12-24". Raises BadValue."""
    if isinstance(written, date) and not isinstance(written, datetime):
        return written
    try:
        return date.fromisoformat(written.strip() if isinstance(written, str) else "")
    except ValueError as error:
        raise BadValue(say("“{written}” is not a date; write one such as 2026-12-24", written=written)) from error


def instant(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """Aware UTC. A wall time that the clocks skip is the end of the gap; of one that they show twice, the first."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    found = wall.replace(tzinfo=zone).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == wall:
        return found
    return _end_of_gap(wall, zone)


def _end_of_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first instant, to the second, at which the clocks of `zone` have jumped over `wall`."""
    before, after = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (1, 0))
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        if middle.astimezone(zone).replace(tzinfo=None) > wall:
            after = middle
        else:
            before = middle
    return after.replace(microsecond=0)
