"""Items of Mastodon listings as pages of mentions."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from socialcare.connector import Cursor, Page, Reject
from socialcare.facts import Mention
from socialcare.paging import Item
from socialcare.sentences import Sentence, say_many

from ._listings import Listing
from ._parents import Parents
from ._plain_text import clean, one_line
from ._statuses import PUBLIC, BadStatus, mention_from, opaque, text_of


class Reading:
    """Turns the pages of one run into mentions, each status once however many listings show it."""

    def __init__(self, channel: str, own: str | None, parents: Parents) -> None:
        self._channel = channel
        self._own = own
        self._parents = parents
        self._seen: set[str] = set()
        self.ids: dict[str, str] = {}
        """Local id by uri, of what the last page holds."""

    def learn(self, items: Sequence[Item], listing: Listing) -> None:
        for item in items:
            with suppress(BadStatus):
                self._parents.learn(listing.status(item))

    def page(self, items: Sequence[Item], listing: Listing, cursor: Cursor | None) -> Page:
        self.learn(items, listing)
        self.ids = {}
        unknown_before = self._parents.unknown
        mentions: list[Mention] = []
        rejects: list[Reject] = []
        for item in items:
            try:
                mentions += self._mentions(listing.status(item), public_only=listing.public_only)
            except BadStatus as bad:
                excerpt = one_line(clean(str(item.content)[:1000]), 80)
                rejects.append(Reject(where=f"{listing.key}, {clean(item.id)[:80]}", why=bad.sentence, excerpt=excerpt))
        notes = _unjoined(self._parents.unknown - unknown_before)
        return Page(mentions=tuple(mentions), rejects=tuple(rejects), cursor=cursor, notes=notes)

    def of_status(self, status: Mapping[str, Any]) -> Mention:
        """Raises BadStatus."""
        self._parents.learn(status)
        return mention_from(status, channel=self._channel, own_account=self._own, parent_of=self._parents.uri_of)

    def _mentions(self, status: Mapping[str, Any], *, public_only: bool) -> list[Mention]:
        """One, or none where it is a boost, is not for all to see, or came before."""
        private = public_only and text_of(status, "visibility") not in PUBLIC
        if private or status.get("reblog") is not None:
            return []
        mention = self.of_status(status)
        if mention.ref in self._seen:
            return []
        self._seen.add(mention.ref)
        own_id = opaque(status.get("id"))
        if own_id:
            self.ids[mention.ref] = own_id
        return [mention]


def _unjoined(replies: int) -> tuple[Sentence, ...]:
    if not replies:
        return ()
    return (
        say_many(
            "{n} reply could not be joined to what it answers: too many were new at once; pull more often",
            "{n} replies could not be joined to what they answer: too many were new at once; pull more often",
            replies,
        ),
    )
