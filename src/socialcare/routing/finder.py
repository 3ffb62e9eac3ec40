"""All the words of a rulebook sought in a text in one pass."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from typing import Generic, TypeVar

from socialcare.routing.words import compounds_of, words_of

Key = TypeVar("Key", bound=Hashable)

TOLD = 5
"""A text full of one topic's words is told by the first ones."""

LONGEST_TOLD = 60
"""Characters of one found phrase: a stranger writes the text."""


@dataclass(frozen=True)
class Step:
    """One word of a phrase; `livr*` is the form `livr` with `open_ended`."""

    form: str
    open_ended: bool = False

    def fits(self, form: str) -> bool:
        return form.startswith(self.form) if self.open_ended else form == self.form


def steps(phrase: str) -> tuple[Step, ...]:
    """A phrase of a rules file as the words to find one after the other; () where it has no letter or digit."""
    words = words_of(phrase)
    pieces = zip(words.forms, words.spans(), strict=True)
    found = [Step(form, phrase.startswith("*", end)) for form, (start, end) in pieces if phrase[start:end].strip("*")]
    inside = [number for number, step in enumerate(found) if step.form]
    return tuple(found[inside[0] : inside[-1] + 1]) if inside else ()


def letters(phrase: str) -> int:
    """How many letters and digits a phrase gives to find."""
    return sum(len(step.form) for step in steps(phrase))


@dataclass(frozen=True)
class _Phrase(Generic[Key]):
    """One phrase of the list `key`; an `exception` takes the list back."""

    key: Key
    steps: tuple[Step, ...]
    exception: bool

    @property
    def anchor(self) -> int:
        """Which step to look for first: the longest is the rarest, “colis” and not the “le” before it."""
        return max(range(len(self.steps)), key=lambda number: len(self.steps[number].form))

    def stands_at(self, forms: Sequence[str], first: int) -> bool:
        if first < 0 or first + len(self.steps) > len(forms):
            return False
        return all(
            step.fits(form) for step, form in zip(self.steps, forms[first : first + len(self.steps)], strict=True)
        )


class Finder(Generic[Key]):
    """`lists` names each list of words with its exceptions; `find` tells which of them a text holds."""

    def __init__(self, lists: Mapping[Key, tuple[Iterable[str], Iterable[str]]]) -> None:
        self._whole: dict[str, list[_Phrase[Key]]] = {}
        self._open: dict[str, list[_Phrase[Key]]] = {}
        for key, (words, excepts) in lists.items():
            for exception, phrases in ((False, words), (True, excepts)):
                for phrase in phrases:
                    self._add(_Phrase(key, steps(phrase), exception))
        self._lengths = sorted({len(form) for form in self._open})
        self._anchored = lru_cache(maxsize=1 << 15)(self._phrases_anchored)

    def find(self, text: str) -> dict[Key, tuple[str, ...]]:
        """The words of the text that made each list hold, in its own spelling; a list that does not hold is absent."""
        found: dict[Key, dict[str, None]] = {}
        cancelled: set[Key] = set()
        for words in (words_of(text), *compounds_of(text)):
            hits = list(self._hits(words.forms))
            spans = words.spans() if hits else ()
            for phrase, first in hits:
                start, end = spans[first][0], spans[first + len(phrase.steps) - 1][1]
                found.setdefault(phrase.key, {})[text[start:end][:LONGEST_TOLD]] = None
                if phrase.exception:
                    cancelled.add(phrase.key)
        return {key: tuple(islice(told, TOLD)) for key, told in found.items() if key not in cancelled}

    def _hits(self, forms: Sequence[str]) -> Iterator[tuple[_Phrase[Key], int]]:
        """Each phrase found, and the number of its first word."""
        anchored = self._anchored
        for at, form in enumerate(forms):
            for phrase, anchor in anchored(form):
                if phrase.stands_at(forms, at - anchor):
                    yield phrase, at - anchor

    def _add(self, phrase: _Phrase[Key]) -> None:
        if phrase.steps:
            anchor = phrase.steps[phrase.anchor]
            (self._open if anchor.open_ended else self._whole).setdefault(anchor.form, []).append(phrase)

    def _phrases_anchored(self, form: str) -> tuple[tuple[_Phrase[Key], int], ...]:
        opened = (self._open.get(form[:length], ()) for length in self._lengths if length <= len(form))
        phrases = (*self._whole.get(form, ()), *chain.from_iterable(opened))
        return tuple((phrase, phrase.anchor) for phrase in phrases)
