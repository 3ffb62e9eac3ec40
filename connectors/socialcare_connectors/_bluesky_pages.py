"""Items of Bluesky listings as pages of mentions."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from socialcare.connector import Cursor, Page, Reject
from socialcare.facts import Mention
from socialcare.paging import Item

from ._bluesky_api import Api
from ._bluesky_listings import Listing
from ._bluesky_posts import BadPost, count_of, did_of, mention_from, text_of
from ._plain_text import clean, one_line


class Reading:
    """Turns the pages of one run into mentions, each post once however many listings show it."""

    def __init__(self, channel: str, api: Api) -> None:
        self._channel = channel
        self._api = api
        self._seen: set[str] = set()
        self._followers: dict[str, int | None] = {}

    def page(self, items: Sequence[Item], listing: Listing, cursor: Cursor | None) -> Page:
        shown = [(item, _mapping(view)) for item, view in listing.views(items)]
        new = [(item, view) for item, view in shown if text_of(view, "uri") not in self._seen]
        whole = {} if listing.is_whole else self._whole(view for _, view in new)
        self.learn(did_of(text_of(view, "uri")) for _, view in new)
        mentions: list[Mention] = []
        rejects: list[Reject] = []
        for item, view in new:
            try:
                mention = self.mention(whole.get(text_of(view, "uri"), view))
            except BadPost as bad:
                excerpt = one_line(clean(str(item.content)[:1000]), 80)
                rejects.append(Reject(where=f"{listing.key}, {clean(item.id)[:80]}", why=bad.sentence, excerpt=excerpt))
                continue
            if mention.ref not in self._seen:
                self._seen.add(mention.ref)
                mentions.append(mention)
        return Page(mentions=tuple(mentions), rejects=tuple(rejects), cursor=cursor)

    def mention(self, view: Mapping[str, Any]) -> Mention:
        """Raises BadPost."""
        followers = self._followers.get(did_of(text_of(view, "uri")))
        return mention_from(view, channel=self._channel, own=self._api.did, followers=followers)

    def learn(self, dids: Iterable[str]) -> None:
        """How many follow these authors: a post does not say it."""
        new = [did for did in dict.fromkeys(dids) if did and did not in self._followers]
        self._followers |= dict.fromkeys(new)
        for profile in self._api.profiles(new):
            self._followers[text_of(profile, "did")] = count_of(profile, "followersCount")

    def _whole(self, views: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
        """Posts by uri; one that is not among them stands as its notification tells it."""
        uris = dict.fromkeys(uri for view in views if (uri := text_of(view, "uri")))
        return {text_of(post, "uri"): post for post in self._api.posts(uris)}


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
