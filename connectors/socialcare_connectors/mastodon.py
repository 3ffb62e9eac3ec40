"""Mastodon and the servers that speak its API: hashtags, mentions of the brand, and what the brand answered."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar, Self
from urllib.parse import quote

from pydantic import Field, SecretStr, field_validator, model_validator

from socialcare import connector
from socialcare.connector import Context, Cursor, Page, Reject
from socialcare.documents import BadValue
from socialcare.errors import AuthError
from socialcare.facts import Mention
from socialcare.sentences import Sentence, mark, say, say_many

from ._descent import Item, steps
from ._mastodon_api import Api
from ._parents import Parents
from ._plain_text import clean, one_line
from ._statuses import PUBLIC, BadStatus, mention_from, text_of

FIRST_PULL = timedelta(days=7)
"""How far back a first pull goes where nobody says."""


class Settings(connector.Settings):
    """`instance`: https://…; `hashtags` with or without #; `mentions`: of the account the token belongs to."""

    instance: str
    hashtags: list[str] = Field(default_factory=list)
    mentions: bool = True
    token: SecretStr | None = None

    @field_validator("instance")
    @classmethod
    def _web(cls, instance: str) -> str:
        if not re.fullmatch(r"(https://[^\s/?#@]+|http://127\.0\.0\.1(:\d+)?)(/[^\s?#]*)?", instance):
            raise BadValue(say("“{instance}” must be the address of a server, such as https://mastodon.example",
                               instance=instance))  # fmt: skip
        return instance

    @field_validator("hashtags")
    @classmethod
    def _words(cls, hashtags: list[str]) -> list[str]:
        for hashtag in hashtags:
            if not re.fullmatch(r"#?\w+", hashtag):
                raise BadValue(say("“{hashtag}” is not one word; a hashtag has no blank and no sign", hashtag=hashtag))
        return [hashtag.removeprefix("#") for hashtag in hashtags]

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.hashtags or self.mentions):
            raise BadValue(say("there is nothing to read; name hashtags, or set mentions: true"))
        return self


class Mastodon:
    summary: ClassVar[str] = mark("Mastodon and compatible servers: hashtags, mentions, the brand's own answers")
    capabilities: ClassVar[frozenset[str]] = frozenset({"pull", "own_replies"})
    settings: ClassVar[type[connector.Settings]] = Settings

    def __init__(self, settings: Settings, context: Context) -> None:
        self._settings = settings
        self._context = context

    def pages(self, cursor: Cursor | None, since: datetime | None) -> Iterator[Page]:
        """Raises AuthError before any call where mentions are wanted and there is no token."""
        token = self._settings.token.get_secret_value().strip() if self._settings.token else ""
        api = Api(self._settings.instance, token, self._context)
        if self._settings.mentions and not token:
            raise AuthError(say("{host} needs a token to show mentions", host=api.host), api.how_to_mend)
        own = api.own_account() if token else None
        listings = self._listings(own)
        reading = _Reading(self._context.channel, own, Parents(api.status))
        if own is not None:  # customers answer what the brand wrote lately: one call, not one for each
            reading.learn(api.page(listings[-1].path, listings[-1].params), listings[-1])
        states: dict[str, Any] = dict(cursor["listings"]) if cursor else {}
        for listing in listings:
            fetch = partial(_fetch, api, listing)
            state = states.get(listing.key, {})
            for items, after in steps(fetch, state, since or self._context.now - FIRST_PULL, api.looped):
                if items or after != states.get(listing.key, {}):
                    states = {**states, listing.key: dict(after)}
                    yield reading.page(items, listing, {"listings": states})

    def _listings(self, own: str | None) -> list["_Listing"]:
        """The brand's own answers last: by then, most of what they answer has been seen."""
        hashtags = [
            _Listing(key=f"#{tag}", path=f"/api/v1/timelines/tag/{quote(tag, safe='')}", public_only=True)
            for tag in self._settings.hashtags
        ]
        if own is None:
            return hashtags
        mentions = _Listing(
            key="mentions", path="/api/v1/notifications", params={"types[]": "mention"}, inside="status"
        )
        answers = _Listing(
            key="own", path=f"/api/v1/accounts/{quote(own, safe='')}/statuses", params={"exclude_reblogs": "1"}
        )
        return [*([mentions] if self._settings.mentions else []), *hashtags, answers]


@dataclass(frozen=True, kw_only=True)
class _Listing:
    """`key` names it in the cursor; `inside` is the key that holds the status, where an entry is not one itself."""

    key: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    inside: str = ""
    public_only: bool = False

    def status(self, item: Item) -> Mapping[str, Any]:
        """Raises BadStatus where there is none."""
        content = item.content
        held = content.get(self.inside) if self.inside and isinstance(content, dict) else content
        if not isinstance(held, dict):
            raise BadStatus(say("there is no status here"))
        return held


def _fetch(api: Api, listing: _Listing, params: Mapping[str, str]) -> Sequence[Item]:
    return api.page(listing.path, {**listing.params, **params})


class _Reading:
    """Turns the pages of one run into mentions, each status once however many listings show it."""

    def __init__(self, channel: str, own: str | None, parents: Parents) -> None:
        self._channel = channel
        self._own = own
        self._parents = parents
        self._seen: set[str] = set()

    def learn(self, items: Sequence[Item], listing: _Listing) -> None:
        for item in items:
            with suppress(BadStatus):
                self._parents.learn(listing.status(item))

    def page(self, items: Sequence[Item], listing: _Listing, cursor: Cursor) -> Page:
        self.learn(items, listing)
        unknown_before = self._parents.unknown
        mentions: list[Mention] = []
        rejects: list[Reject] = []
        for item in items:
            try:
                mentions += self._mentions(listing.status(item), listing)
            except BadStatus as bad:
                excerpt = one_line(clean(str(item.content)[:1000]), 80)
                rejects.append(Reject(where=f"{listing.key}, {clean(item.id)[:80]}", why=bad.sentence, excerpt=excerpt))
        notes = _unjoined(self._parents.unknown - unknown_before)
        return Page(mentions=tuple(mentions), rejects=tuple(rejects), cursor=cursor, notes=notes)

    def _mentions(self, status: Mapping[str, Any], listing: _Listing) -> list[Mention]:
        """One, or none where it is a boost, is not for all to see, or came before."""
        private = listing.public_only and text_of(status, "visibility") not in PUBLIC
        if private or status.get("reblog") is not None:
            return []
        mention = mention_from(status, channel=self._channel, own_account=self._own, parent_of=self._parents.uri_of)
        if mention.ref in self._seen:
            return []
        self._seen.add(mention.ref)
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
