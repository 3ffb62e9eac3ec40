"""What one customer's messages felt like, one by one and month by month (pure)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from socialcare.cases import Case, corrected, standing
from socialcare.facts import Emotion, Sentiment


@dataclass(frozen=True, kw_only=True)
class Feeling:
    """Of one message of a customer, as people corrected it.

    `polarity` is the scorer's, -1 to 1; None where a person corrected its sentiment and it tells nothing any more.
    """

    at: datetime
    case: int
    text: str
    sentiment: Sentiment
    polarity: float | None
    emotion: Emotion


@dataclass(frozen=True, kw_only=True)
class Month:
    """`month` is YYYY-MM by the brand's clocks; `polarity` the mean; `emotion` the most frequent, neutral left aside."""

    month: str
    messages: int
    positive: int
    neutral: int
    negative: int
    polarity: float | None
    emotion: Emotion | None


def feelings_of(cases: Iterable[Case], now: datetime) -> list[Feeling]:
    """Oldest first; what has no score yet, or is spam, is not among them."""
    found = []
    for case in cases:
        for message in case.messages:
            if message.mention.own or message.score is None:
                continue
            said = standing(message, case.events, now)
            score = corrected(message.score, said)
            doubted = any(each.field == "sentiment" and each.before != each.after for each in said)
            if not score.spam:
                found.append(
                    Feeling(
                        at=message.at,
                        case=case.number,
                        text=message.mention.text,
                        sentiment=score.sentiment,
                        polarity=None if doubted else score.polarity,
                        emotion=score.emotion,
                    )
                )
    return sorted(found, key=lambda each: (each.at, each.case))


def months_of(feelings: Sequence[Feeling], zone: ZoneInfo) -> tuple[Month, ...]:
    """`feelings` oldest first; a month without a message has no line."""

    def month(feeling: Feeling) -> str:
        return f"{feeling.at.astimezone(zone):%Y-%m}"

    return tuple(_month(name, list(found)) for name, found in groupby(feelings, key=month))


def mean_polarity(feelings: Iterable[Feeling]) -> float | None:
    """To three decimals; None where there is none."""
    known = [each.polarity for each in feelings if each.polarity is not None]
    return round(sum(known) / len(known), 3) if known else None


def main_emotion(feelings: Iterable[Feeling]) -> Emotion | None:
    """The first in the order of the facts where several are as frequent; neutral only where nothing else was felt."""
    counts = Counter(each.emotion for each in feelings)
    told = [emotion for emotion in Emotion if counts[emotion] and emotion is not Emotion.NEUTRAL]
    if told:
        return max(told, key=lambda emotion: counts[emotion])
    return Emotion.NEUTRAL if counts else None


def _month(name: str, feelings: list[Feeling]) -> Month:
    counts = Counter(each.sentiment for each in feelings)
    return Month(
        month=name,
        messages=len(feelings),
        positive=counts[Sentiment.POSITIVE],
        neutral=counts[Sentiment.NEUTRAL],
        negative=counts[Sentiment.NEGATIVE],
        polarity=mean_polarity(feelings),
        emotion=main_emotion(feelings),
    )
