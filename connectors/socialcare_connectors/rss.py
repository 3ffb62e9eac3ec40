"""Feeds of the press, blogs, alerts and videos, as RSS or Atom."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field

from socialcare import connector
from socialcare.connector import Context, Cursor, Page, Reject
from socialcare.errors import SocialcareError
from socialcare.facts import Mention
from socialcare.sentences import mark

from ._feeds import read_feed

_ASKED = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
"""What a server said of its feed, and how it is told back."""


class Settings(connector.Settings):
    """`feeds`: their addresses."""

    feeds: list[str] = Field(min_length=1)


class Rss:
    summary: ClassVar[str] = mark("RSS and Atom feeds: press, blogs, alerts, videos")
    capabilities: ClassVar[frozenset[str]] = frozenset({"pull"})
    settings: ClassVar[type[connector.Settings]] = Settings

    def __init__(self, settings: Settings, context: Context) -> None:
        self._settings = settings
        self._context = context

    def pages(self, cursor: Cursor | None, since: datetime | None) -> Iterator[Page]:
        """One page a feed that changed. A feed that fails does not stop the others: its error comes after them."""
        states: dict[str, Any] = dict(cursor["feeds"]) if cursor else {}
        failures: list[SocialcareError] = []
        for feed in self._settings.feeds:
            try:
                page = self._page(feed, states, since if cursor is None else None)
            except SocialcareError as failure:
                failures.append(failure)
                continue
            if page:
                states = dict(page.cursor["feeds"])
                yield page
        if failures:
            first, *others = failures
            first.details += tuple(failure.sentence for failure in others)
            raise first

    def _page(self, feed: str, states: Mapping[str, Any], since: datetime | None) -> Page | None:
        """None where the server says that nothing changed."""
        state = states.get(feed, {})
        response = self._context.http.get(feed, headers={_ASKED[name]: value for name, value in state.items()})
        if response.status == 304:
            return None
        items = read_feed(feed, response, self._context)
        new_state = {name: response.headers[name] for name in _ASKED if response.headers.get(name)}
        return Page(
            mentions=tuple(
                item for item in items if isinstance(item, Mention) and (since is None or item.posted_at >= since)
            ),
            rejects=tuple(item for item in items if isinstance(item, Reject)),
            cursor={"feeds": {**states, feed: new_state}},
        )
