"""A long thread cut to what lies nearest to the message it is about."""

from collections.abc import Sequence

from socialcare.connector import MOST_AROUND
from socialcare.facts import Mention


def around(above: Sequence[Mention], itself: Mention, below: Sequence[Mention]) -> tuple[Mention, ...]:
    """At most MOST_AROUND: half of them above and half below, or more on one side where the other has few."""
    room = MOST_AROUND - 1
    after = below[: max(room - len(above), room // 2)]
    before = above[max(0, len(above) - (room - len(after))) :]
    return (*before, itself, *after)
