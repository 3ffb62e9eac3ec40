"""A plain text cut into what the lexicon and the model can name: words, numbers, emoji and the marks between them."""

import re
import unicodedata
from array import array
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from functools import lru_cache

from socialcare.scoring.entries import Term

NUMBER = "<number>"
"""The key of every number, in figures or in letters."""

LONGEST_WORD = 40
NE = frozenset({"ne", "n"})

MOST_KNOWN = 1 << 15
"""Different pieces that are remembered; beyond, the memory starts anew, so that a million texts need no more of it."""

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
    MASKED = "masked"
    LIGHT = "light"


MARK, UNKNOWN = Term(None, {}), Term(None, {})
"""What the lexicon says of a comma or a full stop that it does not name, and of a word that it does not."""


class Word:
    """What is known of a token wherever it stands: its `key` in the lexicon, and `term`, what that says.

    `number` is its own among the tokens known now, from 0; `shouted` is true of three capitals or more.
    """

    __slots__ = ("key", "kind", "number", "shouted", "term")

    def __init__(self, key: str, kind: Kind, number: int, term: Term, *, shouted: bool) -> None:
        self.key = key
        self.kind = kind
        self.number = number
        self.term = term
        self.shouted = shouted


# These two are bare tuples: to take a named one apart costs Python 3.11 an iterator each time.
Placed = tuple[Word, int, int]
"""A token of a chunk, and which characters of the chunk it is: the first, and the one behind the last."""

Chunk = tuple[tuple[Placed, ...], int, int, int, tuple[tuple[int, int], ...], tuple[str, ...], bytes]
"""What stands between two blanks, read once for all times: its tokens side by side, and how many they are.

Then its length, with the blank behind it, and the counts of its words and of what else is counted; the tokens that a
"ne" stands before, and where it does (of the last "ne" the token is the next chunk's first); its links and handles; and
the numbers of its tokens' words.
"""

# Counts in one integer, so that a text costs one addition a chunk: 16 bits each, more than LONGEST characters need.
WORDS, SMALL, SHOUTED, EMOJI, NUMBERS, LEFT_OUT = range(0, 96, 16)
READABLE = 0xFFFF << WORDS | 0xFFFF << EMOJI | 0xFFFF << NUMBERS
NO_NES: Mapping[int, int] = {}


class Tokens:
    """Those of a text, some thirty, each with what is known of it.

    `nes` gives where a "ne" stands just before a token; `masked` are the links and handles, which are no tokens.
    """

    __slots__ = ("_begins", "_chunks", "counts", "masked", "nes", "placed")

    def __init__(self, chunks: list[Chunk]) -> None:
        placed: list[Placed] = []
        begins: list[int] = []
        begin = all_counts = 0
        for tokens, size, length, counts, _, _, _ in chunks:
            if size == 1:  # nine in ten
                placed.append(tokens[0])
                begins.append(begin)
            else:
                placed += tokens
                begins += [begin] * size
            begin += length
            all_counts += counts
        self.placed, self.counts, self._begins, self._chunks = placed, all_counts, begins, chunks
        self.nes: Mapping[int, int] = NO_NES
        self.masked: Sequence[str] = ()
        if all_counts >> LEFT_OUT:
            self._leave_out()

    def _leave_out(self) -> None:
        nes: dict[int, int] = {}
        masked: list[str] = []
        first = begin = 0
        for _, size, length, _, before, hidden, _ in self._chunks:
            masked += hidden
            for token, place in before:
                nes[first + token] = begin + place
            first += size
            begin += length
        self.nes, self.masked = nes, masked

    def span(self, at: int) -> tuple[int, int]:
        """The first character of token `at`, and the one behind it."""
        begin = self._begins[at]
        _, first, behind = self.placed[at]
        return begin + first, begin + behind

    def count(self, what: int) -> int:
        """How many there are of WORDS, SMALL (French ones), SHOUTED, EMOJI or NUMBERS."""
        return self.counts >> what & 0xFFFF

    @property
    def numbers(self) -> bytes:
        """Of their words, one for each token, each as a "q" of `array`."""
        return b"".join([chunk[6] for chunk in self._chunks])

    @property
    def says_nothing(self) -> bool:
        """True without a word, an emoji or a number: a link, a picture, a row of dots."""
        return not self.counts & READABLE


@lru_cache(maxsize=1 << 14)
def fold(word: str) -> str:
    """Lower case without accents, œ as oe: the spelling that customers in a hurry share with those who are not."""
    if word.isascii():
        return word.lower()
    flat = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))
    return flat.replace("œ", "oe").replace("æ", "ae")


class Known(dict[str, Chunk]):
    """Each chunk by its characters, made when first asked for; the long ones, which hardly come again, are not kept."""

    def __init__(self, made_of: Callable[[str], Chunk]) -> None:
        self._made_of = made_of

    def __missing__(self, raw: str) -> Chunk:
        chunk = self._made_of(raw)
        if len(raw) <= LONGEST_WORD:
            self[raw] = chunk
        return chunk


class Cutter:
    """Cuts texts, and remembers each chunk that it has met: nine in ten come again.

    `key` gives a word its spelling in the lexicon; `light` words are left out; `term` is what the lexicon says of a key,
    None where it does not name it; `small` are words to count. `words` are those known now, by their number; `age` counts how
    often they were forgotten.
    """

    def __init__(
        self,
        key: Callable[[str], str],
        light: frozenset[str],
        term: Callable[[str], Term | None] = lambda _: None,
        small: frozenset[str] = frozenset(),
    ) -> None:
        self._key, self._light, self._term, self._small = key, light, term, small
        self.age = 0
        self._forget()

    def cut(self, text: str) -> Tokens:
        """Light words, links and handles are left out."""
        return Tokens(list(map(self._chunks.__getitem__, text.split(" "))))

    def words_in(self, text: str) -> list[Word]:
        """Those of `cut`, without where they stand."""
        return [word for raw in text.split(" ") for word, _, _ in self._chunks[raw][0]]

    def make_room(self) -> None:
        """To be called now and then, while nobody needs the numbers of words cut before: begins anew at MOST_KNOWN."""
        if len(self._chunks) > MOST_KNOWN or len(self.words) > MOST_KNOWN:
            self.age += 1
            self._forget()

    def _forget(self) -> None:
        self.words: list[Word] = []
        self._by_token: dict[str, Word] = {}
        self._chunks = Known(self._chunk)

    def _chunk(self, raw: str) -> Chunk:
        placed: list[Placed] = []
        nes: list[tuple[int, int]] = []
        masked: list[str] = []
        counts = 0
        for match in _TOKEN.finditer(raw):
            word = self._word(match[0], Kind[match.lastgroup or ""])
            counts += _counted(word, self._small)
            if word.kind is Kind.MASKED:
                masked.append(word.key)
            elif word.kind is not Kind.LIGHT:
                placed.append((word, match.start(), match.end()))
            elif word.key in NE:
                nes.append((len(placed), match.start()))
        numbers = array("q", [word.number for word, _, _ in placed]).tobytes()
        return tuple(placed), len(placed), len(raw) + 1, counts, tuple(nes), tuple(masked), numbers

    def _word(self, raw: str, kind: Kind) -> Word:
        known = self._by_token.get(raw)
        if known is not None:
            return known
        key = raw
        if kind is Kind.WORD:
            key = self._key(raw) if len(raw) <= LONGEST_WORD else ""
            kind = Kind.LIGHT if key in self._light else kind
        elif kind is Kind.NUMBER:
            key = NUMBER
        elif kind is Kind.EMOJI:
            key = raw.lower()
        shouted = kind is Kind.WORD and len(raw) >= 3 and raw.isupper()
        unnamed = MARK if kind is Kind.STOP or kind is Kind.PAUSE else UNKNOWN
        word = Word(key, kind, len(self.words), self._term(key) or unnamed, shouted=shouted)
        self._by_token[raw] = word
        self.words.append(word)
        return word


def _counted(word: Word, small: frozenset[str]) -> int:
    """What a token adds to the counts of its chunk."""
    kind = word.kind
    counts = ((kind is Kind.EMOJI) << EMOJI) + ((kind is Kind.NUMBER) << NUMBERS)
    if kind is Kind.WORD or kind is Kind.LIGHT:
        counts += (1 << WORDS) + ((word.key in small) << SMALL) + (word.shouted << SHOUTED)
    return counts + ((kind is Kind.MASKED or (kind is Kind.LIGHT and word.key in NE)) << LEFT_OUT)
