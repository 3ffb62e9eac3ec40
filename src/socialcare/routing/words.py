"""Words of a text as rules compare them: without case, accents, stretched letters, apostrophes or addresses."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice, pairwise

# Marks and invisible characters stand inside words: e + U+0301 is é, and col + U+200B + is hides from a word list.
_LETTERS = r"\w\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
_JOINTS = r"\s'’‘`´‐‑-"
# Each branch begins with a set of letters, without (?i): `re` then passes over it at a glance.
_PIECE = re.compile(rf"[hH][tT][tT][pP][sS]?://\S+|[wW][wW][wW]\.\S+|#?([{_LETTERS}]+)|[^{_LETTERS}{_JOINTS}]+")
_COMPOUND = re.compile(rf"#[{_LETTERS}]+|[{_LETTERS}]*_[{_LETTERS}]*")
_SEGMENT = re.compile(r"[^#_]+")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
DROPPED = frozenset({"Mn", "Me", "Cf"})
SPELLED = str.maketrans({"œ": "oe", "æ": "ae", "_": ""})

Span = tuple[int, int]
"""Where a word starts and ends in the original text."""


@dataclass(frozen=True)
class Words:
    """A run of words; a form is "" for punctuation and addresses, which no phrase runs across."""

    forms: Sequence[str]
    spans: Callable[[int], Sequence[Span]]
    """Of the first so many forms; asked only where something was found, which is rare."""


@lru_cache(maxsize=1 << 16)
def plain(word: str) -> str:
    """`Éééénorme` and `enorme` are the same word; three or more of a letter are one, in rules and texts alike."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold()).translate(SPELLED)
    kept = "".join(letter for letter in folded if unicodedata.category(letter) not in DROPPED)
    return _STRETCHED.sub(r"\1", kept)


def words_of(text: str) -> Words:
    """The whole text in order; `#ServiceClient` is the one word `serviceclient` here."""
    # U+02BC looks like an apostrophe and is a letter to Unicode.
    text = text.replace("ʼ", "'")
    # 90 % of the words of a day were seen before in it, so `plain` mostly remembers.
    return Words(
        list(map(plain, _PIECE.findall(text))),
        lambda count: [piece.span(piece.lastindex or 0) for piece in islice(_PIECE.finditer(text), count)],
    )


def compounds_of(text: str) -> Iterator[Words]:
    """Each `#ServiceClient` and `service_client` as its several words."""
    if "#" not in text and "_" not in text:
        return
    for compound in _COMPOUND.finditer(text):
        spans = [(compound.start() + first, compound.start() + end) for first, end in _parts(compound.group())]
        if len(spans) > 1:
            yield Words([plain(text[first:end]) for first, end in spans], partial(_first, spans))


def _first(spans: Sequence[Span], count: int) -> Sequence[Span]:
    return spans[:count]


def _parts(compound: str) -> Iterator[Span]:
    """Cut at # and _, and before a capital."""
    for segment in _SEGMENT.finditer(compound):
        first, end = segment.span()
        capitals = (at for at in range(first + 1, end) if compound[at].isupper() and compound[at - 1].islower())
        yield from pairwise((first, *capitals, end))
