"""A plain text cut into what the lexicon can name: words, numbers, emoji and the marks between them."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

NUMBER = "<number>"
"""The key of every number, in figures or in letters."""

LONGEST_WORD = 40
NE = frozenset({"ne", "n"})

# The most frequent stands first; a link is no word, and must not be cut into some.
_TOKEN = re.compile(
    r"""(?P<WORD> (?![hH][tT]{2}[pP][sS]?\b | [wW]{3}\.) [^\W\d_]+ )
      | (?P<EMOJI> [:;=][-'^]*[()dDpP/|](?![^\W\d_/]) | <3(?!\w) | \^\^ | [\u203c-\u3299\U0001f000-\U0001faff] )
      | (?P<PAUSE> [,:()«»"] )
      | (?P<STOP> [.!?…;\n]+ )
      | (?P<NUMBER> \d+(?:[.,:/]\d+)* )
      | (?P<MASKED> [hH][tT]{2}[pP][sS]?(?:://\S*)? | [wW]{3}\.\S* | @\w+ )""",
    re.VERBOSE,
)


class Kind(Enum):
    EMOJI = "emoji"
    NUMBER = "number"
    WORD = "word"
    STOP = "stop"
    PAUSE = "pause"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tokens:
    """Side by side, as a text has thirty: what each is in the lexicon, its kind, and where it stands.

    `ne_ats` holds where a "ne" stands just before a token, or -1.
    """

    keys: list[str] = field(default_factory=list)
    kinds: list[Kind] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    ne_ats: list[int] = field(default_factory=list)


MARKS = (Kind.STOP, Kind.PAUSE)
_KINDS = {kind.name: kind for kind in Kind}


@lru_cache(maxsize=1 << 14)
def fold(word: str) -> str:
    """Lower case without accents, œ as oe: the spelling that customers in a hurry share with those who are not."""
    flat = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))
    return flat.replace("œ", "oe").replace("æ", "ae")


def tokens(text: str, key: Callable[[str], str], light: frozenset[str]) -> Tokens:
    """`key` gives a word its spelling in the lexicon; links and handles are left out, and so are `light` words."""
    found = Tokens()
    ne_at = -1
    for match in _TOKEN.finditer(text):
        name = match.lastgroup
        if name is None or name == "MASKED":
            continue
        start, end = match.span()
        word = match[0]
        if name == "WORD":
            word = key(word) if end - start <= LONGEST_WORD else ""
            if word in light:
                if word in NE:
                    ne_at = start
                continue
        elif name == "NUMBER":
            word = NUMBER
        elif name == "EMOJI":
            word = word.lower()
        found.keys.append(word)
        found.kinds.append(_KINDS[name])
        found.starts.append(start)
        found.ends.append(end)
        found.ne_ats.append(ne_at)
        ne_at = -1
    return found
