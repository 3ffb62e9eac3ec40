"""Discourse: what is written on the brand's forum, or about the brand on another's, and answers."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, ClassVar

from socialcare import connector
from socialcare.connector import Capability, Context, Cursor, Identity, Page, Reply, Sent
from socialcare.errors import AuthError, Rejected
from socialcare.facts import Mention
from socialcare.paging import descend_by_time
from socialcare.sentences import Sentence, mark, say, say_many

from ._around import around
from ._discourse_api import Api
from ._discourse_errors import NotForUs
from ._discourse_pages import Numbers, Reading
from ._discourse_posts import Posts, is_deleted, is_for_all, written
from ._discourse_settings import Settings
from ._json_fields import BadItem, count_in, text_in
from ._same_words import same_words
from ._statuses import moment

FIRST_PULL = timedelta(days=7)
"""How far back a first pull goes where nobody says."""

OVERLAP = timedelta(hours=1)
"""Read again at each pull: the posts that marked the top may have been deleted, and some are shown late."""

CLOCKS_APART = timedelta(minutes=5)
"""The forum's clock may be behind ours: an answer that old may still be the one just sent."""


class Discourse:
    summary: ClassVar[str] = mark("Discourse forums: posts of all topics, and answers")
    capabilities: ClassVar[frozenset[Capability]] = frozenset(Capability)
    settings: ClassVar[type[connector.Settings]] = Settings
    longest: ClassVar[int] = 32_000
    """Of a forum as it comes."""

    def __init__(self, settings: Settings, context: Context) -> None:
        self._settings = settings
        self._context = context
        self._api = Api(settings, context)
        self._numbers = Numbers(self._api)
        self._posts = Posts(context.channel, settings.forum, settings.username, self._numbers.id_of)

    def pages(self, cursor: Cursor | None, since: datetime | None) -> Iterator[Page]:
        """All posts by their id: lists of topics put pinned ones first, and a search shows one post a topic."""
        now = self._context.now
        state: Mapping[str, Any] = (cursor or {}).get("posts", {})
        reading = Reading(self._api, self._posts, self._numbers, self._settings.words)
        steps = descend_by_time(
            reading.older, state, since=since or now - FIRST_PULL, now=now, overlap=OVERLAP, looped=self._api.looped
        )
        for items, after in steps:
            page = reading.page(items, {"posts": dict(after)})
            if page.mentions or page.gone or page.rejects or after != state:
                yield page
            state = after

    def check(self) -> Identity:
        if not self._api.has_key:
            missing = say("there is no API key: only what everybody sees is read, and nothing can be answered")
            self._api.posts(None)
            return Identity(handles=(self._settings.username,), missing=(missing, self._api.how_to_mend))
        account = self._api.account()
        username = text_in(account, "username")
        return Identity(
            name=text_in(account, "name"),
            handles=(username,),
            rights=tuple(right for right in ("admin", "moderator") if account.get(right) is True),
            missing=() if username.casefold() == self._settings.username.casefold() else (self._another(username),),
        )

    def _another(self, username: str) -> Sentence:
        return say(
            "the key is of {username}, and the settings say {wanted}; write the right username",
            username=username,
            wanted=self._settings.username,
        )

    def reread(self, mentions: Sequence[Mention]) -> Iterator[Page]:
        hidden = 0
        topics = dict.fromkeys(mention.thread for mention in mentions if mention.thread)
        for mention in mentions:
            try:
                post = self._api.post(mention.ref)
            except NotForUs:
                hidden += 1
                continue
            if post is None or is_deleted(post):
                yield Page(mentions=(), gone=(mention.ref,), cursor=None)
                continue
            yield self._again([post])
        for topic in topics:
            with suppress(NotForUs):
                own = self._api.posts_of(self._settings.username, topic)
                yield self._again([post for post in own if self._posts.is_own(post) and not is_deleted(post)])
        if hidden:
            yield Page(mentions=(), cursor=None, notes=(_hidden(hidden),))

    def _again(self, posts: Sequence[Mapping[str, Any]]) -> Page:
        self._numbers.learn(posts)
        found = []
        for post in posts:
            with suppress(BadItem):
                found.append(self._posts.mention(post))
        return Page(mentions=tuple(found), cursor=None)

    def thread(self, mention: Mention) -> Sequence[Mention]:
        """The topic's posts just before and after it. Raises NotForUs where the account may not see it."""
        post = self._api.post(mention.ref)
        topic, number = (count_in(post or {}, key) for key in ("topic_id", "post_number"))
        if post is None or is_deleted(post) or not topic or not number:
            return ()
        near = [one for one in self._api.posts_near(topic, number) if is_for_all(one) and not is_deleted(one)]
        above = [one for one in near if (count_in(one, "post_number") or 0) < number]
        below = [one for one in near if (count_in(one, "post_number") or 0) > number]
        before, itself, after = (self._again(posts).mentions for posts in (above, [post], below))
        return around(before, itself[0] if itself else mention, after)

    def length(self, text: str) -> int:
        return len(text.strip())

    def send(self, reply: Reply) -> Sent:
        """Raises Rejected where what is answered is gone, the forum refuses, or a moderator is to look at it first."""
        topic, number = self._place(reply)
        made = self._api.answer(topic, number, reply.text)
        if made.get("action") == "enqueued":
            raise Rejected(
                say(
                    "{host} keeps this answer until a moderator approves it; once approved, the next pull brings it",
                    host=self._api.host,
                )
            )
        return self._sent(made)

    def find(self, reply: Reply) -> Sent | None:
        topic, number = self._place(reply)
        for post in self._api.posts_of(self._settings.username, str(topic)):
            posted_at = moment(post.get("created_at"))
            recent = posted_at is not None and posted_at >= reply.since - CLOCKS_APART
            texts = text_in(post, "raw"), written(post)
            same_place = count_in(post, "reply_to_post_number") in (
                number,
                None,
            )  # the forum drops it for the last post
            if recent and same_place and self._posts.is_own(post) and any(same_words(one, reply.text) for one in texts):
                return self._sent(post)
        return None

    def _place(self, reply: Reply) -> tuple[int, int]:
        """Its topic, and its number there. Raises AuthError without a key."""
        if not self._api.has_key:
            raise AuthError(say("{host} needs a key to answer", host=self._api.host), self._api.how_to_mend)
        post = self._api.post(reply.to.ref)
        topic, number = (count_in(post or {}, key) for key in ("topic_id", "post_number"))
        if post is None or is_deleted(post) or not topic or not number:
            raise Rejected(say("{host} no longer shows the message that is to be answered", host=self._api.host))
        return topic, number

    def _sent(self, post: Mapping[str, Any]) -> Sent:
        try:
            mention = self._posts.mention(post)
        except BadItem as bad:
            raise self._api.unusable() from bad
        return Sent(ref=mention.ref, url=mention.url)


def _hidden(count: int) -> Sentence:
    return say_many(
        "{n} message is no longer shown to the brand's account, and was not looked at again",
        "{n} messages are no longer shown to the brand's account, and were not looked at again",
        count,
    )
