"""The conversation around one status, as the context call of the Mastodon API tells it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from socialcare.facts import Mention

from ._around import around
from ._mastodon_pages import Reading
from ._parents import Parents
from ._statuses import BadStatus


def conversation(
    above: Sequence[Any], mention: Mention, below: Sequence[Any], *, own_id: str, own: str | None
) -> tuple[Mention, ...]:
    """`own_id` is the server's id of `mention`, `own` that of the brand's account.

    Nobody is asked what a reply answers: it stands in the context, or is hidden from the brand.
    """
    parents = Parents(_unasked)
    parents.learn({"id": own_id, "uri": mention.ref})
    reading = Reading(mention.channel, own, parents)
    before = tuple(_mentions(reading, above))
    return around(before, mention, tuple(_mentions(reading, below)))


def _mentions(reading: Reading, statuses: Sequence[Any]) -> Iterator[Mention]:
    """One that is not as the API says is left out."""
    for status in statuses:
        with suppress(BadStatus):
            yield reading.of_status(status if isinstance(status, dict) else {})


def _unasked(_: str) -> Mapping[str, Any] | None:
    return None
