"""Mistakes in the words and patterns of a rules file."""

import re
from collections.abc import Iterator

from socialcare.documents import Place
from socialcare.routing import patterns
from socialcare.routing.phrases import How, letters, steps
from socialcare.routing.remarks import Remark
from socialcare.routing.schema import RoutingText, word_lists
from socialcare.routing.typos import SHORTEST
from socialcare.routing.when_text import WordList
from socialcare.sentences import say

SHORTEST_WORD = 2
MOST_WORDS = 5000
"""Different ones, in the whole file."""
MOST_PATTERNS = 200

_STRAY = re.compile(r"(?<!\w)[*~+]|[*~+](?!\s|$)")
_EXAMPLES = {"*": "livr*", "~": "rembourser~", "+": "rembourser+"}


def word_remarks(text: RoutingText) -> Iterator[Remark]:
    lists = list(word_lists(text))
    for place, words in lists:
        if "words" in words.model_fields_set and not words.words:
            yield Remark((*place, "words"), say("“{key}” is empty; name at least one", key="words"))
        for at, phrase in _phrases(words):
            yield from _phrase((*place, *at), phrase)
    yield from _limit(lists)
    yield from _patterns(lists)


def _phrases(words: WordList) -> Iterator[tuple[Place, str]]:
    for key, phrases in (("words", words.words), ("except", words.excepts)):
        yield from (((key, number), phrase) for number, phrase in enumerate(phrases))
    for number, near in enumerate(words.near):
        yield from ((("near", number, "words", member), phrase) for member, phrase in enumerate(near.words))


def _phrase(place: Place, phrase: str) -> Iterator[Remark]:
    stray = _STRAY.search(phrase)
    if stray:
        mark = stray.group()
        yield Remark(
            place,
            say(
                "“{word}”: {mark} stands only at the end of a word, such as {example}",
                word=phrase, mark=mark, example=_EXAMPLES[mark],
            ),
        )  # fmt: skip
    elif letters(phrase) < SHORTEST_WORD:
        yield Remark(place, say("“{word}” is shorter than {n} letters", word=phrase, n=SHORTEST_WORD))
    elif any(step.how is How.TYPO and len(step.form) < SHORTEST for step in steps(phrase)):
        yield Remark(
            place,
            say(
                "“{word}”: a word with ~ needs {n} letters or more; a shorter one is too near to others",
                word=phrase,
                n=SHORTEST,
            ),
        )


def _limit(lists: list[tuple[Place, WordList]]) -> Iterator[Remark]:
    met: set[str] = set()
    for place, words in lists:
        met.update(phrase for _, phrase in _phrases(words))
        if len(met) > MOST_WORDS:
            yield Remark(place, say("the file has more than {n} different words; drop some", n=MOST_WORDS))
            return


def _patterns(lists: list[tuple[Place, WordList]]) -> Iterator[Remark]:
    written = [
        ((*place, "patterns", number), pattern)
        for place, words in lists
        for number, pattern in enumerate(words.patterns)
    ]
    if len(written) > MOST_PATTERNS:
        place, _ = written[MOST_PATTERNS]
        yield Remark(place, say("the file has more than {n} patterns; drop some", n=MOST_PATTERNS))
    for place, pattern in written[:MOST_PATTERNS]:
        why = patterns.refused(pattern)
        if why:
            yield Remark(place, why)
