"""Who has a case in hand, and when it is to come back: take, snooze."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from socialcare import store
from socialcare.cases import Case, case_at
from socialcare.desk.deeds import Deed, log, only, refuse_analyst, refuse_ended
from socialcare.desk.desk import Desk
from socialcare.desk.handing import name_of
from socialcare.errors import WrongUse
from socialcare.facts import Action, Event, Role, State
from socialcare.routing import Person
from socialcare.sentences import say


def take(desk: Desk, by: Person, numbers: Sequence[int]) -> list[Event]:
    """It is in this person's hand from now on, and colleagues see it; a community manager takes it over for good.

    What this person has in hand already is left as it is.
    """
    refuse_analyst(by, say("take a case in hand"))
    mine = by.key if by.role is Role.COMMUNITY_MANAGER else ""

    def act(case: Case) -> list[Deed]:
        refuse_ended(case)
        if case.in_hand_by == by.key and (not mine or case.community_manager == mine):
            return []
        return [Deed(action=Action.TAKE, before=case.community_manager, after=mine)]

    return log(desk, by, numbers, act)


@dataclass(frozen=True, kw_only=True)
class InHand:
    """Somebody else has a case in hand."""

    case: int
    at: datetime
    name: str


def in_hands(desk: Desk, by: Person, numbers: Sequence[int]) -> list[InHand]:
    """Which of these cases are in the hand of another person than `by`."""
    cases = (case_at(history, desk.now) for history in store.cases.histories(desk.store, numbers))
    return [
        InHand(case=case.number, at=case.in_hand_since, name=name_of(desk, case.in_hand_by))
        for case in cases
        if case is not None and case.in_hand_since is not None and case.in_hand_by != by.key
    ]


def snooze(desk: Desk, by: Person, numbers: Sequence[int], until: datetime, text: str = "") -> list[Event]:
    """Out of the queue until then, or until the customer writes or somebody acts. Promises go on: none may end before."""
    only(by, Role.COMMUNITY_MANAGER, say("snooze a case"), desk)
    if until <= desk.now:
        raise WrongUse(say("{until} is past; say when the case is to come back", until=until))

    def act(case: Case) -> list[Deed]:
        refuse_ended(case)
        due_at = case.clock.due_at if case.clock and case.clock.runs else None
        if due_at is not None and until > due_at:
            raise WrongUse(
                say(
                    "case {number} is promised for {due}: it cannot sleep longer than its promise",
                    number=str(case.number),
                    due=due_at,
                )
            )
        before = case.snoozed_until.isoformat() if case.snoozed_until and case.state is State.SNOOZED else ""
        return [Deed(action=Action.SNOOZE, text=text, before=before, after=until.isoformat())]

    return log(desk, by, numbers, act)
