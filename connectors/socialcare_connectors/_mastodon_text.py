"""Text as Mastodon counts and shows it, for answers that are sent."""

import re
import unicodedata
from collections.abc import Mapping

LINK_LENGTH = 23
"""Characters that any link counts, however long it is (docs.joinmastodon.org, "Posting")."""

WIDTH: Mapping[str, int] = {"public": 0, "unlisted": 1, "private": 2, "direct": 3}
"""Visibilities, the widest first."""

_LINK = re.compile(r"https?://[^\s<>]*[^\s<>.,;:!?'\"()\[\]»]")
_REMOTE = re.compile(r"(?<![\w/@])@(\w+(?:[.-]\w+)*)@[\w-]+(?:\.[\w-]+)*")
_JOINER = "\u200d"


def length(text: str) -> int:
    """A link counts 23, @name@server its name alone, and a character with its marks one."""
    return _graphemes(_REMOTE.sub(r"@\1", _LINK.sub("x" * LINK_LENGTH, text)))


def addressed(text: str, acct: str) -> str:
    """Mastodon tells an author only of an answer that names them."""
    named = re.search(rf"(?<![\w@])@{re.escape(acct)}(?![\w@])", text, re.IGNORECASE)
    return text if named or not acct else f"@{acct} {text}"


def no_wider(visibility: object) -> str:
    """That of what is answered; a direct message where it is not one we know."""
    return visibility if isinstance(visibility, str) and visibility in WIDTH else "direct"


def same_words(one: str, other: str) -> bool:
    """Whether two texts differ at most in blanks and in how they name an account."""
    return _words(one) == _words(other)


def _words(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", _REMOTE.sub(r"@\1", text)).split()).casefold()


def _graphemes(text: str) -> int:
    """Near Unicode's clusters: marks, joiners, skin tones, tags and the two letters of a flag count with their base."""
    count, joined, flag = 0, False, False
    for character in unicodedata.normalize("NFC", text).replace("\r\n", "\n"):
        is_flag = "\U0001f1e6" <= character <= "\U0001f1ff"
        extends = (
            unicodedata.category(character) in ("Mn", "Me", "Mc")
            or character == _JOINER
            or "\U0001f3fb" <= character <= "\U0001f3ff"
            or "\U000e0020" <= character <= "\U000e007f"
        )
        count += not (extends or joined or (is_flag and flag))
        flag = is_flag and not flag
        joined = character == _JOINER
    return count
