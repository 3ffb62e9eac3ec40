"""A `when` as questions about facts, and the values between which each can tell.

Each fact takes only the values between which a condition can tell: the names that rules give it and one that none
does, each bound of a range and a step beyond it, unknown. A text is a free yes or no for each list of words, and so is
any entry this module does not know.
"""

import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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

_ALWAYS_KNOWN = {
    *_ENUMS,
    "channel",
    "topic",
    "polarity",
    "question",
    "irony",
    "spam",
    "mixed",
    "urgency",
    "churn",
    "insult",
    "text",
    "tags",
}
_JOINS = ("all", "any", "none")

Fact = tuple[Hashable, ...]
World = Mapping[Fact, Any]


@dataclass(frozen=True)
class Entry:
    """One entry of a `when` that asks about one fact; `domain` are the values that it can tell apart."""

    fact: Fact
    accepts: Callable[[Any], int]
    domain: tuple[Any, ...]


@dataclass(frozen=True)
class Join:
    key: str
    parts: tuple["Entry | Join", ...]


def join_of(key: str, when: When | Sequence[When]) -> Join:
    if not isinstance(when, When):
        return Join(key, tuple(join_of("all", branch) for branch in when))
    parts: list[Entry | Join] = []
    for name in _written(when):
        value = getattr(when, name)
        parts.append(join_of(name, value) if name in _JOINS else _leaf(name, value))
    return Join(key, tuple(parts))


def _leaf(name: str, value: Any) -> Entry | Join:
    facts = list(facts_of(name, value))
    if name in ("topic", "tags"):
        return Join("any", tuple(Entry(fact, _yes, values) for fact, values in facts))
    fact, values = facts[0]
    return Entry(fact, _accepting(name, value), values)


def _written(when: When) -> Iterator[str]:
    return (name for name in type(when).model_fields if getattr(when, name) not in (None, []))


def entries_of(when: When) -> Iterator[tuple[str, Any]]:
    """Every entry but the joins, those inside the joins too."""
    for name in _written(when):
        value = getattr(when, name)
        if name in _JOINS:
            for branch in value:
                yield from entries_of(branch)
        else:
            yield name, value


def facts_of(name: str, value: Any) -> Iterator[tuple[Fact, tuple[Any, ...]]]:
    """What an entry asks about, and the values that it can tell apart."""
    unknown = () if name in _ALWAYS_KNOWN else (NOT_GIVEN,)
    if name in ("topic", "tags"):
        yield from (((name, each), (False, True)) for each in value)
    elif name in _ENUMS:
        yield (name,), tuple(_ENUMS[name])
    elif isinstance(value, bool):
        yield (name,), (*unknown, False, True)
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


def asking(node: Entry | Join) -> Iterator[Entry]:
    if isinstance(node, Entry):
        yield node
        return
    for part in node.parts:
        yield from asking(part)


def possible(node: Entry | Join, world: World) -> int:
    """What it may still become once the facts outside `world` are known."""
    if isinstance(node, Entry):
        if node.fact in world:
            return node.accepts(world[node.fact])
        mask = 0
        for value in node.domain:
            mask |= node.accepts(value)
        return mask
    masks = [possible(part, world) for part in node.parts]
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
