"""The App Store's feed of reviews on loopback, as its recordings show it: storefronts, ten pages, empty answers."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from socialcare.connector import Context
from socialcare.testing import Answer, Request
from socialcare_connectors.appstore import AppStore, Settings

APP = "497799835"
FIRST = datetime(2026, 3, 2, 6, tzinfo=UTC)


@dataclass
class Shop:
    """`empty` counts how often a page of a storefront is still to be answered empty by mistake."""

    size: int = 3
    reviews: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    empty: Counter[tuple[str, int]] = field(default_factory=Counter)
    asked: list[str] = field(default_factory=list)
    has_last: bool = True
    replayed: bytes | None = None

    def publish(self, storefront: str = "fr", **changes: Any) -> dict[str, Any]:
        number = 1000 + sum(map(len, self.reviews.values()))
        review = {
            "author": {"uri": {"label": f"https://127.0.0.1/fr/reviews/id{number}"}, "name": {"label": f"Léa{number}"}},
            "updated": {"label": (FIRST + timedelta(minutes=number)).isoformat()},
            "im:version": {"label": "12.4"}, "im:rating": {"label": "2"}, "id": {"label": str(number)},
            "title": {"label": "Ça plante"}, "content": {"label": f"Avis {number}", "attributes": {"type": "text"}},
            "link": {"attributes": {"rel": "related", "href": f"https://127.0.0.1/fr/review?id={APP}"}},
            "im:voteSum": {"label": "2"}, "im:voteCount": {"label": "3"}, **changes,
        }  # fmt: skip
        self.reviews.setdefault(storefront, []).append(review)
        return review

    def __call__(self, request: Request) -> Answer:
        self.asked.append(request.path)
        found = re.fullmatch(rf"/(\w\w)/rss/customerreviews/page=(\d+)/id={APP}/sortby=mostrecent/json", request.path)
        if not found or int(found[2]) > 10:
            return Answer(body=b"CustomerReviews RSS page depth is limited to 10", status=400)
        storefront, number = found[1], int(found[2])
        if self.replayed is not None:
            return Answer(body=self.replayed) if number == 1 else Answer.of(self._feed([], 1))
        if self.empty[storefront, number] > 0:
            self.empty[storefront, number] -= 1
            return Answer.of(self._feed([], 0))
        newest = list(reversed(self.reviews.get(storefront, [])))
        last = min(10, -(-len(newest) // self.size))
        return Answer.of(self._feed(newest[(number - 1) * self.size :][: self.size], last))

    def _feed(self, entries: list[dict[str, Any]], last: int) -> Mapping[str, Any]:
        told = f"https://127.0.0.1/fr/rss/customerreviews/page={last}/id={APP}/sortby=mostrecent/xml" if last else ""
        links = [{"attributes": {"rel": "self", "href": "…"}}]
        links += [{"attributes": {"rel": "last", "href": told}}] if self.has_last else []
        held = {"entry": entries[0] if len(entries) == 1 else entries} if entries else {}
        return {"feed": {"author": {"name": {"label": "iTunes Store"}}, "link": links, **held}}


def appstore(server: str, context: Context, **given: Any) -> AppStore:
    return AppStore(Settings(**{"app": APP, "server": server, **given}), context)
