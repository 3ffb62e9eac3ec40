"""A `when` made into a question about one mention, answered yes, no or unknown, and told when yes.

Unknown is never yes: a rule on followers does not fire where the network gave none, under `none` either.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from socialcare.documents import Place
from socialcare.facts import Mention, Score
from socialcare.routing.schema import AuthorWhen, Range, When
from socialcare.sentences import Sentence, say, say_many

Lists = Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What the rules see. `found` holds the words of each topic (`topics`, name) and `text` (its place) that hold."""

    mention: Mention
    score: Score
    found: Mapping[Place, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Condition:
    """`holds` is None where a fact is unknown; `tell` is asked only where it held."""

    holds: Callable[[Reading], bool | None]
    tell: Callable[[Reading], tuple[Sentence, ...]]


ALWAYS = Condition(holds=lambda _: True, tell=lambda _: ())

_FACTS: Mapping[str, tuple[Sentence, str]] = {
    "channel": (say("channel"), "mention.channel"),
    "kind": (say("kind"), "mention.kind"),
    "sentiment": (say("sentiment"), "score.sentiment"),
    "emotion": (say("emotion"), "score.emotion"),
    "intent": (say("intent"), "score.intent"),
    "question": (say("question"), "score.is_question"),
    "irony": (say("irony"), "score.irony"),
    "spam": (say("spam"), "score.spam"),
    "polarity": (say("polarity"), "score.polarity"),
    "followers": (say("followers"), "mention.author.followers"),
    "rating": (say("rating"), "mention.rating"),
}
"""What a fact is called, and where it is in a `Reading`."""


def condition(when: When, place: Place, lists: Lists) -> Condition:
    """All entries of `when`, which stands at `place` in the file; `lists` are the file's lists of handles."""
    return _all(tuple(_entries(when, place, lists)))


def handle(written: str) -> str:
    """A handle as it is compared: without a leading @, in small letters."""
    return written.strip().removeprefix("@").casefold()


def _entries(when: When, place: Place, lists: Lists) -> Iterator[Condition]:
    for key, (what, where) in _FACTS.items():
        wanted = getattr(when, key)
        if wanted is not None:
            yield _fact(what, where, _accepting(wanted))
    if when.language is not None:
        yield _fact(say("language"), "mention.language", _speaking(when.language))
    if when.author is not None:
        yield _fact(say("author"), "mention.author.handle", _written_by(when.author, lists))
    if when.topic is not None:
        yield _topics(when.topic)
    if when.text is not None:
        yield _text((*place, "text"))
    for key, branches, join in (("all", when.all, _all), ("any", when.any, _any), ("none", when.none, _none)):
        if branches:
            yield join(tuple(condition(branch, (*place, key, n), lists) for n, branch in enumerate(branches)))


def _fact(what: Sentence, where: str, accepts: Callable[[Any], bool]) -> Condition:
    read = attrgetter(where)

    def holds(seen: Reading) -> bool | None:
        value = read(seen)
        return None if value is None or value == "" else accepts(value)

    return Condition(holds=holds, tell=lambda seen: (say("{what}: {value}", what=what, value=_shown(read(seen))),))


def _accepting(wanted: Range | bool | Sequence[str]) -> Callable[[Any], bool]:
    if isinstance(wanted, Range):
        return wanted.holds
    # Not a set: the hash of an enum is Python code, and the lists are short.
    return tuple([wanted] if isinstance(wanted, bool) else wanted).__contains__


def _shown(value: object) -> object:
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    return round(value, 2) if isinstance(value, float) else value


def _speaking(languages: Sequence[str]) -> Callable[[str], bool]:
    """`fr` takes fr-CA too, `fr-CA` only itself."""
    wanted = tuple(language.casefold().replace("_", "-") for language in languages)

    def accepts(language: str) -> bool:
        spoken = language.casefold().replace("_", "-")
        return any(spoken == one or spoken.startswith(f"{one}-") for one in wanted)

    return accepts


def _written_by(author: AuthorWhen, lists: Lists) -> Callable[[str], bool]:
    written = [*(author.handles or ()), *(lists[author.listed] if author.listed else ())]
    wanted = frozenset(map(handle, written))
    return lambda found: handle(found) in wanted


def _topics(names: Sequence[str]) -> Condition:
    places: dict[str, Place] = {name: ("topics", name) for name in names}

    def tell(seen: Reading) -> tuple[Sentence, ...]:
        return tuple(
            say("topic {topic}: “{words}”", topic=name, words=", ".join(seen.found[place]))
            for name, place in places.items()
            if place in seen.found
        )

    wanted = frozenset(places.values())
    return Condition(holds=lambda seen: not wanted.isdisjoint(seen.found), tell=tell)


def _text(place: Place) -> Condition:
    return Condition(
        holds=lambda seen: place in seen.found,
        tell=lambda seen: (say("words found: “{words}”", words=", ".join(seen.found[place])),),
    )


def _all(parts: Sequence[Condition]) -> Condition:
    return Condition(
        holds=_first_of(False, parts),
        tell=lambda seen: tuple(line for part in parts for line in part.tell(seen)),
    )


def _any(parts: Sequence[Condition]) -> Condition:
    return Condition(
        holds=_first_of(True, parts),
        tell=lambda seen: tuple(line for part in parts if part.holds(seen) for line in part.tell(seen)),
    )


def _none(parts: Sequence[Condition]) -> Condition:
    some = _first_of(True, parts)

    def holds(seen: Reading) -> bool | None:
        answer = some(seen)
        return None if answer is None else not answer

    told = (say_many("{n} exclusion does not apply", "{n} exclusions do not apply", len(parts)),)
    return Condition(holds=holds, tell=lambda _: told)


def _first_of(decisive: bool, parts: Sequence[Condition]) -> Callable[[Reading], bool | None]:
    """Kleene's logic: one `decisive` answer decides; without one, an unknown leaves it unknown."""
    questions = tuple(part.holds for part in parts)

    def holds(seen: Reading) -> bool | None:
        unknown = False
        for question in questions:
            answer = question(seen)
            if answer is decisive:
                return decisive
            unknown = unknown or answer is None
        return None if unknown else not decisive

    return holds
