"""Could a mention exist for which these conditions hold and those do not? A search over boundary values.

Each fact takes only the values between which a condition can tell: the names that rules give it and one that none
does, each bound of a range and a step beyond it, unknown. A text is a free yes or no for each list of words, and so is
any entry this module does not know. That allows more worlds than there are mentions, so “there is none” is certain,
and a world that is found is an example that may need a look.
"""

import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from socialcare.facts import Emotion, Intent, Kind, Sentiment
from socialcare.routing.when_text import Block, Range, When

TRUE, FALSE, UNKNOWN = 1, 2, 4
"""What a condition may still become, as bits."""

NOT_GIVEN = None
OTHER = "…"

_ENUMS: Mapping[str, Sequence[StrEnum]] = {
    "kind": (Kind.POST, *Kind),
    "sentiment": (Sentiment.NEUTRAL, *Sentiment),
    "emotion": (Emotion.NEUTRAL, *Emotion),
    "intent": (Intent.OTHER, *Intent),
}
"""Always known; the neutral value first, so that an example names only what it needs."""

_ALWAYS_KNOWN = {*_ENUMS, "channel", "topic", "polarity", "question", "irony", "spam", "text", "tags"}
_JOINS = ("all", "any", "none")

Fact = tuple[Hashable, ...]
World = Mapping[Fact, Any]


@dataclass(frozen=True)
class Entry:
    """One entry of a `when` that asks about one fact."""

    fact: Fact
    accepts: Callable[[Any], int]
    domain: tuple[Any, ...]


@dataclass(frozen=True)
class Join:
    key: str
    parts: tuple["Entry | Join", ...]


@dataclass
class Budget:
    """How many conditions may still be asked; a search that runs out finds nothing and proves nothing."""

    left: int

    @property
    def is_spent(self) -> bool:
        return self.left <= 0


@dataclass
class Worlds:
    """The facts that some rules ask about. `search` answers for conditions among `whens`."""

    whens: Sequence[When]
    budget: Budget
    _domains: dict[Fact, tuple[Any, ...]] = field(init=False, default_factory=dict)
    _compiled: dict[int, Join] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for when in self.whens:
            for name, value in _entries(when):
                for fact, values in _facts(name, value):
                    self._domains[fact] = tuple(dict.fromkeys((*self._domains.get(fact, ()), *values)))
        for when in self.whens:
            self._compiled[id(when)] = self._join("all", when)

    def search(self, holding: Sequence[When], failing: Sequence[When]) -> dict[Fact, Any] | None:
        """A world in which each of `holding` is true and none of `failing` is. None: there is none, or too little budget."""
        wanted = [self._compiled[id(when)] for when in holding]
        refused = [self._compiled[id(when)] for when in failing]
        return self._grow({}, wanted, refused)

    def neutral(self, fact: Fact) -> Any:
        """What a fact is where nothing asks for it."""
        return self._domains[fact][0]

    def _grow(self, world: dict[Fact, Any], wanted: Sequence[Join], refused: Sequence[Join]) -> dict[Fact, Any] | None:
        """What a condition can still become only narrows as facts are known, so what is decided is not asked again."""
        self.budget.left -= len(wanted) + len(refused)
        if self.budget.is_spent:
            return None
        may = [(join, _possible(join, world)) for join in wanted]
        if any(not mask & TRUE for _, mask in may):
            return None
        must_not = [(join, _possible(join, world)) for join in refused]
        if any(mask == TRUE for _, mask in must_not):
            return None
        open_wanted = [join for join, mask in may if mask != TRUE]
        open_refused = [join for join, mask in must_not if mask & TRUE]
        if not open_wanted and not open_refused:
            return world
        fact = next(fact for join in (*open_wanted, *open_refused) for fact in _asked(join) if fact not in world)
        for value in self._domains[fact]:
            found = self._grow({**world, fact: value}, open_wanted, open_refused)
            if found is not None:
                return found
        return None

    def _join(self, key: str, when: When | Sequence[When]) -> Join:
        if not isinstance(when, When):
            return Join(key, tuple(self._join("all", branch) for branch in when))
        parts: list[Entry | Join] = []
        for name in _written(when):
            value = getattr(when, name)
            if name in _JOINS:
                parts.append(self._join(name, value))
            else:
                parts.append(self._leaf(name, value))
        return Join(key, tuple(parts))

    def _leaf(self, name: str, value: Any) -> Entry | Join:
        facts = [fact for fact, _ in _facts(name, value)]
        if name in ("topic", "tags"):
            return Join("any", tuple(Entry(fact, _yes, self._domains[fact]) for fact in facts))
        return Entry(facts[0], _accepting(name, value), self._domains[facts[0]])


def _written(when: When) -> Iterator[str]:
    return (name for name in type(when).model_fields if getattr(when, name) not in (None, []))


def _entries(when: When) -> Iterator[tuple[str, Any]]:
    """Every entry but the joins, those inside the joins too."""
    for name in _written(when):
        value = getattr(when, name)
        if name in _JOINS:
            for branch in value:
                yield from _entries(branch)
        else:
            yield name, value


def _facts(name: str, value: Any) -> Iterator[tuple[Fact, tuple[Any, ...]]]:
    """What an entry asks about, and the values that it can tell apart."""
    unknown = () if name in _ALWAYS_KNOWN else (NOT_GIVEN,)
    if name in ("topic", "tags"):
        yield from (((name, each), (False, True)) for each in value)
    elif name in _ENUMS:
        yield (name,), tuple(_ENUMS[name])
    elif isinstance(value, bool):
        yield (name,), (False, True)
    elif isinstance(value, Range):
        yield (name,), (*unknown, *_around(value))
    elif name in ("channel", "last_expert"):
        yield (name,), (*unknown, OTHER, *value)
    else:
        yield (name, _written_as(value)), (*unknown, False, True)


def _around(wanted: Range) -> Iterator[float]:
    """Each bound, and a step outside it; finer than any bound a person writes."""
    step = 1e-6
    if wanted.min is not None:
        yield from (wanted.min - step, wanted.min)
    if wanted.max is not None:
        yield from (wanted.max, wanted.max + step)


def _written_as(value: Any) -> str:
    """As in the file, near enough for a person to find it; the same for the same entry."""
    plain = value.model_dump(mode="json", by_alias=True, exclude_defaults=True) if isinstance(value, Block) else value
    return json.dumps(plain, ensure_ascii=False).replace('"', "")


def _accepting(name: str, value: Any) -> Callable[[Any], int]:
    if isinstance(value, Range):
        return _known(value.holds)
    if isinstance(value, bool):
        return _known(lambda found: found is value)
    if name in _ENUMS or name in ("channel", "last_expert"):
        return _known(tuple(value).__contains__)
    return _yes


def _known(accepts: Callable[[Any], bool]) -> Callable[[Any], int]:
    return lambda found: UNKNOWN if found is NOT_GIVEN else TRUE if accepts(found) else FALSE


_yes = _known(bool)


def _asked(node: Entry | Join) -> Iterator[Fact]:
    if isinstance(node, Entry):
        yield node.fact
        return
    for part in node.parts:
        yield from _asked(part)


def _possible(node: Entry | Join, world: World) -> int:
    """What it may still become once the facts outside `world` are known."""
    if isinstance(node, Entry):
        if node.fact in world:
            return node.accepts(world[node.fact])
        mask = 0
        for value in node.domain:
            mask |= node.accepts(value)
        return mask
    masks = [_possible(part, world) for part in node.parts]
    if node.key == "all":
        return _all(masks)
    none = _all(_opposite(mask) for mask in masks)
    return none if node.key == "none" else _opposite(none)


def _all(masks: Iterable[int]) -> int:
    """What a conjunction of parts that may become these may become."""
    result = TRUE
    for mask in masks:
        both_true = result & mask & TRUE
        one_false = (result | mask) & FALSE
        unknown = UNKNOWN if (result & UNKNOWN and mask & (TRUE | UNKNOWN)) or (mask & UNKNOWN and result & TRUE) else 0
        result = both_true | one_false | unknown
    return result


def _opposite(mask: int) -> int:
    return (mask & UNKNOWN) | (FALSE if mask & TRUE else 0) | (TRUE if mask & FALSE else 0)
