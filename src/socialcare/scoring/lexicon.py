"""The care lexicon as the scorer looks things up in it: by word, by phrase, without accents or capitals."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from socialcare.errors import FileMistakes, Mistake
from socialcare.scoring import reasons
from socialcare.scoring.entries import Entry, Role
from socialcare.scoring.rows import Row
from socialcare.scoring.tokens import NUMBER, Kind, Tokens, fold, tokens
from socialcare.sentences import say

CLASSES = (Role.UNIT, Role.SERVICE)

_PLACEHOLDER = re.compile(r"<(\w+)>")
_STRETCHED = re.compile(r"(.)\1{2,}")


class Lexicon:
    """Raises FileMistakes where two lines name the same term, or a term has nothing to look up."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.light = frozenset(fold(term) for row in rows if row.role is Role.LIGHT for term in row.terms)
        self._numbers = frozenset(fold(term) for row in rows if row.role is Role.NUMBER for term in row.terms)
        self._classes = {f"<{role}>": _terms(rows, role) for role in CLASSES} | {
            "<number>": ["1"],
            "<de>": ["", "de", "d"],
        }
        self._same = {
            fold(term): fold(row.terms[0]) for row in rows if row.role is Role.SPELLING for term in row.terms[1:]
        }
        self._spellings = self._numbers | self.light | frozenset(self._same)
        self.words: dict[str, Entry] = {}
        self._phrases: dict[tuple[str, ...], Entry] = {}
        self._reach: dict[str, int] = {}
        self._fill(rows)
        self.starts = frozenset(self.words) | frozenset(self._reach)
        self.key = lru_cache(maxsize=1 << 14)(self._key)

    def extend(self, base: Mapping[str, Entry]) -> None:
        """Learn the words of another lexicon that this one does not name."""
        for word, entry in base.items():
            self.words.setdefault(word, entry)
        self._spellings |= frozenset(base)
        self.starts |= frozenset(base)
        self.key.cache_clear()

    def tokens(self, text: str) -> Tokens:
        return tokens(text, self.key, self.light)

    def find(self, keys: Sequence[str], at: int) -> tuple[Entry | None, int]:
        """The longest term that starts at token `at`, and how many tokens it takes (1 where there is none)."""
        key = keys[at]
        reach = self._reach.get(key)
        if reach is not None:
            for size in range(min(reach, len(keys) - at), 1, -1):
                entry = self._phrases.get(tuple(keys[at : at + size]))
                if entry is not None:
                    return entry, size
        return self.words.get(key), 1

    def _key(self, word: str) -> str:
        key = fold(word)
        if key not in self._spellings and _STRETCHED.search(key):
            doubled = _STRETCHED.sub(r"\1\1", key)
            key = doubled if doubled in self._spellings else _STRETCHED.sub(r"\1", key)
        return self._read_as(key)

    def _read_as(self, key: str) -> str:
        key = self._same.get(key, key)
        return NUMBER if key in self._numbers else key

    def _fill(self, rows: Sequence[Row]) -> None:
        owners: dict[tuple[str, ...], Row] = {}
        mistakes: list[Mistake] = []
        spellings: set[str] = set(self._spellings)
        # A term written out wins over one that a placeholder made.
        for row, term, made in sorted(self._terms(rows), key=lambda found: found[2]):
            found = tokens(term, lambda word: self._read_as(fold(word)), self.light)
            keys = tuple(found.keys)
            spellings.update(key for key, kind in zip(keys, found.kinds, strict=True) if kind is Kind.WORD)
            if not keys:
                mistakes.append(Mistake(row.file, row.line, 0, say("“{term}” holds only light words", term=term)))
            elif keys not in owners:
                owners[keys] = row
                self._add(keys, entry(row))
            elif not made and owners[keys] is not row:
                place = f"{owners[keys].file}:{owners[keys].line}"
                mistakes.append(
                    Mistake(row.file, row.line, 0, say("“{term}” stands already in {place}", term=term, place=place))
                )
        if mistakes:
            raise FileMistakes(sorted(mistakes, key=lambda mistake: (mistake.file, mistake.line)))
        self._spellings = frozenset(spellings)

    def _terms(self, rows: Sequence[Row]) -> Iterator[tuple[Row, str, bool]]:
        for row in rows:
            if row.role in (Role.LIGHT, Role.NUMBER, Role.SPELLING, *CLASSES):
                continue
            for term in row.terms:
                ways = [self._classes.get(word, [word]) for word in term.split()]
                made = _PLACEHOLDER.search(term) is not None
                yield from ((row, " ".join(way), made) for way in itertools.product(*ways))

    def _add(self, keys: tuple[str, ...], new: Entry) -> None:
        if len(keys) == 1:
            self.words[keys[0]] = new
            return
        self._phrases[keys] = new
        self._reach[keys[0]] = max(self._reach.get(keys[0], 1), len(keys))


def entry(row: Row) -> Entry:
    return Entry(
        value=row.value,
        reason=_reason(row),
        role=row.role,
        emotion=row.emotion,
        verb="verb" in row.labels,
        ironic="ironic" in row.labels,
        polite="polite" in row.labels,
        relief="relief" in row.labels,
    )


def _reason(row: Row) -> str:
    if row.role is Role.SITUATION:
        return reasons.SITUATION
    if not any(character.isalpha() for character in row.terms[0]):
        return reasons.EMOJI
    return reasons.PRAISE if row.value > 0 else reasons.TROUBLE


def _terms(rows: Sequence[Row], role: Role) -> list[str]:
    return [term for row in rows if row.role is role for term in row.terms]
