"""A listing read without a gap, wherever a pull is interrupted and whatever arrives meanwhile.

Each helper yields pages and the state that resumes *after* each; a connector keeps that state in its cursor, one for
each listing it reads. Two shapes:

* newest first (`descend`, `descend_by_time`): {} before anything is read; {"high"?, "top", "next", "since"} while a gap
  is being read from its top down; {"high"} once it is closed. `high` moves only then: the naive way, to save the newest
  id with the first page, loses what lies below when the pull is interrupted.
* oldest first (`ascend`): {"after"}, which moves with every page.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from socialcare.errors import Unavailable
from socialcare.sentences import Sentence

MOST_PAGES = 500
"""Of one listing in one run; the next run goes on from there."""

MARKS = 5
"""Ids kept of the top of a listing: one that its author deletes cannot be met again."""

_MOST_REPEATED = 3
"""Times in a row that one page may come again under another `next`: arrivals push offsets down, but not for ever."""

State = Mapping[str, Any]
"""JSON; without "next", the listing is read to its end."""


@dataclass(frozen=True)
class Item:
    """One entry of a listing; `at` is None where its time cannot be read, and `content` is what the server sent."""

    id: str
    at: datetime | None
    content: object


@dataclass(frozen=True)
class Batch:
    """One page. `next` is what asks for the following one: an id, an offset, a token that does not expire.

    Newest first, None is the end of the listing. Oldest first, it is wanted on every page that has items.
    """

    items: Sequence[Item]
    next: str | None = None


Fetch = Callable[[str | None], Batch]
"""The page that a `next` asks for; the first one for None."""

Steps = Iterator[tuple[Sequence[Item], State]]


def descend(older: Fetch, state: State, *, since: datetime, looped: Sentence, most_pages: int = MOST_PAGES) -> Steps:
    """A newest-first listing whose order is total: what is new stands on top. Ids are opaque, never compared.

    The first time down to the first page that is wholly older than `since`; then down to what was on top before.
    Raises Unavailable(`looped`) where pages come round again.
    """
    return _gaps(older, state, _Run(since, looped, iter(range(most_pages)), _Ids()))


def descend_by_time(
    older: Fetch,
    state: State,
    *,
    since: datetime,
    now: datetime,
    overlap: timedelta,
    looped: Sentence,
    most_pages: int = MOST_PAGES,
) -> Steps:
    """A newest-first listing whose order is not total: what is new may stand up to `overlap` below what was on top.

    Each run reads again what is younger than the newest time seen less `overlap`. Times should be the server's: one
    that an author may choose hides nothing (later than `now` counts as `now`), but costs pages.
    """
    return _gaps(older, state, _Run(since, looped, iter(range(most_pages)), _Times(now, overlap)))


def ascend(newer: Fetch, state: State, *, looped: Sentence, most_pages: int = MOST_PAGES) -> Steps:
    """An oldest-first listing: `newer` gives what lies after an offset, a uid or an id; an empty page is the end.

    Raises Unavailable(`looped`) where a page leads back to where the run has been.
    """
    after = state.get("after")
    visited = {after}
    for _ in range(most_pages):
        batch = newer(after)
        if not batch.items:
            return
        if batch.next is None or batch.next in visited:
            raise Unavailable(looped)
        after = batch.next
        visited.add(after)
        yield batch.items, {"after": after}


def look_back(older: Fetch, *, until: datetime, most_pages: int) -> Iterator[Sequence[Item]]:
    """The newest pages again, down to `until`, at most `most_pages`: for what a server puts below what was read."""
    below = None
    for _ in range(most_pages):
        batch = older(below)
        young = [item for item in batch.items if item.at is None or item.at >= until]
        if young:
            yield young
        if not young or batch.next in (None, below):
            return
        below = batch.next


class _Marks(Protocol):
    """How a run knows where the one before it began."""

    def top(self, items: Sequence[Item]) -> Any: ...

    def reached(self, items: Sequence[Item], high: Any) -> bool: ...

    def fresh(self, items: Sequence[Item], high: Any) -> Sequence[Item]: ...


class _Ids:
    def top(self, items: Sequence[Item]) -> list[str]:
        return [item.id for item in items[:MARKS]]

    def reached(self, items: Sequence[Item], high: list[str] | str) -> bool:
        return any(item.id in _listed(high) for item in items)

    def fresh(self, items: Sequence[Item], high: list[str] | str) -> Sequence[Item]:
        met = next((place for place, item in enumerate(items) if item.id in _listed(high)), len(items))
        return items[:met]


class _Times:
    def __init__(self, now: datetime, overlap: timedelta) -> None:
        self._now = now
        self._overlap = overlap

    def top(self, items: Sequence[Item]) -> str | None:
        newest = max((item.at for item in items if item.at is not None), default=None)
        return None if newest is None else min(newest, self._now).isoformat()

    def reached(self, items: Sequence[Item], high: str) -> bool:
        return not self.fresh(items, high)

    def fresh(self, items: Sequence[Item], high: str) -> Sequence[Item]:
        floor = datetime.fromisoformat(high) - self._overlap
        return [item for item in items if item.at is None or item.at >= floor]


@dataclass(frozen=True)
class _Run:
    since: datetime
    looped: Sentence
    pages: Iterator[int]
    marks: _Marks


def _gaps(older: Fetch, state: State, run: _Run) -> Steps:
    """The gap that an interruption left open, then what came on top of it since."""
    interrupted = "next" in state
    for items, after in _gap(older, state, run):
        state = after
        yield items, after
    if interrupted and "next" not in state:
        yield from _gap(older, state, run)


def _gap(older: Fetch, state: State, run: _Run) -> Steps:
    high, top, below = state.get("high"), state.get("top"), state.get("next")
    since = datetime.fromisoformat(state["since"]) if "since" in state else run.since
    going = _Going(below, run.looped)
    for _ in run.pages:
        batch = older(below)
        top = top or run.marks.top(batch.items)
        # A page with one old date is no end: some servers sort by arrival, and dates are what their authors say.
        young = _younger(batch.items, since) if high is None else run.marks.fresh(batch.items, high)
        closed = run.marks.reached(batch.items, high) if high is not None else not young
        if closed or going.is_over(batch):
            after: State = {"high": top or high} if top or high else {}
            if young or after != state:
                yield young, after
            return
        below = batch.next
        open_gap = {"top": top, "next": below, "since": since.isoformat()}
        yield young, open_gap if high is None else {"high": high, **open_gap}


class _Going:
    """Whether a descent comes to its end, or round again."""

    def __init__(self, asked: str | None, looped: Sentence) -> None:
        self._visited = {asked}
        self._looped = looped
        self._seen: set[str] = set()
        self._last: set[str] = set()
        self._first = ""
        self._repeated = 0

    def is_over(self, batch: Batch) -> bool:
        """Raises Unavailable. Servers that count the item asked for into its page end with that item alone."""
        if batch.next is None or not batch.items:
            return True
        ids = {item.id for item in batch.items}
        known = ids <= self._seen
        self._first = self._first or batch.items[0].id
        self._repeated = self._repeated + 1 if ids == self._last else 0
        self._last = ids
        self._seen |= ids
        if batch.next in self._visited and (len(ids) == 1 or (known and batch.items[0].id != self._first)):
            return True
        if batch.next in self._visited or self._repeated > _MOST_REPEATED:
            raise Unavailable(self._looped)
        self._visited.add(batch.next)
        return False


def _younger(items: Sequence[Item], since: datetime) -> Sequence[Item]:
    return [item for item in items if item.at is None or item.at >= since]


def _listed(high: list[str] | str) -> list[str]:
    """A cursor of before this module held one id."""
    return [high] if isinstance(high, str) else high
