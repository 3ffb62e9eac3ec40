"""Whether a text on a network is the one that was sent."""

import unicodedata


def same_words(one: str, other: str) -> bool:
    """They differ at most in blanks, capitals and how a letter with its accent is written."""
    return _words(one) == _words(other)


def _words(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split()).casefold()
