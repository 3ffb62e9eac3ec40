"""Words that stand close to each other, in any order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, kw_only=True, eq=False)
class Nearness:
    """All of `members` words, the last at most `within` words after the first; punctuation is not counted."""

    members: int
    within: int

    def windows(
        self, places: Mapping[int, Sequence[tuple[int, int]]], forms: Sequence[str]
    ) -> Iterator[tuple[int, int]]:
        """First and last form of each shortest stretch; `places` has the first and last form of each member's finds."""
        if len(places) < self.members:
            return
        number = list(accumulate(1 if form else 0 for form in forms))
        latest: dict[int, tuple[int, int]] = {}
        for first, last, member in sorted((*place, member) for member, found in places.items() for place in found):
            latest[member] = first, last
            start = min(begun for begun, _ in latest.values())
            if len(latest) == self.members and number[first] - number[start] <= self.within:
                yield start, max(ended for _, ended in latest.values())
