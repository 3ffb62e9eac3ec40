"""A week of opening hours, as `mon-fri: [...]` tells it, day by day."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from socialcare.documents import BadValue
from socialcare.hints import unknown
from socialcare.sentences import Sentence, say
from socialcare.sla.wall import MIDNIGHT, Span

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Hours = tuple[Span, ...]
"""Of one date, in order, none over midnight."""


def weekdays(written: str) -> tuple[int, ...]:
    """0 is Monday; "sat-mon" goes over the end of the week. Raises BadValue."""
    ends = [word.strip() for word in written.lower().split("-", 1)]
    for word in ends:
        if word not in DAYS:
            raise BadValue(unknown(say("day of the week"), word, DAYS))
    first, last = DAYS.index(ends[0]), DAYS.index(ends[-1])
    return tuple((first + step) % 7 for step in range((last - first) % 7 + 1))


def week(hours: Mapping[str, Sequence[Span]]) -> tuple[Hours, ...]:
    """Seven days from Monday; a night span is cut at midnight, so that a holiday closes its own 24 hours.

    Raises BadValue where a day stands twice, spans overlap, or no day has any.
    """
    written: set[int] = set()
    spans: list[list[Span]] = [[] for _ in DAYS]
    for key, of_key in hours.items():
        for weekday in weekdays(key):
            if weekday in written:
                raise BadValue(say("“{day}” stands twice in the hours; write it once", day=DAYS[weekday]))
            written.add(weekday)
            for span in of_key:
                spans[weekday].append(Span(opens=span.opens, closes=min(span.closes, MIDNIGHT)))
                if span.closes > MIDNIGHT:
                    spans[(weekday + 1) % 7].append(Span(opens=0, closes=span.closes - MIDNIGHT))
    if not any(spans):
        raise BadValue(say("no day has hours; write at least one, such as “mon-fri: [09:00-12:00, 14:00-18:00]”"))
    return tuple(apart(of_day, DAYS[weekday]) for weekday, of_day in enumerate(spans))


def apart(spans: Sequence[Span], day: Sentence | str) -> Hours:
    """In order. Raises BadValue where two overlap; `day` names where."""
    ordered = tuple(sorted(spans))
    for one, other in pairwise(ordered):
        if other.opens < one.closes:
            raise BadValue(
                say("{one} and {other} overlap on {day}; correct one", one=str(one), other=str(other), day=day)
            )
    return ordered
