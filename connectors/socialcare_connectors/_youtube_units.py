"""The allowance of the YouTube Data API: units a day, counted by us, for the API never tells what is left."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from socialcare.errors import QuotaSpent
from socialcare.sentences import Sentence, say

PACIFIC = ZoneInfo("America/Los_Angeles")
"""The day of the allowance ends at midnight there."""

LIST = 1
INSERT = 50


class Units:
    """Spent in the Pacific day of `now`; `kept` are the counts of runs before, of which the highest of that day holds."""

    def __init__(self, now: datetime, limit: int, kept: Iterable[object]) -> None:
        day = now.astimezone(PACIFIC).date()
        self._day = day.isoformat()
        self._limit = limit
        self._spent = max((_of_day(one, self._day) for one in kept), default=0)
        self.reset_at = datetime.combine(day + timedelta(days=1), time(), PACIFIC).astimezone(UTC)

    @property
    def state(self) -> dict[str, Any]:
        return {"day": self._day, "units": self._spent}

    @property
    def told(self) -> Sentence:
        return say("{spent} of {limit} units of today are spent", spent=self._spent, limit=self._limit)

    def read(self) -> None:
        """Count one reading call. Raises QuotaSpent before the call where all that reading may spend is spent."""
        if self._spent + LIST > self._limit:
            raise self.all_spent()
        self._spent += LIST

    def write(self) -> None:
        """Count one answer: what is kept back from reading is there for it."""
        self._spent += INSERT

    def all_spent(self) -> QuotaSpent:
        return QuotaSpent(
            say(
                "YouTube gives no more today: the allowance of the project is spent until {until}", until=self.reset_at
            ),
            until=self.reset_at,
        )


def _of_day(kept: object, day: str) -> int:
    if not isinstance(kept, Mapping) or kept.get("day") != day:
        return 0
    units = kept.get("units")
    return units if isinstance(units, int) else 0
