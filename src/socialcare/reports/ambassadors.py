"""Which customers like the brand, and which of them have just turned negative (pure)."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from socialcare.cases import is_ambassador, negative_lately
from socialcare.reports.feelings import Feeling


class Ambassador(StrEnum):
    """`turned`: was one until the first negative message of the last 30 days."""

    TURNED = "turned"
    AMBASSADOR = "ambassador"
    NONE = "none"


def turned(feelings: Sequence[Feeling], now: datetime, zone: ZoneInfo) -> Feeling | None:
    """The first negative message of the last 30 days, where all that came before it made an ambassador of its author.

    A rule that asks for an ambassador answers the same of that message when it comes.
    """
    first = negative_lately(feelings, now)
    if first is None:
        return None
    before = [each for each in feelings if each.at < first.at]
    return first if is_ambassador(before, first.at, zone) else None
