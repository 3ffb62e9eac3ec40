"""A second look at comments of open cases: edits, what the brand answered on YouTube itself, what vanished."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from socialcare.connector import Page
from socialcare.facts import Mention

from ._around import around
from ._json_fields import BadItem
from ._youtube_api import Api
from ._youtube_comments import Comments

AT_ONCE = 50
"""Ids in one call."""


class Again:
    def __init__(self, api: Api, comments: Comments) -> None:
        self._api = api
        self._comments = comments

    def pages(self, mentions: Sequence[Mention]) -> Iterator[Page]:
        """Gone is what the API leaves out of a list of ids, and out of a list of that id alone."""
        threads = sorted({mention.thread or mention.ref for mention in mentions})
        for start in range(0, len(threads), AT_ONCE):
            ids = threads[start : start + AT_ONCE]
            asked = [mention for mention in mentions if (mention.thread or mention.ref) in ids]
            yield from self._some(ids, asked)

    def thread(self, mention: Mention) -> tuple[Mention, ...]:
        """The top comment and its replies by their time; empty where the message is no longer among them."""
        found: list[Mention] = []
        for content in self._api.threads_again([mention.thread or mention.ref]):
            with suppress(BadItem):
                found += sorted(self._whole(content), key=lambda one: (one.in_reply_to is not None, one.posted_at))
        place = next((place for place, one in enumerate(found) if one.ref == mention.ref), None)
        return () if place is None else around(found[:place], found[place], found[place + 1 :])

    def _some(self, ids: Sequence[str], asked: Sequence[Mention]) -> Iterator[Page]:
        wanted = {mention.ref for mention in asked}
        found: dict[str, Mention] = {}
        for content in self._api.threads_again(ids):
            with suppress(BadItem):
                for mention in self._whole(content):
                    if mention.own or mention.ref in wanted:
                        found[mention.ref] = mention
        missing = [mention for mention in asked if mention.ref not in found]
        gone = []
        for mention in missing:
            comment = next(iter(self._api.comments_again([mention.ref])), None)
            if comment is None:
                gone.append(mention.ref)
                continue
            with suppress(BadItem):
                found[mention.ref] = self._comments.again(comment, mention)
        if found or gone:
            yield Page(mentions=tuple(found.values()), gone=tuple(gone), cursor=None)

    def _whole(self, content: Mapping[str, Any]) -> Iterator[Mention]:
        """Raises BadItem where the top comment cannot be read; a reply that cannot is left out."""
        thread = self._comments.thread(content)
        yield thread.top
        replies: Sequence[Mapping[str, Any]] = thread.replies
        if len(replies) < thread.total:
            replies, _ = self._api.replies(thread.top.ref)
        for comment in replies:
            with suppress(BadItem):
                yield self._comments.reply(comment, thread.top)
