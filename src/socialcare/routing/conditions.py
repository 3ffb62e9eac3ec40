"""A `when` made into a question about one mention, answered yes, no or unknown, and told.

Unknown is never yes: a rule on followers does not fire where the network gave none, under `none` either.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from socialcare.documents import Place
from socialcare.routing.questions import Lists, Question, questions
from socialcare.routing.reading import Reading
from socialcare.routing.trace import Leaf
from socialcare.routing.when_text import When
from socialcare.sentences import Sentence, say_many


@dataclass(frozen=True, kw_only=True)
class Condition:
    """`holds` is None where a fact is unknown; `tell` is asked only where it held, `leaves` always may be.

    `needs` are places of which a text must have found one for this to hold; None where no words are needed. It lets
    a rulebook leave out, unread, the rules whose words are not there.
    """

    holds: Callable[[Reading], bool | None]
    tell: Callable[[Reading], tuple[Sentence, ...]]
    leaves: Callable[[Reading], tuple[Leaf, ...]]
    needs: frozenset[Place] | None = None


ALWAYS = Condition(holds=lambda _: True, tell=lambda _: (), leaves=lambda _: ())


def condition(when: When, place: Place, lists: Lists) -> Condition:
    """All entries of `when`, which stands at `place` in the file; `lists` are the file's lists of handles."""
    return _all(tuple(_entries(when, place, lists)))


def _entries(when: When, place: Place, lists: Lists) -> Iterator[Condition]:
    yield from map(_single, questions(when, place, lists))
    for key, branches, join in (("all", when.all, _all), ("any", when.any, _any), ("none", when.none, _none)):
        if branches:
            yield join(tuple(condition(branch, (*place, key, n), lists) for n, branch in enumerate(branches)))


def _single(question: Question) -> Condition:
    return Condition(
        holds=question.holds,
        tell=question.tell,
        leaves=lambda seen: (question.leaf(seen),),
        needs=question.needs,
    )


def _all(parts: Sequence[Condition]) -> Condition:
    return Condition(
        holds=_first_of(False, parts),
        tell=lambda seen: tuple(line for part in parts for line in part.tell(seen)),
        leaves=_leaves(parts),
        needs=min((part.needs for part in parts if part.needs is not None), key=len, default=None),
    )


def _any(parts: Sequence[Condition]) -> Condition:
    needed = [part.needs for part in parts if part.needs is not None]
    return Condition(
        holds=_first_of(True, parts),
        tell=lambda seen: tuple(line for part in parts if part.holds(seen) for line in part.tell(seen)),
        leaves=_leaves(parts),
        needs=frozenset().union(*needed) if len(needed) == len(parts) else None,
    )


def _none(parts: Sequence[Condition]) -> Condition:
    some = _first_of(True, parts)

    def holds(seen: Reading) -> bool | None:
        answer = some(seen)
        return None if answer is None else not answer

    told = (say_many("{n} exclusion does not apply", "{n} exclusions do not apply", len(parts)),)
    return Condition(holds=holds, tell=lambda _: told, leaves=_leaves(parts))


def _leaves(parts: Sequence[Condition]) -> Callable[[Reading], tuple[Leaf, ...]]:
    return lambda seen: tuple(leaf for part in parts for leaf in part.leaves(seen))


def _first_of(decisive: bool, parts: Sequence[Condition]) -> Callable[[Reading], bool | None]:
    """Kleene's logic: one `decisive` answer decides; without one, an unknown leaves it unknown."""
    asked = tuple(part.holds for part in parts)
    if len(asked) == 1:
        return asked[0]

    def holds(seen: Reading) -> bool | None:
        unknown = False
        for question in asked:
            answer = question(seen)
            if answer is decisive:
                return decisive
            unknown = unknown or answer is None
        return None if unknown else not decisive

    return holds
