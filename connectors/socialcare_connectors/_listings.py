"""What a Mastodon channel reads: each listing, how it is paged, and the state it resumes from."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol
from urllib.parse import quote

from socialcare.paging import Batch, Item, State, ascend, descend, descend_by_time, look_back
from socialcare.sentences import say

from ._mastodon_api import Api
from ._statuses import BadStatus

MOST_LOOKED_BACK = 5
"""Pages of a hashtag read again at each pull, for posts that federation delivers late."""

Steps = Iterator[tuple[Sequence[Item], State]]


class Listing(Protocol):
    """`key` names it in the cursor; `public_only` leaves out what is not for all to see."""

    @property
    def key(self) -> str: ...

    @property
    def public_only(self) -> bool: ...

    def status(self, item: Item) -> Mapping[str, Any]:
        """Raises BadStatus where there is none."""
        ...

    def steps(self, api: Api, state: State, since: datetime, now: datetime) -> Steps: ...


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """`inside` is the key that holds the status, where an entry is not one itself."""

    key: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    inside: str = ""
    public_only: bool = False

    def status(self, item: Item) -> Mapping[str, Any]:
        content = item.content
        held = content.get(self.inside) if self.inside and isinstance(content, dict) else content
        return _a_status(held)

    def steps(self, api: Api, state: State, since: datetime, now: datetime) -> Steps:  # noqa: ARG002 - as a search has it
        """Down once, in {"high"?, "top", "next", "since"}; then up from {"high"}, one id, page by page."""
        if "high" not in state:
            for items, after in descend(self.older(api), state, since=since, looped=api.looped):
                state = after if "next" in after or not after else {"high": after["high"][0]}
                yield items, state
                if "high" in state:
                    break
        if "high" in state:
            newer = partial(self._newer, api)
            for items, after in ascend(newer, {"after": state["high"]}, looped=api.looped):
                yield items, {"high": after["after"]}

    def late(self, api: Api, until: datetime) -> Iterator[Sequence[Item]]:
        """Mastodon gives a post that comes late the id of the time it was written: it stands below what was read."""
        return look_back(self.older(api), until=until, most_pages=MOST_LOOKED_BACK)

    def older(self, api: Api) -> Callable[[str | None], Batch]:
        return partial(self._older, api)

    def _older(self, api: Api, below: str | None) -> Batch:
        items = api.page(self.path, {**self.params, **({"max_id": below} if below else {})})
        return Batch(items, items[-1].id if items else None)

    def _newer(self, api: Api, above: str | None) -> Batch:
        """Newest first, but the page just above: its first is the one to go on from.

        A server that knows no `min_id` (snac2, for an account) gives its newest: what lies above is all that counts of it.
        """
        items = api.page(self.path, {**self.params, "min_id": above or ""})
        met = next((place for place, item in enumerate(items) if item.id == above), len(items))
        items = items[:met]
        return Batch(items, items[0].id if items else None)


@dataclass(frozen=True, kw_only=True)
class Search:
    """Statuses with these words. An index takes posts when it can, so the order is not total: hence the overlap."""

    words: str
    overlap: timedelta
    public_only: bool = True

    @property
    def key(self) -> str:
        return f"?{self.words}"

    def status(self, item: Item) -> Mapping[str, Any]:
        return _a_status(item.content)

    def steps(self, api: Api, state: State, since: datetime, now: datetime) -> Steps:
        first: list[str] = []

        def older(offset: str | None) -> Batch:
            batch = api.search(self.words, offset)
            ids = [item.id for item in batch.items]
            if offset and ids == first:  # a server that knows no offset
                return Batch([])
            first[:] = first or ids
            return batch

        return descend_by_time(older, state, since=since, now=now, overlap=self.overlap, looped=api.looped)


def of_hashtag(tag: str) -> Timeline:
    return Timeline(key=f"#{tag}", path=f"/api/v1/timelines/tag/{quote(tag, safe='')}", public_only=True)


def of_mentions() -> Timeline:
    return Timeline(key="mentions", path="/api/v1/notifications", params={"types[]": "mention"}, inside="status")


def of_account(account: str) -> Timeline:
    path = f"/api/v1/accounts/{quote(account, safe='')}/statuses"
    return Timeline(key="own", path=path, params={"exclude_reblogs": "1"})


def _a_status(held: object) -> Mapping[str, Any]:
    if not isinstance(held, dict):
        raise BadStatus(say("there is no status here"))
    return held
