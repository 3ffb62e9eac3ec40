"""A case that waits for its customer: from when on, and until when."""

from socialcare.cases import Case
from socialcare.desk.deeds import Deed, log, only, refuse_ended
from socialcare.desk.desk import Desk
from socialcare.desk.pausing import pauses, resumed_at
from socialcare.errors import WrongUse
from socialcare.facts import Action, Event, Role, State
from socialcare.routing import Person
from socialcare.sentences import say


def wait(desk: Desk, by: Person, number: int, text: str = "") -> list[Event]:
    """The customer has the word: the case leaves the queue until they write, and a duration to its end stands still.

    Raises WrongUse where the customer waits for us.
    """
    only(by, Role.COMMUNITY_MANAGER, say("wait for the customer"), desk)

    def act(case: Case) -> list[Deed]:
        refuse_ended(case)
        if case.state is State.WAITING:
            return []
        if case.answered_at is None or case.unanswered:
            raise WrongUse(
                say("case {number}: the customer waits for us; answer first, then wait for them", number=str(number))
            )
        return [Deed(action=Action.WAIT, text=text, after="paused" if pauses(desk, case) else "")]

    return log(desk, by, [number], act)


def resume(desk: Desk, by: Person, number: int) -> list[Event]:
    """Wait no longer, though the customer has not written."""
    only(by, Role.COMMUNITY_MANAGER, say("take a case up again"), desk)

    def act(case: Case) -> list[Deed]:
        if case.state is not State.WAITING:
            raise WrongUse(say("case {number} does not wait for its customer", number=str(number)))
        return resumed(desk, case)

    return log(desk, by, [number], act)


def resumed(desk: Desk, case: Case) -> list[Deed]:
    """What ends the wait, by when its end is due now; nothing where nobody waits."""
    if case.state is not State.WAITING:
        return []
    due_at = resumed_at(desk, case, desk.now)
    return [Deed(action=Action.RESUME, after=due_at.isoformat() if due_at else "")]
