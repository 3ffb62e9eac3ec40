"""What each act of a person does to a case (pure)."""

from datetime import datetime

from socialcare.cases.case import Draft
from socialcare.cases.life import Life
from socialcare.facts import Action, Event, State


def act(life: Life, event: Event) -> None:
    """A note is for colleagues, a correction for the scorer: neither stops a clock or changes a state."""
    does = _ACTS.get(event.action)
    if does is not None:
        does(life, event)


def _assign(life: Life, event: Event) -> None:
    life.touched()
    life.expert = event.after
    if life.state not in (State.CLOSED, State.MERGED):
        life.state = State.ASSIGNED


def _hand_back(life: Life, _event: Event) -> None:
    life.touched()
    life.expert, life.state = "", State.NEW


def _take(life: Life, event: Event) -> None:
    life.in_hand_by, life.in_hand_since = event.by, event.at
    life.community_manager = event.after or life.community_manager


def _draft(life: Life, event: Event) -> None:
    """It stops the expert's leg only: the customer still waits."""
    life.touched()
    life.drafts.append(Draft(number=event.number, at=event.at, by=event.by, text=event.text))
    life.state = State.DRAFTED
    if life.clocks:
        life.clocks[-1] = life.clocks[-1].drafted(event.at)


def _queue(life: Life, event: Event) -> None:
    """The answer is ready and not yet there: the customer still waits."""
    if life.clocks:
        life.clocks[-1] = life.clocks[-1].ready(event.at)


def _reply(life: Life, event: Event) -> None:
    life.answered(event.at, event.by)


def _wait(life: Life, event: Event) -> None:
    """For a customer who has their answer; one who has none is not made to wait."""
    if life.waiting:
        return
    life.touched()
    life.state = State.WAITING
    if event.after and life.resolutions:
        life.resolutions[-1] = life.resolutions[-1].paused(event.at)


def _resume(life: Life, event: Event) -> None:
    if life.state is not State.WAITING:
        return
    life.state = State.ANSWERED
    if event.after and life.resolutions:
        life.resolutions[-1] = life.resolutions[-1].resumed(event.at, datetime.fromisoformat(event.after))


def _snooze(life: Life, event: Event) -> None:
    life.snoozed_until = datetime.fromisoformat(event.after)


def _tag(life: Life, event: Event) -> None:
    life.tags[event.after or event.before] = bool(event.after)


def _close(life: Life, event: Event) -> None:
    life.touched(hand=True)
    life.state, life.closed_reason = State.CLOSED, event.text
    if life.clocks:
        life.clocks[-1] = life.clocks[-1].closed(event.at)
    if life.resolutions:
        life.resolutions[-1] = life.resolutions[-1].closed(event.at)


_ACTS = {
    Action.ASSIGN: _assign, Action.HAND_BACK: _hand_back, Action.TAKE: _take, Action.DRAFT: _draft, Action.QUEUE: _queue,
    Action.REPLY: _reply, Action.WAIT: _wait, Action.RESUME: _resume, Action.SNOOZE: _snooze, Action.TAG: _tag,
    Action.UNTAG: _tag, Action.CLOSE: _close,
}  # fmt: skip
