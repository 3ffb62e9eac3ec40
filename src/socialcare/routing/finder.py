"""All the words of a rulebook sought in a text in one pass."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from typing import Generic, TypeVar

from socialcare.routing.nearness import Nearness
from socialcare.routing.patterns import Patterns
from socialcare.routing.phrases import How, Step, steps
from socialcare.routing.stems import stem
from socialcare.routing.typos import Typos
from socialcare.routing.words import Span, Words, compounds_of, words_of

Key = TypeVar("Key", bound=Hashable)

REMEMBERED = 1 << 16
"""Words of texts; a stranger may write any number of them."""

TOLD = 5
"""A text full of one topic's words is told by the first ones."""

LONGEST_TOLD = 60
"""Characters of one found phrase: a stranger writes the text."""


@dataclass(frozen=True, kw_only=True)
class Sought:
    """One list: any of `words`, `near` (words, within how many) or `patterns`, unless one of `excepts` is there."""

    words: Sequence[str] = ()
    near: Sequence[tuple[Sequence[str], int]] = ()
    patterns: Sequence[str] = ()
    excepts: Sequence[str] = ()


@dataclass(frozen=True, eq=False)
class _Phrase(Generic[Key]):
    """One phrase of the list `key`; an `exception` takes the list back, a `member` is one word of a nearness."""

    key: Key
    steps: tuple[Step, ...]
    exception: bool = False
    nearness: Nearness | None = None
    member: int = 0

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
    """`lists` names each list of words; `find` tells which of them a text holds."""

    def __init__(self, lists: Mapping[Key, Sought]) -> None:
        self._anchors: dict[How, dict[str, list[_Phrase[Key]]]] = {how: {} for how in How}
        for key, sought in lists.items():
            self._add_all(key, sought)
        self._lengths = sorted({len(form) for form in self._anchors[How.START]})
        self._typos = Typos(self._anchors[How.TYPO])
        patterns = [(key, pattern) for key, sought in lists.items() for pattern in sought.patterns]
        self._patterns = Patterns(patterns) if patterns else None
        self._anchored = lru_cache(maxsize=REMEMBERED)(self._phrases_anchored)
        self._strange: set[str] = set()
        """Forms that no phrase begins at: most texts have no other, and one look at the set tells it."""

    def find(self, text: str) -> dict[Key, tuple[Span, ...]]:
        """Where in the text each list was found, in its order; a list that does not hold is absent."""
        found: dict[Key, dict[Span, None]] = {}
        cancelled: set[Key] = set()
        for words in (words_of(text), *compounds_of(text)):
            if self._strange.issuperset(words.forms):
                continue
            hits = list(self._hits(words.forms))
            if hits:
                self._note(words, hits, found, cancelled)
        if self._patterns:
            for key, span in self._patterns.find(text):
                found.setdefault(key, {})[span] = None
        if not found:
            return {}
        return {key: tuple(spans) for key, spans in found.items() if key not in cancelled}

    def _note(
        self,
        words: Words,
        hits: Sequence[tuple[_Phrase[Key], int]],
        found: dict[Key, dict[Span, None]],
        cancelled: set[Key],
    ) -> None:
        spans = words.spans(max(first + len(phrase.steps) for phrase, first in hits))
        members: dict[tuple[Key, Nearness], dict[int, list[tuple[int, int]]]] = {}
        for phrase, first in hits:
            last = first + len(phrase.steps) - 1
            if phrase.exception:
                cancelled.add(phrase.key)
            elif phrase.nearness:
                seen = members.setdefault((phrase.key, phrase.nearness), defaultdict(list))
                seen[phrase.member].append((first, last))
            else:
                found.setdefault(phrase.key, {})[spans[first][0], spans[last][1]] = None
        for (key, nearness), places in members.items():
            for first, last in nearness.windows(places, words.forms):
                found.setdefault(key, {})[spans[first][0], spans[last][1]] = None

    def _hits(self, forms: Sequence[str]) -> Iterator[tuple[_Phrase[Key], int]]:
        """Each phrase found, and the number of its first word."""
        for at, phrases in enumerate(map(self._anchored, forms)):
            if not phrases and len(self._strange) < REMEMBERED:
                self._strange.add(forms[at])
            for phrase, anchor, alone in phrases:
                if alone or phrase.stands_at(forms, at - anchor):
                    yield phrase, at - anchor

    def _add_all(self, key: Key, sought: Sought) -> None:
        for phrase in sought.words:
            self._add(_Phrase(key, steps(phrase)))
        for phrase in sought.excepts:
            self._add(_Phrase(key, steps(phrase), exception=True))
        for phrases, within in sought.near:
            nearness = Nearness(members=len(phrases), within=within)
            for member, phrase in enumerate(phrases):
                self._add(_Phrase(key, steps(phrase), nearness=nearness, member=member))

    def _add(self, phrase: _Phrase[Key]) -> None:
        if phrase.steps:
            anchor = phrase.steps[phrase.anchor]
            self._anchors[anchor.how].setdefault(anchor.form, []).append(phrase)

    def _phrases_anchored(self, form: str) -> tuple[tuple[_Phrase[Key], int, bool], ...]:
        """What to look at where `form` stands: the phrase, which of its words this is, and whether it is the only one."""
        if not form:
            return ()
        of = self._anchors
        opened = (of[How.START].get(form[:length], ()) for length in self._lengths if length <= len(form))
        typed = (of[How.TYPO][word] for word in self._typos.near(form))
        inflected = of[How.STEM].get(stem(form), ()) if of[How.STEM] else ()
        phrases = (*of[How.WHOLE].get(form, ()), *chain.from_iterable(opened), *chain.from_iterable(typed), *inflected)
        return tuple((phrase, phrase.anchor, len(phrase.steps) == 1) for phrase in phrases)


def told(text: str, spans: Sequence[Span]) -> tuple[str, ...]:
    """The first words found, each once, in the spelling of the text."""
    return tuple(islice(dict.fromkeys(text[start:end][:LONGEST_TOLD] for start, end in spans), TOLD))
