"""Which rules can hold for a mention, so that the others are not asked."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from socialcare.documents import Place


class Index:
    """`needs[n]` are the places of which rule n needs one to be found; None where it needs none."""

    def __init__(self, needs: Sequence[frozenset[Place] | None]) -> None:
        self._always = [number for number, places in enumerate(needs) if places is None]
        self._by_place: defaultdict[Place, list[int]] = defaultdict(list)
        for number, places in enumerate(needs):
            for place in places or ():
                self._by_place[place].append(number)

    def candidates(self, found: Iterable[Place]) -> list[int]:
        """In the order of the file."""
        some = {number for place in found if place in self._by_place for number in self._by_place[place]}
        return sorted([*self._always, *some]) if some else self._always
