"""A second look at messages of open cases on Facebook and Instagram, one call each."""

from collections.abc import Callable, Iterator, Sequence

from socialcare.connector import Page
from socialcare.facts import Mention
from socialcare.sentences import Sentence, say_many

from ._meta_errors import NotAllowed, NotThere

Look = Callable[[Mention], Sequence[Mention]]
"""The message as it is now, and what the brand wrote below it; none where it cannot be asked for again."""


def look_again(mentions: Sequence[Mention], look: Look, prove: Callable[[], None]) -> Iterator[Page]:
    """Meta says of a lost right what it says of a deleted object: `prove` raises where the token cannot read any more."""
    unseen = 0
    proven = False
    for mention in mentions:
        try:
            found = look(mention)
        except NotAllowed:
            unseen += 1
            continue
        except NotThere:
            if not proven:
                prove()
                proven = True
            yield Page(mentions=(), gone=(mention.ref,), cursor=None)
            continue
        unseen += not found
        if found:
            yield Page(mentions=tuple(found), cursor=None)
    if unseen:
        yield Page(mentions=(), cursor=None, notes=(_not_shown(unseen),))


def _not_shown(count: int) -> Sentence:
    return say_many(
        "{n} message could not be looked at again: Meta does not show it to this token",
        "{n} messages could not be looked at again: Meta does not show them to this token",
        count,
    )
