"""Posts and comments of Facebook as mentions: the only place that knows their keys."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from socialcare.facts import Author, Kind, Media, Mention

from ._json_fields import count_in, id_in, metrics_in, moment_in, object_in, objects_in, text_in
from ._plain_text import web_address

COMMENT_FIELDS = (
    "id,from,message,created_time,parent{id},permalink_url,comment_count,like_count,can_comment,"
    "attachment{type,url,title,description,media}"
)
_POST = (
    "id,from,message,story,created_time,updated_time,permalink_url,shares,"
    "attachments{media_type,url,title,description,media},reactions.limit(0).summary(true)"
)
POST_FIELDS = f"{_POST},comments.filter(stream).limit(0).summary(true)"
_ANSWERS = f"{{{COMMENT_FIELDS}}}"
POST_AND_ANSWERS = f"{_POST},comments.filter(stream).order(reverse_chronological).limit(50).summary(true){_ANSWERS}"
COMMENT_AND_ANSWERS = f"{COMMENT_FIELDS},comments.order(reverse_chronological).limit(50){_ANSWERS}"
MOST_MEDIA = 20

Found = Mapping[str, Any]


class Messages:
    """`page` is the id of the brand's: what it wrote is its own."""

    def __init__(self, channel: str, page: str) -> None:
        self._channel = channel
        self._page = page

    def post(self, content: Found) -> Mention:
        """Raises BadItem. A brand's own post is no conversation; one of a visitor is."""
        ref, own = id_in(content), self.is_own(content)
        likes = count_in(object_in(content, "reactions", "summary"), "total_count")
        shares = count_in(object_in(content, "shares"), "count")
        told = {"likes": likes, "replies": comments_of(content), "shares": shares}
        return Mention(
            channel=self._channel,
            ref=ref,
            author=_author(content),
            text=text_in(content, "message") or text_in(content, "story"),
            posted_at=moment_in(content, "created_time"),
            url=web_address(text_in(content, "permalink_url")),
            thread=None if own else ref,
            kind=Kind.POST,
            own=own,
            metrics={name: count for name, count in told.items() if count is not None},
            media=_media(objects_in(object_in(content, "attachments"), "data")),
        )

    def comment(self, content: Found, post: str | None, thread: str | None = None) -> Mention:
        """Raises BadItem. `post` is the ref of what is commented on, `thread` that of the conversation where it is known:
        below a visitor's post, all is one; below the brand's, each top comment begins its own.
        """
        ref = _comment_id(content)
        parent = text_in(object_in(content, "parent"), "id")
        can_comment = content.get("can_comment")
        attachment = object_in(content, "attachment")
        return Mention(
            channel=self._channel,
            ref=ref,
            author=_author(content),
            text=text_in(content, "message"),
            posted_at=moment_in(content, "created_time"),
            url=web_address(text_in(content, "permalink_url")),
            in_reply_to=parent or post,
            thread=thread or parent or ref,
            kind=Kind.REPLY if parent else Kind.COMMENT,
            own=self.is_own(content),
            metrics=metrics_in(content, {"likes": "like_count", "replies": "comment_count"}),
            media=_media([attachment] if attachment else []),
            can_reply=can_comment if isinstance(can_comment, bool) else None,
        )

    def is_own(self, content: Found) -> bool:
        return text_in(object_in(content, "from"), "id") == self._page


def comments_of(post: Found) -> int | None:
    """How many there are, replies among them; None where Facebook does not tell."""
    return count_in(object_in(post, "comments", "summary"), "total_count")


def thread_below(post: Mention | None) -> str | None:
    """The conversation that all comments on it belong to. Who wrote an anonymous post is not known to be a visitor."""
    return post.ref if post is not None and not post.own and post.author.handle else None


def _author(content: Found) -> Author:
    """Facebook tells it to a token of the Page alone; a person's id is that for this Page."""
    told = object_in(content, "from")
    return Author(handle=text_in(told, "id"), name=text_in(told, "name"))


def _comment_id(content: Found) -> str:
    """Raises BadItem. Where it was not asked for, the address of the comment tells it."""
    if text_in(content, "id"):
        return text_in(content, "id")
    address = urlsplit(text_in(content, "permalink_url"))
    told = parse_qs(address.query)
    post = re.search(r"/posts/(\d+)", address.path)
    comment = (told.get("reply_comment_id") or told.get("comment_id") or [""])[0]
    return f"{post[1]}_{comment}" if post and comment.isdigit() else id_in(content)


def _media(attachments: Sequence[Found]) -> tuple[Media, ...]:
    made = (
        Media(
            kind=text_in(one, "media_type") or text_in(one, "type") or "unknown",
            url=web_address(text_in(object_in(one, "media", "image"), "src")) or web_address(text_in(one, "url")),
            description=text_in(one, "title") or text_in(one, "description"),
        )
        for one in attachments[:MOST_MEDIA]
    )
    return tuple(media for media in made if media.url)
