"""Pages of the App Store's feed of reviews, as the storefronts really give them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from socialcare.connector import Context
from socialcare.errors import AuthError, ConnectorError, Unavailable
from socialcare.sentences import Sentence, say

from ._appstore_reviews import entries_of
from ._json_fields import object_in, objects_in, text_in

DEEPEST = 10
"""Pages that a storefront shows, of 50 reviews each; it answers the eleventh with a sentence."""


class NothingThere(Unavailable):
    """A page without reviews, twice: Apple often answers so by mistake, and nobody can tell."""


@dataclass(frozen=True)
class Leaf:
    """One page of the feed; `last` is the number of the last one, by what the feed says of itself."""

    entries: tuple[Mapping[str, Any], ...]
    last: int


class Feed:
    def __init__(self, server: str, app: str, context: Context) -> None:
        self._server = server
        self._app = app
        self._context = context

    @property
    def looped(self) -> Sentence:
        return say("the App Store gives the same page again and again; it was left there")

    def leaf(self, storefront: str, number: int) -> Leaf:
        """Raises NothingThere where it is empty twice."""
        for _ in range(2):
            feed = self._feed(storefront, number)
            entries = entries_of(feed)
            if entries:
                return Leaf(tuple(entries), _last(feed))
        raise NothingThere(
            say(
                "the App Store shows no review on page {page} of the storefront “{storefront}”: the app has none there,"
                " or it is one of Apple's empty answers; the next pull asks again",
                page=number,
                storefront=storefront,
            )
        )

    def _feed(self, storefront: str, number: int) -> Mapping[str, Any]:
        path = f"/{storefront}/rss/customerreviews/page={number}/id={self._app}/sortby=mostrecent/json"
        try:
            found = self._context.http.get(self._server + path).json()
        except AuthError as refused:
            raise self._refused(refused) from refused
        except ValueError as error:
            raise self._unusable() from error
        if "feed" not in object_in(found) or not isinstance(found["feed"], dict):
            raise self._unusable()
        return object_in(found, "feed")

    def _refused(self, error: ConnectorError) -> Unavailable:
        """The feed knows no credentials: whom it refuses, it refuses for a while."""
        refused = Unavailable(
            say("{host} refuses to show reviews for now; the next pull asks again", host=urlsplit(self._server).netloc)
        )
        refused.response = error.response
        return refused

    def _unusable(self) -> Unavailable:
        return Unavailable(say("the App Store did not answer with its feed of reviews; nothing of the page was used"))


def _last(feed: Mapping[str, Any]) -> int:
    for link in objects_in(feed, "link"):
        attributes = object_in(link, "attributes")
        found = re.search(r"/page=(\d{1,3})/", text_in(attributes, "href"))
        if attributes.get("rel") == "last" and found:
            return min(int(found[1]), DEEPEST)
    return DEEPEST
