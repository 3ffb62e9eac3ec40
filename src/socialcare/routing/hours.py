"""Days and hours at which a mention was posted, on the wall clock of a time zone."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from socialcare.routing.when_text import Posted, minutes, weekdays


@dataclass(frozen=True, kw_only=True)
class Hours:
    """Minutes after local midnight, `ends` outside; `ends` before `starts` is of the next morning."""

    zone: ZoneInfo
    days: frozenset[int]
    starts: int
    ends: int
    written: str

    def __str__(self) -> str:
        return self.written

    def holds(self, at: datetime) -> bool:
        local = at.astimezone(self.zone)
        minute, weekday = local.hour * 60 + local.minute, local.weekday()
        if self.starts < self.ends:
            return weekday in self.days and self.starts <= minute < self.ends
        if minute < self.ends:
            return (weekday - 1) % 7 in self.days
        return minute >= self.starts and weekday in self.days


def hours(posted: Posted, zone: str) -> Hours:
    """`zone` is an IANA name that exists."""
    days = frozenset(day for span in posted.days or ["mon-sun"] for day in weekdays(span))
    written = [*(posted.days or ()), f"{posted.starts}-{posted.ends}", f"({zone})"]
    return Hours(
        zone=ZoneInfo(zone),
        days=days,
        starts=minutes(posted.starts),
        ends=minutes(posted.ends),
        written=" ".join(written),
    )
