"""The care lexicon as the scorer looks things up in it: by word, by phrase, without accents or capitals."""

import re
from collections.abc import Sequence

from socialcare.scoring.entries import Entry, Term
from socialcare.scoring.languages import SMALL_WORDS
from socialcare.scoring.rows import Row
from socialcare.scoring.terms import Terms, entry
from socialcare.scoring.tokens import Cutter, Placed, Tokens, fold

_STRETCHED = re.compile(r"(.)\1{2,}")


class Lexicon:
    """`own` are the workspace's terms, which win over any of `terms`."""

    def __init__(self, terms: Terms, own: Sequence[Row] = ()) -> None:
        self.light = terms.light
        self._read_as = terms.read_as
        self._spellings = terms.spellings
        self.words = dict(terms.words)
        self._phrases = dict(terms.phrases)
        self._sizes: dict[str, dict[str, tuple[int, ...]]] = {}
        for keys in terms.phrases:
            self._note_size(keys)
        self._learn(own)
        self.cutter = Cutter(self._key, self.light, self._term, SMALL_WORDS)

    def tokens(self, text: str) -> Tokens:
        return self.cutter.cut(text)

    def find(self, placed: Sequence[Placed], at: int, sizes: Sequence[int]) -> tuple[Entry | None, int]:
        """The longest phrase of one of `sizes` that starts at token `at`, else its word, and how many tokens it takes."""
        for size in sizes:
            phrase = tuple([word.key for word, _, _ in placed[at : at + size]])
            if phrase in self._phrases:
                return self._phrases[phrase], len(phrase)
        return placed[at][0].term.entry, 1

    def _learn(self, own: Sequence[Row]) -> None:
        cutter = Cutter(lambda word: self._read_as(fold(word)), self.light)
        for row in own:
            new = entry(row)._replace(own=True)
            for term in row.terms:
                keys = tuple(word.key for word in cutter.words_in(term))
                self._spellings |= frozenset(keys)
                if len(keys) == 1:
                    self.words[keys[0]] = Entry(*new)
                elif keys:
                    self._phrases[keys] = Entry(*new)
                    self._note_size(keys)

    def _note_size(self, keys: tuple[str, ...]) -> None:
        """How long a phrase is, by its first two words."""
        sizes = self._sizes.setdefault(keys[0], {})
        known = sizes.get(keys[1], ())
        if len(keys) not in known:
            sizes[keys[1]] = tuple(sorted((len(keys), *known), reverse=True))

    def _term(self, key: str) -> Term | None:
        entry, sizes = self.words.get(key), self._sizes.get(key, {})
        return Term(entry, sizes) if entry is not None or sizes else None

    def _key(self, word: str) -> str:
        key = fold(word)
        if key not in self._spellings and _STRETCHED.search(key):
            once, doubled = _STRETCHED.sub(r"\1", key), _STRETCHED.sub(r"\1\1", key)
            key = doubled if doubled in self._spellings and once not in self._spellings else once
        return self._read_as(key)
