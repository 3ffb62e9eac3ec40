"""Answers that go out: written in the outbox, handed to the network once, and looked for there before any second try."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from socialcare import store
from socialcare.cases import Case
from socialcare.desk import deeds, undoing
from socialcare.desk.desk import Desk
from socialcare.desk.handing import (
    Looked,
    again,
    cannot,
    case_of,
    hand_over,
    look_for,
    name_of,
    record,
    refuse_stopped,
    replier,
    stopped,
    take_back,
)  # fmt: skip
from socialcare.desk.holding import InHand, in_hands
from socialcare.desk.outlines import renew
from socialcare.desk.triage import triage
from socialcare.errors import AlreadyRunning, WrongUse
from socialcare.facts import Action, Event, Mention, Role
from socialcare.routing import Person
from socialcare.sentences import say
from socialcare.store.outbox import Fate, Outgoing

__all__ = [
    "CaseChanged", "Looked", "Prepared", "look", "mark", "may_answer", "name_of", "prepare", "refuse_stopped", "retry",
    "send", "start", "stop", "stopped", "undo",
]  # fmt: skip

RECENTLY = timedelta(minutes=10)

_Seen = tuple[int, tuple[tuple[str, str], ...]]


class CaseChanged(WrongUse):
    """Somebody wrote or acted between the preview and the sending: look again, then ask again."""


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """An answer as it would go out to `to`. `length` and `longest` are in the network's own count.

    `answered_at` is set where nothing is left to answer; `changed` is what somebody else did in the last ten minutes,
    `held` who else has the case in hand.
    `pending` is the same answer, handed over before and not found on the network.
    """

    case: Case
    to: Mention
    text: str
    by: Person
    length: int
    longest: int
    answered_at: datetime | None
    changed: Event | None
    held: InHand | None
    pending: Outgoing | None


def may_answer(desk: Desk, by: Person) -> None:
    """Raises WrongUse for who does not speak for the brand."""
    deeds.only(by, Role.COMMUNITY_MANAGER, say("answer a customer"), desk)


def prepare(desk: Desk, by: Person, number: int, text: str) -> Prepared:
    """Nothing is sent and nothing of it written. Raises WrongUse for what cannot go out, and what the settings lack."""
    may_answer(desk, by)
    deeds.need(text, say("an answer needs a text: --text"))
    triage(desk)  # what was pulled since belongs to its case, the brand's own answers too
    case = case_of(desk, number)
    deeds.refuse_ended(case)
    to = case.voice.mention
    if to.can_reply is False:
        raise cannot(number, say("this message cannot be answered on its network"))
    pending = _same_pending(desk, number, text)
    with replier(desk, number, to.channel) as (_, source):
        length, longest = source.length(text), source.longest
    if length > longest:
        raise WrongUse(
            say(
                "case {number}: the answer is {length} long and {channel} takes {longest}; shorten it",
                number=str(number),
                length=length,
                channel=to.channel,
                longest=longest,
            )
        )
    return Prepared(
        case=case,
        to=to,
        text=text,
        by=by,
        length=length,
        longest=longest,
        answered_at=None if case.unanswered else case.answered_at,
        changed=_changed(case, by, desk.now),
        held=next(iter(in_hands(desk, by, [number])), None),
        pending=pending,
    )


def send(desk: Desk, prepared: Prepared) -> Outgoing:
    """Outbox, call, record: each on its own, so that a crash between two of them is seen by the next run.

    Raises CaseChanged before anything is written, Rejected or AuthError where the case is as before, else ConnectorError.
    """
    with store.outbox.turn(desk.store), replier(desk, prepared.case.number, prepared.to.channel) as (channel, source):
        outgoing = prepared.pending or _queue(desk, prepared)
        refuse_stopped(desk)
        return hand_over(desk, outgoing, channel, source)


def look(desk: Desk, case: int | None = None, *, wait: bool = True) -> list[Looked]:
    """Ask the networks for the answers whose fate is open, of all cases or of one; what is found is recorded as sent.

    Where not to `wait`, none are looked for while another process is sending.
    """
    if not store.outbox.pending(desk.store, case):
        return []
    try:
        with store.outbox.turn(desk.store, wait=wait):
            return [look_for(desk, each) for each in store.outbox.pending(desk.store, case)]
    except AlreadyRunning:
        if wait:
            raise
        return []


def retry(desk: Desk, by: Person, case: int | None = None) -> Iterator[Looked]:
    """Look for each answer first; one that is not there goes out, under the key it had."""
    may_answer(desk, by)
    refuse_stopped(desk)
    triage(desk)
    with store.outbox.turn(desk.store):
        for each in store.outbox.pending(desk.store, case):
            looked = look_for(desk, each)
            yield again(desk, each) if looked.failure is None and looked.outgoing.is_pending else looked


def mark(desk: Desk, by: Person, number: int, *, was_sent: bool) -> Outgoing:
    """A person has looked into the network. Raises WrongUse where no answer of the case is open."""
    may_answer(desk, by)
    with store.outbox.turn(desk.store):
        found = store.outbox.pending(desk.store, number)
        if not found:
            raise WrongUse(say("case {number}: no answer waits to go out", number=str(number)))
        if was_sent:
            return record(desk, found[0], None)
        take_back(desk, found[0], by.key, Fate.TAKEN_BACK)
        return store.outbox.find(desk.store, found[0].number)


def undo(desk: Desk, by: Person, case: int | None, number: int | None = None) -> list[Event]:
    """As `undoing.undo`; an answer that waits to go out is taken back once it is known not to be out."""
    outgoing = store.outbox.of_event(desk.store, undoing.chosen(desk, by, case, number))
    if outgoing is None or not outgoing.is_pending:
        return undoing.undo(desk, by, case, number)
    with store.outbox.turn(desk.store):
        looked = look_for(desk, store.outbox.find(desk.store, outgoing.number))
        if looked.failure is not None:
            raise looked.failure
        if looked.outgoing.is_pending:
            return [take_back(desk, outgoing, by.key, Fate.TAKEN_BACK)]
    return undoing.undo(desk, by, case, number)


def stop(desk: Desk, by: Person) -> None:
    """Nothing goes out from now on; anybody of the team may say so."""
    if store.outbox.stopped(desk.store) is None:
        store.outbox.stop(desk.store, desk.now, by.key, stopped=True)


def start(desk: Desk, by: Person) -> None:
    deeds.only(by, Role.COMMUNITY_MANAGER, say("let answers go out again"), desk)
    if store.outbox.stopped(desk.store) is not None:
        store.outbox.stop(desk.store, desk.now, by.key, stopped=False)


def _same_pending(desk: Desk, number: int, text: str) -> Outgoing | None:
    found = store.outbox.pending(desk.store, number)
    if not found or found[0].text == text:
        return found[0] if found else None
    raise WrongUse(
        say(
            "case {number}: another answer, by {name}, waits to go out since {at}; socialcare publishing retry sends it, socialcare undo {number} takes it back",
            number=str(number),
            name=name_of(desk, found[0].by),
            at=found[0].since,
        )
    )


def _changed(case: Case, by: Person, now: datetime) -> Event | None:
    others = [event for event in case.events if event.by != by.key and now - event.at <= RECENTLY]
    return others[-1] if others else None


def _seen(case: Case) -> _Seen:
    last = max((event.number for event in case.events), default=0)
    return last, tuple((message.mention.ref, message.mention.text) for message in case.messages)


def _queue(desk: Desk, prepared: Prepared) -> Outgoing:
    number = prepared.case.number
    with desk.store.unit_of_work():
        refuse_stopped(desk)
        if _seen(case_of(desk, number)) != _seen(prepared.case):
            raise CaseChanged(say("case {number} has changed since you looked; look again", number=str(number)))
        event = store.log.append(
            desk.store, at=desk.now, by=prepared.by.key, case=number, action=Action.QUEUE, text=prepared.text
        )
        outgoing = store.outbox.add(desk.store, event, prepared.to, _key(event, prepared.to))
        renew(desk.store, [number])
    return outgoing


def _key(event: Event, to: Mention) -> str:
    """Another answer to the same message, even of the same words, is another event."""
    parts = (to.channel, to.ref, str(event.number), event.at.isoformat(), event.text)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]
