"""Text as Mastodon counts and shows it, for answers that are sent."""

import re
from collections.abc import Mapping

from ._graphemes import graphemes
from ._same_words import same_words

LINK_LENGTH = 23
"""Characters that any link counts, however long it is (docs.joinmastodon.org, "Posting")."""

WIDTH: Mapping[str, int] = {"public": 0, "unlisted": 1, "private": 2, "direct": 3}
"""Visibilities, the widest first."""

_LINK = re.compile(r"https?://[^\s<>]*[^\s<>.,;:!?'\"()\[\]»]")
_REMOTE = re.compile(r"(?<![\w/@])@(\w+(?:[.-]\w+)*)@[\w-]+(?:\.[\w-]+)*")


def length(text: str) -> int:
    """A link counts 23, @name@server its name alone, and a character with its marks one."""
    return graphemes(_REMOTE.sub(r"@\1", _LINK.sub("x" * LINK_LENGTH, text)))


def addressed(text: str, acct: str) -> str:
    """Mastodon tells an author only of an answer that names them."""
    named = re.search(rf"(?<![\w@])@{re.escape(acct)}(?![\w@])", text, re.IGNORECASE)
    return text if named or not acct else f"@{acct} {text}"


def no_wider(visibility: object) -> str:
    """That of what is answered; a direct message where it is not one we know."""
    return visibility if isinstance(visibility, str) and visibility in WIDTH else "direct"


def same_post(one: str, other: str) -> bool:
    """Whether two texts differ at most in blanks and in how they name an account."""
    return same_words(_REMOTE.sub(r"@\1", one), _REMOTE.sub(r"@\1", other))
