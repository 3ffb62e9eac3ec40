"""A phrase of a rules file as the words to find: `colis`, `point relais`, `livr*`, `rembourser~`, `rembourser+`."""

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from socialcare.routing.stems import stem
from socialcare.routing.typos import one_typo
from socialcare.routing.words import words_of

OPERATORS = "*~+"


class How(Enum):
    """What follows the word says how it is compared."""

    WHOLE = ""
    START = "*"
    TYPO = "~"
    STEM = "+"


@dataclass(frozen=True)
class Step:
    """One word of a phrase. `form` is plain; of a word compared by its stem it is the stem."""

    form: str
    how: How = How.WHOLE

    def fits(self, form: str) -> bool:
        """`form` is plain."""
        if self.how is How.WHOLE:
            return form == self.form
        if self.how is How.START:
            return form.startswith(self.form)
        if self.how is How.TYPO:
            return one_typo(self.form, form)
        return stem(form) == self.form


@lru_cache(maxsize=20_000)  # asked by the checks, then by the finder
def steps(phrase: str) -> tuple[Step, ...]:
    """The words to find one after the other; () where it has no letter or digit."""
    words = words_of(phrase)
    pieces = zip(words.forms, words.spans(len(words.forms)), strict=True)
    found = [_step(form, phrase[end : end + 1]) for form, (start, end) in pieces if phrase[start:end].strip(OPERATORS)]
    inside = [number for number, step in enumerate(found) if step.form]
    return tuple(found[inside[0] : inside[-1] + 1]) if inside else ()


def letters(phrase: str) -> int:
    """How many letters and digits a phrase gives to find."""
    return sum(len(form) for form in words_of(phrase).forms)


def _step(form: str, mark: str) -> Step:
    how = How(mark) if mark and mark in OPERATORS and form else How.WHOLE
    return Step(stem(form) if how is How.STEM else form, how)
