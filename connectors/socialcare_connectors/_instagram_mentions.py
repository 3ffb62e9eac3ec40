"""Media and comments of Instagram as mentions: the only place that knows their keys."""

from collections.abc import Mapping
from typing import Any

from socialcare.facts import Author, Kind, Media, Mention

from ._json_fields import id_in, metrics_in, moment_in, object_in, text_in
from ._plain_text import web_address

_COMMENT = "id,text,timestamp,username,from,like_count,parent_id"
MOST_REPLIES = 50
"""Of a comment, that come with it; the others are asked for."""

COMMENT_FIELDS = f"{_COMMENT},replies.limit({MOST_REPLIES}){{{_COMMENT}}}"
REPLY_FIELDS = _COMMENT
MEDIA_FIELDS = "id,caption,timestamp,permalink,username,media_type,media_url,like_count,comments_count"

Found = Mapping[str, Any]


class Messages:
    """`account` is the id of the brand's, `username` its name: comments tell the one or the other."""

    def __init__(self, channel: str, account: str, username: str) -> None:
        self._channel = channel
        self._account = account
        self._username = username.casefold()

    def media(self, content: Found, *, own: bool) -> Mention:
        """Raises BadItem. What tags the brand cannot be answered: Instagram takes comments below its own media alone."""
        ref = id_in(content)
        address = web_address(text_in(content, "media_url"))
        kind = text_in(content, "media_type").lower() or "unknown"
        return Mention(
            channel=self._channel,
            ref=ref,
            author=Author(handle=text_in(content, "username")),
            text=text_in(content, "caption"),
            posted_at=moment_in(content, "timestamp"),
            url=web_address(text_in(content, "permalink")),
            thread=None if own else ref,
            kind=Kind.POST,
            own=own,
            metrics=metrics_in(content, {"likes": "like_count", "replies": "comments_count"}),
            media=(Media(kind=kind, url=address),) if address else (),
            can_reply=None if own else False,
        )

    def comment(self, content: Found, post: str | None, url: str, top: str | None = None) -> Mention:
        """Raises BadItem. `top` is the comment that a reply stands below, where the reply itself does not tell."""
        ref = id_in(content)
        parent = text_in(content, "parent_id") or top
        told = object_in(content, "from")
        return Mention(
            channel=self._channel,
            ref=ref,
            author=Author(handle=text_in(content, "username") or text_in(told, "username") or text_in(told, "id")),
            text=text_in(content, "text"),
            posted_at=moment_in(content, "timestamp"),
            url=url,
            in_reply_to=parent or post,
            thread=parent or ref,
            kind=Kind.REPLY if parent else Kind.COMMENT,
            own=self.is_own(content),
            metrics=metrics_in(content, {"likes": "like_count"}),
            can_reply=True,
        )

    def is_own(self, content: Found) -> bool:
        told = object_in(content, "from")
        username = (text_in(content, "username") or text_in(told, "username")).casefold()
        return text_in(told, "id") == self._account or (bool(username) and username == self._username)
