"""A message of the Telegram Bot API as a mention: the only place that knows its keys."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from socialcare.facts import Author, Kind, Media, Mention
from socialcare.sentences import say

from ._json_fields import BadItem, object_in, text_in
from ._plain_text import clean

_MEDIA = (
    "photo", "video", "animation", "video_note", "voice", "audio", "document", "sticker", "story", "paid_media",
    "poll", "dice", "contact", "location", "venue", "game", "checklist",
)  # fmt: skip
"""What a message may hold instead of a text or beside it; all else are acts of a chat ("joined", "pinned")."""


@dataclass(frozen=True)
class Place:
    """A message on Telegram: ids count in one chat alone."""

    chat: str
    message: int

    @classmethod
    def of(cls, ref: str) -> "Place | None":
        found = re.fullmatch(r"(-?\d+)/(\d+)", ref)
        return cls(found[1], int(found[2])) if found else None

    @property
    def ref(self) -> str:
        return f"{self.chat}/{self.message}"


def holds_something(message: Mapping[str, Any]) -> bool:
    return any(key in message for key in ("text", "caption", *_MEDIA))


def mention_from(message: Mapping[str, Any], *, channel: str) -> Mention:
    """Raises BadItem."""
    chat = object_in(message, "chat")
    place = place_of(message)
    return Mention(
        channel=channel,
        ref=place.ref,
        author=_author(message, chat),
        text=_text(message),
        posted_at=_moment(message.get("date")),
        url=_url(chat, place),
        in_reply_to=_answered(message),
        thread=_thread(message, chat, place),
        kind=_kind(message, chat),
        own=_is_own(message, chat),
        edited_at=_moment(message["edit_date"]) if message.get("edit_date") else None,
        # The address of a file holds the token, so there is none to give.
        media=tuple(Media(kind=kind, url="") for kind in _MEDIA if message.get(kind)),
    )


def place_of(message: Mapping[str, Any]) -> Place:
    """Raises BadItem."""
    chat, number = object_in(message, "chat").get("id"), message.get("message_id")
    if not isinstance(chat, int) or not isinstance(number, int):
        raise BadItem(say("“{key}” is missing or is not a number", key="message_id"))
    return Place(str(chat), number)


def _author(message: Mapping[str, Any], chat: Mapping[str, Any]) -> Author:
    """A person, or the chat that speaks as itself. Who has no @name has an id all the same."""
    who = object_in(message, "sender_chat") or object_in(message, "from") or (chat if _is_channel(chat) else {})
    known = isinstance(who.get("id"), int)
    name = " ".join(part for part in (text_in(who, "first_name"), text_in(who, "last_name")) if part)
    return Author(
        handle=text_in(who, "username") or (str(who["id"]) if known else ""), name=name or text_in(who, "title")
    )


def _is_own(message: Mapping[str, Any], chat: Mapping[str, Any]) -> bool:
    """The channel itself, its posts handed on to its group, or an administrator who speaks as the group."""
    sender = object_in(message, "sender_chat").get("id")
    as_the_chat = sender is not None and sender == chat.get("id")
    return as_the_chat or _is_channel(chat) or message.get("is_automatic_forward") is True


def _is_channel(chat: Mapping[str, Any]) -> bool:
    return chat.get("type") == "channel"


def _text(message: Mapping[str, Any]) -> str:
    for key in ("text", "caption"):
        if text_in(message, key):
            return text_in(message, key)
    return text_in(object_in(message, "sticker"), "emoji") or clean(text_in(object_in(message, "poll"), "question"))


def _answered(message: Mapping[str, Any]) -> str | None:
    """In a forum, what answers nothing answers the notice that made its topic."""
    parent = object_in(message, "reply_to_message")
    if not parent or "forum_topic_created" in parent:
        return None
    try:
        return place_of(parent).ref
    except BadItem:
        return None


def _thread(message: Mapping[str, Any], chat: Mapping[str, Any], place: Place) -> str | None:
    """A talk with one person is one thread; in groups it is named by the message it began with."""
    if chat.get("type") == "private":
        return place.chat
    thread = message.get("message_thread_id")
    return Place(place.chat, thread).ref if isinstance(thread, int) else None


def _kind(message: Mapping[str, Any], chat: Mapping[str, Any]) -> Kind:
    if chat.get("type") == "private":
        return Kind.MESSAGE
    parent = object_in(message, "reply_to_message")
    if parent.get("is_automatic_forward") is True:
        return Kind.COMMENT
    return Kind.REPLY if _answered(message) else Kind.POST


def _url(chat: Mapping[str, Any], place: Place) -> str:
    """Only supergroups and channels have addresses."""
    if chat.get("type") not in ("supergroup", "channel"):
        return ""
    name = text_in(chat, "username")
    if re.fullmatch(r"\w+", name):
        return f"https://t.me/{name}/{place.message}"
    return f"https://t.me/c/{place.chat.removeprefix('-100')}/{place.message}"


def _moment(seconds: object) -> datetime:
    """Raises BadItem: a promise is counted from it. 0 is Telegram's way to say that it does not know."""
    try:
        if isinstance(seconds, int) and not isinstance(seconds, bool) and seconds > 0:
            return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        pass
    raise BadItem(say("“{date}” is not a date known here", date=clean(str(seconds))[:40]))
