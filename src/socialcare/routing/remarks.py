"""A mistake before it has its line."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from socialcare.documents import Place
from socialcare.hints import unknown
from socialcare.sentences import Sentence, say


class Remark(NamedTuple):
    place: Place
    sentence: Sentence
    at_key: bool = False


def refer(place: Place, what: Sentence, word: str | None, known: Iterable[str]) -> Iterator[Remark]:
    """A name that leads nowhere."""
    names = list(known)
    if word is not None and word not in names:
        yield Remark(place, unknown(what, word, names))


def empty(place: Place) -> Remark:
    return Remark(place, say("“{key}” is empty; fill it or drop it", key=place[-1]))
