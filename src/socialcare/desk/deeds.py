"""How an act becomes an event: who acts, what they may, and one transaction with the case that it was decided on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from socialcare import store
from socialcare.cases import Case, case_at
from socialcare.desk.desk import Desk
from socialcare.desk.outlines import FOREVER, renew
from socialcare.errors import WrongUse
from socialcare.facts import Action, Correction, Event, Role, State
from socialcare.hints import unknown
from socialcare.routing import Person
from socialcare.sentences import Sentence, say

Act = Callable[[Case], "Sequence[Deed]"]
"""Looks at a case as it is now and says what is to be logged of it; nothing where nothing changes. Raises WrongUse."""


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


def log(desk: Desk, by: Person, numbers: Sequence[int], act: Act) -> list[Event]:
    """Read, decide and append in one unit of work, so that two people at once cannot act on a case neither has seen."""
    events: list[Event] = []
    with desk.store.unit_of_work():
        found = {history.number: history for history in store.cases.histories(desk.store, numbers)}
        for number in dict.fromkeys(numbers):
            case = case_at(found[number], FOREVER) if number in found else None
            if case is None:
                raise WrongUse(say("there is no case {number}; socialcare triage lists them", number=str(number)))
            for deed in act(case):
                event = _append(desk, by, number, deed)
                events.append(event)
                if deed.corrections:
                    store.corrections.append(desk.store, case.voice.mention, deed.corrections(event))
        renew(desk.store, [event.case for event in events])
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
    able = [person.name for person in desk.rules.rulebook.people.values() if person.role is role]
    raise WrongUse(
        say(
            "{name} cannot {what}: only a community manager speaks for the brand ({able}); an expert proposes with socialcare draft",
            name=by.name,
            what=what,
            able=", ".join(able),
        )
    )


def refuse_analyst(by: Person, what: Sentence) -> None:
    """Raises WrongUse for who only looks."""
    if by.role is Role.ANALYST:
        raise WrongUse(
            say(
                "{name} cannot {what}: an analyst looks, exports, tags and corrects; experts propose, community managers answer",
                name=by.name,
                what=what,
            )
        )


def need(text: str, sentence: Sentence) -> None:
    if not text.strip():
        raise WrongUse(sentence)


def refuse_ended(case: Case) -> None:
    """Raises WrongUse where the case is closed, or followed in another."""
    refuse_merged(case)
    if case.state is State.CLOSED:
        raise WrongUse(
            say(
                "case {number} is closed; socialcare undo takes a closing back, and a new message opens it again",
                number=str(case.number),
            )
        )


def refuse_merged(case: Case) -> None:
    if case.merged_into is not None:
        raise WrongUse(
            say(
                "case {number} is followed in case {into} now; act on that one",
                number=str(case.number),
                into=str(case.merged_into),
            )
        )
