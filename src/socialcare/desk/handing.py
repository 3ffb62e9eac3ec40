"""One answer handed to its network, looked for there, recorded or taken back: each step a transaction of its own."""

import contextlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import cast

from socialcare import connector as contract
from socialcare import store
from socialcare.cases import Case, case_at
from socialcare.desk.desk import Desk
from socialcare.desk.outlines import FOREVER, renew
from socialcare.desk.sources import failure_of, source_of
from socialcare.errors import AuthError, ConnectorError, RateLimited, Rejected, SocialcareError, WrongUse
from socialcare.facts import Action, Author, Event, Kind, Mention
from socialcare.sentences import Sentence, say
from socialcare.store.outbox import Fate, Outgoing
from socialcare.workspace import Channel

TICK = timedelta(microseconds=1)
"""The copy of an answer stands just after the act of sending it: the act names the person, the copy only the account."""


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What is known of an answer now; `failure` is why no more is known, or why it did not go out."""

    outgoing: Outgoing
    failure: SocialcareError | None = None


def stopped(desk: Desk) -> Sentence | None:
    """Who stopped all sending and since when; None while answers may go out."""
    found = store.outbox.stopped(desk.store)
    if found is None:
        return None
    return say(
        "nothing goes out since {at}: {name} stopped it; socialcare publishing start lets it go on",
        at=found.at,
        name=name_of(desk, found.by),
    )


def refuse_stopped(desk: Desk) -> None:
    sentence = stopped(desk)
    if sentence is not None:
        raise WrongUse(sentence)


def name_of(desk: Desk, key: str) -> str:
    person = desk.rules.rulebook.people.get(key)
    return person.name if person else key


def case_of(desk: Desk, number: int) -> Case:
    history = next(store.cases.histories(desk.store, [number]), None)
    case = case_at(history, FOREVER) if history else None
    if case is None:
        raise WrongUse(say("there is no case {number}; socialcare triage lists them", number=str(number)))
    return case


def cannot(number: int, why: Sentence) -> WrongUse:
    return WrongUse(
        say(
            "case {number}: {why}; answer on the platform, then record it with --mark-only", number=str(number), why=why
        )
    )


@contextlib.contextmanager
def replier(desk: Desk, case: int, name: str) -> Iterator[tuple[Channel, contract.Replies]]:
    """Of the channel of this name, to answer a message of `case`."""
    channel = desk.settings.channels.get(name)
    if channel is None:
        raise cannot(case, say("“{channel}” is no channel of socialcare.yaml", channel=name))
    if contract.Capability.REPLY not in contract.load(channel.connector).capabilities:
        raise cannot(
            case,
            say("{channel} cannot send (connector {connector})", channel=channel.name, connector=channel.connector),
        )
    with ExitStack() as held:
        yield channel, cast("contract.Replies", source_of(desk, channel, held))


def _reply(outgoing: Outgoing) -> contract.Reply:
    return contract.Reply(key=outgoing.key, to=outgoing.to, text=outgoing.text, since=outgoing.since)


def hand_over(desk: Desk, outgoing: Outgoing, channel: Channel, source: contract.Replies) -> Outgoing:
    store.outbox.tried(desk.store, outgoing, desk.now)
    outgoing = replace(outgoing, tried_at=desk.now)
    case = str(outgoing.case)
    try:
        sent = source.send(_reply(outgoing))
    except (Rejected, AuthError) as error:
        take_back(desk, outgoing, outgoing.by, Fate.REFUSED, error.sentence)
        told = say("case {case}: not sent, and as it was before: {why}", case=case, why=error.sentence)
        raise type(error)(told) from error
    except RateLimited as error:
        _settle(desk, outgoing, Fate.WAITING, error.sentence)
        told = say("case {case}: the answer waits: {why}; socialcare publishing retry sends it", case=case, why=error.sentence)  # fmt: skip
        raise ConnectorError(told) from error
    except Exception as error:
        failure = failure_of(channel, error)
        _settle(desk, outgoing, Fate.UNKNOWN, failure.sentence)
        told = say("case {case}: nobody knows whether the answer went out: {why}; socialcare publishing retry looks for it before it sends it again", case=case, why=failure.sentence)  # fmt: skip
        raise ConnectorError(told, *failure.details) from error
    return record(desk, outgoing, sent)


def again(desk: Desk, outgoing: Outgoing) -> Looked:
    case = case_of(desk, outgoing.case)
    if case.answered_at is not None and case.answered_at > outgoing.since:
        told = say("case {case}: answered meanwhile, {at}; the answer that waits stays here: socialcare undo {case} takes it back", case=str(case.number), at=case.answered_at)  # fmt: skip
        return Looked(outgoing=outgoing, failure=WrongUse(told))
    try:
        refuse_stopped(desk)
        with replier(desk, case.number, outgoing.to.channel) as (channel, source):
            return Looked(outgoing=hand_over(desk, outgoing, channel, source))
    except (ConnectorError, WrongUse) as failure:
        return Looked(outgoing=store.outbox.find(desk.store, outgoing.number), failure=failure)


def look_for(desk: Desk, outgoing: Outgoing) -> Looked:
    case = case_of(desk, outgoing.case)
    try:
        with replier(desk, outgoing.case, outgoing.to.channel) as (_, source):
            found = source.find(_reply(outgoing))
    except WrongUse as failure:
        return Looked(outgoing=outgoing, failure=failure)
    except Exception as error:  # noqa: BLE001 - a plug-in's fault leaves the fate of this answer open, no more
        why = failure_of(desk.settings.channels[outgoing.to.channel], error).sentence
        _settle(desk, outgoing, Fate.UNKNOWN, why)
        told = say("case {case}: nobody knows whether the answer went out, and it cannot be looked for: {why}; look into the network yourself, then socialcare publishing mark {case} --sent or --not-sent", case=str(case.number), why=why)  # fmt: skip
        return Looked(outgoing=store.outbox.find(desk.store, outgoing.number), failure=ConnectorError(told))
    return Looked(outgoing=record(desk, outgoing, found) if found else outgoing)


def record(desk: Desk, outgoing: Outgoing, found: contract.Sent | None) -> Outgoing:
    """It is out. The promise is kept or broken by when it was last handed over, whoever finds it later."""
    with desk.store.unit_of_work():
        draft = case_of(desk, outgoing.case).draft
        event = store.log.append(
            desk.store, at=desk.now, by=outgoing.by, case=outgoing.case, action=Action.REPLY, text=outgoing.text,
            before=draft,
        )  # fmt: skip
        store.outbox.sent(desk.store, outgoing, event, found)
        if found and found.ref:
            store.outbox.keep_copy(desk.store, outgoing.case, _copy(desk, outgoing, found), desk.now)
        renew(desk.store, [outgoing.case])
    return store.outbox.find(desk.store, outgoing.number)


def _copy(desk: Desk, outgoing: Outgoing, found: contract.Sent) -> Mention:
    to = outgoing.to
    known = (store.outbox.own_handle(desk.store, to.channel), *_handles(desk, to.channel))
    handle = next((each for each in known if each), "")
    return Mention(
        channel=to.channel,
        ref=found.ref,
        author=Author(handle=handle, name="" if handle else desk.settings.brand),
        text=outgoing.text,
        posted_at=outgoing.tried_at + TICK,
        url=found.url,
        in_reply_to=to.ref,
        thread=to.thread,
        kind=Kind.REPLY,
        own=True,
    )


def _handles(desk: Desk, channel: str) -> Sequence[str]:
    """Of the channel before those of the brand."""
    return (*sorted(desk.settings.channels[channel].handles), *sorted(desk.settings.handles))


def take_back(desk: Desk, outgoing: Outgoing, by: str, fate: Fate, *why: Sentence) -> Event:
    """The case is as if nothing had been to go out; the log keeps both."""
    with desk.store.unit_of_work():
        event = store.log.append(
            desk.store, at=desk.now, by=by, case=outgoing.case, action=Action.UNDO, text=outgoing.text,
            undoes=outgoing.queued,
        )  # fmt: skip
        store.outbox.settle(desk.store, outgoing, fate, *why)
        renew(desk.store, [outgoing.case])
    return event


def _settle(desk: Desk, outgoing: Outgoing, fate: Fate, why: Sentence) -> None:
    with desk.store.unit_of_work():
        store.outbox.settle(desk.store, outgoing, fate, why)
