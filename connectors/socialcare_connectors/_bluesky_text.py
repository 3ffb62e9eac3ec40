"""Text as Bluesky counts and keeps it, for answers that are sent."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from ._graphemes import graphemes

LONGEST = 300
MOST_BYTES = 3000

_LINK = re.compile(r"https?://[^\s<>]*[^\s<>.,;:!?'\"()\[\]»]")
_NAME = re.compile(
    r"(?<![\w@./-])@((?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z](?:[a-z\d-]{0,61}[a-z\d])?)", re.IGNORECASE
)
_TAG = re.compile(r"(?<![\w#/&])#(?=\w*[^\W\d_])(\w{1,64})")

_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def length(text: str) -> int:
    """Characters as people see them; too long as well where they take more than MOST_BYTES."""
    count = graphemes(text)
    return max(count, LONGEST + 1) if len(text.encode("utf-8", "replace")) > MOST_BYTES else count


def facets(text: str, did_of: Callable[[str], str | None]) -> list[dict[str, Any]]:
    """Where `text` links, names an account or tags, counted in bytes of UTF-8; nothing of a text does it by itself.

    A name that `did_of` does not know stays a mere word.
    """
    found = []
    for start, end, feature in sorted(_features(text, did_of), key=lambda one: one[:2]):
        index = {"byteStart": len(text[:start].encode()), "byteEnd": len(text[:end].encode())}
        found.append({"index": index, "features": [feature]})
    return found


def record_key(key: str, near: datetime) -> str:
    """The same for the same `key`: a TID, 13 characters in the order of time (atproto.com/specs/tid).

    Its microseconds are those of `near`, to which 20 bits of the digest of `key` are added; 10 more are its clock.
    """
    digest = int.from_bytes(sha256(key.encode("utf-8", "replace")).digest()[:4])
    microseconds = max(0, (near - _EPOCH) // timedelta(microseconds=1)) + (digest >> 12)
    number = (microseconds << 10 | digest & 0x3FF) & (2**63 - 1)
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(60, -1, -5))


def _features(text: str, did_of: Callable[[str], str | None]) -> Iterator[tuple[int, int, dict[str, Any]]]:
    links = [found.span() for found in _LINK.finditer(text)]
    for start, end in links:
        yield start, end, {"$type": "app.bsky.richtext.facet#link", "uri": text[start:end]}
    for found in _NAME.finditer(text):
        did = did_of(found[1].lower()) if not _within(found, links) else None
        if did:
            yield *found.span(), {"$type": "app.bsky.richtext.facet#mention", "did": did}
    for found in _TAG.finditer(text):
        if not _within(found, links):
            yield *found.span(), {"$type": "app.bsky.richtext.facet#tag", "tag": found[1]}


def _within(found: re.Match[str], links: list[tuple[int, int]]) -> bool:
    return any(start <= found.start() < end for start, end in links)
