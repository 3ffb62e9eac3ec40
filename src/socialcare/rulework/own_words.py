"""`rules/lexicon.yaml`: the brand's own words, as rows of the lexicon; what it says wins over ours."""

from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from socialcare.documents import BadValue, Document, parse, read
from socialcare.errors import FileMistakes, Mistake
from socialcare.facts import Emotion
from socialcare.scoring.rows import Row
from socialcare.sentences import say
from socialcare.workspace import Workspace

FILE = Path("rules") / "lexicon.yaml"


class _Block(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TermText(_Block):
    """`value` is -1 (bad) to 1 (good), 0 for a word that is to say nothing."""

    term: str
    value: float = Field(ge=-1, le=1)
    emotion: Emotion | None = None

    @model_validator(mode="after")
    def _usable(self) -> Self:
        if not self.term.strip():
            raise BadValue(say("the term is empty"))
        if self.emotion is Emotion.NEUTRAL:
            raise BadValue(say("a term without emotion has no “emotion”: drop it"))
        return self


class LexiconText(_Block):
    """`terms` are words of the brand, `corrections` words of socialcare's own lexicon that mean something else here."""

    terms: list[TermText] = Field(default=[])
    corrections: list[TermText] = Field(default=[])


def own_words(workspace: Workspace) -> tuple[Row, ...]:
    """None where the workspace has no such file. Raises FileMistakes with every mistake in it."""
    if not (workspace.folder / FILE).exists():
        return ()
    document = read(workspace.read(FILE), FILE.as_posix())
    text = parse(document, LexiconText)
    mistakes: list[Mistake] = []
    found: dict[str, Row] = {}
    for part, terms in (("terms", text.terms), ("corrections", text.corrections)):
        for number, each in enumerate(terms):
            row = _row(document, part, number, each)
            first = found.setdefault(each.term.casefold(), row)
            if first is not row:
                stands = say("“{term}” stands already in {place}", term=each.term, place=f"{first.file}:{first.line}")
                mistakes.append(document.mistake((part, number, "term"), stands))
    if mistakes:
        raise FileMistakes(mistakes)
    return tuple(found.values())


def _row(document: Document, part: str, number: int, text: TermText) -> Row:
    return Row(
        file=document.name,
        line=document.line((part, number)),
        terms=(text.term.strip(),),
        value=text.value,
        labels=frozenset({text.emotion.value} if text.emotion else ()),
    )
