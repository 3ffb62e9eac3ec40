"""How near two texts are: by the stems of the words that say what they are about."""

import re
from collections.abc import Collection, Iterable, Mapping
from functools import cache

from socialcare.routing.stems import stem
from socialcare.routing.words import words_of
from socialcare.workspace import shipped

SHORTEST = 3
"""Letters below which a word says nothing of a subject."""

_SHORT = """
    ait ans aux bon car ces cet des dit dix eux est etc ete eue fut ici ils jai les lui mal mes moi mon mot non nos ont
    oui par pas peu que qui ses six soi son sur tel tes toi ton tot une uns via vos vue the and you for www com
"""
"""The short ones that the list of common words leaves out, as it is for longer ones; plain."""

_CALLED = re.compile(r"@[\w.@-]+")
"""Whom a message is for: networks put it before an answer."""

_PREFIX = 4
"""Letters from which on a stem finds its words by how they begin: “col” would find colis and colle."""


def content(text: str, without: Collection[str] = ()) -> dict[str, str]:
    """Stem -> the word it first stood in, plain; without common words, figures, who is called with @, and the words of `without`, plain too."""
    common = _common()
    found: dict[str, str] = {}
    for form in words_of(_CALLED.sub(" ", text)).forms:
        if len(form) >= SHORTEST and form not in common and form not in without and not form[0].isdigit():
            found.setdefault(stem(form), form)
    return found


def as_written(text: str) -> dict[str, str]:
    """Plain word -> how it first stands in the text, in small letters: brule -> brûle."""
    words = words_of(text)
    spans = words.spans(len(words.forms))
    return {form: text[start:end].lower() for form, (start, end) in reversed([*zip(words.forms, spans, strict=True)])}


def spellings(stemmed: str, form: str) -> list[str]:
    """How the full text may have it, which keeps œ where plain words have oe; * stands for any ending."""
    words = [form, f"{stemmed}*"] if len(stemmed) >= _PREFIX else [form, stemmed, f"{stemmed}s"]
    words += [word.replace("oe", "œ") for word in words if "oe" in word]
    return list(dict.fromkeys(words))


def overlap(one: Collection[str], other: Collection[str]) -> float:
    """0 to 1: twice what both have, over what each has (Dice); 1 where both are empty."""
    total = len(one) + len(other)
    return 2 * len(set(one).intersection(other)) / total if total else 1.0


def covered(weights: Mapping[str, float], by: Iterable[str]) -> float:
    """0 to 1: how much of the weight of these stems is of those in `by`."""
    total = sum(weights.values())
    return sum(weights[each] for each in set(by) if each in weights) / total if total else 0.0


@cache
def _common() -> frozenset[str]:
    lines = shipped("data/lexicon/common_words.txt").read_text("utf-8").splitlines()
    return frozenset(_SHORT.split()).union(line for line in lines if not line.startswith("#"))
