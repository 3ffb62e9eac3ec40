"""The conversation around a message of Facebook or Instagram: comments are two deep, and stand by their time."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from socialcare.errors import Unavailable
from socialcare.facts import Mention

from ._around import around
from ._json_fields import BadItem
from ._meta_errors import NotThere


def seen(look: Callable[[], tuple[Mention, ...]], prove: Callable[[], None]) -> tuple[Mention, ...]:
    """Empty where Meta no longer shows the message. It says the same of a lost right: `prove` raises where that is why."""
    try:
        return look()
    except NotThere:
        prove()
        return ()
    except BadItem as bad:
        raise Unavailable(bad.sentence) from bad


def by_time(over: Sequence[Mention], itself: Mention, beside: Iterable[Mention]) -> tuple[Mention, ...]:
    """`over` is what the message stands below, `beside` what stands below the same or below itself."""
    others = sorted((one for one in beside if one.ref != itself.ref), key=lambda one: one.posted_at)
    older = [one for one in others if one.posted_at < itself.posted_at]
    return around([*over, *older], itself, others[len(older) :])


def readable(contents: Iterable[Mapping[str, Any]], read: Callable[[Mapping[str, Any]], Mention]) -> Iterator[Mention]:
    """What cannot be read of others does not hide the rest."""
    for content in contents:
        with suppress(BadItem):
            yield read(content)


def above(look: Callable[[], Mention]) -> list[Mention]:
    """What the message stands below; none where it is not shown: the message itself still is."""
    with suppress(NotThere, BadItem):
        return [look()]
    return []
