"""Threads of a listing as pages of mentions, with the replies that a thread does not carry itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from socialcare.connector import Page, Reject
from socialcare.facts import Mention
from socialcare.paging import Item
from socialcare.sentences import Sentence, say_many

from ._json_fields import BadItem, object_in, text_in
from ._plain_text import clean, one_line
from ._youtube_api import Api
from ._youtube_comments import Comments, Thread

MOST_KEPT = 1000


class Replies:
    """Which threads were read with all their replies, and how they looked then: one that looks the same costs nothing."""

    def __init__(self, kept: object) -> None:
        self._marks: dict[str, str] = dict(kept) if isinstance(kept, Mapping) else {}

    @property
    def state(self) -> dict[str, str]:
        return dict(list(self._marks.items())[-MOST_KEPT:])

    def are_known(self, thread: Thread) -> bool:
        return len(thread.replies) >= thread.total or self._marks.get(thread.top.ref) == _mark(thread)

    def learn(self, thread: Thread) -> None:
        self._marks.pop(thread.top.ref, None)
        self._marks[thread.top.ref] = _mark(thread)


@dataclass
class Threads:
    """What is older than `floor` is not wanted, but a top comment is where a reply to it is."""

    api: Api
    comments: Comments
    replies: Replies
    floor: datetime
    _seen: set[str] = field(default_factory=set)

    def page(self, items: Sequence[Item]) -> Page:
        """Its cursor is None. Raises what the API does for the replies: nothing of the page counts as read then."""
        mentions: list[Mention] = []
        rejects: list[Reject] = []
        cut = 0
        for item in items:
            try:
                thread = self.comments.thread(item.content)
            except BadItem as bad:
                rejects.append(_reject(item.id, bad, object_in(item.content, "snippet", "topLevelComment")))
                continue
            found, whole = self._replies(thread)
            cut += not whole
            young = []
            for comment in found:
                try:
                    young += [
                        reply for reply in [self.comments.reply(comment, thread.top)] if reply.posted_at >= self.floor
                    ]
                except BadItem as bad:
                    rejects.append(_reject(text_in(comment, "id"), bad, comment))
            mentions += [thread.top, *young] if young or thread.top.posted_at >= self.floor else []
        return Page(
            mentions=tuple(self._new(mentions)), rejects=tuple(rejects), cursor=None, notes=_cut(cut) if cut else ()
        )

    def _replies(self, thread: Thread) -> tuple[Sequence[Mapping[str, Any]], bool]:
        if self.replies.are_known(thread):
            return thread.replies, True
        found, whole = self.api.replies(thread.top.ref)
        self.replies.learn(thread)
        return found, whole

    def _new(self, mentions: Sequence[Mention]) -> Sequence[Mention]:
        """Each once a run, however many listings show it."""
        fresh = [mention for mention in mentions if mention.ref not in self._seen]
        self._seen |= {mention.ref for mention in fresh}
        return fresh


def _mark(thread: Thread) -> str:
    """The number of replies alone stays the same where one went and another came."""
    carried = "".join(sorted(text_in(reply, "id") for reply in thread.replies))
    return f"{thread.total} {sha256(carried.encode('utf-8', 'replace')).hexdigest()[:12]}"


def _reject(ref: str, bad: BadItem, comment: Mapping[str, Any]) -> Reject:
    snippet = object_in(comment, "snippet")
    excerpt = one_line(text_in(snippet, "textOriginal") or text_in(snippet, "textDisplay"), 80)
    return Reject(where=clean(ref)[:80], why=bad.sentence, excerpt=excerpt)


def _cut(threads: int) -> tuple[Sentence, ...]:
    return (
        say_many(
            "{n} comment has more replies than are read here; the first 2,000 were taken",
            "{n} comments have more replies than are read here; the first 2,000 of each were taken",
            threads,
        ),
    )
