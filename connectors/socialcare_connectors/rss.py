"""Feeds of the press, blogs, alerts and videos, as RSS or Atom."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from socialcare import connector
from socialcare.connector import Capability, Context, Cursor, Page, Response
from socialcare.documents import BadValue
from socialcare.errors import Rejected, SocialcareError
from socialcare.sentences import Sentence, mark, say

from ._feeds import read_feed
from ._plain_text import web_address

_ASKED = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
"""What a server said of its feed, and how it is told back."""


class Settings(connector.Settings):
    """`feeds`: their addresses."""

    feeds: list[str] = Field(min_length=1)

    @field_validator("feeds")
    @classmethod
    def _web(cls, feeds: list[str]) -> list[str]:
        for feed in feeds:
            if not web_address(feed):
                raise BadValue(say("“{feed}” is not a web address; one starts with https://", feed=feed))
        return feeds


class Rss:
    summary: ClassVar[str] = mark("RSS and Atom feeds: press, blogs, alerts, videos")
    capabilities: ClassVar[frozenset[Capability]] = frozenset({Capability.PULL})
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
            if page and page.cursor:
                states = dict(page.cursor["feeds"])
                yield page
        if failures:
            first, *others = failures
            first.details += tuple(failure.sentence for failure in others)
            raise first

    def _page(self, feed: str, states: Mapping[str, Any], since: datetime | None) -> Page | None:
        """None where the server says that nothing changed."""
        state = states.get(feed, {})
        response = self._get(feed, {_ASKED[name]: state[name] for name in _ASKED if name in state})
        if response.status == 304:
            return None
        found = read_feed(feed, response, self._context)
        # What is missing of a damaged feed may come with the same ETag: it is asked for whole again.
        told = {} if found.damaged else response.headers
        return Page(
            mentions=tuple(mention for mention in found.mentions if since is None or mention.posted_at >= since),
            rejects=found.rejects,
            cursor={"feeds": {**states, feed: {name: told[name] for name in _ASKED if told.get(name)}}},
            notes=_notes(feed, response, damaged=found.damaged),
        )

    def _get(self, feed: str, headers: Mapping[str, str]) -> Response:
        try:
            return self._context.http.get(feed, headers=headers)
        except Rejected as rejected:
            if rejected.response is None or rejected.response.status != 410:
                raise
            gone = Rejected(
                say(
                    "{host} answered 410: this feed is gone for good; take it out of the settings ({feed})",
                    host=urlsplit(feed).netloc.rpartition("@")[2],
                    feed=_shown(feed),
                )
            )
            gone.response = rejected.response
            raise gone from rejected


def _notes(feed: str, response: Response, *, damaged: bool) -> tuple[Sentence, ...]:
    notes = []
    if damaged:
        notes.append(say("{feed} is damaged; some of its entries may be missing", feed=urlsplit(feed).hostname))
    if _shown(response.url).rstrip("/") != _shown(feed).rstrip("/"):
        moved = say("{feed} has moved to {address}; write that in the settings", feed=_shown(feed),
                    address=_shown(response.url))  # fmt: skip
        notes.append(moved)
    return tuple(notes)


def _shown(address: str) -> str:
    """Without user and query, where private feeds carry their key."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
