"""What a Bluesky channel reads: each listing, how it is paged, and the state it resumes from.

All are newest first by a time that is the earlier of what the author's program says and when the network took the post
in. What comes late stands below what was read: hence the overlap.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Protocol

from socialcare.paging import Batch, Fetch, Item, State, descend_by_time

from ._bluesky_api import Api
from ._bluesky_posts import moment, text_of

REASONS = ("mention", "reply", "quote")

DEEPEST = 1000
"""Posts read by counting from the top of one search; below, a new search begins where it ended."""

STEP_BACK = 5
"""Posts read again from page to page: so many may be deleted meanwhile, and none is skipped."""

_SECOND = timedelta(seconds=1)

Steps = Iterator[tuple[Sequence[Item], State]]


@dataclass(frozen=True, kw_only=True)
class Span:
    """How far back a first pull goes, how much is read again, and the time of the run."""

    since: datetime
    overlap: timedelta
    now: datetime


class Listing(Protocol):
    """`key` names it in the cursor; `is_whole` says whether its entries are posts, as they are shown elsewhere."""

    @property
    def key(self) -> str: ...

    @property
    def is_whole(self) -> bool: ...

    def views(self, items: Sequence[Item]) -> Iterator[tuple[Item, object]]:
        """The post of each item that has one."""
        ...

    def steps(self, api: Api, state: State, span: Span) -> Steps: ...


@dataclass(frozen=True, kw_only=True)
class Search:
    words: str
    is_whole: bool = True

    @property
    def key(self) -> str:
        return f"?{self.words}"

    def views(self, items: Sequence[Item]) -> Iterator[tuple[Item, object]]:
        return ((item, item.content) for item in items)

    def steps(self, api: Api, state: State, span: Span) -> Steps:
        high = state.get("high")
        first = datetime.fromisoformat(state["since"]) if "since" in state else span.since
        floor = datetime.fromisoformat(high) - span.overlap if high else first
        return _down(_Windows(api, self.words, floor).older, api, state, span)


class _Windows:
    """A search counts from its top (cursor "100"): what comes on top only shows posts again, but days later a count is
    worth nothing, and beyond some thousands the network refuses it.

    So a `next` is "UNTIL BELOW CURSOR": the window it is in, an instant that nothing which follows is after, and the
    server's cursor. A run that resumes, and one that has come deep, begin a new window at BELOW. A cursor that is no
    number names its place, and goes on.
    """

    def __init__(self, api: Api, words: str, floor: datetime) -> None:
        self._api = api
        self._words = words
        self._floor = floor
        self._began = False

    def older(self, following: str | None) -> Batch:
        until, below, told = following.split(" ", 2) if following else ("", "", "")
        leaves = told.isdecimal() and (not self._began or int(told) >= DEEPEST)
        if leaves and below not in ("", until):
            until, told = below, ""
        self._began = True
        again = str(max(0, int(told) - STEP_BACK)) if told.isdecimal() else told
        entries, after = self._asked(until, again)
        if not entries or after in (None, told):
            return Batch(_items(entries))
        return Batch(_items(entries), f"{until} {_below(entries) or below} {after}")

    def _asked(self, until: str, cursor: str) -> tuple[Sequence[Any], str | None]:
        query = [("q", self._words), ("sort", "latest"), ("since", _told(self._floor))]
        window = [("until", until)] if until else []
        return self._api.listing("app.bsky.feed.searchPosts", "posts", [*query, *window], cursor or None)


def _below(entries: Sequence[object]) -> str:
    """The order is by a time that is never after the one at which the network took a post in."""
    views = [entry for entry in entries if isinstance(entry, dict)]
    came = [at for view in views if (at := moment(view.get("indexedAt")))]
    return _told(min(came) + _SECOND) if came else ""


@dataclass(frozen=True, kw_only=True)
class Notifications:
    """Mentions of the account, replies to it and quotes of it; an entry is not the whole post."""

    key: str = "mentions"
    is_whole: bool = False

    def views(self, items: Sequence[Item]) -> Iterator[tuple[Item, object]]:
        for item in items:
            if not isinstance(item.content, dict) or item.content.get("reason") in REASONS:
                yield item, item.content

    def steps(self, api: Api, state: State, span: Span) -> Steps:
        return _down(partial(self._older, api), api, state, span)

    def _older(self, api: Api, cursor: str | None) -> Batch:
        wanted = [("reasons", reason) for reason in REASONS]
        method = "app.bsky.notification.listNotifications"
        entries, after = api.listing(method, "notifications", wanted, cursor)
        return Batch(_items(entries), after)


@dataclass(frozen=True, kw_only=True)
class OwnPosts:
    """What the account posts and answers, without what it reposts."""

    key: str = "own"
    is_whole: bool = True

    def views(self, items: Sequence[Item]) -> Iterator[tuple[Item, object]]:
        for item in items:
            if not isinstance(item.content, dict) or "reason" not in item.content:
                yield item, item.content.get("post") if isinstance(item.content, dict) else None

    def steps(self, api: Api, state: State, span: Span) -> Steps:
        return _down(partial(self._older, api), api, state, span)

    def _older(self, api: Api, cursor: str | None) -> Batch:
        query = [("actor", api.did), ("filter", "posts_with_replies")]
        entries, after = api.listing("app.bsky.feed.getAuthorFeed", "feed", query, cursor)
        return Batch(_items(entries, "post"), after)


def _down(older: Fetch, api: Api, state: State, span: Span) -> Steps:
    return descend_by_time(older, state, since=span.since, now=span.now, overlap=span.overlap, looped=api.looped)


def _items(entries: Sequence[object], inside: str = "") -> list[Item]:
    """By when the network took each in, and a repost by when it was reposted; without a time, an item counts as new."""
    items = []
    for number, entry in enumerate(entries):
        held: Mapping[str, Any] = entry if isinstance(entry, dict) else {}
        inner = held.get(inside) if inside else held
        view: Mapping[str, Any] = inner if isinstance(inner, dict) else {}
        reason = held.get("reason")
        reposted_at = moment(reason.get("indexedAt")) if isinstance(reason, dict) else None
        ref = text_of(view, "uri") or f"#{number}"
        name = f"{ref} {reason}" if isinstance(reason, str) else ref
        items.append(Item(name, reposted_at or moment(view.get("indexedAt")), entry))
    return items


def _told(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
