"""Regular expressions of a rulebook, on an engine whose time is linear in the text: RE2.

`re` needs hours for `(a+)+$` and 40 letters; RE2 refuses what it cannot do in linear time (look-around, back-references).
"""

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterator, Sequence
from itertools import accumulate, islice
from typing import Any, Generic, TypeVar

from socialcare.routing.words import DROPPED, SPELLED, Span
from socialcare.sentences import Sentence, say

Key = TypeVar("Key", bound=Hashable)

LONGEST_READ = 5000
"""Characters of a text that patterns read."""

TOLD = 5
"""Places of one pattern in a text that are told."""

_APOSTROPHES = "’‘ʼ`´"


class _Folds(dict[int, str]):
    """A character as patterns see it; one by one, so that a place in the folded text leads back to the original."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", letter).casefold()).translate(SPELLED)
        kept = "".join(one for one in folded if unicodedata.category(one) not in DROPPED)
        self[code] = " " if letter.isspace() else "'" if letter in _APOSTROPHES else letter if letter == "_" else kept
        return self[code]


_FOLDS = _Folds()


def folded(text: str) -> str:
    """The start of `text` without case and accents, œ as oe, every apostrophe as ' and every space as a space."""
    return text[:LONGEST_READ].translate(_FOLDS)


def without_accents(pattern: str) -> str:
    """The letters of a pattern as `folded` texts have them; what follows a backslash stays as it is."""
    pieces = iter(pattern)
    return "".join(letter + next(pieces, "") if letter == "\\" else _without_accent(letter) for letter in pieces)


def refused(pattern: str) -> Sentence | None:
    """Why `pattern` cannot be used, in RE2's words where it is RE2 that says it."""
    import re2  # type: ignore[import-untyped]  # 6 ms, only where a rule has patterns

    try:
        compiled = re2.compile(without_accents(pattern), _options())
    except re2.error as error:
        why = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
        return say("pattern “{pattern}” is refused ({why}); see the syntax of RE2", pattern=pattern, why=why)
    if compiled.search(""):
        return say("pattern “{pattern}” matches an empty text, and so every text; make it need a word", pattern=pattern)
    return None


class Patterns(Generic[Key]):
    """Many patterns at once: their literal parts are sought first, and only who has them is asked."""

    def __init__(self, patterns: Sequence[tuple[Key, str]]) -> None:
        """None of `patterns` is `refused`."""
        import re2

        self._keys = [key for key, _ in patterns]
        self._filter = re2.Filter()
        options = _options()
        for _, pattern in patterns:
            self._filter.Add(without_accents(pattern), options)
        self._filter.Compile()

    def find(self, text: str) -> Iterator[tuple[Key, Span]]:
        """Characters of `text` itself; at most `TOLD` of each pattern."""
        read = folded(text)
        for number in self._filter.Match(read) or ():
            ends = list(accumulate((len(_FOLDS[ord(letter)]) for letter in text[:LONGEST_READ]), initial=0))
            matches = (match.span() for match in self._filter.re(number).finditer(read))
            for start, end in islice((span for span in matches if span[0] < span[1]), TOLD):
                yield self._keys[number], _original(ends, start, end)


def _original(ends: Sequence[int], start: int, end: int) -> Span:
    """`ends[n]` is how long the first n characters are when folded; marks that belong to the last letter go with it."""
    return bisect_right(ends, start) - 1, max(bisect_left(ends, end), bisect_right(ends, end) - 1)


def _without_accent(letter: str) -> str:
    """The case stays, because `(?P<Name>…)` and `[[:alpha:]]` have one; the search ignores it."""
    plain = unicodedata.normalize("NFKD", letter).translate(SPELLED) if letter != "_" else letter
    return "".join("'" if one in _APOSTROPHES else one for one in plain if unicodedata.category(one) not in DROPPED)


def _options() -> Any:
    import re2

    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    return options
