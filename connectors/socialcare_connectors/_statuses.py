"""A status of the Mastodon API as a mention: the only place that knows its keys."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from socialcare.facts import Author, Kind, Media, Mention
from socialcare.sentences import Sentence, say

from ._mastodon_text import WIDTH
from ._plain_text import clean, is_whole, plain_text, web_address

PUBLIC = frozenset({"public", "unlisted"})

_METRICS = {"likes": "favourites_count", "shares": "reblogs_count", "replies": "replies_count"}
_LARGEST_COUNT = 2**53
MOST_MEDIA = 20


class BadStatus(ValueError):
    """One status that is not as the API says; the others of its page stand."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def mention_from(
    status: Mapping[str, Any], *, channel: str, own_account: str | None, parent_of: Callable[[str], str | None]
) -> Mention:
    """`parent_of` gives the uri of a status by its id on this server. Raises BadStatus."""
    account = status.get("account")
    if not isinstance(account, dict):
        raise BadStatus(say("the author is missing"))
    parent = opaque(status.get("in_reply_to_id"))
    handle = clean(text_of(account, "acct")).removeprefix("@")
    return Mention(
        channel=channel,
        ref=clean(text_of(status, "uri")),
        author=Author(
            handle=handle, name=_optional(account, "display_name"), followers=_count(account, "followers_count")
        ),
        text=_shown(status),
        posted_at=_posted_at(status),
        url=web_address(_optional(status, "url")) or web_address(text_of(status, "uri")),
        in_reply_to=parent_of(parent) if parent else None,
        kind=_kind(status, parent),
        language=_optional(status, "language")[:8] or None,
        own=own_account is not None and opaque(account.get("id")) == own_account,
        edited_at=moment(status.get("edited_at")),
        media=_media(status.get("media_attachments")),
        can_reply=True if status.get("visibility") in WIDTH else None,
        metrics={name: count for name, key in _METRICS.items() if (count := _count(status, key)) is not None},
    )


def opaque(value: object) -> str | None:
    """An id as text; a server that sends it as a number loses nothing, for Python's have no limit."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value and is_whole(value) else None


def moment(value: object) -> datetime | None:
    """Aware UTC; None for what is not a time with its offset."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
        return at.astimezone(UTC) if at is not None and at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _media(attachments: object) -> tuple[Media, ...]:
    """What has no address on the web (still being fetched) is left out."""
    found = [held for held in attachments if isinstance(held, dict)] if isinstance(attachments, list) else []
    made = (
        Media(
            kind=_optional(held, "type") or "unknown",
            url=web_address(_optional(held, "url")) or web_address(_optional(held, "remote_url")),
            description=_optional(held, "description"),
        )
        for held in found[:MOST_MEDIA]
    )
    return tuple(media for media in made if media.url)


def _posted_at(status: Mapping[str, Any]) -> datetime:
    at = moment(status.get("created_at"))
    if at is None:
        raise BadStatus(say("“{date}” is not a date known here", date=clean(str(status.get("created_at")))[:40]))
    return at


def _shown(status: Mapping[str, Any]) -> str:
    """The content warning stands above the text, as readers see it."""
    text, warning = plain_text(text_of(status, "content", empty=True)), clean(_optional(status, "spoiler_text"))
    return f"{warning}\n{text}" if warning else text


def _kind(status: Mapping[str, Any], parent: str | None) -> Kind:
    if status.get("visibility") == "direct":
        return Kind.MESSAGE
    return Kind.REPLY if parent else Kind.POST


def text_of(holder: Mapping[str, Any], key: str, *, empty: bool = False) -> str:
    """Raises BadStatus where it is no text, or empty and may not be."""
    value = holder.get(key)
    if not isinstance(value, str) or not (value or empty):
        raise BadStatus(say("“{key}” is missing or is not a text", key=key))
    return value


def _optional(holder: Mapping[str, Any], key: str) -> str:
    value = holder.get(key)
    return clean(value) if isinstance(value, str) else ""


def _count(holder: Mapping[str, Any], key: str) -> int | None:
    value = holder.get(key)
    known = isinstance(value, int) and not isinstance(value, bool)
    return min(max(0, value), _LARGEST_COUNT) if known and isinstance(value, int) else None
