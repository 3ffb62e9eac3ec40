"""Instagram: comments on the brand's own account, media that tag it, and its answers."""

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
from socialcare.sentences import mark, say

from ._instagram_mentions import COMMENT_FIELDS, REPLY_FIELDS, Messages
from ._instagram_walls import Own, Tags, replies_of
from ._json_fields import BadItem, text_in
from ._meta_again import look_again
from ._meta_api import Graph, entries
from ._meta_errors import BadParameter, NotAllowed, NotThere
from ._meta_rights import granted, lacking
from ._meta_settings import MetaSettings, account_id
from ._meta_thread import above, by_time, readable, seen
from ._meta_walk import Walk
from ._same_words import same_words
from ._statuses import moment

FIRST_PULL = timedelta(days=7)
"""How far back a first pull goes where nobody says."""

CLOCKS_APART = timedelta(minutes=5)
"""Meta's clock may be behind ours: an answer that old may still be the one just sent."""

MOST_OWN_PAGES = 20

RIGHTS = ("instagram_business_basic", "instagram_business_manage_comments")


class Settings(MetaSettings):
    """`account`: the id of the brand's own professional account; `tags`: read media of others that tag it."""

    server: str = "https://graph.instagram.com"
    account: str
    tags: bool = True

    @field_validator("account")
    @classmethod
    def _account(cls, account: str) -> str:
        return account_id(account, "account")


class Instagram:
    summary: ClassVar[str] = mark("Instagram: comments on the brand's own account, tags, and answers")
    capabilities: ClassVar[frozenset[Capability]] = frozenset(Capability)
    settings: ClassVar[type[connector.Settings]] = Settings
    longest: ClassVar[int] = 2_200

    def __init__(self, settings: Settings, context: Context) -> None:
        self._settings = settings
        self._context = context
        self._graph = Graph(settings.server, settings.version, settings.token, context, ", ".join(RIGHTS))

    def pages(self, cursor: Cursor | None, since: datetime | None) -> Iterator[Page]:
        """Raises AuthError before any call without a token."""
        now, days, account = self._context.now, self._settings.days, self._settings.account
        messages = self._messages()
        walk = Walk(cursor or {}, now=now, since=since or now - FIRST_PULL, days=days, looped=self._graph.looped)
        yield from walk.pages(Own(self._graph, messages, account, days))
        if self._settings.tags:
            try:
                yield from walk.pages(Tags(self._graph, messages, account, days))
            except (NotAllowed, NotThere, BadParameter) as refused:  # an Instagram login does not always have them
                why = say(
                    "media that tag the account are not read ({why}); tags: false stops this", why=refused.sentence
                )
                yield Page(mentions=(), cursor=None, notes=(why,))

    def _messages(self) -> Messages:
        """Comments tell their author's name where they do not tell the id: so the brand's own name is asked for."""
        account = self._graph.one(self._settings.account, "id,username")
        return Messages(self._context.channel, self._settings.account, text_in(account, "username"))

    def check(self) -> Identity:
        account = self._graph.one(self._settings.account, "id,username,name")
        rights = granted(self._graph)
        missing = list(lacking(rights, RIGHTS)) if self._settings.server.endswith("instagram.com") else []
        try:
            self._prove()
        except NotAllowed as refused:
            missing.append(refused.sentence)
        username = text_in(account, "username")
        return Identity(
            name=text_in(account, "name"),
            handles=(username,) if username else (),
            rights=rights or (),
            missing=tuple(missing),
            quota=self._graph.used,
        )

    def _prove(self) -> None:
        """Raises NotAllowed or AuthError where the token cannot read the account."""
        self._graph.page(
            self._settings.account, "media", {"fields": "id,comments.limit(1){id}", "limit": "1"}, None, time=""
        )

    def reread(self, mentions: Sequence[Mention]) -> Iterator[Page]:
        yield from look_again(mentions, partial(self._look, self._messages()), self._prove)

    def _look(self, messages: Messages, mention: Mention) -> Sequence[Mention]:
        """Media of others cannot be asked for by their id."""
        if mention.kind is Kind.POST:
            return []
        content = self._graph.one(mention.ref, COMMENT_FIELDS)
        top = mention.thread or mention.ref
        beside = content if mention.kind is Kind.COMMENT else self._graph.one(top, COMMENT_FIELDS)
        parent = None if mention.kind is Kind.COMMENT else top
        found: list[Mention] = []
        with suppress(BadItem):
            found.append(messages.comment(content, mention.in_reply_to, mention.url, parent))
        for reply in replies_of(self._graph, beside):
            with suppress(BadItem):
                below = messages.comment(reply, None, mention.url, top)
                found += [below] if below.own else []
        return found

    def thread(self, mention: Mention) -> Sequence[Mention]:
        """Raises Rejected for media of others, which cannot be asked for by their id."""
        if mention.kind is Kind.POST:
            raise Rejected(say("Instagram shows nothing below media of others; look at it in the app"))
        return seen(partial(self._conversation, self._messages(), mention), self._prove)

    def _conversation(self, messages: Messages, mention: Mention) -> tuple[Mention, ...]:
        """A top comment and its replies; a reply alone where what it stands below is not shown."""
        top, url = mention.thread or mention.ref, mention.url
        content = self._graph.one(mention.ref, COMMENT_FIELDS)
        over: list[Mention] = []
        if top == mention.ref:
            itself = messages.comment(content, mention.in_reply_to, url)
        else:
            itself = messages.comment(content, None, url, top)
            try:
                content = self._graph.one(top, COMMENT_FIELDS)
            except NotThere:
                return (itself,)
            over = above(lambda: messages.comment(content, None, url))
        replies = replies_of(self._graph, content)
        return by_time(over, itself, readable(replies, lambda reply: messages.comment(reply, None, url, top)))

    def length(self, text: str) -> int:
        """In UTF-16 units, the most that a network of Java and JavaScript may count."""
        return len(text.encode("utf-16-le")) // 2

    def send(self, reply: Reply) -> Sent:
        """Comments are two deep: what answers a reply stands beside it. Raises Rejected for what is no comment."""
        made = self._graph.post(_target(reply.to), "replies", {"message": reply.text})
        return Sent(ref=text_in(made, "id"), url=reply.to.url)

    def find(self, reply: Reply) -> Sent | None:
        """Instagram takes no key: the answer is the brand's own of that time with these words."""
        messages, below = self._messages(), None
        for _ in range(MOST_OWN_PAGES):
            batch = self._graph.page(_target(reply.to), "replies", {"fields": REPLY_FIELDS}, below, time="timestamp")
            for content in entries(batch.items):
                if (
                    messages.is_own(content)
                    and _is_recent(content, reply)
                    and same_words(text_in(content, "text"), reply.text)
                ):
                    return Sent(ref=text_in(content, "id"), url=reply.to.url)
            if batch.next is None:
                return None
            below = batch.next
        return None


def _target(mention: Mention) -> str:
    if mention.kind is Kind.POST:
        raise Rejected(say("Instagram takes no answer to media of others; answer it in the app"))
    return mention.thread or mention.ref


def _is_recent(content: Mapping[str, Any], reply: Reply) -> bool:
    posted_at = moment(content.get("timestamp"))
    return posted_at is not None and posted_at >= reply.since - CLOCKS_APART
