"""Whatever interrupts a pull, whatever arrives meanwhile and however long the pages are, every item is handed over."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialcare.errors import Unavailable
from socialcare.paging import Batch, Item, ascend, descend, descend_by_time, look_back
from socialcare.sentences import say

LOOPED = say("it goes round")
START = datetime(2026, 3, 2, 8, tzinfo=UTC)
LONG_AGO = START - timedelta(days=900)
OVERLAP = timedelta(hours=1)

Step = tuple[int, int]
"""Items that arrive, then pages that are read before the pull is interrupted."""

lives = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 4)), min_size=1, max_size=12)
sizes = st.integers(1, 5)


class Listing:
    """What a network shows, newest first."""

    def __init__(self, size: int) -> None:
        self.items: list[Item] = []
        self.size = size
        self.asked = 0
        self._arrived = 0

    def arrive(self, count: int, at: datetime = START) -> None:
        for _ in range(count):
            self._arrived += 1
            self.items.insert(0, Item(f"{self._arrived * 7919 % 10007:x}", at, None))

    def below_id(self, last: str | None) -> Batch:
        ids = [item.id for item in self.items]
        return self._batch(ids.index(last) + 1 if last else 0, lambda shown: shown[-1].id)

    def at_offset(self, offset: str | None) -> Batch:
        start = int(offset or 0)
        return self._batch(start, lambda shown: str(start + len(shown)))

    def above_id(self, last: str | None) -> Batch:
        ids = [item.id for item in reversed(self.items)]
        start = ids.index(last) + 1 if last else 0
        shown = list(reversed(self.items))[start : start + self.size]
        return Batch(shown, shown[-1].id if shown else None)

    def _batch(self, start: int, following: Callable[[Sequence[Item]], str]) -> Batch:
        self.asked += 1
        shown = self.items[start : start + self.size]
        return Batch(shown, following(shown) if shown else None)


class Pull:
    """What a store has after pulls that are cut after some pages; `state` is as saved with the last page."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.state: Any = {}

    def run(self, steps: Iterator[tuple[Sequence[Item], Any]], most: int | None = None) -> int:
        read = 0
        if most == 0:
            return 0
        for items, state in steps:
            self.seen |= {item.id for item in items}
            self.state = state
            read += 1
            if read == most:
                break
        return read


@given(lives, sizes, st.sampled_from(["below_id", "at_offset"]))
def test_a_newest_first_listing_is_read_whole(life: list[Step], size: int, paging: str) -> None:
    listing, pull = Listing(size), Pull()
    older = getattr(listing, paging)
    for arrivals, pages in life:
        listing.arrive(arrivals)
        pull.run(descend(older, pull.state, since=LONG_AGO, looped=LOOPED), pages)
    pull.run(descend(older, pull.state, since=LONG_AGO, looped=LOOPED))
    assert pull.seen == {item.id for item in listing.items}
    assert "next" not in pull.state
    assert pull.run(descend(older, pull.state, since=LONG_AGO, looped=LOOPED)) == 0


@given(lives, sizes, st.data())
def test_an_order_that_is_not_total_needs_the_overlap(life: list[Step], size: int, data: st.DataObject) -> None:
    """Each item may stand up to the overlap below the top when it arrives."""
    listing, pull, now = Listing(size), Pull(), START
    for arrivals, pages in life:
        for _ in range(arrivals):
            now += timedelta(minutes=data.draw(st.integers(0, 90)))
            listing.arrive(1, now - timedelta(minutes=data.draw(st.integers(0, 60))))
        listing.items.sort(key=lambda item: item.at or START, reverse=True)
        pull.run(_by_time(listing, pull, now), pages)
    pull.run(_by_time(listing, pull, now))
    assert pull.seen == {item.id for item in listing.items}


def _by_time(listing: Listing, pull: Pull, now: datetime) -> Iterator[tuple[Sequence[Item], Any]]:
    return descend_by_time(listing.below_id, pull.state, since=LONG_AGO, now=now, overlap=OVERLAP, looped=LOOPED)


@given(lives, sizes)
def test_an_oldest_first_listing_is_read_whole(life: list[Step], size: int) -> None:
    listing, pull = Listing(size), Pull()
    for arrivals, pages in life:
        listing.arrive(arrivals)
        pull.run(ascend(listing.above_id, pull.state, looped=LOOPED), pages)
    pull.run(ascend(listing.above_id, pull.state, looped=LOOPED))
    assert pull.seen == {item.id for item in listing.items}
    assert pull.run(ascend(listing.above_id, pull.state, looped=LOOPED)) == 0


@given(st.integers(1, 40), sizes, st.integers(1, 3))
def test_a_limit_of_pages_delays_and_loses_nothing(count: int, size: int, limit: int) -> None:
    listing, pull = Listing(size), Pull()
    listing.arrive(count)
    while pull.run(descend(listing.below_id, pull.state, since=LONG_AGO, looped=LOOPED, most_pages=limit)):
        assert listing.asked <= limit
        listing.asked = 0
    assert len(pull.seen) == count


def test_high_moves_only_when_the_gap_is_closed() -> None:
    listing, pull = Listing(2), Pull()
    listing.arrive(2)
    pull.run(descend(listing.below_id, {}, since=LONG_AGO, looped=LOOPED))
    high = pull.state["high"]
    listing.arrive(5)
    pull.run(descend(listing.below_id, pull.state, since=LONG_AGO, looped=LOOPED), 1)
    assert (pull.state["high"], pull.state["top"][0]) == (high, listing.items[0].id)
    pull.run(descend(listing.below_id, pull.state, since=LONG_AGO, looped=LOOPED))
    assert pull.state["high"][0] == listing.items[0].id


def test_the_top_may_be_deleted_and_is_still_known_by_those_beside_it() -> None:
    listing, pull = Listing(3), Pull()
    listing.arrive(30)
    pull.run(descend(listing.below_id, {}, since=LONG_AGO, looped=LOOPED))
    del listing.items[:2]
    listing.arrive(1)
    listing.asked = 0
    assert pull.run(descend(listing.below_id, pull.state, since=LONG_AGO, looped=LOOPED)) == 1
    assert listing.asked == 1


def test_a_first_pull_goes_back_as_far_as_asked_and_a_later_one_to_where_it_was() -> None:
    listing, pull = Listing(2), Pull()
    for day in range(10):
        listing.arrive(1, START + timedelta(days=day))
    pull.run(descend(listing.below_id, {}, since=START + timedelta(days=5), looped=LOOPED))
    assert pull.seen == {item.id for item in listing.items[:5]}
    listing.arrive(4, START)
    pull.run(descend(listing.below_id, pull.state, since=START + timedelta(days=900), looped=LOOPED))
    assert pull.seen == {item.id for item in listing.items[:9]}


def test_a_time_in_the_future_hides_nothing() -> None:
    listing, pull = Listing(2), Pull()
    listing.arrive(1, START + timedelta(days=9000))
    pull.run(_by_time(listing, pull, START))
    listing.arrive(3, START + timedelta(minutes=1))
    pull.run(_by_time(listing, pull, START + timedelta(minutes=2)))
    assert len(pull.seen) == 4


def test_a_cursor_of_before_holds_one_id() -> None:
    listing = Listing(2)
    listing.arrive(7)
    read = list(descend(listing.below_id, {"high": listing.items[3].id}, since=LONG_AGO, looped=LOOPED))
    assert [item.id for items, _ in read for item in items] == [item.id for item in listing.items[:3]]


def _pages(*pages: tuple[str, str | None]) -> Callable[[str | None], Batch]:
    """Each page is its ids and its `next`; a `next` is the place of a page."""
    return lambda asked: Batch([Item(one, START, None) for one in pages[int(asked or 0)][0]], pages[int(asked or 0)][1])


@pytest.mark.parametrize(
    "pages",
    [[("ab", "0")], [("ab", "1"), ("cd", "1")], [("ab", "1"), ("cd", "2"), ("ef", "1")], [("ab", "1"), ("cd", "0")]],
)
@pytest.mark.parametrize("walk", [ascend, lambda *a, **k: descend(*a, since=LONG_AGO, **k)])
def test_pages_that_go_round_are_left(pages: list[tuple[str, str]], walk: Callable[..., Any]) -> None:
    with pytest.raises(Unavailable, match="it goes round"):
        list(walk(_pages(*pages), {}, looped=LOOPED))


def test_offsets_of_a_server_that_repeats_its_first_page_are_left() -> None:
    def first_page_again(offset: str | None) -> Batch:
        return Batch([Item("a", START, None), Item("b", START, None)], str(int(offset or 0) + 2))

    with pytest.raises(Unavailable, match="it goes round"):
        list(descend(first_page_again, {}, since=LONG_AGO, looped=LOOPED))


@pytest.mark.parametrize("count", [1, 2, 7])
def test_a_server_that_counts_the_item_asked_for_into_its_page_is_read_to_its_end(count: int) -> None:
    listing = Listing(3)
    listing.arrive(count)

    def from_id(first: str | None) -> Batch:
        start = [item.id for item in listing.items].index(first) if first else 0
        shown = listing.items[start : start + 3]
        return Batch(shown, shown[-1].id)

    pull = Pull()
    pull.run(descend(from_id, {}, since=LONG_AGO, looped=LOOPED))
    assert pull.seen == {item.id for item in listing.items}
    assert pull.run(descend(from_id, pull.state, since=LONG_AGO, looped=LOOPED)) == 0


def test_looking_back_is_bounded_in_time_and_in_pages() -> None:
    listing = Listing(2)
    for day in range(20):
        listing.arrive(1, START + timedelta(days=day))
    until = START + timedelta(days=15)
    assert sum(len(items) for items in look_back(listing.below_id, until=until, most_pages=9)) == 5
    assert sum(len(items) for items in look_back(listing.below_id, until=until, most_pages=2)) == 4


def test_states_are_saved_after_their_pages() -> None:
    """The state of a page asks for what follows it: read alone, it gives the next page of the whole walk."""
    listing = Listing(2)
    listing.arrive(9)
    whole = list(descend(listing.below_id, {}, since=LONG_AGO, looped=LOOPED))
    for (_, state), (following, _) in pairwise(whole[:-1]):
        assert next(descend(listing.below_id, state, since=LONG_AGO, looped=LOOPED))[0] == following
