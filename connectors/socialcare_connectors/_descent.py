"""A newest-first listing read without a gap, wherever a pull is interrupted.

The state of a listing is {} at first; {"top", "next", "since"} while the first pull goes down page by page; then
{"high"}, the newest id read, from which each later page is the one just above. Ids are opaque: never compared.

Known gap: Mastodon gives a post that federation delivers late an id of the time it was written, below `high`.
Mentions are not concerned, for notifications have ids of their own.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from socialcare.errors import Unavailable
from socialcare.sentences import Sentence

State = Mapping[str, str]

MOST_PAGES = 500
"""Of one listing in one run; the next run goes on from there."""


@dataclass(frozen=True)
class Item:
    """One entry of a listing; `at` is None where its time cannot be read, and `content` is what the server sent."""

    id: str
    at: datetime | None
    content: object


Fetch = Callable[[Mapping[str, str]], Sequence[Item]]
"""One page, newest first, for max_id or min_id."""


def steps(fetch: Fetch, state: State, since: datetime, looped: Sentence) -> Iterator[tuple[Sequence[Item], State]]:
    """Pages and the state that resumes after each. Raises Unavailable(`looped`) where pages come round again."""
    if "high" not in state:
        for items, below in _down(fetch, state, since, looped):
            state = below
            yield items, state
    if "high" in state:
        yield from _up(fetch, state["high"], looped)


def _down(fetch: Fetch, state: State, since: datetime, looped: Sentence) -> Iterator[tuple[Sequence[Item], State]]:
    top, below = state.get("top"), state.get("next")
    since = datetime.fromisoformat(state["since"]) if "since" in state else since
    visited: set[str] = set()
    for _ in range(MOST_PAGES):
        items = fetch({"max_id": below} if below else {})
        young = [item for item in items if item.at is None or item.at >= since]
        top = top or (items[0].id if items else None)
        # A page with one old date is no end: some servers sort by arrival, and dates are what their authors say.
        if not young:
            yield (), {"high": top} if top else {}
            return
        below = items[-1].id
        if below in visited and items[0].id == top:
            raise Unavailable(looped)
        if below in visited:  # the end, of a server whose pages overlap
            yield young, {"high": top or ""}
            return
        visited.add(below)
        yield young, {"top": top or "", "next": below, "since": since.isoformat()}


def _up(fetch: Fetch, high: str, looped: Sentence) -> Iterator[tuple[Sequence[Item], State]]:
    visited = {high}
    for _ in range(MOST_PAGES):
        items = fetch({"min_id": high})
        if not items:
            return
        high = items[0].id
        if high in visited:
            raise Unavailable(looped)
        visited.add(high)
        yield items, {"high": high}
