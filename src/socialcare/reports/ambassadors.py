"""Who is an ambassador: a customer who writes often and likes the brand, by these numbers and no others (pure)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from socialcare.facts import Sentiment
from socialcare.reports.feelings import Feeling, mean_polarity

SPAN = timedelta(days=180)
"""How far back counts."""
FEWEST_MESSAGES = 3
FEWEST_DAYS = 2
"""Different days by the brand's clocks: three messages in one evening are one visit."""
HAPPY = 0.3
"""Mean polarity, at least."""
LATELY = timedelta(days=30)
"""Without one negative message."""


class Ambassador(StrEnum):
    """`turned`: was one until the first negative message of the last 30 days."""

    TURNED = "turned"
    AMBASSADOR = "ambassador"
    NONE = "none"


def is_ambassador(feelings: Sequence[Feeling], now: datetime, zone: ZoneInfo) -> bool:
    """At least 3 messages in the 180 days up to `now`, on at least 2 different days, of mean polarity 0.3 or more, none
    of the last 30 days negative. Both spans begin exactly so long before `now`.
    """
    counted = [each for each in feelings if now - SPAN <= each.at <= now]
    days = {each.at.astimezone(zone).date() for each in counted}
    mean = mean_polarity(counted)
    return (
        len(counted) >= FEWEST_MESSAGES
        and len(days) >= FEWEST_DAYS
        and mean is not None
        and mean >= HAPPY
        and _negative_lately(counted, now) is None
    )


def turned(feelings: Sequence[Feeling], now: datetime, zone: ZoneInfo) -> Feeling | None:
    """The first negative message of the last 30 days, where all that came before it made an ambassador of its author."""
    first = _negative_lately(feelings, now)
    if first is None:
        return None
    before = [each for each in feelings if each.at < first.at]
    return first if is_ambassador(before, first.at, zone) else None


def _negative_lately(feelings: Sequence[Feeling], now: datetime) -> Feeling | None:
    """The oldest of them; `feelings` come oldest first."""
    lately = (each for each in feelings if now - LATELY <= each.at <= now)
    return next((each for each in lately if each.sentiment is Sentiment.NEGATIVE), None)
