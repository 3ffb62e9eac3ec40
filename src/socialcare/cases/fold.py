"""History -> the case at an instant: what was posted or done later does not count."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from socialcare.cases.acts import act
from socialcare.cases.case import Case
from socialcare.cases.correcting import corrected, standing
from socialcare.cases.life import Life
from socialcare.facts import Action, Event, History, Message, Priority, State

_ASLEEP = (State.NEW, State.ASSIGNED, State.DRAFTED, State.ANSWERED)
"""What a snooze may hide: a case that is over needs none."""


def case_at(history: History, as_of: datetime) -> Case | None:
    """None where the customer had not written yet at `as_of`."""
    messages = [m for m in history.messages if m.at <= as_of]
    if all(m.mention.own for m in messages):
        return None
    life = _lived(history, as_of)
    events = [e for e in history.events if e.at <= as_of]
    for number in life.merged:
        messages += _with_merged(_merged(history, number), as_of)
    return _case(history, life, sorted(messages, key=_order), events)


def _lived(history: History, as_of: datetime) -> Life:
    """Up to the moment in which it was taken into another case, if it was."""
    life, events = Life(as_of=as_of), list(_effective(history.events, as_of))
    left = next((e for e in events if e.action is Action.MERGE and e.case != history.number), None)
    moments: list[Message | Event] = [*_messages(history, as_of), *(e for e in events if e is not left)]
    if left is None:
        moments += _since_merged(history, events, as_of)
    for moment in sorted(moments, key=_order):
        if left is not None and _order(moment) > _order(left):
            break
        _live(life, moment, history)
    if left is not None:
        life.left_for(left.case)
    return life


def _live(life: Life, moment: Message | Event, history: History) -> None:
    if isinstance(moment, Message):
        if moment.mention.own:
            life.answered(moment.at, moment.mention.author.handle)
        else:
            life.asked(moment)
    elif moment.action is Action.MERGE:
        other = _merged(history, int(moment.after))
        life.adopt(_until(other, moment), other.number)
    else:
        act(life, moment)


def _until(other: History, merge: Event) -> Life:
    """The life of a case up to the merge that ends it, as it was then."""
    own = tuple(e for e in other.events if merge.number not in (e.number, e.undoes))
    before = History(
        number=other.number, channel=other.channel, author=other.author, messages=other.messages, events=own,
        merged=other.merged,
    )  # fmt: skip
    return _lived(before, merge.at)


def _since_merged(history: History, events: Iterable[Event], as_of: datetime) -> Iterator[Message]:
    """What was posted in a case after it was taken into this one."""
    for event in events:
        if event.action is Action.MERGE:
            posted = _with_merged(_merged(history, int(event.after)), as_of)
            yield from (message for message in posted if message.at > event.at)


def _with_merged(history: History, as_of: datetime) -> list[Message]:
    """Its messages, and those of all that was taken into it."""
    merges = (e for e in _effective(history.events, as_of) if e.action is Action.MERGE and e.case == history.number)
    found = list(_messages(history, as_of))
    for event in merges:
        found += _with_merged(_merged(history, int(event.after)), as_of)
    return found


def _every_event(history: History) -> list[Event]:
    """Its own, and those of the cases that were ever taken into it."""
    return [*history.events, *(event for each in history.merged for event in _every_event(each))]


def _messages(history: History, as_of: datetime) -> Iterator[Message]:
    return (message for message in history.messages if message.at <= as_of)


def _merged(history: History, number: int) -> History:
    return next(each for each in history.merged if each.number == number)


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


def _case(history: History, life: Life, messages: list[Message], events: list[Event]) -> Case:
    waiting, route = life.waiting, life.route
    voice = _gravest(waiting) if waiting else life.seen[-1]
    corrections = standing(voice, _every_event(history), life.as_of)
    sleeps = life.snoozed_until is not None and life.snoozed_until > life.as_of and life.state in _ASLEEP
    draft = life.drafts[-1] if life.drafts else None
    return Case(
        number=history.number,
        channel=history.channel,
        author=history.author,
        state=State.SNOOZED if sleeps else life.state,
        voice=voice,
        score=corrected(voice.score, corrections) if voice.score else None,
        corrections=corrections,
        opened_at=life.seen[0].at,
        clocks=tuple(life.clocks),
        resolutions=tuple(life.resolutions),
        expert=life.expert if life.expert is not None else (route.expert if route else ""),
        team=route.team if route else "",
        community_manager=life.community_manager or (route.community_manager if route else ""),
        priority=_priority(voice),
        complaint=life.merged_into is None and any(m.route is not None and m.route.complaint for m in life.seen),
        set_aside=route.set_aside if route and life.state is State.SET_ASIDE else "",
        tags=_tags(life),
        drafts=tuple(life.drafts),
        draft=draft.text if draft else "",
        draft_by=draft.by if draft else "",
        in_hand_by=life.in_hand_by,
        in_hand_since=life.in_hand_since,
        snoozed_until=life.snoozed_until if sleeps else None,
        closed_reason=life.closed_reason if life.state is State.CLOSED else "",
        answered_at=life.answered_at,
        unanswered=tuple(waiting),
        messages=tuple(messages),
        events=tuple(events),
        merged=tuple(life.merged),
        merged_into=life.merged_into,
    )


def _gravest(waiting: list[Message]) -> Message:
    return waiting[0] if len(waiting) == 1 else min(waiting, key=lambda message: _priority(message).rank)


def _tags(life: Life) -> tuple[str, ...]:
    """Those of the rules first, then what people added; without what they took away."""
    named = dict.fromkeys((*(life.route.tags if life.route else ()), *life.tags))
    return tuple(tag for tag in named if life.tags.get(tag, True))


def _priority(message: Message) -> Priority:
    return message.route.priority if message.route else Priority.NORMAL
