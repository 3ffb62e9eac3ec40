"""The care lexicon as the scorer looks things up in it: by word, by phrase, without accents or capitals."""

import re
from collections.abc import Sequence
from dataclasses import replace

from socialcare.scoring.entries import Entry, Term
from socialcare.scoring.languages import SMALL_WORDS
from socialcare.scoring.rows import Row
from socialcare.scoring.terms import Terms, entry
from socialcare.scoring.tokens import UNKNOWN, Cutter, Placed, Tokens, fold

_STRETCHED = re.compile(r"(.)\1{2,}")


class Lexicon:
    """`own` are the workspace's terms, which win over any of `terms`."""

    def __init__(self, terms: Terms, own: Sequence[Row] = ()) -> None:
        self.light = terms.light
        self.has_own = bool(own)
        self._read_as = terms.read_as
        self._spellings = terms.spellings
        self.words = dict(terms.words)
        self._phrases = dict(terms.phrases)
        self._met: dict[str, Entry] = {}
        self._learn(own)
        self.cutter = Cutter(self._key, self.light, self._term, SMALL_WORDS)

    def tokens(self, text: str) -> Tokens:
        return self.cutter.cut(text)

    def phrase(self, placed: Sequence[Placed], at: int, sizes: Sequence[int]) -> tuple[Entry, int] | None:
        """The longest of one of `sizes` that starts at token `at`, and how many tokens it takes."""
        first = placed[at][0].key
        known = self._phrases[first]
        for size in sizes:
            behind = " ".join([word.key for word, _, _ in placed[at + 1 : at + size]])
            if behind in known and at + size <= len(placed):
                return self._its_own(f"{first} {behind}", known[behind]), size
        return None

    def _its_own(self, term: str, entry: Entry) -> Entry:
        """The reader knows a repeated term by its entry, which other terms of its line share."""
        return self._met.get(term) or self._met.setdefault(term, replace(entry))

    def _learn(self, own: Sequence[Row]) -> None:
        cutter = Cutter(lambda word: self._read_as(fold(word)), self.light)
        for row in own:
            new = replace(entry(row), own=True)
            for term in row.terms:
                keys = tuple(word.key for word in cutter.words_in(term))
                self._spellings |= frozenset(keys)
                if len(keys) == 1:
                    self.words[keys[0]] = new
                elif keys:
                    self._phrases[keys[0]] = {**self._phrases.get(keys[0], {}), " ".join(keys[1:]): new}

    def _sizes(self, first: str) -> dict[str, tuple[int, ...]]:
        """How long the phrases are that begin with `first`, the longest before the others, by their second word."""
        found: dict[str, set[int]] = {}
        for behind in self._phrases.get(first, ()):
            second, *others = behind.split(" ")
            found.setdefault(second, set()).add(2 + len(others))
        return {second: tuple(sorted(sizes, reverse=True)) for second, sizes in found.items()}

    def _term(self, key: str) -> Term | None:
        """What says nothing in any sentence is read as a word that nobody knows: it only takes its place."""
        entry, sizes = self.words.get(key), self._sizes(key)
        if entry is not None and not entry.says_nothing:
            return Term(self._its_own(key, entry), sizes)
        if sizes:
            return Term(None, sizes)
        return None if entry is None else UNKNOWN

    def _key(self, word: str) -> str:
        key = fold(word)
        if key not in self._spellings and _STRETCHED.search(key):
            once, doubled = _STRETCHED.sub(r"\1", key), _STRETCHED.sub(r"\1\1", key)
            key = doubled if doubled in self._spellings and once not in self._spellings else once
        return self._read_as(key)
