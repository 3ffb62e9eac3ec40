"""A post of a Discourse forum as a mention: the only place that knows its keys."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from socialcare.facts import Author, Kind, Mention
from socialcare.sentences import say

from ._json_fields import BadItem, count_in, moment_in, object_in, objects_in, text_in
from ._plain_text import plain_text, web_address
from ._statuses import moment

REGULAR, BY_MODERATOR = 1, 2
"""Sorts of post that people write for all; the others are acts ("closed the topic") and whispers among staff."""

_LIKE = 2
_QUOTED = re.compile(r"<aside\b(?:(?!<aside\b).)*?</aside>", re.DOTALL | re.IGNORECASE)
_MOST_NESTED = 10


class Posts:
    """`id_of` gives the id of a post by its topic and its number there, "" where nobody knows."""

    def __init__(self, channel: str, forum: str, username: str, id_of: Callable[[int, int], str]) -> None:
        self._channel = channel
        self._forum = forum
        self._username = username.casefold()
        self._id_of = id_of

    def mention(self, post: Mapping[str, Any]) -> Mention:
        """Raises BadItem."""
        post_id, topic, number = (count_in(post, key) for key in ("id", "topic_id", "post_number"))
        if not post_id:
            raise BadItem(say("“{key}” is missing or is not a number", key="id"))
        posted_at = moment_in(post, "created_at")
        answered = count_in(post, "reply_to_post_number")
        edited = (count_in(post, "version") or 1) > 1
        return Mention(
            channel=self._channel,
            ref=str(post_id),
            author=Author(handle=text_in(post, "username"), name=text_in(post, "name")),
            text=written(post),
            posted_at=posted_at,
            url=self._url(post, topic, number),
            in_reply_to=(self._id_of(topic, answered) or None) if topic and answered else None,
            thread=str(topic) if topic else None,
            kind=_kind(number, answered),
            language=text_in(post, "locale")[:8] or None,
            own=self.is_own(post),
            metrics=_metrics(post),
            edited_at=moment(post.get("updated_at")) if edited else None,
        )

    def is_own(self, post: Mapping[str, Any]) -> bool:
        return post.get("yours") is True or text_in(post, "username").casefold() == self._username

    def concerns(self, post: Mapping[str, Any], words: Sequence[str]) -> bool:
        """Whether it has one of the words, or its topic's title has, or it is the brand's or for the brand."""
        answered = text_in(object_in(post, "reply_to_user"), "username").casefold()
        if not words or self.is_own(post) or answered == self._username:
            return True
        text = _folded(f"{text_in(post, 'topic_title')}\n{written(post)}")
        return any(_folded(word) in text for word in (*words, f"@{self._username}"))

    def _url(self, post: Mapping[str, Any], topic: int | None, number: int | None) -> str:
        slug = text_in(post, "topic_slug")
        tail = f"/{number}" if number else ""
        return web_address(f"{self._forum}/t/{slug or '-'}/{topic}{tail}") if topic else ""


def is_for_all(post: Mapping[str, Any]) -> bool:
    return post.get("post_type", REGULAR) in (REGULAR, BY_MODERATOR)


def is_deleted(post: Mapping[str, Any]) -> bool:
    return bool(post.get("deleted_at")) or post.get("user_deleted") is True


def written(post: Mapping[str, Any]) -> str:
    """What its author wrote: quotes of others and previews of links are left out, where there is anything else."""
    cooked = text_in(post, "cooked")
    bare = cooked
    for _ in range(_MOST_NESTED):
        bare, found = _QUOTED.subn(" ", bare)
        if not found:
            break
    return plain_text(bare) or plain_text(cooked)


def _kind(number: int | None, answered: int | None) -> Kind:
    if answered:
        return Kind.REPLY
    return Kind.POST if number == 1 else Kind.COMMENT


def _metrics(post: Mapping[str, Any]) -> dict[str, int]:
    likes = next(
        (count_in(act, "count") for act in objects_in(post, "actions_summary") if act.get("id") == _LIKE), None
    )
    counts = {"likes": likes, "replies": count_in(post, "reply_count")}
    return {name: count for name, count in counts.items() if count is not None}


def _folded(text: str) -> str:
    """Without capitals and accents."""
    plain = unicodedata.normalize("NFD", text.casefold())
    return "".join(character for character in plain if not unicodedata.combining(character))
