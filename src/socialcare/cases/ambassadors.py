"""Who is an ambassador: a customer who writes often and likes the brand, by these numbers and no others (pure)."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from socialcare.cases.feelings import Felt, mean_polarity
from socialcare.facts import Sentiment

AnyFelt = TypeVar("AnyFelt", bound=Felt)

SPAN = timedelta(days=180)
"""How far back counts."""
FEWEST_MESSAGES = 3
FEWEST_DAYS = 2
"""Different days by the brand's clocks: three messages in one evening are one visit."""
HAPPY = 0.3
"""Mean polarity, at least."""
LATELY = timedelta(days=30)
"""Without one negative message."""


def is_ambassador(feelings: Sequence[Felt], at: datetime, zone: ZoneInfo) -> bool:
    """At least 3 messages in the 180 days up to `at`, on at least 2 different days, of mean polarity 0.3 or more, none
    of the last 30 days negative. Both spans begin exactly so long before `at`. `feelings` come oldest first.
    """
    counted = _within(SPAN, feelings, at)
    if len(counted) < FEWEST_MESSAGES or negative_lately(counted, at) is not None:
        return False
    mean = mean_polarity(counted)
    if mean is None or mean < HAPPY:
        return False
    return len({each.at.astimezone(zone).date() for each in counted}) >= FEWEST_DAYS


def negative_lately(feelings: Sequence[AnyFelt], at: datetime) -> AnyFelt | None:
    """The oldest negative message of the 30 days up to `at`; `feelings` come oldest first."""
    return next((each for each in _within(LATELY, feelings, at) if each.sentiment is Sentiment.NEGATIVE), None)


def _within(span: timedelta, feelings: Sequence[AnyFelt], at: datetime) -> Sequence[AnyFelt]:
    """Found by the difference: the year 1 has no 180 days before it."""
    first = bisect_left(feelings, -span, key=lambda each: each.at - at)
    return feelings[first : bisect_right(feelings, timedelta(0), key=lambda each: each.at - at)]
