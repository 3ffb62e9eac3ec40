"""The listings of media that an account has: its own with their comments, and what tags it."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from socialcare.connector import Reject
from socialcare.facts import Mention
from socialcare.paging import Batch

from ._instagram_mentions import COMMENT_FIELDS, MEDIA_FIELDS, REPLY_FIELDS, Messages
from ._json_fields import BadItem, count_in, object_in, objects_in, text_in
from ._meta_api import Graph, entries, next_place
from ._meta_walk import Post
from ._plain_text import one_line

MOST_REPLY_PAGES = 20


class Own:
    """The account's own media. Comments come the newest first, replies within what they answer."""

    key = "media"

    def __init__(self, graph: Graph, messages: Messages, account: str, days: int) -> None:
        self._graph = graph
        self._messages = messages
        self._account = account
        self.reach = timedelta(days=days)

    def posts(self, below: str | None) -> Batch:
        fields = f"{MEDIA_FIELDS},comments.limit(1){{id}}"
        return self._graph.page(self._account, "media", {"fields": fields}, below, time="timestamp")

    def post(self, content: Mapping[str, Any]) -> Post:
        """The number stays the same where one comment went and another came: so the newest is part of the mark."""
        count = count_in(content, "comments_count")
        newest = next(iter(objects_in(object_in(content, "comments"), "data")), {})
        mark = None if count is None else f"{count} {text_in(newest, 'id')}"
        return Post(ref=text_in(content, "id"), mark=mark, comments=count)

    def mention(self, content: Mapping[str, Any]) -> Mention:
        return self._messages.media(content, own=True)

    def comments(self, ref: str, below: str | None) -> Batch:
        return self._graph.page(ref, "comments", {"fields": COMMENT_FIELDS}, below, time="timestamp")

    def thread(self, content: Mapping[str, Any], post: Mention | None) -> Iterator[Mention | Reject]:
        ref, url = (post.ref, post.url) if post else (None, "")
        top = self._messages.comment(content, ref, url)
        yield top
        for reply in replies_of(self._graph, content):
            try:
                yield self._messages.comment(reply, ref, url, top.ref)
            except BadItem as bad:
                yield Reject(
                    where=text_in(reply, "id")[:80], why=bad.sentence, excerpt=one_line(self.excerpt(reply), 80)
                )

    def excerpt(self, content: Mapping[str, Any]) -> str:
        return text_in(content, "text") or text_in(content, "caption")


class Tags(Own):
    """Media of others that tag the account."""

    key = "tags"

    def posts(self, below: str | None) -> Batch:
        return self._graph.page(self._account, "tags", {"fields": MEDIA_FIELDS}, below, time="timestamp")

    def post(self, content: Mapping[str, Any]) -> Post:
        return Post(ref=text_in(content, "id"), mark="", comments=0)

    def mention(self, content: Mapping[str, Any]) -> Mention:
        return self._messages.media(content, own=False)


def replies_of(graph: Graph, comment: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Those that came with the comment, and those that are left."""
    carried = object_in(comment, "replies")
    yield from objects_in(carried, "data")
    below = next_place(carried)
    for _ in range(MOST_REPLY_PAGES):
        if below is None:
            return
        batch = graph.page(text_in(comment, "id"), "replies", {"fields": REPLY_FIELDS}, below, time="timestamp")
        yield from entries(batch.items)
        below = batch.next
