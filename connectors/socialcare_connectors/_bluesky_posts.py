"""A post as Bluesky shows it, as a mention: the only place that knows its keys."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from socialcare.facts import Author, Kind, Media, Mention
from socialcare.sentences import Sentence, say

from ._plain_text import clean, web_address

SITE = "https://bsky.app"

ARCHIVED = timedelta(days=1)
"""A post that says it was written longer before it came is an import; Bluesky itself then shows when it came."""

MOST_MEDIA = 20

_METRICS = {"likes": "likeCount", "shares": "repostCount", "replies": "replyCount", "quotes": "quoteCount"}
_LARGEST_COUNT = 2**53


class BadPost(ValueError):
    """One post that is not as the network's schema says; the others of its page stand."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def mention_from(view: Mapping[str, Any], *, channel: str, own: str, followers: int | None) -> Mention:
    """`own` is the did of the brand. Raises BadPost."""
    uri, record, author = text_of(view, "uri"), _mapping(view.get("record")), _mapping(view.get("author"))
    if not uri.startswith("at://"):
        raise BadPost(say("“{key}” is missing or is not a text", key="uri"))
    if not isinstance(record.get("text"), str):
        raise BadPost(say("“{key}” is missing or is not a text", key="text"))
    parent, root = (text_of(_mapping(_mapping(record.get("reply")).get(key)), "uri") for key in ("parent", "root"))
    return Mention(
        channel=channel,
        ref=uri,
        author=Author(handle=_handle(author, uri), name=text_of(author, "displayName"), followers=followers),
        text=text_of(record, "text"),
        posted_at=_posted_at(view, record),
        url=address_of(uri),
        in_reply_to=parent or None,
        thread=root or None,
        kind=Kind.REPLY if parent else Kind.POST,
        language=language_of(record),
        own=did_of(uri) == own,
        media=tuple(media for media in _media(_mapping(view.get("embed"))) if media.url)[:MOST_MEDIA],
        can_reply=_can_reply(view),
        metrics={name: count for name, key in _METRICS.items() if (count := count_of(view, key)) is not None},
    )


def did_of(uri: str) -> str:
    """Whose repository holds the record; at://did:plc:x/app.bsky.feed.post/3k is of did:plc:x."""
    return uri.removeprefix("at://").partition("/")[0]


def address_of(uri: str) -> str:
    """By the did, which stays when the handle changes."""
    return web_address(f"{SITE}/profile/{did_of(uri)}/post/{uri.rpartition('/')[2]}")


def moment(value: object) -> datetime | None:
    """Aware UTC; None for what is not a time with its offset."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
        return at.astimezone(UTC) if at is not None and at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def count_of(holder: Mapping[str, Any], key: str) -> int | None:
    value = holder.get(key)
    return min(max(0, value), _LARGEST_COUNT) if isinstance(value, int) and not isinstance(value, bool) else None


def text_of(holder: Mapping[str, Any], key: str) -> str:
    value = holder.get(key)
    return clean(value) if isinstance(value, str) else ""


def language_of(record: Mapping[str, Any]) -> str | None:
    """The first that the author's program names; a third of the posts name none."""
    langs = record.get("langs")
    first = langs[0] if isinstance(langs, list) and langs else None
    return clean(first)[:8] or None if isinstance(first, str) else None


def _posted_at(view: Mapping[str, Any], record: Mapping[str, Any]) -> datetime:
    """When it was written, where that can be believed; else when the network took it in."""
    written, came = moment(record.get("createdAt")), moment(view.get("indexedAt"))
    if written is None and came is None:
        raise BadPost(say("“{date}” is not a date known here", date=clean(str(record.get("createdAt")))[:40]))
    if written is None or came is None:
        return written or came or datetime.min.replace(tzinfo=UTC)
    return written if came - ARCHIVED <= written <= came else came


def _handle(author: Mapping[str, Any], uri: str) -> str:
    """`handle.invalid` is what all wear whose name no longer proves itself: the did tells them apart."""
    handle = text_of(author, "handle")
    return did_of(uri) if handle in ("", "handle.invalid") else handle


def _can_reply(view: Mapping[str, Any]) -> bool | None:
    viewer = view.get("viewer")
    return not viewer.get("replyDisabled") if isinstance(viewer, dict) else None


def _media(embed: Mapping[str, Any]) -> Iterator[Media]:
    """A quote that carries pictures of its own holds them one level down."""
    kind = text_of(embed, "$type")
    if kind == "app.bsky.embed.recordWithMedia#view":
        inner = _mapping(embed.get("media"))
        if text_of(inner, "$type") != kind:
            yield from _media(inner)
    elif kind == "app.bsky.embed.video#view":
        yield Media(kind="video", url=web_address(text_of(embed, "playlist")), description=text_of(embed, "alt"))
    elif kind == "app.bsky.embed.images#view":
        images = embed.get("images")
        for image in images if isinstance(images, list) else []:
            held = _mapping(image)
            yield Media(kind="image", url=web_address(text_of(held, "fullsize")), description=text_of(held, "alt"))


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
