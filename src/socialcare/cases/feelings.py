"""How a customer's message felt, as people corrected it (pure)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from socialcare.cases.correcting import corrected
from socialcare.facts import Correction, Score, Sentiment


@dataclass(frozen=True, kw_only=True)
class Felt:
    """Of one message of a customer.

    `polarity` is the scorer's, -1 to 1; None where a person corrected its sentiment and it tells nothing any more.
    """

    at: datetime
    sentiment: Sentiment
    polarity: float | None


def felt(at: datetime, score: Score, said: Sequence[Correction]) -> Felt | None:
    """`said` are the standing corrections of the message posted at `at`; None where it is spam, which feels nothing."""
    known = corrected(score, said)
    if known.spam:
        return None
    doubted = any(each.field == "sentiment" and each.before != each.after for each in said)
    return Felt(at=at, sentiment=known.sentiment, polarity=None if doubted else score.polarity)


def mean_polarity(feelings: Iterable[Felt]) -> float | None:
    """To three decimals; None where there is none."""
    known = [each.polarity for each in feelings if each.polarity is not None]
    return round(sum(known) / len(known), 3) if known else None
