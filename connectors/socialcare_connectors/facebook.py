"""Facebook: comments on the brand's own Page, posts of visitors, posts that tag it, and its answers."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar

from pydantic import field_validator

from socialcare import connector
from socialcare.connector import Capability, Context, Cursor, Identity, Page, Reply, Sent
from socialcare.errors import Rejected
from socialcare.facts import Kind, Mention
from socialcare.paging import look_back
from socialcare.sentences import mark, say

from ._facebook_mentions import COMMENT_AND_ANSWERS, COMMENT_FIELDS, POST_AND_ANSWERS, POST_FIELDS, Messages
from ._facebook_walls import NEWEST_COMMENTS, OLDEST_COMMENTS, Feed, Tagged
from ._json_fields import BadItem, object_in, objects_in, text_in
from ._meta_again import look_again
from ._meta_api import Graph, entries
from ._meta_errors import NotAllowed, NotThere
from ._meta_rights import granted, lacking
from ._meta_settings import MetaSettings, account_id
from ._meta_thread import above, by_time, readable, seen
from ._meta_walk import Walk
from ._plain_text import web_address
from ._same_words import same_words

FIRST_PULL = timedelta(days=7)
"""How far back a first pull goes where nobody says."""

CLOCKS_APART = timedelta(minutes=5)
"""Meta's clock may be behind ours: an answer that old may still be the one just sent."""

MOST_OWN_PAGES = 5
MOST_PAGES_AROUND = 10

RIGHTS = ("pages_read_engagement", "pages_read_user_content", "pages_manage_engagement")


class Settings(MetaSettings):
    """`page`: the id of the brand's own Page; `tagged`: read posts elsewhere that tag it."""

    page: str
    tagged: bool = True

    @field_validator("page")
    @classmethod
    def _page(cls, page: str) -> str:
        return account_id(page, "page")


class Facebook:
    summary: ClassVar[str] = mark("Facebook: comments and visitor posts of the brand's own Page, and answers")
    capabilities: ClassVar[frozenset[Capability]] = frozenset(Capability)
    settings: ClassVar[type[connector.Settings]] = Settings
    longest: ClassVar[int] = 8_000

    def __init__(self, settings: Settings, context: Context) -> None:
        self._settings = settings
        self._context = context
        self._messages = Messages(context.channel, settings.page)
        self._graph = Graph(settings.server, settings.version, settings.token, context, ", ".join(RIGHTS))

    def pages(self, cursor: Cursor | None, since: datetime | None) -> Iterator[Page]:
        """Raises AuthError before any call without a token."""
        now = self._context.now
        walk = Walk(
            cursor or {}, now=now, since=since or now - FIRST_PULL, days=self._settings.days, looped=self._graph.looped
        )  # fmt: skip
        yield from walk.pages(Feed(self._graph, self._messages, self._settings.page))
        if self._settings.tagged:
            try:
                yield from walk.pages(Tagged(self._graph, self._messages, self._settings.page))
            except NotAllowed as refused:
                why = say(
                    "posts that tag the Page are not read ({why}); tagged: false stops this", why=refused.sentence
                )
                yield Page(mentions=(), cursor=None, notes=(why,))

    def check(self) -> Identity:
        page = self._graph.one(self._settings.page, "id,name,username")
        rights = granted(self._graph)
        missing = list(lacking(rights, RIGHTS))
        try:
            self._prove()
        except NotAllowed as refused:
            missing.append(refused.sentence)
        if rights is not None:  # that of a Page cannot ask for its rights
            missing.append(say("the token is of a person: with one of the Page, Facebook tells who wrote"))
        username = text_in(page, "username")
        return Identity(
            name=text_in(page, "name"),
            handles=(self._settings.page, *([username] if username else [])),
            rights=rights or (),
            missing=tuple(missing),
            quota=self._graph.used,
        )

    def _prove(self) -> None:
        """Raises NotAllowed or AuthError where the token cannot read the Page."""
        self._graph.page(self._settings.page, "feed", {"fields": "id", "limit": "1"}, None, time="")

    def reread(self, mentions: Sequence[Mention]) -> Iterator[Page]:
        yield from look_again(mentions, self._look, self._prove)

    def _look(self, mention: Mention) -> Sequence[Mention]:
        """What only the post tells of a comment is kept as it was read below it."""
        is_post = mention.kind is Kind.POST
        content = self._graph.one(mention.ref, POST_AND_ANSWERS if is_post else COMMENT_AND_ANSWERS)
        below = objects_in(object_in(content, "comments"), "data")
        parent = mention.in_reply_to
        if mention.kind is Kind.REPLY and parent:  # comments are two deep: what answers a reply stands beside it
            below = entries(self._graph.page(parent, "comments", NEWEST_COMMENTS, None, time="created_time").items)
        found: list[Mention] = []
        with suppress(BadItem):
            message = self._messages
            found.append(message.post(content) if is_post else message.comment(content, parent, mention.thread))
        return [*found, *self._answers(below, mention)]

    def _answers(self, comments: Sequence[Mapping[str, Any]], mention: Mention) -> Iterator[Mention]:
        for content in comments:
            with suppress(BadItem):
                below = self._messages.comment(content, mention.ref, mention.thread)
                if below.own:
                    yield below

    def thread(self, mention: Mention) -> Sequence[Mention]:
        return seen(partial(self._conversation, mention), self._prove)

    def _conversation(self, mention: Mention) -> tuple[Mention, ...]:
        """All below a visitor's post is one; below the brand's, a top comment and its replies."""
        top = mention.thread or mention.ref
        itself = self._one(mention.ref, mention.kind, mention)
        kind = Kind.COMMENT if mention.kind is Kind.REPLY and top == mention.in_reply_to else Kind.POST
        over = [] if top == mention.ref else above(partial(self._one, top, kind, mention))
        below = partial(self._messages.comment, post=top, thread=mention.thread)
        return by_time(over, itself, readable(self._comments(top), below))

    def _one(self, ref: str, kind: Kind, near: Mention) -> Mention:
        """Raises NotThere and BadItem. A comment does not tell its post: that stays as it is known of the message."""
        if kind is Kind.POST:
            return self._messages.post(self._graph.one(ref, POST_FIELDS))
        post = near.in_reply_to if ref == near.ref else None
        return self._messages.comment(self._graph.one(ref, COMMENT_FIELDS), post, near.thread)

    def _comments(self, ref: str) -> Iterator[Mapping[str, Any]]:
        """None where what they stand below is not shown."""
        below = None
        with suppress(NotThere):
            for _ in range(MOST_PAGES_AROUND):
                batch = self._graph.page(ref, "comments", OLDEST_COMMENTS, below, time="created_time")
                yield from entries(batch.items)
                if batch.next is None:
                    return
                below = batch.next

    def length(self, text: str) -> int:
        """In UTF-16 units, the most that a network of Java and JavaScript may count."""
        return len(text.encode("utf-16-le")) // 2

    def send(self, reply: Reply) -> Sent:
        """Comments are two deep: what answers a reply stands beside it."""
        form = {"message": reply.text, "fields": "id,permalink_url"}
        return _sent(self._graph.post(_target(reply.to), "comments", form))

    def find(self, reply: Reply) -> Sent | None:
        """Facebook takes no key: the answer is the Page's own of that time with these words."""
        older = partial(self._graph.page, _target(reply.to), "comments", NEWEST_COMMENTS, time="created_time")
        for items in look_back(older, until=reply.since - CLOCKS_APART, most_pages=MOST_OWN_PAGES):
            for content in entries(items):
                if self._messages.is_own(content) and same_words(text_in(content, "message"), reply.text):
                    return _sent(content)
        return None


def _target(mention: Mention) -> str:
    """Raises Rejected where a reply does not say what it stands below."""
    if mention.kind is not Kind.REPLY:
        return mention.ref
    if not mention.in_reply_to:
        raise Rejected(say("it is not known below which comment this reply stands; answer it on Facebook"))
    return mention.in_reply_to


def _sent(content: Mapping[str, Any]) -> Sent:
    return Sent(ref=text_in(content, "id"), url=web_address(text_in(content, "permalink_url")))
