"""Mastodon and the servers that speak its API: hashtags, keywords, mentions of the brand, and its answers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit

from socialcare import connector
from socialcare.connector import Capability, Context, Cursor, Identity, Page, Reply, Sent
from socialcare.errors import AuthError, Rejected
from socialcare.facts import Mention
from socialcare.paging import Item, look_back
from socialcare.sentences import Sentence, mark, say, say_many

from . import _mastodon_text as texts
from ._known import Known
from ._listings import Listing, Search, Timeline, of_account, of_hashtag, of_mentions
from ._mastodon_api import Api
from ._mastodon_context import conversation
from ._mastodon_pages import Reading
from ._mastodon_settings import Settings
from ._parents import Parents
from ._plain_text import clean, plain_text, web_address
from ._statuses import BadStatus, opaque

FIRST_PULL = timedelta(days=7)
"""How far back a first pull goes where nobody says."""

CLOCKS_APART = timedelta(minutes=5)
"""A server's clock may be behind ours: an answer that old may still be the one just sent."""

MOST_OWN_PAGES = 5

_NEEDED: Mapping[str, Sentence] = {
    "read:accounts": say("read:accounts is missing: the brand's account cannot be known"),
    "read:statuses": say("read:statuses is missing: posts and answers cannot be read"),
    "read:notifications": say("read:notifications is missing: mentions cannot be read"),
    "read:search": say("read:search is missing: keywords find nothing"),
    "write:statuses": say("write:statuses is missing: answers cannot be sent from here"),
}


class Mastodon:
    summary: ClassVar[str] = mark("Mastodon and compatible servers: hashtags, keywords, mentions, answers")
    capabilities: ClassVar[frozenset[Capability]] = frozenset(Capability)
    settings: ClassVar[type[connector.Settings]] = Settings
    longest: ClassVar[int] = 500
    """Of a server as it comes; some allow more, none less."""

    def __init__(self, settings: Settings, context: Context) -> None:
        self._settings = settings
        self._context = context
        token = settings.token.get_secret_value().strip() if settings.token else ""
        self._api = Api(settings.instance, token, context)
        self._known = Known(context.vault)

    def pages(self, cursor: Cursor | None, since: datetime | None) -> Iterator[Page]:
        """Raises AuthError before any call where mentions or keywords are wanted and there is no token."""
        own = self._own_account(needed=self._settings.mentions or bool(self._settings.keywords))
        listings = self._listings(own)
        reading = self._reading(own)
        if own is not None:  # customers answer what the brand wrote lately: one call, not one for each
            answers = of_account(own)
            reading.learn(self._api.page(answers.path, answers.params), answers)
        states: dict[str, Any] = dict(cursor["listings"]) if cursor else {}
        try:
            for listing in listings:
                for page in self._pages_of(listing, states, reading, since):
                    states = dict(page.cursor["listings"]) if page.cursor else states
                    yield page
                    self._known.learn(reading.ids)
            for page in self._late(listings, reading, dict(cursor["listings"]) if cursor else {}):
                yield page
                self._known.learn(reading.ids)
        finally:
            self._known.save()

    def _pages_of(
        self, listing: Listing, states: Mapping[str, Any], reading: Reading, since: datetime | None
    ) -> Iterator[Page]:
        now = self._context.now
        before = states.get(listing.key, {})
        known = before
        for items, after in listing.steps(self._api, before, since or now - FIRST_PULL, now):
            if items or after != known:
                known = dict(after)
                yield reading.page(items, listing, {"listings": {**states, listing.key: known}})
        if isinstance(listing, Search) and not known and not before:
            yield Page(
                mentions=(),
                cursor={"listings": {**states, listing.key: {"empty": "1"}}},
                notes=(self._nothing(listing),),
            )

    def _late(self, listings: Sequence[Listing], reading: Reading, before: Mapping[str, Any]) -> Iterator[Page]:
        """What was not in the hashtags at the pulls before. Last, for the cursor stays: cut here, a run loses nothing."""
        until = self._context.now - timedelta(hours=self._settings.overlap_hours)
        for listing in listings:
            wanted = isinstance(listing, Timeline) and listing.public_only and "high" in before.get(listing.key, {})
            if not (wanted and isinstance(listing, Timeline) and self._settings.overlap_hours):
                continue
            for items in listing.late(self._api, until):
                page = reading.page([item for item in items if not self._is_known(listing, item)], listing, None)
                if page.mentions:
                    yield page

    def _is_known(self, listing: Timeline, item: Item) -> bool:
        with suppress(BadStatus):
            return self._known.id_of(clean(str(listing.status(item).get("uri")))) is not None
        return True

    def _nothing(self, listing: Search) -> Sentence:
        return say(
            "{host} finds nothing for “{words}”; a server without full-text search never does, and does not say so",
            host=self._api.host,
            words=listing.words,
        )

    def _listings(self, own: str | None) -> list[Listing]:
        """The brand's own answers last: by then, most of what they answer has been seen."""
        overlap = timedelta(hours=self._settings.overlap_hours)
        hashtags = [of_hashtag(tag) for tag in self._settings.hashtags]
        if own is None:
            return [*hashtags]
        searches = [Search(words=words, overlap=overlap) for words in self._settings.keywords]
        return [*([of_mentions()] if self._settings.mentions else []), *hashtags, *searches, of_account(own)]

    def _own_account(self, *, needed: bool) -> str | None:
        """None without a token where none is needed."""
        if self._api.has_token:
            return opaque(self._api.account().get("id"))
        if needed:
            raise AuthError(say("{host} needs a token to show mentions", host=self._api.host), self._api.how_to_mend)
        return None

    def _reading(self, own: str | None) -> Reading:
        return Reading(self._context.channel, own, Parents(self._api.status))

    def check(self) -> Identity:
        if not self._api.has_token:
            missing = say("there is no token: hashtags are read, mentions and answers are not")
            return Identity(missing=(missing, self._api.how_to_mend))
        account = self._api.account()
        rights = self._api.scopes()
        wanted = [scope for scope in _NEEDED if scope != "read:search" or self._settings.keywords]
        missing_rights = [scope for scope in wanted if not {scope, scope.partition(":")[0]} & set(rights)]
        return Identity(
            name=clean(str(account.get("display_name") or "")),
            handles=(clean(str(account.get("acct") or "")),),
            rights=rights,
            missing=tuple(_NEEDED[scope] for scope in missing_rights) if rights else (),
        )

    def reread(self, mentions: Sequence[Mention]) -> Iterator[Page]:
        """One page a mention that the server can still name; of the others, how many they are."""
        own = self._own_account(needed=False)
        reading = self._reading(own)
        unknown = 0
        for mention in mentions:
            own_id = self._id_of(mention)
            if own_id is None:
                unknown += 1
                continue
            status = self._api.status_or_gone(own_id)
            if status is None:
                yield Page(mentions=(), gone=(mention.ref,), cursor=None)
                continue
            yield Page(mentions=self._again(status, own_id, own, reading), cursor=None)
        if unknown:
            yield Page(mentions=(), cursor=None, notes=(_not_found_again(unknown),))

    def _again(self, status: Mapping[str, Any], own_id: str, own: str | None, reading: Reading) -> tuple[Mention, ...]:
        """The status as it is now, and what the brand wrote below it."""
        found = []
        for one in [status, *(self._api.answers(own_id) if own else [])]:
            with suppress(BadStatus):
                mention = reading.of_status(one if isinstance(one, dict) else {})
                if one is status or mention.own:
                    found.append(mention)
        return tuple(found)

    def thread(self, mention: Mention) -> Sequence[Mention]:
        """Raises Rejected where the server cannot say where the message is."""
        own_id = self._id_of(mention)
        if own_id is None:
            raise Rejected(say("{host} can no longer find this message to show what is around it", host=self._api.host))
        found = self._api.around(own_id)
        if found is None:
            return ()
        above, below = found
        return conversation(above, mention, below, own_id=own_id, own=self._own_account(needed=False))

    def _id_of(self, mention: Mention) -> str | None:
        known = self._known.id_of(mention.ref)
        if known:
            return known
        address = urlsplit(mention.ref)
        local = re.search(r"/statuses/(\w+)$", address.path)
        if address.netloc == self._api.host and local:
            return local[1]
        return self._api.id_of(mention.ref) if self._api.has_token else None

    def length(self, text: str) -> int:
        return texts.length(text)

    def send(self, reply: Reply) -> Sent:
        """Raises Rejected where what is answered is gone, or the server refuses; AuthError without the right."""
        parent = self._parent(reply)
        account = parent.get("account")
        author = account if isinstance(account, dict) else {}
        to_ourselves = opaque(author.get("id")) == self._own_account(needed=True)
        acct = "" if to_ourselves else clean(str(author.get("acct") or ""))
        language = parent.get("language")
        form = {
            "status": texts.addressed(reply.text, acct),
            "in_reply_to_id": opaque(parent.get("id")) or "",
            "visibility": texts.no_wider(parent.get("visibility")),
            **({"language": language} if isinstance(language, str) and language else {}),
        }
        return _sent(self._api.post(form, reply.key))

    def find(self, reply: Reply) -> Sent | None:
        own = self._own_account(needed=True)
        parent = opaque(self._parent(reply).get("id"))
        older = of_account(own or "").older(self._api)
        for items in look_back(older, until=reply.since - CLOCKS_APART, most_pages=MOST_OWN_PAGES):
            for item in items:
                status = item.content if isinstance(item.content, dict) else {}
                if opaque(status.get("in_reply_to_id")) == parent and _says(status, reply.text):
                    return _sent(status)
        return None

    def _parent(self, reply: Reply) -> Mapping[str, Any]:
        own_id = self._id_of(reply.to)
        status = self._api.status_or_gone(own_id) if own_id else None
        if status is None:
            raise Rejected(say("{host} no longer knows the message that is to be answered", host=self._api.host))
        return status


def _says(status: Mapping[str, Any], text: str) -> bool:
    """Whether it is this answer, with or without the name of whom it answers before it."""
    written = plain_text(str(status.get("content") or ""))
    unaddressed = re.sub(r"^@\S+\s+", "", written)
    return any(texts.same_post(one, text) for one in (written, unaddressed))


def _sent(status: Mapping[str, Any]) -> Sent:
    return Sent(ref=clean(str(status.get("uri") or "")), url=web_address(clean(str(status.get("url") or ""))))


def _not_found_again(count: int) -> Sentence:
    return say_many(
        "{n} message could not be looked at again: its server no longer shows where it is",
        "{n} messages could not be looked at again: their server no longer shows where they are",
        count,
    )
