"""Each entry of a `when` but the combinators, as one question with its answer in words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from socialcare.documents import Place
from socialcare.routing.finder import told
from socialcare.routing.hours import hours
from socialcare.routing.reading import Reading
from socialcare.routing.trace import Leaf, Truth
from socialcare.routing.when_text import AuthorWhen, PriorityRange, Range, When
from socialcare.routing.words import Span
from socialcare.sentences import Sentence, say


@dataclass(frozen=True, kw_only=True)
class Lists:
    """What a `when` needs from elsewhere in the file: its lists of handles, what topics are called, the zone of `posted`."""

    handles: Mapping[str, Sequence[str]]
    labels: Mapping[str, str]
    zone: str


@dataclass(frozen=True, kw_only=True)
class Question:
    """`tell` says what was seen where it holds; `say_no` what was asked and seen where it does not or is unknown."""

    place: Place
    holds: Callable[[Reading], bool | None]
    tell: Callable[[Reading], tuple[Sentence, ...]]
    say_no: Callable[[Reading], Sentence]
    spans: Callable[[Reading], tuple[Span, ...]] = lambda _: ()
    needs: frozenset[Place] | None = None

    def leaf(self, seen: Reading) -> Leaf:
        answer = self.holds(seen)
        said = self.tell(seen)[0] if answer else self.say_no(seen)
        return Leaf(place=self.place, said=said, truth=Truth.of(answer), spans=self.spans(seen))


class _Several(tuple[object, ...]):
    """Values that the screen shows one by one in the person's language; in English as they are written."""

    __slots__ = ()

    def __str__(self) -> str:
        return ", ".join(map(str, self))


_FACTS: Mapping[str, tuple[Sentence, str]] = {
    "channel": (say("channel"), "mention.channel"),
    "kind": (say("kind"), "mention.kind"),
    "sentiment": (say("sentiment"), "score.sentiment"),
    "emotion": (say("emotion"), "score.emotion"),
    "intent": (say("intent"), "score.intent"),
    "question": (say("question"), "score.is_question"),
    "irony": (say("irony"), "score.irony"),
    "spam": (say("spam"), "score.spam"),
    "mixed": (say("both sides meant"), "score.mixed"),
    "urgency": (say("urgency"), "score.urgency"),
    "churn": (say("leaving or calling in others"), "score.churn"),
    "insult": (say("insult"), "score.insult"),
    "polarity": (say("polarity"), "score.polarity"),
    "followers": (say("followers"), "mention.author.followers"),
    "rating": (say("rating"), "mention.rating"),
    "author_mentions": (say("mentions by the author in 90 days"), "past.mentions_90d"),
    "author_complaints": (say("complaints by the author in 90 days"), "past.complaints_90d"),
    "days_since_answer": (say("days since our last answer"), "past.days_since_answer"),
    "last_expert": (say("last expert"), "past.last_expert"),
    "ambassador": (say("regular happy customer (ambassador)"), "past.ambassador"),
    "priority": (say("priority"), "priority"),
}
"""What a fact is called, and where it is in a `Reading`."""


def questions(when: When, place: Place, lists: Lists) -> Iterator[Question]:
    """`when` stands at `place` in the file."""
    for key, (what, where) in _FACTS.items():
        wanted = getattr(when, key)
        if wanted is not None:
            yield _fact((*place, key), what, where, _accepting(wanted), _asked(wanted))
    if when.language is not None:
        accepts = _speaking(when.language)
        yield _fact((*place, "language"), say("language"), "language", accepts, when.language)
    if when.author is not None:
        written = _handles(when.author, lists)
        asked = when.author.listed or written
        yield _fact((*place, "author"), say("author"), "mention.author.handle", _written_by(written), asked)
    if when.posted is not None:
        span = hours(when.posted, lists.zone)
        yield _fact((*place, "posted"), say("posted"), "mention.posted_at", span.holds, str(span))
    if when.tags is not None:
        shared = frozenset(when.tags)
        yield _fact((*place, "tags"), say("tags"), "tags", lambda tags: not shared.isdisjoint(tags), when.tags)
    if when.topic is not None:
        yield _topics((*place, "topic"), when.topic, lists.labels)
    if when.text is not None:
        yield _text((*place, "text"))


def handle(written: str) -> str:
    """A handle as it is compared: without a leading @, in small letters."""
    return written.strip().removeprefix("@").casefold()


def _fact(place: Place, what: Sentence, where: str, accepts: Callable[[Any], bool], asked: object) -> Question:
    read = attrgetter(where)

    def holds(seen: Reading) -> bool | None:
        value = read(seen)
        return None if value is None or value == "" else accepts(value)

    def say_no(seen: Reading) -> Sentence:
        value = read(seen)
        if value is None or value == "":
            return say("{what}: unknown; asked: {asked}", what=what, asked=_shown(asked))
        return say("{what}: {value}; asked: {asked}", what=what, value=_shown(value), asked=_shown(asked))

    return Question(
        place=place,
        holds=holds,
        tell=lambda seen: (say("{what}: {value}", what=what, value=_shown(read(seen))),),
        say_no=say_no,
    )


def _accepting(wanted: Range | PriorityRange | bool | Sequence[str]) -> Callable[[Any], bool]:
    if isinstance(wanted, (Range, PriorityRange)):
        return wanted.holds
    # Not a set: the hash of an enum is Python code, and the lists are short.
    return tuple([wanted] if isinstance(wanted, bool) else wanted).__contains__


def _asked(wanted: Range | PriorityRange | bool | Sequence[str]) -> object:
    if isinstance(wanted, PriorityRange):
        return say("at least {least}", least=wanted.min)
    if not isinstance(wanted, Range):
        return wanted
    least, most = _shown(wanted.min), _shown(wanted.max)
    if wanted.max is None:
        return say("at least {least}", least=least)
    return say("at most {most}", most=most) if wanted.min is None else say("{least} to {most}", least=least, most=most)


def _shown(value: object) -> object:
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if isinstance(value, (list, tuple)):
        return _Several(value) or "–"
    if isinstance(value, float):
        return int(value) if value.is_integer() else round(value, 2)
    return value


def _speaking(languages: Sequence[str]) -> Callable[[str], bool]:
    """`fr` takes fr-CA too, `fr-CA` only itself."""
    wanted = tuple(language.casefold().replace("_", "-") for language in languages)

    def accepts(language: str) -> bool:
        spoken = language.casefold().replace("_", "-")
        return any(spoken == one or spoken.startswith(f"{one}-") for one in wanted)

    return accepts


def _handles(author: AuthorWhen, lists: Lists) -> list[str]:
    return [*(author.handles or ()), *(lists.handles[author.listed] if author.listed else ())]


def _written_by(handles: Sequence[str]) -> Callable[[str], bool]:
    wanted = frozenset(map(handle, handles))
    return lambda found: handle(found) in wanted


def _topics(place: Place, names: Sequence[str], labels: Mapping[str, str]) -> Question:
    places: dict[str, Place] = {name: ("topics", name) for name in names}

    def tell(seen: Reading) -> tuple[Sentence, ...]:
        return tuple(
            say("topic {topic}: “{words}”", topic=labels[name], words=_words(seen, place))
            for name, place in places.items()
            if place in seen.found
        )

    wanted = frozenset(places.values())
    return Question(
        place=place,
        holds=lambda seen: not wanted.isdisjoint(seen.found),
        tell=tell,
        say_no=lambda _: say("no words of topic {topics}", topics=_shown([labels[name] for name in names])),
        spans=lambda seen: tuple(span for at in places.values() for span in seen.found.get(at, ())),
        needs=wanted,
    )


def _text(place: Place) -> Question:
    return Question(
        place=place,
        holds=lambda seen: place in seen.found,
        tell=lambda seen: (say("words found: “{words}”", words=_words(seen, place)),),
        say_no=lambda _: say("no words found"),
        spans=lambda seen: seen.found.get(place, ()),
        needs=frozenset({place}),
    )


def _words(seen: Reading, place: Place) -> str:
    return ", ".join(told(seen.mention.text, seen.found[place]))
