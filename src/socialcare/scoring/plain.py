"""A stranger's text as plain Unicode, each character knowing where it stood in the original."""

import html
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

LONGEST = 10_000
"""Characters that are read of a text; what follows is left out of the score."""

_PIECE = re.compile(r"&#?\w{1,31};|.[\u0300-\u036f]+|[^\x00-\x7f]", re.DOTALL)


class Plain(NamedTuple):
    """`text` is NFKC without HTML entities; `starts` and `ends` place its characters, or are None where none moved."""

    text: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters `start` to `end` (exclusive, not empty) stand in the original."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def plain(original: str) -> Plain:
    """NFC, entities and look-alike letters (ﬁ, …, 𝐠𝐫𝐚𝐬, no-break space) resolved in the first LONGEST characters."""
    text = original[:LONGEST]
    if "&" not in text and unicodedata.is_normalized("NFKC", text):
        return Plain(text=text)
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def keep(begin: int, end: int) -> None:
        parts.append(text[begin:end])
        starts.extend(range(begin, end))
        ends.extend(range(begin + 1, end + 1))

    done = 0
    for piece in _PIECE.finditer(text):
        begin, end = piece.span()
        new = _letter(piece[0]) if end - begin == 1 else _resolved(piece[0])
        if end - begin == 1 and new == piece[0]:
            continue
        keep(done, begin)
        parts.append(new)
        starts.extend([begin] * len(new))
        ends.extend([end] * len(new))
        done = end
    keep(done, len(text))
    return Plain(text="".join(parts), starts=starts, ends=ends)


@lru_cache(maxsize=1 << 10)
def _letter(piece: str) -> str:
    return _resolved(piece)


def _resolved(piece: str) -> str:
    return unicodedata.normalize("NFKC", html.unescape(piece))
