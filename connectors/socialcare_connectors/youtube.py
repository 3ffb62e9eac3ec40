"""YouTube: comments on the brand's own videos, within the allowance of a day."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar
from urllib.parse import quote

from socialcare import connector
from socialcare.connector import Capability, Context, Cursor, Identity, Page, Reply, Sent
from socialcare.errors import Rejected
from socialcare.facts import Mention
from socialcare.paging import Steps
from socialcare.sentences import Sentence, mark, say

from ._json_fields import object_in, text_in
from ._restarting import descend_again
from ._same_words import same_words
from ._statuses import moment
from ._youtube_again import Again
from ._youtube_api import Api
from ._youtube_comments import Comments
from ._youtube_errors import CommentsOff
from ._youtube_pages import Replies, Threads
from ._youtube_settings import Settings
from ._youtube_units import Units

FIRST_PULL = timedelta(days=7)
"""How far back a first pull goes where nobody says."""

CLOCKS_APART = timedelta(minutes=5)
"""Google's clock may be behind ours: an answer that old may still be the one just sent."""


class YouTube:
    summary: ClassVar[str] = mark("YouTube: comments on the brand's own videos, and answers")
    capabilities: ClassVar[frozenset[Capability]] = frozenset(Capability)
    settings: ClassVar[type[connector.Settings]] = Settings
    longest: ClassVar[int] = 10_000

    def __init__(self, settings: Settings, context: Context) -> None:
        self._settings = settings
        self._context = context
        self._comments = Comments(context.channel, settings.channel_id)

    def pages(self, cursor: Cursor | None, since: datetime | None) -> Iterator[Page]:
        """Raises AuthError before any call without a key, and QuotaSpent where the day's units are used up."""
        known = cursor or {}
        with self._day(known.get("quota")) as api:
            floor = moment(known.get("since")) or since or self._context.now - FIRST_PULL
            threads = Threads(api, self._comments, Replies(known.get("replies")), floor)
            states: dict[str, Any] = dict(known.get("listings", {}))
            for key, params in self._listings().items():
                try:
                    for items, state in self._steps(api, params, states.get(key, {}), floor):
                        page = threads.page(items)
                        states = {**states, key: dict(state)}
                        saved = {"listings": states, "since": floor.isoformat()}
                        saved |= {"replies": threads.replies.state, "quota": api.units.state}
                        yield replace(page, cursor=saved)
                except CommentsOff:
                    yield Page(mentions=(), cursor=None, notes=(_switched_off(key),))

    @contextmanager
    def _day(self, kept: object = None) -> Iterator[Api]:
        """The API with what of today's units is spent; what is spent then is kept, however it ends."""
        vault, limit = self._context.vault, self._settings.units_a_day
        units = Units(self._context.now, limit, [kept, vault.read().get("quota")])
        before = units.state
        try:
            yield Api(self._settings, self._context, units)
        finally:
            if units.state != before:
                vault.write({**vault.read(), "quota": units.state})

    def _listings(self) -> Mapping[str, Mapping[str, str]]:
        own = self._settings.channel_id
        videos = {video: {"videoId": video} for video in self._settings.videos}
        return {own: {"allThreadsRelatedToChannelId": own}, **videos}

    def _steps(self, api: Api, params: Mapping[str, str], state: Mapping[str, Any], floor: datetime) -> Steps:
        """Threads of the last days are read again each time: a reply does not bring its thread up."""
        now, window = self._context.now, timedelta(days=self._settings.window_days)
        older = partial(api.threads, params)
        since = min(floor, now - window)
        return descend_again(older, state, since=since, now=now, overlap=window, looped=api.looped)

    def check(self) -> Identity:
        with self._day() as api:
            channel = object_in(api.channel(self._settings.channel_id), "snippet")
            if not channel:
                raise Rejected(
                    say("YouTube knows no channel {channel}; check channel_id", channel=self._settings.channel_id)
                )
            missing = self._missing(api)
            handle = text_in(channel, "customUrl").removeprefix("@")
            return Identity(
                name=text_in(channel, "title"),
                handles=(handle,) if handle else (),
                rights=("read",) if missing else ("read", "answer"),
                missing=missing,
                quota=api.units.told,
            )

    def _missing(self, api: Api) -> tuple[Sentence, ...]:
        if not api.can_write:
            return (api.how_to_answer,)
        if self._settings.channel_id not in api.own_channels():
            return (
                say("the OAuth login is of another channel: answers would not be the brand's; log in as the brand"),
            )
        return ()

    def reread(self, mentions: Sequence[Mention]) -> Iterator[Page]:
        with self._day() as api:
            yield from Again(api, self._comments).pages(mentions)

    def thread(self, mention: Mention) -> Sequence[Mention]:
        """One unit of the day's allowance, two where a comment has more replies than come with it."""
        with self._day() as api:
            return Again(api, self._comments).thread(mention)

    def length(self, text: str) -> int:
        """In UTF-16 units: an emoji counts two, so a text is never longer for YouTube than for us."""
        return len(text.encode("utf-16-le")) // 2

    def send(self, reply: Reply) -> Sent:
        """Replies stand below the top comment alone. Raises AuthError without an OAuth login."""
        with self._day() as api:
            made = api.answer(reply.to.thread or reply.to.ref, reply.text)
            return _sent(text_in(made, "id"), reply)

    def find(self, reply: Reply) -> Sent | None:
        """YouTube takes no key: the answer is the brand's own of that time with these words."""
        with self._day() as api:
            comments, _ = api.replies(reply.to.thread or reply.to.ref)
            for comment in comments:
                snippet = object_in(comment, "snippet")
                posted_at = moment(snippet.get("publishedAt"))
                texts = text_in(snippet, "textOriginal"), text_in(snippet, "textDisplay")
                recent = posted_at is not None and posted_at >= reply.since - CLOCKS_APART
                if recent and self._comments.is_own(comment) and any(same_words(text, reply.text) for text in texts):
                    return _sent(text_in(comment, "id"), reply)
        return None


def _sent(ref: str, reply: Reply) -> Sent:
    page = reply.to.url.partition("&lc=")[0]
    return Sent(ref=ref, url=f"{page}&lc={quote(ref)}" if page else "")


def _switched_off(listing: str) -> Sentence:
    return say("comments are switched off on {listing}; nothing can be read there", listing=listing)
