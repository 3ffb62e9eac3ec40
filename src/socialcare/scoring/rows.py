"""The files of the care lexicon, line by line, with every mistake in them.

A line holds term, value, labels and note with a tab between; the last two may be left out, and # starts a remark.
`a|b` gives two terms one line, `déçu·e·s` a term its endings, `<service>` stands for each term of that label.
The first term of a `spelling` line is what the others are read as.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from socialcare.errors import FileMistakes, Mistake
from socialcare.facts import Emotion
from socialcare.scoring.entries import FLAGS, Alarm, Role
from socialcare.sentences import Sentence, say

ROLES = frozenset(Role) - {Role.POLAR}
EMOTIONS = frozenset(Emotion) - {Emotion.NEUTRAL}
ALARMS = frozenset(Alarm)
LABELS = ROLES | EMOTIONS | FLAGS | ALARMS
WEAKEST, STRONGEST = -1.0, 2.0


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line that is well formed; `terms` are written out, endings included, placeholders not."""

    file: str
    line: int
    terms: tuple[str, ...]
    value: float
    labels: frozenset[str]

    @cached_property
    def role(self) -> Role:
        return next((Role(label) for label in sorted(self.labels) if label in ROLES), Role.POLAR)

    @cached_property
    def alarm(self) -> Alarm | None:
        return next((Alarm(label) for label in sorted(self.labels) if label in ALARMS), None)

    @cached_property
    def emotion(self) -> Emotion | None:
        return next((Emotion(label) for label in sorted(self.labels) if label in EMOTIONS), None)


def rows(lexicons: Mapping[str, str]) -> list[Row]:
    """Every line of every file, by file name. Raises FileMistakes with all the lines that are not well formed."""
    found: list[Row] = []
    mistakes: list[Mistake] = []
    for file, content in sorted(lexicons.items()):
        for line, text in enumerate(content.splitlines(), start=1):
            if not text.strip() or text.startswith("#"):
                continue
            cells = [cell.strip() for cell in text.split("\t")]
            wrong = list(_wrong(cells))
            mistakes.extend(Mistake(file, line, 0, sentence) for sentence in wrong)
            if not wrong:
                found.append(_row(file, line, cells))
    if mistakes:
        raise FileMistakes(mistakes)
    return found


def _row(file: str, line: int, cells: list[str]) -> Row:
    labels = frozenset(cells[2].split()) if len(cells) > 2 else frozenset()
    terms = tuple(form for term in cells[0].split("|") for form in _endings(term))
    return Row(file=file, line=line, terms=terms, value=float(cells[1]), labels=labels)


def _endings(term: str) -> list[str]:
    """`déçu·e·s` is déçu, déçue, déçus and déçues; of a phrase, every word may have endings."""
    forms = [""]
    for word in term.split():
        stem, *endings = word.split("·")
        ways = [stem]
        for ending in endings:
            ways += [way + ending for way in ways]
        forms = [f"{form} {way}".strip() for form in forms for way in ways]
    return forms


def _wrong(cells: list[str]) -> Iterator[Sentence]:
    if not 2 <= len(cells) <= 4:
        yield say("a line is term, value, labels and note, with a tab between; this one has {n} parts", n=len(cells))
        return
    if not all(term.strip() for term in cells[0].split("|")):
        yield say("the term is empty")
    if not _is_value(cells[1]):
        yield say("“{value}” must be a number from -1 to 2", value=cells[1])
    unknown = sorted(set(cells[2].split()) - LABELS) if len(cells) > 2 else []
    for label in unknown:
        yield say("unknown label “{label}”; known: {known}", label=label, known=", ".join(sorted(LABELS)))


def _is_value(text: str) -> bool:
    try:
        return WEAKEST <= float(text) <= STRONGEST
    except ValueError:
        return False
