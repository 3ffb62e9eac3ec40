"""Characters as people see them: what Mastodon and Bluesky count."""

import unicodedata

_JOINER = "\u200d"


def graphemes(text: str) -> int:
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
