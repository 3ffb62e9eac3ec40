"""Cases that belong together: tags, and merges of what is one matter of one customer."""

import re
from collections.abc import Sequence

from socialcare import store
from socialcare.cases import Case
from socialcare.desk.deeds import Deed, log, only, refuse_ended, refuse_merged
from socialcare.desk.desk import Desk
from socialcare.desk.handing import case_of
from socialcare.errors import WrongUse
from socialcare.facts import Action, Event, Role
from socialcare.routing import Person
from socialcare.sentences import say

_TAG = re.compile(r"[\w][\w:.-]{0,39}")


def tag(desk: Desk, by: Person, numbers: Sequence[int], tags: Sequence[str]) -> list[Event]:
    """All cases get all tags, or none does; a tag that is there already is left alone. Raises WrongUse."""
    wanted = [_spelt(word) for word in tags]

    def act(case: Case) -> list[Deed]:
        refuse_merged(case)
        return [Deed(action=Action.TAG, after=word) for word in dict.fromkeys(wanted) if word not in case.tags]

    return log(desk, by, numbers, act)


def untag(desk: Desk, by: Person, numbers: Sequence[int], tags: Sequence[str]) -> list[Event]:
    """A tag that is not there is left alone; one of the rules may be taken away too."""
    unwanted = [_spelt(word) for word in tags]

    def act(case: Case) -> list[Deed]:
        refuse_merged(case)
        return [Deed(action=Action.UNTAG, before=word) for word in dict.fromkeys(unwanted) if word in case.tags]

    return log(desk, by, numbers, act)


def merge(desk: Desk, by: Person, into: int, numbers: Sequence[int], text: str = "") -> list[Event]:
    """Follow these cases in case `into`: what they owe is owed there, and one answer is for all.

    Each keeps its messages, its past and its thread; undo parts them again. Raises WrongUse for another customer's.
    """
    only(by, Role.COMMUNITY_MANAGER, say("merge cases"), desk)

    def act(case: Case) -> list[Deed]:
        refuse_ended(case)
        others = [case_of(desk, number) for number in dict.fromkeys(numbers)]
        for other in others:
            _refuse_merge(desk, case, other)
        return [Deed(action=Action.MERGE, text=text, after=str(other.number)) for other in others]

    return log(desk, by, [into], act)


def _refuse_merge(desk: Desk, case: Case, other: Case) -> None:
    if other.number == case.number:
        raise WrongUse(say("case {number} cannot be merged into itself", number=str(case.number)))
    refuse_merged(other)
    if store.outbox.pending(desk.store, other.number):
        raise WrongUse(
            say(
                "case {number}: an answer waits to go out; socialcare publishing retry sends it, socialcare undo {number} takes it back",
                number=str(other.number),
            )
        )
    if not _same_customer(desk, case, other):
        raise WrongUse(
            say(
                "case {number} is by {other} and case {into} by {one}; if they are one person, link them first: socialcare link {other} {one}",
                number=str(other.number),
                other=f"{other.channel}:{other.author.handle or other.author.name}",
                into=str(case.number),
                one=f"{case.channel}:{case.author.handle or case.author.name}",
            )
        )


def _same_customer(desk: Desk, case: Case, other: Case) -> bool:
    wanted = {(each.channel, each.author.handle, each.author.name) for each in (case, other)}
    if len(wanted) == 1:
        return True
    found = store.people.accounts(desk.store)
    for accounts in store.people.customers(found, store.people.links(desk.store, desk.now)):
        if wanted <= {(each.channel, each.author.handle, each.author.name) for each in accounts}:
            return True
    return False


def _spelt(word: str) -> str:
    """Without a leading #, lower case. Raises WrongUse for what is no word."""
    spelt = word.strip().lstrip("#").casefold()
    if not _TAG.fullmatch(spelt):
        raise WrongUse(say("“{word}” is no tag: letters, figures, “-”, “.”, “:” and “_”, at most 40", word=word))
    return spelt
