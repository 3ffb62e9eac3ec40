"""Listings of X, newest first, paged by ids: what is known already is not asked for, and so not paid for."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from socialcare.connector import Page, Reject
from socialcare.facts import Mention
from socialcare.paging import Batch, Item, State, descend
from socialcare.sentences import Sentence, say, say_many

from ._json_fields import BadItem, objects_in, text_in
from ._plain_text import clean, one_line
from ._x_api import Api, Listing
from ._x_errors import problem
from ._x_posts import Account, Posts, first_id, is_passed_on, moment_of, number_at, number_of

MOST_EMPTY = 10
"""Pages in a row that hold no post although more follow."""

MARGIN = timedelta(minutes=2)
"""X refuses times and ids older than its seven days, by its own clock."""


class Reading:
    """One run. `posts_read` counts what X gave."""

    def __init__(self, api: Api, channel: str, account: Account, now: datetime) -> None:
        self._api = api
        self._channel = channel
        self._account = account
        self._now = now
        self._seen: set[str] = set()
        self.posts_read = 0

    def pages(self, listing: Listing, state: State, since: datetime) -> Iterator[tuple[Page, State]]:
        """Pages without cursor, each with the state that resumes after it."""
        gap = _Gap(self._api, listing, state, since, self._oldest(listing))
        for items, after in descend(gap.older, state, since=since, looped=self._api.looped):
            gap.state = after
            self.posts_read += len(items)
            page = self._page(items, gap.included)
            yield replace(page, notes=_notes(gap)), after
            gap.cut_off = False

    def _oldest(self, listing: Listing) -> datetime:
        if listing.days is None:
            return datetime.min.replace(tzinfo=self._now.tzinfo)
        return self._now - timedelta(days=listing.days) + MARGIN

    def _page(self, items: Sequence[Item], included: Mapping[str, Any]) -> Page:
        posts = Posts(self._channel, self._account, included)
        mentions: list[Mention] = []
        rejects: list[Reject] = []
        for item in items:
            post = item.content if isinstance(item.content, dict) else {}
            if is_passed_on(post) or first_id(post) in self._seen:  # an older wording comes below the newer one
                continue
            try:
                mentions.append(posts.mention(post))
            except BadItem as bad:
                rejects.append(
                    Reject(where=clean(item.id)[:40], why=bad.sentence, excerpt=one_line(text_in(post, "text"), 80))
                )
                continue
            self._seen.add(first_id(post))
        return Page(mentions=tuple(mentions), rejects=tuple(rejects), cursor=None)


class _Gap:
    """The pages of one descent; `state` follows it, so that only what lies above its `high` is asked for."""

    def __init__(self, api: Api, listing: Listing, state: State, since: datetime, oldest: datetime) -> None:
        self._api = api
        self._listing = listing
        self._since = datetime.fromisoformat(state["since"]) if "since" in state else since
        self._oldest = oldest
        self.state = state
        self.included: Mapping[str, Any] = {}
        self.partly: Sequence[Mapping[str, Any]] = ()
        self.cut_off = False

    def older(self, below: str | None) -> Batch:
        """`below` is the lowest id read. X ends with no `next_token`, and now and then gives a page of nothing before."""
        if below and moment_of(int(below)) <= self._oldest:
            self.cut_off = True
            return Batch([])
        params = {"since_id": self._above(), **({"until_id": below} if below else {})}
        for _ in range(MOST_EMPTY):
            body = self._api.page(self._listing, params)
            found = objects_in(body, "data")
            token = text_in(body["meta"], "next_token") if isinstance(body.get("meta"), dict) else ""
            if found or not token:
                self.included = body.get("includes") or {}
                self.partly = objects_in(body, "errors")
                return _batch(found, more=bool(token))
            params["pagination_token"] = token
        return Batch([])

    def _above(self) -> str:
        """The id above which all is new; a time is told by the id of that time, for X takes no times beside ids."""
        high = self.state.get("high") or ["0"]
        start = self._oldest if "high" in self.state else max(self._since, self._oldest)
        return str(max(number_at(start), *(int(one) for one in high)))


def _batch(found: Sequence[Mapping[str, Any]], *, more: bool) -> Batch:
    items = []
    lowest = None
    for post in found:
        at = None
        with suppress(BadItem):
            number = number_of(post)
            lowest = min(number, lowest or number)
            at = moment_of(number)
        items.append(Item(text_in(post, "id"), at, post))
    return Batch(items, str(lowest) if more and lowest else None)


def _notes(gap: _Gap) -> tuple[Sentence, ...]:
    left_out = [
        one for one in gap.partly if one.get("resource_type") == "tweet" and "." not in text_in(one, "parameter")
    ]
    told = []
    if left_out:
        told.append(
            say_many(
                "X left out {n} post: {why}",
                "X left out {n} posts: {why}",
                len(left_out),
                why=problem({"errors": left_out[:1]}),
            )
        )
    if gap.cut_off:
        told.append(say("X shows no posts older than seven days: what lay below those read before is lost"))
    return tuple(told)
