"""A connector that is right, for the small network of the kit; the naive ones are made from it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from re import sub
from typing import Any, ClassVar

import pytest
from pydantic import SecretStr

from socialcare import connector
from socialcare.connector import Capability, Connector, Context, Cursor, Identity, Page, Reject, Reply, Sent
from socialcare.errors import Rejected, Unavailable
from socialcare.facts import Author, Mention
from socialcare.paging import Batch, Item, descend
from socialcare.sentences import say
from socialcare.testing import ConnectorSuite, Fault, FeedServer

LOOPED = say("the forum gives the same page again and again")


class ForumSettings(connector.Settings):
    url: str
    token: SecretStr


class Forum:
    summary: ClassVar[str] = "posts of the forum of the tests"
    capabilities: ClassVar[frozenset[Capability]] = frozenset(Capability)
    settings: ClassVar[type[connector.Settings]] = ForumSettings
    longest: ClassVar[int] = 500

    def __init__(self, settings: ForumSettings, context: Context) -> None:
        self.url = settings.url
        self.token = settings.token.get_secret_value()
        self.context = context

    def pages(self, cursor: Cursor | None, since: datetime | None) -> Iterator[Page]:
        since = since or self.context.now - timedelta(days=7)
        for items, state in descend(self.older, cursor or {}, since=since, looped=LOOPED):
            yield self.page([item.content for item in items], state)

    def older(self, below: str | None) -> Batch:
        posts = self.ask("/posts", {"limit": "3", **({"before": below} if below else {})})
        items = [Item(str(post["uri"]), _at(post["at"]), post) for post in posts]
        return Batch(items, items[-1].id if items else None)

    def ask(self, path: str, params: Mapping[str, str]) -> Any:
        response = self.context.http.get(self.url + path, params=params, headers=self.headers())
        try:
            return response.json()
        except ValueError as error:
            raise Unavailable(say("the forum did not answer as it should")) from error

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def page(self, posts: Sequence[Any], cursor: Cursor | None) -> Page:
        found: list[Mention] = []
        rejects: list[Reject] = []
        for post in posts:
            try:
                found.append(self.mention(post))
            except (TypeError, ValueError):
                rejects.append(Reject(where=str(post["id"]), why=say("this post cannot be read")))
        return Page(mentions=tuple(found), rejects=tuple(rejects), cursor=cursor)

    def mention(self, post: Any) -> Mention:
        at = _at(post["at"])
        author, answered = post["author"] or "", post["reply_to"] or ""
        if at is None or not all(isinstance(text, str) for text in (post["uri"], author, answered)):
            raise ValueError(post)
        return Mention(
            channel=self.context.channel,
            ref=post["uri"],
            author=Author(handle=author),
            text=unescape(sub("<[^>]+>", "", post["text"])),
            posted_at=at,
            edited_at=_at(post["edited_at"]),
            in_reply_to=answered or None,
            own=author == "marque",
        )

    def check(self) -> Identity:
        self.ask("/posts", {"limit": "1"})
        return Identity(handles=("marque",))

    def reread(self, mentions: Sequence[Mention]) -> Iterator[Page]:
        for mention in mentions:
            try:
                post = self.ask("/post", {"uri": mention.ref})
            except Rejected:
                yield Page(mentions=(), gone=(mention.ref,), cursor=None)
                continue
            yield self.page([post, *post["replies"]], None)

    def thread(self, mention: Mention) -> Sequence[Mention]:
        try:
            post = self.ask("/post", {"uri": mention.ref})
        except Rejected:
            return ()
        above: list[Mention] = []
        answered = post["reply_to"]
        while answered:
            above.insert(0, self.mention(self.ask("/post", {"uri": answered})))
            answered = above[0].in_reply_to
        return (*above, self.mention(post), *map(self.mention, post["replies"]))

    def length(self, text: str) -> int:
        return len(text)

    def send(self, reply: Reply) -> Sent:
        headers = {**self.headers(), "Idempotency-Key": reply.key}
        form = {"text": reply.text, "reply_to": reply.to.ref}
        posted = self.context.http.post(f"{self.url}/posts", headers=headers, form=form).json()
        return Sent(ref=posted["uri"])

    def find(self, reply: Reply) -> Sent | None:
        replies = self.ask("/post", {"uri": reply.to.ref})["replies"]
        own = [post["uri"] for post in replies if post["author"] == "marque" and post["text"] == reply.text]
        return Sent(ref=own[0]) if own else None


def _at(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC) if isinstance(text, str) else None
    except ValueError:
        return None


class ForumSuite(ConnectorSuite):
    """The whole description that an author writes."""

    connector: ClassVar[type[Connector]] = Forum
    secret: ClassVar[str] = "s3cret-t0ken"
    sends_once: ClassVar[bool] = True
    lengths: ClassVar[Mapping[str, int]] = {"Bonjour": 7, "": 0}
    old_cursors: ClassVar[Sequence[Cursor]] = ({"high": "https://a.example/2"},)

    @pytest.fixture(autouse=True)
    def _server(self) -> Iterator[None]:
        with FeedServer(self.secret) as self.server:
            yield

    def make(self, context: Context) -> Connector:
        return self.connector(self.connector.settings(url=self.server.url, token=SecretStr(self.secret)), context)  # type: ignore[call-arg]

    def produce(self, count: int) -> None:
        self.server.publish(count)

    def fail(self, fault: Fault | None) -> None:
        self.server.fault = fault

    def produce_elsewhere(self) -> None:
        self.server.publish(1, number=1, instance="b.example")

    def produce_text(self, text: str) -> None:
        self.server.publish(1, text=text)

    def produce_odd(self) -> None:
        self.server.publish(1, author=None)
        self.server.publish(1, text=None)
        self.server.publish(1, text="sans date", at=None)

    def edit(self, mention: Mention, text: str) -> None:
        self.server.edit(mention.ref, text)

    def delete(self, mention: Mention) -> None:
        self.server.delete(mention.ref)

    def answer(self, mention: Mention, text: str) -> None:
        self.server.publish(1, author="marque", text=text, reply_to=mention.ref)

    def posted(self) -> Sequence[str]:
        return [post.text for post in self.server.posts if post.author == "marque"]

    def replay(self, recorded: Path) -> None:
        body = recorded.read_bytes()
        route = self.server.route
        self.server.route = lambda request: type(route(request))(body=body if "before" not in request.query else b"[]")


def suite_of(naive: type[Forum], server: FeedServer) -> ForumSuite:
    """The checks over a connector made from the right one."""
    suite: ForumSuite = type("NaiveSuite", (ForumSuite,), {"connector": naive})()
    suite.server = server
    return suite
