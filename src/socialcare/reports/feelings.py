"""What one customer's messages felt like, one by one and month by month (pure)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from socialcare.cases import Case, Felt, corrected, felt, mean_polarity, standing
from socialcare.facts import Emotion, Sentiment


@dataclass(frozen=True, kw_only=True)
class Feeling(Felt):
    """With what it was about: the report shows it."""

    case: int
    text: str
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
            known = felt(message.at, message.score, said)
            if known is not None:
                found.append(
                    Feeling(
                        at=known.at,
                        case=case.number,
                        text=message.mention.text,
                        sentiment=known.sentiment,
                        polarity=known.polarity,
                        emotion=corrected(message.score, said).emotion,
                    )
                )
    return sorted(found, key=lambda each: (each.at, each.case))


def months_of(feelings: Sequence[Feeling], zone: ZoneInfo) -> tuple[Month, ...]:
    """`feelings` oldest first; a month without a message has no line."""

    def month(feeling: Feeling) -> str:
        return f"{feeling.at.astimezone(zone):%Y-%m}"

    return tuple(_month(name, list(found)) for name, found in groupby(feelings, key=month))


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
