"""The care lexicon as the scorer looks things up in it: by word, by phrase, without accents or capitals."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence

from socialcare.errors import FileMistakes, Mistake
from socialcare.scoring import reasons
from socialcare.scoring.entries import Entry, Role, Term
from socialcare.scoring.languages import SMALL_WORDS
from socialcare.scoring.rows import Row
from socialcare.scoring.tokens import NUMBER, Cutter, Kind, Placed, Tokens, fold
from socialcare.sentences import say

CLASSES = (Role.UNIT, Role.SERVICE)

_PLACEHOLDER = re.compile(r"<(\w+)>")
_STRETCHED = re.compile(r"(.)\1{2,}")


class Lexicon:
    """Raises FileMistakes where two lines name the same term, or a term has nothing to look up."""

    def __init__(self, rows: Sequence[Row], own: Sequence[Row] = ()) -> None:
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
        self._sizes: dict[str, dict[str, tuple[int, ...]]] = {}
        self._fill(rows)
        self._learn(own)
        self.cutter = self._new_cutter()

    def _learn(self, own: Sequence[Row]) -> None:
        """The workspace's own terms, which win over any of ours."""
        cutter = Cutter(lambda word: self._read_as(fold(word)), self.light)
        for row in own:
            new = entry(row)._replace(own=True)
            for term in row.terms:
                keys = tuple(word.key for word in cutter.words_in(term))
                if keys:
                    self._spellings |= frozenset(keys)
                    self._add(keys, Entry(*new))

    def extend(self, base: Mapping[str, Entry]) -> None:
        """Learn the words of another lexicon that this one does not name."""
        for word, entry in base.items():
            self.words.setdefault(word, entry)
        self._spellings |= frozenset(base)
        self.cutter = self._new_cutter()

    def tokens(self, text: str) -> Tokens:
        return self.cutter.cut(text)

    def find(self, placed: Sequence[Placed], at: int, sizes: Sequence[int]) -> tuple[Entry | None, int]:
        """The longest phrase of one of `sizes` that starts at token `at`, else its word, and how many tokens it takes."""
        for size in sizes:
            phrase = tuple([word.key for word, _, _ in placed[at : at + size]])
            if phrase in self._phrases:
                return self._phrases[phrase], len(phrase)
        return placed[at][0].term.entry, 1

    def _new_cutter(self) -> Cutter:
        return Cutter(self._key, self.light, self._term, SMALL_WORDS)

    def _term(self, key: str) -> Term | None:
        entry, sizes = self.words.get(key), self._sizes.get(key, {})
        return Term(entry, sizes) if entry is not None or sizes else None

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
        cutter = Cutter(lambda word: self._read_as(fold(word)), self.light)
        entries = {id(row): entry(row) for row in rows}
        # A term written out wins over one that a placeholder made.
        for row, term, made in sorted(self._terms(rows), key=lambda found: found[2]):
            words = cutter.words_in(term)
            keys = tuple([word.key for word in words])
            spellings.update([word.key for word in words if word.kind is Kind.WORD])
            if not keys:
                mistakes.append(Mistake(row.file, row.line, 0, say("“{term}” holds only light words", term=term)))
            elif keys not in owners:
                owners[keys] = row
                self._add(keys, Entry(*entries[id(row)]))  # one each: the reader knows a repeated term by it
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
                if "<" not in term:
                    yield row, term, False
                    continue
                ways = [self._classes.get(word, [word]) for word in term.split()]
                made = _PLACEHOLDER.search(term) is not None
                yield from ((row, " ".join(way), made) for way in itertools.product(*ways))

    def _add(self, keys: tuple[str, ...], new: Entry) -> None:
        if len(keys) == 1:
            self.words[keys[0]] = new
            return
        self._phrases[keys] = new
        sizes = self._sizes.setdefault(keys[0], {})
        sizes[keys[1]] = tuple(sorted({len(keys), *sizes.get(keys[1], ())}, reverse=True))


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
        alarm=row.alarm,
    )


def _reason(row: Row) -> str:
    if row.role is Role.SITUATION:
        return reasons.SITUATION
    if not any(character.isalpha() for character in row.terms[0]):
        return reasons.EMOJI
    return reasons.PRAISE if row.value > 0 else reasons.TROUBLE


def _terms(rows: Sequence[Row], role: Role) -> list[str]:
    return [term for row in rows if row.role is role for term in row.terms]
