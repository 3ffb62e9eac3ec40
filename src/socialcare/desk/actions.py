"""The trip of a question: given to an expert, drafted, handed back, answered, closed; each step is one event."""

from collections.abc import Sequence

from socialcare.cases import Case
from socialcare.desk.deeds import Deed, log, need, only, refuse_analyst, refuse_ended, refuse_merged
from socialcare.desk.desk import Desk
from socialcare.desk.handing import name_of
from socialcare.desk.waiting import resumed
from socialcare.errors import WrongUse
from socialcare.facts import Action, Event, Role, State
from socialcare.hints import unknown
from socialcare.routing import Person
from socialcare.sentences import say


def assign(desk: Desk, by: Person, numbers: Sequence[int], expert: str, message: str = "") -> list[Event]:
    """Give cases to an expert, with a word for them; all of them or none. One that this expert has already is left as it is."""
    only(by, Role.COMMUNITY_MANAGER, say("assign a case"), desk)
    people = desk.rules.rulebook.people
    experts = [key for key, person in people.items() if person.role is Role.EXPERT]
    if expert not in experts:
        raise WrongUse(unknown(say("expert"), expert, experts))

    def act(case: Case) -> list[Deed]:
        refuse_ended(case)
        if case.expert == expert and case.state is not State.SET_ASIDE and not message:
            return []
        return [*resumed(desk, case), Deed(action=Action.ASSIGN, text=message, before=case.expert, after=expert)]

    return log(desk, by, numbers, act)


def draft(desk: Desk, by: Person, number: int, text: str) -> list[Event]:
    """Propose the matter of an answer; a community manager is to put it into the brand's words and send it."""
    refuse_analyst(by, say("propose an answer"))
    need(text, say("a draft needs a text: --text"))

    def act(case: Case) -> list[Deed]:
        refuse_ended(case)
        if case.answered_at is not None and not case.unanswered and case.state is not State.ASSIGNED:
            raise WrongUse(
                say(
                    "case {number} is answered already, {at}; a community manager who wants another draft assigns it again",
                    number=str(number),
                    at=case.answered_at,
                )
            )
        return [Deed(action=Action.DRAFT, text=text, before=case.draft)]

    return log(desk, by, [number], act)


def hand_back(desk: Desk, by: Person, number: int, reason: str) -> list[Event]:
    """An expert gives a case back that is not theirs, and says why; the community manager finds another."""
    need(reason, say("handing back needs a reason: --reason"))

    def act(case: Case) -> list[Deed]:
        refuse_ended(case)
        if case.expert != by.key:
            raise WrongUse(
                say(
                    "case {number} is not with you but with {expert}; only they can hand it back",
                    number=str(number),
                    expert=name_of(desk, case.expert) or "–",
                )
            )
        return [Deed(action=Action.HAND_BACK, text=reason, before=case.expert)]

    return log(desk, by, [number], act)


def reply(desk: Desk, by: Person, number: int, text: str) -> list[Event]:
    """Record the answer given to the customer on the platform; it stops the clock now. `publishing` sends one."""
    only(by, Role.COMMUNITY_MANAGER, say("answer a customer"), desk)
    need(text, say("an answer needs a text: --text"))

    def act(case: Case) -> list[Deed]:
        refuse_merged(case)
        return [Deed(action=Action.REPLY, text=text, before=case.draft)]

    return log(desk, by, [number], act)


def note(desk: Desk, by: Person, number: int, text: str) -> list[Event]:
    """For colleagues; it stops no clock."""
    need(text, say("a note needs a text"))

    def act(case: Case) -> list[Deed]:
        refuse_merged(case)
        return [Deed(action=Action.NOTE, text=text)]

    return log(desk, by, [number], act)


def close(desk: Desk, by: Person, number: int, reason: str) -> list[Event]:
    """End a case. Closing one that nobody answered is counted among the complaints without an answer."""
    only(by, Role.COMMUNITY_MANAGER, say("close a case"), desk)
    need(reason, say("closing needs a reason: --reason"))

    def act(case: Case) -> list[Deed]:
        refuse_ended(case)
        return [Deed(action=Action.CLOSE, text=reason, before=case.state)]

    return log(desk, by, [number], act)
