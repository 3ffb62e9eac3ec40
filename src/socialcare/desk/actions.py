"""What people do to a case; each is one event, in one transaction with the case it was decided on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from socialcare import store
from socialcare.cases import Case, case_at
from socialcare.desk.desk import Desk
from socialcare.desk.triage import FOREVER, outline
from socialcare.errors import WrongUse
from socialcare.facts import Action, Correction, Event, Role, State
from socialcare.hints import unknown
from socialcare.routing import Person
from socialcare.sentences import Sentence, say

Act = Callable[[Case], "Deed | None"]


@dataclass(frozen=True, kw_only=True)
class Deed:
    """What is to be logged of one case; `corrections` are what its event says of the score of the case's voice."""

    action: Action
    text: str = ""
    before: str = ""
    after: str = ""
    undoes: int | None = None
    corrections: Callable[[Event], Sequence[Correction]] | None = None


def actor(desk: Desk, named: str | None, login: str) -> Person:
    """Who acts: `named` (`--as` or SOCIALCARE_USER), else the login mapped in the settings. Raises WrongUse."""
    people = desk.rules.rulebook.people
    key = named or desk.settings.logins.get(login, "")
    if key in people:
        return people[key]
    if key:
        raise WrongUse(unknown(say("person"), key, list(people)))
    raise WrongUse(
        say(
            "who acts? say --as NAME, set SOCIALCARE_USER, or map your login “{login}” under team: logins: in socialcare.yaml; known: {known}",
            login=login,
            known=", ".join(people),
        )
    )


def assign(desk: Desk, by: Person, numbers: Sequence[int], expert: str) -> list[Event]:
    """Give cases to an expert; all of them or none. A case that this expert has already is left as it is."""
    only(by, Role.COMMUNITY_MANAGER, say("assign a case"), desk)
    people = desk.rules.rulebook.people
    experts = [key for key, person in people.items() if person.role is Role.EXPERT]
    if expert not in experts:
        raise WrongUse(unknown(say("expert"), expert, experts))

    def act(case: Case) -> Deed | None:
        refuse_closed(case)
        if case.expert == expert and case.state is not State.SET_ASIDE:
            return None
        return Deed(action=Action.ASSIGN, before=case.expert, after=expert)

    return log(desk, by, numbers, act)


def draft(desk: Desk, by: Person, number: int, text: str) -> list[Event]:
    """Propose the matter of an answer; a community manager is to put it into the brand's words and send it."""
    need(text, say("a draft needs a text: --text"))

    def act(case: Case) -> Deed:
        refuse_closed(case)
        return Deed(action=Action.DRAFT, text=text, before=case.draft)

    return log(desk, by, [number], act)


def reply(desk: Desk, by: Person, number: int, text: str) -> list[Event]:
    """Record the answer given to the customer on the platform; it stops the clock now. `publishing` sends one."""
    only(by, Role.COMMUNITY_MANAGER, say("answer a customer"), desk)
    need(text, say("an answer needs a text: --text"))
    return log(desk, by, [number], lambda case: Deed(action=Action.REPLY, text=text, before=case.draft))


def note(desk: Desk, by: Person, number: int, text: str) -> list[Event]:
    """For colleagues; it stops no clock."""
    need(text, say("a note needs a text"))
    return log(desk, by, [number], lambda _case: Deed(action=Action.NOTE, text=text))


def close(desk: Desk, by: Person, number: int, reason: str) -> list[Event]:
    """End a case. Closing one that nobody answered is counted among the complaints without an answer."""
    only(by, Role.COMMUNITY_MANAGER, say("close a case"), desk)
    need(reason, say("closing needs a reason: --reason"))

    def act(case: Case) -> Deed:
        refuse_closed(case)
        return Deed(action=Action.CLOSE, text=reason, before=case.state)

    return log(desk, by, [number], act)


def undo(desk: Desk, by: Person, case: int | None) -> list[Event]:
    """Take back this person's last act, of any case or of `case`; the log keeps both. Raises WrongUse.

    An answer that waits to go out is for `publishing.undo` to take back.
    """
    event = store.log.last_undoable(desk.store, by.key, case)
    if event is None:
        raise WrongUse(say("{name} has nothing to undo", name=by.name))

    def act(_case: Case) -> Deed:
        _refuse_handed_over(desk, event)
        later = store.log.standing_after(desk.store, event)
        if later is not None and event.action not in (Action.NOTE, Action.CORRECT):  # nothing depends on these
            raise WrongUse(
                say(
                    "case {case}: {by} has acted on it since ({action}); that would have to be undone first",
                    case=event.case,
                    by=later.by,
                    action=later.action,
                )
            )
        if store.log.is_undone(desk.store, event):
            raise WrongUse(say("case {case}: this was just undone by another command", case=str(event.case)))
        return Deed(action=Action.UNDO, undoes=event.number, text=event.text, before=event.after, after=event.before)

    return log(desk, by, [event.case], act)


def _refuse_handed_over(desk: Desk, event: Event) -> None:
    outgoing = store.outbox.of_event(desk.store, event)
    if outgoing is None:
        return
    raise WrongUse(
        say(
            "case {case}: this answer is on {channel} and cannot be unsent; answer once more with --anyway, and say what was wrong",
            case=str(event.case),
            channel=outgoing.to.channel,
        )
    )


def undone(desk: Desk, event: Event) -> Event | None:
    """The event that an undo took back."""
    return store.log.find(desk.store, event.undoes) if event.undoes is not None else None


def log(desk: Desk, by: Person, numbers: Sequence[int], act: Act) -> list[Event]:
    """Read, decide and append in one unit of work, so that two people at once cannot act on a case neither has seen."""
    events: list[Event] = []
    with desk.store.unit_of_work():
        found = {history.number: history for history in store.cases.histories(desk.store, numbers)}
        for number in dict.fromkeys(numbers):
            case = case_at(found[number], FOREVER) if number in found else None
            if case is None:
                raise WrongUse(say("there is no case {number}; socialcare triage lists them", number=number))
            deed = act(case)
            if deed is not None:
                event = _append(desk, by, number, deed)
                events.append(event)
                if deed.corrections:
                    store.corrections.append(desk.store, case.voice.mention, deed.corrections(event))
        changed = store.cases.histories(desk.store, [event.case for event in events])
        store.cases.renew(desk.store, [outline(history) for history in changed])
    return events


def _append(desk: Desk, by: Person, number: int, deed: Deed) -> Event:
    return store.log.append(
        desk.store,
        at=desk.now,
        by=by.key,
        case=number,
        action=deed.action,
        text=deed.text,
        before=deed.before,
        after=deed.after,
        undoes=deed.undoes,
    )


def only(by: Person, role: Role, what: Sentence, desk: Desk) -> None:
    if by.role is role:
        return
    able = [person.key for person in desk.rules.rulebook.people.values() if person.role is role]
    raise WrongUse(
        say(
            "{name} cannot {what}: only a community manager speaks for the brand ({able}); an expert proposes with socialcare draft",
            name=by.name,
            what=what,
            able=", ".join(able),
        )
    )


def need(text: str, sentence: Sentence) -> None:
    if not text.strip():
        raise WrongUse(sentence)


def refuse_closed(case: Case) -> None:
    if case.state is State.CLOSED:
        raise WrongUse(
            say(
                "case {number} is closed; socialcare undo takes a closing back, and a new message opens it again",
                number=case.number,
            )
        )
