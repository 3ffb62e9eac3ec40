"""Mistakes that no single value shows: names that point nowhere, rules that cannot fire, words that match too much."""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from socialcare.documents import Document, Place
from socialcare.errors import Mistake
from socialcare.hints import unknown
from socialcare.routing.finder import letters
from socialcare.routing.rulebook import DEFAULT
from socialcare.routing.schema import Default, RoutingText, Then, When, WordList, whens
from socialcare.sentences import Sentence, say

SHORTEST_WORD = 2

_STRAY_STAR = re.compile(r"(?<!\w)\*|\*(?!\s|$)")


class _Remark(NamedTuple):
    place: Place
    sentence: Sentence
    at_key: bool = False


def cross_mistakes(document: Document, text: RoutingText, policies: Collection[str]) -> list[Mistake]:
    """All of them in file order; `policies` are the names a promise may have."""
    remarks = [*_people(text), *_words(text), *_whens(text), *_rules(document, text), *_outcomes(text, policies)]
    mistakes = [document.mistake(place, sentence, at_key=at_key) for place, sentence, at_key in remarks]
    return sorted(mistakes, key=lambda mistake: (mistake.line, mistake.column))


def _refer(place: Place, what: Sentence, word: str | None, known: Iterable[str]) -> Iterator[_Remark]:
    names = list(known)
    if word is not None and word not in names:
        yield _Remark(place, unknown(what, word, names))


def _people(text: RoutingText) -> Iterator[_Remark]:
    holders: dict[str, str] = {}
    for key, expert in text.experts.items():
        yield from _refer(("experts", key, "team"), say("team"), expert.team, text.teams)
        for number, topic in enumerate(expert.topics):
            place: Place = ("experts", key, "topics", number)
            yield from _refer(place, say("topic"), topic, text.topics)
            if holders.setdefault(topic, key) != key:
                yield _Remark(place, say("topic “{topic}” is already {expert}’s", topic=topic, expert=holders[topic]))
    if not text.community_managers:
        yield _Remark(("community_managers",), say("name at least one community manager"))
    for key in text.community_managers:
        if key in text.experts:
            yield _Remark(
                ("community_managers", key),
                say("“{key}” is already an expert; one role a person", key=key),
                at_key=True,
            )


def _words(text: RoutingText) -> Iterator[_Remark]:
    lists: list[tuple[Place, WordList]] = [(("topics", name), topic) for name, topic in text.topics.items()]
    lists += [((*place, "text"), when.text) for place, when in whens(text) if when.text]
    for place, words in lists:
        if not words.words:
            yield _Remark((*place, "words"), say("“{key}” is empty; name at least one", key="words"))
        for key, phrases in (("words", words.words), ("except", words.excepts)):
            for number, phrase in enumerate(phrases):
                yield from _phrase((*place, key, number), phrase)


def _phrase(place: Place, phrase: str) -> Iterator[_Remark]:
    if _STRAY_STAR.search(phrase):
        yield _Remark(place, say("“{word}”: * stands only at the end of a word, such as livr*", word=phrase))
    elif letters(phrase) < SHORTEST_WORD:
        yield _Remark(place, say("“{word}” is shorter than {n} letters", word=phrase, n=SHORTEST_WORD))


def _whens(text: RoutingText) -> Iterator[_Remark]:
    for number, rule in enumerate(text.rules):
        if rule.when is None and "when" in rule.model_fields_set:
            yield _empty(("rules", number, "when"))
    for place, when in whens(text):
        if not when.model_fields_set:
            yield _empty(place)
        yield from (_empty((*place, key)) for key in _empty_keys(when))
        for number, topic in enumerate(when.topic or ()):
            yield from _refer((*place, "topic", number), say("topic"), topic, text.topics)
        if when.author:
            yield from _refer((*place, "author", "list"), say("list"), when.author.listed, text.lists)


def _empty_keys(when: When) -> list[str]:
    """`topic: []` and `topic:` without a value would silently match nothing, or everything."""
    keys = [key for key in when.model_fields_set if getattr(when, key) in (None, [])]
    no_author = when.author is not None and not when.author.handles and when.author.listed is None
    return [*keys, "author"] if no_author else keys


def _empty(place: Place) -> _Remark:
    return _Remark(place, say("“{key}” is empty; fill it or drop it", key=place[-1]))


def _rules(document: Document, text: RoutingText) -> Iterator[_Remark]:
    taken = {DEFAULT}
    takes_all: tuple[str, int] | None = None
    for number, rule in enumerate(text.rules):
        if rule.name in taken:
            yield _Remark(("rules", number, "name"), say("the rule name “{name}” is already taken", name=rule.name))
        taken.add(rule.name)
        if takes_all:
            name, line = takes_all
            yield _Remark(
                ("rules", number),
                say("no mention reaches this rule: “{rule}” (line {line}) takes them all", rule=name, line=line),
            )
        elif "when" not in rule.model_fields_set:
            takes_all = rule.name, document.line(("rules", number))


def _outcomes(text: RoutingText, policies: Collection[str]) -> Iterator[_Remark]:
    outcomes: list[tuple[Place, Then | Default]] = [((DEFAULT,), text.default)]
    outcomes += [(("rules", number, "then"), rule.then) for number, rule in enumerate(text.rules)]
    for place, then in outcomes:
        yield from _refer((*place, "expert"), say("expert"), then.expert, text.experts)
        yield from _refer((*place, "promise"), say("promise"), then.promise, policies)
        yield from _refer(
            (*place, "community_manager"), say("community manager"), then.community_manager, text.community_managers
        )
