"""The listings of posts that a Page has: its feed with the comments, and what tags it elsewhere."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from socialcare.connector import Reject
from socialcare.facts import Mention
from socialcare.paging import Batch

from ._facebook_mentions import COMMENT_FIELDS, POST_FIELDS, Messages, comments_of, thread_below
from ._json_fields import text_in
from ._meta_api import Graph
from ._meta_walk import MARGIN, Post

NEWEST_COMMENTS = {"filter": "stream", "order": "reverse_chronological", "fields": COMMENT_FIELDS}
"""Replies too, in one row with what they answer."""
OLDEST_COMMENTS = {**NEWEST_COMMENTS, "order": "chronological"}


class Feed:
    """The Page's own posts, those of visitors, and public posts that tag it."""

    key = "feed"
    reach: timedelta = MARGIN

    def __init__(self, graph: Graph, messages: Messages, page: str) -> None:
        self._graph = graph
        self._messages = messages
        self._page = page

    def posts(self, below: str | None) -> Batch:
        return self._graph.page(self._page, self.key, {"fields": POST_FIELDS}, below, time="created_time")

    def post(self, content: Mapping[str, Any]) -> Post:
        """`updated_time` moves with each comment; the number tells of those that went."""
        count, updated = comments_of(content), text_in(content, "updated_time")
        mark = f"{updated} {count}" if count is not None and updated else None
        return Post(ref=text_in(content, "id"), mark=mark, comments=count)

    def mention(self, content: Mapping[str, Any]) -> Mention:
        return self._messages.post(content)

    def comments(self, ref: str, below: str | None) -> Batch:
        return self._graph.page(ref, "comments", NEWEST_COMMENTS, below, time="created_time")

    def thread(self, content: Mapping[str, Any], post: Mention | None) -> Iterator[Mention | Reject]:
        yield self._messages.comment(content, post.ref if post else None, thread_below(post))

    def excerpt(self, content: Mapping[str, Any]) -> str:
        return text_in(content, "message")


class Tagged(Feed):
    """Posts of others that tag the Page. Facebook tells who wrote one to nobody but its author."""

    key = "tagged"

    def post(self, content: Mapping[str, Any]) -> Post:
        return Post(ref=text_in(content, "id"), mark="", comments=0)
