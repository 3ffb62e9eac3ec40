"""The lines of the care lexicon as the terms that they name: words and phrases without accents or capitals."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from socialcare.errors import FileMistakes, Mistake
from socialcare.scoring import reasons
from socialcare.scoring.entries import Entry, Role
from socialcare.scoring.rows import Row
from socialcare.scoring.tokens import NUMBER, Cutter, Kind, fold
from socialcare.sentences import say

CLASSES = (Role.UNIT, Role.SERVICE)

_PLACEHOLDER = re.compile(r"<(\w+)>")


class Terms(NamedTuple):
    """`same` gives a spelling the one it is read as; `spellings` are all that is not to be shortened.

    `phrases` are by their first word, then by the words behind it with a blank between. Terms of one line share an entry.
    """

    light: frozenset[str]
    numbers: frozenset[str]
    same: Mapping[str, str]
    spellings: frozenset[str]
    words: Mapping[str, Entry]
    phrases: Mapping[str, Mapping[str, Entry]]

    def read_as(self, key: str) -> str:
        """The key of a folded word."""
        key = self.same.get(key, key)
        return NUMBER if key in self.numbers else key


def read(rows: Sequence[Row], base: Mapping[str, Entry]) -> Terms:
    """`base` are words of another lexicon, for what this one does not name.

    Raises FileMistakes where two lines name the same term, or a term has nothing to look up.
    """
    light = frozenset(fold(term) for row in rows if row.role is Role.LIGHT for term in row.terms)
    numbers = frozenset(fold(term) for row in rows if row.role is Role.NUMBER for term in row.terms)
    same = {fold(term): fold(row.terms[0]) for row in rows if row.role is Role.SPELLING for term in row.terms[1:]}
    named = _Named(Terms(light, numbers, same, frozenset(), {}, {}))
    # A term written out wins over one that a placeholder made.
    for row, term, made in sorted(_written(rows), key=lambda found: found[2]):
        named.add(row, term, made=made)
    if named.mistakes:
        raise FileMistakes(sorted(named.mistakes, key=lambda mistake: (mistake.file, mistake.line)))
    spellings = frozenset().union(numbers, light, same, named.spellings, base)
    return Terms(light, numbers, same, spellings, {**base, **named.words}, named.phrases)


class _Named:
    """What the lines read so far name, and who named it first."""

    def __init__(self, spelled: Terms) -> None:
        self.words: dict[str, Entry] = {}
        self.phrases: dict[str, dict[str, Entry]] = {}
        self.spellings: set[str] = set()
        self.mistakes: list[Mistake] = []
        self._owners: dict[tuple[str, ...], Row] = {}
        self._entries: dict[int, Entry] = {}
        self._cutter = Cutter(lambda word: spelled.read_as(fold(word)), spelled.light)

    def add(self, row: Row, term: str, *, made: bool) -> None:
        words = self._cutter.words_in(term)
        keys = tuple([word.key for word in words])
        self.spellings.update([word.key for word in words if word.kind is Kind.WORD])
        if not keys:
            self.mistakes.append(Mistake(row.file, row.line, 0, say("“{term}” holds only light words", term=term)))
            return
        owner = self._owners.get(keys)
        if owner is None:
            self._owners[keys] = row
            self._name(keys, self._entry(row))
        elif not made and owner is not row:
            place = f"{owner.file}:{owner.line}"
            self.mistakes.append(
                Mistake(row.file, row.line, 0, say("“{term}” stands already in {place}", term=term, place=place))
            )

    def _entry(self, row: Row) -> Entry:
        return self._entries.get(id(row)) or self._entries.setdefault(id(row), entry(row))

    def _name(self, keys: tuple[str, ...], new: Entry) -> None:
        if len(keys) == 1:
            self.words[keys[0]] = new
        else:
            self.phrases.setdefault(keys[0], {})[" ".join(keys[1:])] = new


def _written(rows: Sequence[Row]) -> Iterator[tuple[Row, str, bool]]:
    """Each term with its line, and whether a placeholder made it."""
    classes = {f"<{role}>": [term for row in rows if row.role is role for term in row.terms] for role in CLASSES}
    classes |= {"<number>": ["1"], "<de>": ["", "de", "d"]}
    for row in rows:
        if row.role in (Role.LIGHT, Role.NUMBER, Role.SPELLING, *CLASSES):
            continue
        for term in row.terms:
            if "<" not in term:
                yield row, term, False
                continue
            ways = [classes.get(word, [word]) for word in term.split()]
            made = _PLACEHOLDER.search(term) is not None
            yield from ((row, " ".join(way), made) for way in itertools.product(*ways))


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
