"""History -> the case at an instant: what was posted or done later does not count."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from socialcare.cases.case import Case, Clock, ClockKind
from socialcare.cases.correcting import corrected, standing
from socialcare.facts import Action, Event, History, Message, Priority, Route, State


@dataclass
class _Life:
    """What the fold carries from one moment of a case to the next."""

    as_of: datetime
    state: State = State.NEW
    route: Route | None = None
    expert: str = ""
    draft: str = ""
    draft_by: str = ""
    closed_reason: str = ""
    answered_at: datetime | None = None
    clocks: list[Clock] = field(default_factory=list)
    resolutions: list[Clock] = field(default_factory=list)
    waiting: list[Message] = field(default_factory=list)
    seen: list[Message] = field(default_factory=list)


def case_at(history: History, as_of: datetime) -> Case | None:
    """None where the customer had not written yet at `as_of`."""
    events = tuple(_effective(history.events, as_of))
    messages = [m for m in history.messages if m.at <= as_of]
    if all(m.mention.own for m in messages):
        return None
    life = _Life(as_of=as_of)
    moments: list[Message | Event] = [*messages, *events]
    for moment in sorted(moments, key=_order):
        if isinstance(moment, Event):
            _ACTS[moment.action](life, moment)
        elif moment.mention.own:
            _answered(life, moment.at, moment.mention.author.handle)
        else:
            _asked(life, moment)
    return _case(history, life, sorted(messages, key=_order), [e for e in history.events if e.at <= as_of])


def _effective(events: tuple[Event, ...], as_of: datetime) -> Iterator[Event]:
    """The events that stand: an undo takes its event away from its own instant on, not before."""
    known = [e for e in events if e.at <= as_of]
    undone = {e.undoes for e in known if e.action is Action.UNDO}
    return (e for e in known if e.action is not Action.UNDO and e.number not in undone)


def _order(moment: Message | Event) -> tuple[datetime, int, str | int]:
    """At the same instant a question comes before the answer to it, and a post before what a person does about it."""
    if isinstance(moment, Event):
        return moment.at, 2, f"{moment.number:020}"
    return moment.at, int(moment.mention.own), moment.mention.ref


def _asked(life: _Life, message: Message) -> None:
    life.seen.append(message)
    if not message.needs_answer:
        if life.state is State.NEW and not life.waiting:
            life.state, life.route = State.SET_ASIDE, message.route
        return
    life.waiting.append(message)
    kind = ClockKind.FIRST_RESPONSE if life.answered_at is None else ClockKind.NEXT_RESPONSE
    clock = replace(_clock(message, life.as_of), kind=kind)
    _to_be_resolved(life, message)
    if life.clocks and life.clocks[-1].runs:
        life.clocks[-1] = _sooner(life.clocks[-1], clock)
    else:
        life.clocks.append(clock)
    if life.route is None or life.state is State.SET_ASIDE:
        life.route = message.route
    if life.state is not State.DRAFTED:
        life.state = State.ASSIGNED if life.route else State.NEW


def _to_be_resolved(life: _Life, message: Message) -> None:
    """The end of a case is promised once, from the message that opened it; one that opens it again promises anew."""
    due_at = message.promise.resolution_due_at if message.promise else None
    if due_at is None or (life.resolutions and life.resolutions[-1].runs):
        return
    policy = message.promise.policy if message.promise else ""
    life.resolutions.append(Clock(kind=ClockKind.RESOLUTION, asked_at=message.at, due_at=due_at, policy=policy))


def _clock(message: Message, as_of: datetime) -> Clock:
    """What we saw or decided after `as_of` had not happened; the promise itself counts from the question on."""
    seen_at = message.seen_at if message.seen_at <= as_of else None
    routed_at = message.routed_at if message.routed_at and message.routed_at <= as_of else None
    if message.promise is None:
        return Clock(asked_at=message.at, due_at=None, seen_at=seen_at, routed_at=routed_at)
    return Clock(
        asked_at=message.at,
        due_at=message.promise.due_at,
        policy=message.promise.policy,
        seen_at=seen_at,
        routed_at=routed_at,
        expert_due_at=message.promise.expert_due_at,
        warnings=message.promise.warnings,
    )


def _sooner(clock: Clock, other: Clock) -> Clock:
    """The clock runs from the oldest unanswered message; a graver one that came after it may only hasten it."""
    if other.due_at is None or (clock.due_at is not None and clock.due_at <= other.due_at):
        return clock
    way = replace(other, asked_at=clock.asked_at, kind=clock.kind)
    return replace(way, drafted_at=clock.drafted_at, ready_at=clock.ready_at)


def _answered(life: _Life, at: datetime, by: str) -> None:
    life.state, life.answered_at, life.draft, life.draft_by = State.ANSWERED, at, "", ""
    life.waiting.clear()
    if life.clocks:
        life.clocks[-1] = life.clocks[-1].stopped(at, by)


def _assign(life: _Life, event: Event) -> None:
    life.expert = event.after
    if life.state in (State.NEW, State.SET_ASIDE, State.DRAFTED):
        life.state = State.ASSIGNED


def _draft(life: _Life, event: Event) -> None:
    """It stops the expert's leg only: the customer still waits."""
    life.draft, life.draft_by, life.state = event.text, event.by, State.DRAFTED
    if life.clocks:
        life.clocks[-1] = life.clocks[-1].drafted(event.at)


def _queue(life: _Life, event: Event) -> None:
    """The answer is ready and not yet there: the customer still waits."""
    if life.clocks:
        life.clocks[-1] = life.clocks[-1].ready(event.at)


def _reply(life: _Life, event: Event) -> None:
    _answered(life, event.at, event.by)


def _close(life: _Life, event: Event) -> None:
    life.state, life.closed_reason = State.CLOSED, event.text
    if life.clocks:
        life.clocks[-1] = life.clocks[-1].closed(event.at)
    if life.resolutions:
        life.resolutions[-1] = life.resolutions[-1].closed(event.at)


def _note(_life: _Life, _event: Event) -> None:
    """A note is for colleagues, a correction for the scorer: neither stops a clock or changes a state."""


_ACTS = {
    Action.ASSIGN: _assign, Action.DRAFT: _draft, Action.QUEUE: _queue, Action.REPLY: _reply, Action.CLOSE: _close,
    Action.NOTE: _note, Action.CORRECT: _note,
}  # fmt: skip


def _case(history: History, life: _Life, messages: list[Message], events: list[Event]) -> Case:
    waiting = life.waiting
    voice = min(waiting, key=lambda m: _priority(m).rank) if waiting else life.seen[-1]
    route = life.route
    corrections = standing(voice, history.events, life.as_of)
    return Case(
        number=history.number,
        channel=history.channel,
        author=history.author,
        state=life.state,
        voice=voice,
        score=corrected(voice.score, corrections) if voice.score else None,
        corrections=corrections,
        opened_at=life.seen[0].at,
        clocks=tuple(life.clocks),
        resolutions=tuple(life.resolutions),
        expert=life.expert or (route.expert if route else ""),
        team=route.team if route else "",
        community_manager=route.community_manager if route else "",
        priority=_priority(voice),
        complaint=any(m.route is not None and m.route.complaint for m in life.seen),
        set_aside=route.set_aside if route and life.state is State.SET_ASIDE else "",
        draft=life.draft,
        draft_by=life.draft_by,
        closed_reason=life.closed_reason if life.state is State.CLOSED else "",
        answered_at=life.answered_at,
        unanswered=tuple(waiting),
        messages=tuple(messages),
        events=tuple(events),
    )


def _priority(message: Message) -> Priority:
    return message.route.priority if message.route else Priority.NORMAL
