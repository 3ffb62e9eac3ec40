"""Posts and the comments below them, read without a gap and without asking twice for what has not changed.

A listing of posts moves on only after the comments of all posts of its page; a post's comments have a state of their
own. Posts of the last days are listed at each pull, and one whose `mark` is as it was costs nothing more.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

from socialcare.connector import Cursor, Page, Reject
from socialcare.errors import ConnectorError
from socialcare.facts import Mention
from socialcare.paging import Batch, Item, State
from socialcare.sentences import Sentence, say

from ._json_fields import BadItem
from ._meta_errors import NotAllowed, NotThere
from ._plain_text import clean, one_line
from ._restarting import descend_again
from ._statuses import moment

MARGIN = timedelta(days=2)
"""Comments that a moderator lets through later stand below what was read."""


@dataclass(frozen=True, kw_only=True)
class Post:
    """`mark` changes when its comments do; "" where there are none to read, None where the network does not tell.

    `comments` 0 is none to ask for.
    """

    ref: str
    mark: str | None
    comments: int | None


class Wall(Protocol):
    """One listing of posts. `reach` is how far below the newest comment a new reply may stand."""

    key: str
    reach: timedelta

    def posts(self, below: str | None) -> Batch: ...

    def post(self, content: Mapping[str, Any]) -> Post: ...

    def mention(self, content: Mapping[str, Any]) -> Mention:
        """Raises BadItem."""
        ...

    def comments(self, ref: str, below: str | None) -> Batch: ...

    def thread(self, content: Mapping[str, Any], post: Mention | None) -> Iterator[Mention | Reject]:
        """A comment, then what came with it below. Raises BadItem for the comment. `post` is None where it cannot be read."""
        ...

    def excerpt(self, content: Mapping[str, Any]) -> str:
        """The start of the text: never all that was sent, where tokens may stand."""
        ...


class Walk:
    """`floor`: what is older is not wanted, as the first pull was told; `days`: for how long a post is looked at again."""

    def __init__(self, cursor: Cursor, *, now: datetime, since: datetime, days: int, looped: Sentence) -> None:
        self._floor = moment(cursor.get("since")) or since
        self._states: dict[str, Any] = dict(cursor.get("listings", {}))
        self._posts: dict[str, Any] = dict(cursor.get("posts", {}))
        self._saved = cursor
        self._now = now
        self._window = timedelta(days=days)
        self._looped = looped

    def pages(self, wall: Wall) -> Iterator[Page]:
        before: State = self._states.get(wall.key, {})
        horizon = self._horizon(before)
        since = min(self._floor, self._now - self._window)
        steps = descend_again(
            wall.posts, before, since=since, now=self._now, overlap=self._window, looped=self._looped
        )  # fmt: skip
        for items, after in steps:
            wanted = [item for item in items if horizon is None or item.at is None or item.at >= horizon]
            yield from self._below(wall, wanted, after)

    def _below(self, wall: Wall, items: Sequence[Item], after: State) -> Iterator[Page]:
        """The comments of these posts; then the posts that no page of comments brought, with the new state."""
        mentions: list[Mention] = []
        rejects: list[Reject] = []
        notes: list[Sentence] = []
        for item in items:
            content = item.content if isinstance(item.content, dict) else {}
            post = wall.post(content)
            if not self._is_new(post):
                continue
            made: Mention | None = None
            try:
                made = wall.mention(content)
            except BadItem as bad:
                rejects.append(_reject(item, wall, bad))
            brought = False
            try:
                for page in self._comments(wall, post, item.at, made):
                    brought = True
                    yield page
                self._learn(post, item.at)
            except (NotThere, NotAllowed) as unread:  # one post must not keep the others from being read
                notes.append(_unread(post, unread))
            mentions += [] if brought else self._young(made)
        self._states = {**self._states, wall.key: dict(after)}
        self._forget(self._horizon(after))
        cursor = self._cursor()
        if mentions or rejects or notes or cursor != self._saved:
            self._saved = cursor
            yield Page(mentions=tuple(mentions), rejects=tuple(rejects), cursor=cursor, notes=tuple(notes))

    def _young(self, mention: Mention | None) -> Sequence[Mention]:
        return [mention] if mention is not None and mention.posted_at >= self._floor else []

    def _comments(self, wall: Wall, post: Post, at: datetime | None, made: Mention | None) -> Iterator[Page]:
        """The first page brings the post too; the one that closes a gap, the mark the post had when its top was read."""
        if post.comments == 0 or not post.ref:
            return
        known = self._posts.get(post.ref, {})
        state = known.get("comments", {})
        mark = known.get("top_mark") if "next" in state else post.mark
        first = self._young(made)
        steps = descend_again(
            partial(wall.comments, post.ref), state, since=self._floor - wall.reach, now=self._now, overlap=wall.reach,
            looped=self._looped,
        )  # fmt: skip
        for items, after in steps:
            mentions, rejects = self._read(wall, items, made)
            entry = {"at": (at or self._now).isoformat(), "comments": dict(after)}
            entry |= {} if mark is None else {"top_mark" if "next" in after else "mark": mark}
            mark = mark if "next" in after else post.mark
            self._posts = {**self._posts, post.ref: entry}
            self._saved = self._cursor()
            yield Page(mentions=(*first, *mentions), rejects=tuple(rejects), cursor=self._saved)
            first = ()

    def _read(
        self, wall: Wall, items: Sequence[Item], post: Mention | None
    ) -> tuple[Sequence[Mention], Sequence[Reject]]:
        mentions: list[Mention] = []
        rejects: list[Reject] = []
        for item in items:
            try:
                found = list(wall.thread(item.content if isinstance(item.content, dict) else {}, post))
            except BadItem as bad:
                rejects.append(_reject(item, wall, bad))
                continue
            rejects += [one for one in found if isinstance(one, Reject)]
            read = [one for one in found if isinstance(one, Mention)]
            if any(one.posted_at >= self._floor for one in read):  # the comment itself is where a young reply is
                mentions += [read[0], *(one for one in read[1:] if one.posted_at >= self._floor)]
        return mentions, rejects

    def _is_new(self, post: Post) -> bool:
        known = self._posts.get(post.ref)
        if known is None or post.mark is None:
            return True
        return post.mark != "" and known.get("mark") != post.mark

    def _learn(self, post: Post, at: datetime | None) -> None:
        if post.ref and post.mark is not None:
            entry = {"at": (at or self._now).isoformat(), **self._posts.get(post.ref, {}), "mark": post.mark}
            self._posts = {**self._posts, post.ref: entry}

    def _horizon(self, state: State) -> datetime | None:
        """Posts older than that were read whole by an earlier run; None while the first run is under way."""
        high = moment(state.get("high"))
        return min(self._now - self._window, high - MARGIN) if high else None

    def _forget(self, horizon: datetime | None) -> None:
        """Posts that will not be listed again."""
        if horizon is not None:
            self._posts = {ref: one for ref, one in self._posts.items() if (moment(one["at"]) or horizon) >= horizon}

    def _cursor(self) -> dict[str, Any]:
        return {"since": self._floor.isoformat(), "listings": self._states, "posts": self._posts}


def _unread(post: Post, error: ConnectorError) -> Sentence:
    return say("the comments on post {post} could not be read ({why})", post=post.ref, why=error.sentence)


def _reject(item: Item, wall: Wall, bad: BadItem) -> Reject:
    content = item.content if isinstance(item.content, dict) else {}
    return Reject(
        where=f"{wall.key}, {clean(item.id)[:80]}", why=bad.sentence, excerpt=one_line(wall.excerpt(content), 80)
    )
