"""Taking an act back: the last one or a chosen one, while nothing depends on it; the log keeps both."""

from socialcare import store
from socialcare.cases import Case
from socialcare.desk.deeds import Deed, log
from socialcare.desk.desk import Desk
from socialcare.desk.handing import name_of
from socialcare.errors import WrongUse
from socialcare.facts import Action, Event, Role
from socialcare.routing import Person
from socialcare.sentences import say

_TOUCHED = {
    Action.ASSIGN: {"expert", "state"}, Action.HAND_BACK: {"expert", "state"}, Action.DRAFT: {"draft", "state"},
    Action.QUEUE: {"draft", "state", "hand"}, Action.REPLY: {"draft", "state", "hand"}, Action.TAKE: {"hand"},
    Action.WAIT: {"state"}, Action.RESUME: {"state"}, Action.SNOOZE: {"state"}, Action.CLOSE: {"state", "hand"},
    Action.MERGE: {"expert", "draft", "state", "hand"}, Action.NOTE: set(), Action.CORRECT: set(),
}  # fmt: skip
"""What of a case each act is about; a later act about the same depends on it."""


def undo(desk: Desk, by: Person, case: int | None, number: int | None = None) -> list[Event]:
    """Take back this person's last act, of any case or of `case`, or event `number`. Raises WrongUse.

    A community manager may take back what anybody did; an answer that waits to go out is for `publishing.undo`.
    """
    event = chosen(desk, by, case, number)

    def act(_case: Case) -> list[Deed]:
        _refuse_handed_over(desk, event)
        if store.log.is_undone(desk.store, event):
            raise WrongUse(say("case {case}: this was just undone by another command", case=str(event.case)))
        _refuse_needed(desk, event)
        return [Deed(action=Action.UNDO, undoes=event.number, text=event.text, before=event.after, after=event.before)]

    return log(desk, by, [event.case], act)


def chosen(desk: Desk, by: Person, case: int | None, number: int | None) -> Event:
    """The event that is to be taken back. Raises WrongUse where there is none, or it is not for this person."""
    if number is None:
        last = store.log.last_undoable(desk.store, by.key, case)
        if last is None:
            raise WrongUse(say("{name} has nothing to undo", name=by.name))
        return last
    event = store.log.find(desk.store, number)
    if event is None or (case is not None and event.case != case):
        raise WrongUse(say("there is no event {number} here; socialcare log tells the numbers", number=str(number)))
    if event.action is Action.UNDO:
        raise WrongUse(say("event {number} is itself an undo; do again what it took back", number=str(number)))
    if event.by != by.key and by.role is not Role.COMMUNITY_MANAGER:
        raise WrongUse(
            say(
                "event {number} is by {other}; only they or a community manager take it back",
                number=str(number),
                other=name_of(desk, event.by),
            )
        )
    return event


def undone(desk: Desk, event: Event) -> Event | None:
    """The event that an undo took back."""
    return store.log.find(desk.store, event.undoes) if event.undoes is not None else None


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


def _refuse_needed(desk: Desk, event: Event) -> None:
    about = _about(event)
    later = next((each for each in store.log.standing_after(desk.store, event) if about & _about(each)), None)
    if later is not None:
        raise WrongUse(
            say(
                "case {case}: {by} has acted on it since ({action}, event {number}); that would have to be undone first",
                case=str(event.case),
                by=name_of(desk, later.by),
                action=later.action,
                number=str(later.number),
            )
        )


def _about(event: Event) -> set[str]:
    if event.action in (Action.TAG, Action.UNTAG):
        return {f"tag {event.after or event.before}"}
    return _TOUCHED[event.action]
