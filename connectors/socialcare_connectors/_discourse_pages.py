"""Posts of a forum as pages of mentions, newest first, whatever is hidden between them."""

from collections.abc import Mapping, Sequence
from typing import Any

from socialcare.connector import Cursor, Page, Reject
from socialcare.facts import Mention
from socialcare.paging import Batch, Item

from ._discourse_api import Api
from ._discourse_errors import NotForUs
from ._discourse_posts import Posts, is_deleted, is_for_all, written
from ._json_fields import BadItem, count_in, text_in
from ._plain_text import clean, one_line
from ._statuses import moment

SPAN = 50
"""Ids that one page covers at least."""

MOST_HIDDEN = 20
"""Pages in a row without a post that the account may see: the listing ends there."""

MOST_ASKED = 30
"""Posts looked up in a run to know what a reply answers."""


class Numbers:
    """Ids of posts by their topic and their number in it: a reply names what it answers by its number."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._ids: dict[tuple[int, int], str] = {}
        self._asked = 0

    def learn(self, posts: Sequence[Mapping[str, Any]]) -> None:
        for post in posts:
            post_id, topic, number = (count_in(post, key) for key in ("id", "topic_id", "post_number"))
            if post_id and topic and number:
                self._ids[topic, number] = str(post_id)

    def id_of(self, topic: int, number: int) -> str:
        if (topic, number) not in self._ids and self._asked < MOST_ASKED:
            self._asked += 1
            try:
                found = self._api.post_in(topic, number)
            except NotForUs:
                found = None
            post_id = count_in(found or {}, "id")
            self._ids[topic, number] = str(post_id) if post_id else ""
        return self._ids.get((topic, number), "")


class Reading:
    def __init__(self, api: Api, posts: Posts, numbers: Numbers, words: Sequence[str]) -> None:
        self._api = api
        self._posts = posts
        self._numbers = numbers
        self._words = words

    def older(self, below: str | None) -> Batch:
        """A page without a post is no end: 50 ids may all be private, or deleted."""
        before = int(below) if below else None
        for _ in range(MOST_HIDDEN):
            posts = [post for post in self._api.posts(before) if before is None or _id(post) < before]
            ids = [_id(post) for post in posts if _id(post)]
            if ids:
                self._numbers.learn(posts)
                items = [Item(str(_id(post)), moment(post.get("created_at")), post) for post in posts]
                return Batch(items, str(min(ids)) if min(ids) > 1 else None)
            if before is None or before <= SPAN:
                break
            before -= SPAN - 1
        return Batch([])

    def page(self, items: Sequence[Item], cursor: Cursor) -> Page:
        mentions: list[Mention] = []
        rejects: list[Reject] = []
        gone: list[str] = []
        for item in items:
            post = item.content if isinstance(item.content, dict) else {}
            if is_deleted(post):
                gone.append(item.id)
                continue
            if not (is_for_all(post) and self._posts.concerns(post, self._words)):
                continue
            try:
                mentions.append(self._posts.mention(post))
            except BadItem as bad:
                where = f"{clean(item.id)[:40]}, {text_in(post, 'topic_title')[:60]}"
                rejects.append(Reject(where=where, why=bad.sentence, excerpt=one_line(written(post), 80)))
        return Page(mentions=tuple(mentions), cursor=cursor, gone=tuple(gone), rejects=tuple(rejects))


def _id(post: Mapping[str, Any]) -> int:
    """0 where it has none; it goes with its neighbours."""
    return count_in(post, "id") or 0
