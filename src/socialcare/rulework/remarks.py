"""What lint has to say: not a mistake, but worth a look."""

from dataclasses import dataclass

from socialcare.documents import Document, Place
from socialcare.errors import Mistake
from socialcare.sentences import Sentence, say


@dataclass(frozen=True)
class Remark:
    """`code` is W101 to W115; it stays the same from one version to the next, so that a person can look it up."""

    code: str
    mistake: Mistake

    def as_mistake(self) -> Mistake:
        """With its code in the sentence, as it is told."""
        place = self.mistake
        told = say("{code} {what}", code=self.code, what=place.sentence)
        return Mistake(place.file, place.line, place.column, told)


def remark(code: str, document: Document, place: Place, sentence: Sentence, *, at_key: bool = False) -> Remark:
    return Remark(code, document.mistake(place, sentence, at_key=at_key))
