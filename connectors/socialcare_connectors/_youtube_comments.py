"""Comments of YouTube as mentions: the only place that knows their keys."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from socialcare.facts import Author, Kind, Mention

from ._json_fields import id_in, metrics_in, moment_in, object_in, objects_in, text_in
from ._plain_text import plain_text
from ._statuses import moment

_HTML = re.compile(r"<br ?/?>|<a href=|</?[bi]>|&(?:#39|quot|amp|lt|gt);")


@dataclass(frozen=True)
class Thread:
    """A top comment, the replies that came with it, and how many there are in all."""

    top: Mention
    replies: tuple[Mapping[str, Any], ...]
    total: int


class Comments:
    """`brand` is the id of its channel: what it wrote is its own."""

    def __init__(self, channel: str, brand: str) -> None:
        self._channel = channel
        self._brand = brand

    def thread(self, content: object) -> Thread:
        """Raises BadItem."""
        snippet = object_in(content, "snippet")
        comment = object_in(snippet, "topLevelComment")
        can_reply = snippet.get("canReply")
        counted = metrics_in(snippet, {"replies": "totalReplyCount"})
        top = self._mention(
            comment,
            thread=id_in(comment),
            video=text_in(snippet, "videoId"),
            can_reply=can_reply if isinstance(can_reply, bool) else None,
            counted=counted,
        )
        replies = tuple(objects_in(object_in(content, "replies"), "comments"))
        return Thread(top, replies, counted.get("replies", 0))

    def reply(self, comment: Mapping[str, Any], top: Mention) -> Mention:
        """Raises BadItem. `top` is the comment that the thread begins with: replies do not say on which video they are."""
        return self._mention(comment, thread=top.ref, video=_video(top), can_reply=top.can_reply, counted={})

    def again(self, comment: Mapping[str, Any], before: Mention) -> Mention:
        """Raises BadItem. A comment without its thread keeps what only the thread tells."""
        thread = before.thread or before.ref
        counted = {name: count for name, count in before.metrics.items() if name == "replies"}
        return self._mention(comment, thread=thread, video=_video(before), can_reply=before.can_reply, counted=counted)

    def is_own(self, comment: Mapping[str, Any]) -> bool:
        return text_in(object_in(comment, "snippet", "authorChannelId"), "value") == self._brand

    def _mention(
        self, comment: Mapping[str, Any], *, thread: str, video: str, can_reply: bool | None, counted: Mapping[str, int]
    ) -> Mention:
        ref, snippet = id_in(comment), object_in(comment, "snippet")
        posted_at, updated_at = moment_in(snippet, "publishedAt"), moment(snippet.get("updatedAt"))
        is_top = ref == thread
        return Mention(
            channel=self._channel,
            ref=ref,
            author=_author(snippet),
            text=_text(snippet),
            posted_at=posted_at,
            url=f"https://www.youtube.com/watch?v={quote(video)}&lc={quote(ref)}" if video else "",
            in_reply_to=None if is_top else text_in(snippet, "parentId") or thread,
            thread=thread,
            kind=Kind.COMMENT if is_top else Kind.REPLY,
            own=self.is_own(comment),
            metrics={**metrics_in(snippet, {"likes": "likeCount"}), **counted},
            edited_at=updated_at if updated_at and updated_at > posted_at else None,
            can_reply=can_reply,
        )


def _author(snippet: Mapping[str, Any]) -> Author:
    """Names are handles (@lea) since 2022; before, and where an account has none, its id alone tells people apart."""
    name = text_in(snippet, "authorDisplayName")
    handle = name.removeprefix("@") if name.startswith("@") else ""
    return Author(handle=handle or text_in(object_in(snippet, "authorChannelId"), "value"), name=name)


def _text(snippet: Mapping[str, Any]) -> str:
    """What was typed, where we may see it; else what is shown, which some answers give as HTML all the same."""
    typed, shown = text_in(snippet, "textOriginal"), text_in(snippet, "textDisplay")
    return typed or (plain_text(shown) if _HTML.search(shown) else shown)


def _video(mention: Mention) -> str:
    found = re.search(r"[?&]v=([\w-]+)", mention.url)
    return found[1] if found else ""
