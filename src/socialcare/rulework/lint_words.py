"""Words of a rules file that find too much, twice, or less than their writer thinks."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence

from socialcare.documents import Document, Place
from socialcare.routing.phrases import letters, steps
from socialcare.routing.schema import word_lists
from socialcare.routing.words import words_of
from socialcare.rulework.loading import Rules
from socialcare.rulework.remarks import Remark, remark
from socialcare.sentences import say

SHORTEST = 3
"""Letters below which a word is in many texts by chance."""

_PLAIN_WORD = re.compile(r"[^\W\d_]{4,}")

_NO_PLURAL = re.compile(r"(?:[sxz]|er|ir|re|ez|ent|ait|é|ant|age|ance|ing)$|\w[A-Z]")
"""Ends of plurals, of verbs, adverbs and participles, of what is not counted (covoiturage, alternance); and names."""

Listed = tuple[Place, str]
"""One word of the file and where it stands."""


def word_remarks(rules: Rules, stop_words: Collection[str], seen: Collection[str]) -> Iterator[Remark]:
    """`stop_words` are plain; a word that stands alone in `seen`, what tests were found by, was thought of."""
    document = rules.document
    topics: dict[tuple[object, ...], Listed] = {}
    for place, words in word_lists(rules.text):
        cancelled = {steps(phrase) for phrase in words.excepts}
        own: dict[tuple[object, ...], str] = {}
        for number, phrase in enumerate(words.words):
            here, key = (*place, "words", number), steps(phrase)
            if key in cancelled:
                yield remark(
                    "W105", document, here, say("“{word}” is cancelled by the “except” of the same list", word=phrase)
                )
            if key in own:
                told = say("“{word}” and “{other}” are the same word here; drop one", word=phrase, other=own[key])
                yield remark("W109", document, here, told)
            own.setdefault(key, phrase)
            if place[0] == "topics":
                yield from _in_two(document, topics, key, here, phrase)
            yield from _too_common(document, here, phrase, stop_words, seen)
        yield from _missed(rules, place, words.words)


def _in_two(
    document: Document, topics: dict[tuple[object, ...], Listed], key: tuple[object, ...], here: Place, phrase: str
) -> Iterator[Remark]:
    first, _ = topics.setdefault(key, (here, phrase))
    if first[1] != here[1]:
        yield remark(
            "W104",
            document,
            here,
            say(
                "“{word}” is in topic “{topic}” too (line {line}), which wins as it stands above",
                word=phrase,
                topic=first[1],
                line=document.line(first),
            ),
        )


def _too_common(
    document: Document, here: Place, phrase: str, stop_words: Collection[str], seen: Collection[str]
) -> Iterator[Remark]:
    forms = words_of(phrase).forms
    plain = forms[0] if len(forms) == 1 else ""
    if plain and plain in seen:
        return
    if plain in stop_words and plain:
        yield remark("W106", document, here, say("“{word}” is in texts about anything", word=phrase))
    elif letters(phrase) < SHORTEST:
        told = say("“{word}” is shorter than {n} letters and is found by chance; a test that needs it settles it", word=phrase, n=SHORTEST)  # fmt: skip
        yield remark("W106", document, here, told)


def _missed(rules: Rules, place: Place, phrases: Sequence[str]) -> Iterator[Remark]:
    """Forms of a word that its own list does not find."""
    for number, phrase in enumerate(phrases):
        if not _PLAIN_WORD.fullmatch(phrase) or phrase.isupper():
            continue
        for form in (*_plural(phrase), _accentless(phrase)):
            if place not in rules.rulebook.finder.find(form):
                told = say("“{word}” does not find “{form}”; write {word}+ or {word}*", word=phrase, form=form)
                yield remark("W110", rules.document, (*place, "words", number), told)


def _plural(word: str) -> Iterator[str]:
    if _NO_PLURAL.search(word):
        return
    if word.endswith("al"):
        yield word[:-2] + "aux"
    elif word.endswith(("au", "eu")):
        yield word + "x"
    else:
        yield word + "s"


def _accentless(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))


def found_words(texts: Mapping[str, Sequence[tuple[int, int]]]) -> set[str]:
    """The plain words by which tests were found: text -> the characters that made a condition true."""
    return {
        form
        for text, spans in texts.items()
        for start, end in spans
        for form in words_of(text[start:end]).forms
        if form
    }
