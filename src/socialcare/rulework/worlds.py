"""Could a mention exist for which these conditions hold and those do not? A search over the values of `boundaries`.

That allows more worlds than there are mentions, so “there is none” is certain, and a world that is found is an example
that may need a look.
"""

from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from socialcare.routing.when_text import When
from socialcare.rulework.boundaries import TRUE, Entry, Fact, Join, asking, entries_of, facts_of, join_of, possible

_RARE = ("text", "topic", "channel")

ANY = ("any",)
"""No value of a fact."""

AT_ONCE = 4
"""Conditions that a search takes up together, of all that stood in its way."""


@dataclass
class Budget:
    """How many conditions may still be asked; a search that runs out finds nothing and proves nothing."""

    left: int

    @property
    def is_spent(self) -> bool:
        return self.left <= 0


@dataclass(frozen=True)
class Found:
    """`world` is None where there is none. `against` are the conditions to fail that held in every world that was tried.

    Which by itself leaves none is among them; None where the conditions to hold exclude each other already.
    """

    world: dict[Fact, Any] | None
    against: frozenset[int] | None = None


@dataclass
class Worlds:
    """The facts that some rules ask about. `search` answers for conditions by their number in `whens`.

    A condition that must fail is asked only once it stands in the way: of a thousand rules, few ask about the facts of
    one. Where nothing is said of a fact it is neutral, and there only what asks for something else can hold.
    """

    whens: Sequence[When]
    budget: Budget
    _neutral: dict[Fact, Any] = field(init=False, default_factory=dict)
    _joins: list[Join] = field(init=False, default_factory=list)
    _watching: dict[tuple[Fact, Any], int] = field(init=False, default_factory=dict)
    """Bits of the conditions that hold only with one of these values, `ANY` for what is no name; none of them neutral."""
    _unwatched: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        for when in self.whens:
            for name, value in entries_of(when):
                for fact, values in facts_of(name, value):
                    self._neutral.setdefault(fact, values[0])
        self._joins = [join_of("all", when) for when in self.whens]
        for number, join in enumerate(self._joins):
            watched = self._watched(join)
            for key in watched:
                self._watching[key] = self._watching.get(key, 0) | 1 << number
            if not watched:
                self._unwatched |= 1 << number

    def search(self, holding: Sequence[int], failing: int = 0) -> Found:
        """A world in which each of `holding` is true and none of `failing`, as bits, is; None too where the budget ends."""
        wanted = [self._joins[number] for number in holding]
        refused: list[Join] = []
        against: frozenset[int] | None = None
        while True:
            world = self._grow({}, wanted, refused, self._domains([*wanted, *refused]))
            met = self._true_in(world, failing) if world is not None else []
            if self.budget.is_spent:
                return Found(None, against)
            if not met:
                return Found(world, against)
            against = frozenset(met) if against is None else against.intersection(met)
            refused += [self._joins[number] for number in met[:AT_ONCE]]

    def neutral(self, fact: Fact) -> Any:
        """What a fact is where nothing asks for it."""
        return self._neutral[fact]

    def named(self, number: int) -> dict[Fact, frozenset[Any]]:
        """For each fact that a condition asks for by itself and by name, the names with which it can hold."""
        parts = [part for part in self._joins[number].parts if isinstance(part, Entry)]
        return {part.fact: frozenset(names) for part in parts if (names := _names(part))}

    def _true_in(self, world: dict[Fact, Any], among: int) -> list[int]:
        """Which of `among` are true where all that `world` does not say is neutral."""
        asked = self._unwatched
        for fact, value in world.items():
            if value != self._neutral[fact]:
                asked |= self._watching.get((fact, value), 0) | self._watching.get((fact, ANY), 0)
        numbers = list(numbers_of(asked & among))
        self.budget.left -= len(numbers)
        full = ChainMap(world, self._neutral)
        return [number for number in numbers if possible(self._joins[number], full) == TRUE]

    def _watched(self, join: Join) -> list[tuple[Fact, Any]]:
        """Facts and values of which one must be for the condition to hold; [] where it may hold with neutral ones."""
        choices = [
            [(entry.fact, value) for entry in entries for value in _names(entry) or (ANY,)]
            for entries in map(_either, join.parts)
            if entries and not any(entry.accepts(self._neutral[entry.fact]) & TRUE for entry in entries)
        ]
        # Words, topics and channels first: nearly every rule asks for an intent, few for the same words.
        return min(choices, key=lambda keys: (keys[0][0][0] not in _RARE, len(keys)), default=[])

    def _domains(self, joins: Sequence[Join]) -> dict[Fact, tuple[Any, ...]]:
        """The values between which these conditions can tell, the neutral one first."""
        values: dict[Fact, dict[Any, None]] = {}
        for join in joins:
            for entry in asking(join):
                values.setdefault(entry.fact, {self._neutral[entry.fact]: None}).update(dict.fromkeys(entry.domain))
        return {fact: tuple(each) for fact, each in values.items()}

    def _grow(
        self,
        world: dict[Fact, Any],
        wanted: Sequence[Join],
        refused: Sequence[Join],
        domains: Mapping[Fact, tuple[Any, ...]],
    ) -> dict[Fact, Any] | None:
        """What a condition can still become only narrows as facts are known, so what is decided is not asked again."""
        self.budget.left -= len(wanted) + len(refused)
        if self.budget.is_spent:
            return None
        may = [(join, possible(join, world)) for join in wanted]
        if any(not mask & TRUE for _, mask in may):
            return None
        must_not = [(join, possible(join, world)) for join in refused]
        if any(mask == TRUE for _, mask in must_not):
            return None
        open_wanted = [join for join, mask in may if mask != TRUE]
        open_refused = [join for join, mask in must_not if mask & TRUE]
        if not open_wanted and not open_refused:
            return world
        asked = (entry.fact for join in (*open_wanted, *open_refused) for entry in asking(join))
        fact = next(fact for fact in asked if fact not in world)
        for value in domains[fact]:
            found = self._grow({**world, fact: value}, open_wanted, open_refused, domains)
            if found is not None:
                return found
        return None


def numbers_of(bits: int) -> Iterator[int]:
    """The bits that are set, the lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _names(entry: Entry) -> tuple[Any, ...]:
    """The values with which it holds; () for numbers, which are met between the bounds and not only at them."""
    if any(isinstance(value, float) for value in entry.domain):
        return ()
    return tuple(value for value in entry.domain if entry.accepts(value) & TRUE)


def _either(part: Entry | Join) -> tuple[Entry, ...]:
    """The entries of which one must hold for `part` to; () where they are not known at a glance."""
    if isinstance(part, Entry):
        return (part,)
    plain = tuple(each for each in part.parts if isinstance(each, Entry))
    return plain if part.key == "any" and len(plain) == len(part.parts) else ()
