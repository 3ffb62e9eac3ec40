"""A case as turns: what the customer asked, then what the brand answered until they wrote again; each answer once."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from socialcare.cases import Case, case_at
from socialcare.facts import Action, Event, History, Message
from socialcare.reports.likeness import content, overlap

SAME_ANSWER = 0.9
"""Overlap of words (`likeness.overlap`) from which on two answers are one."""

Key = tuple[str, str]
"""Channel and ref of a message."""


@dataclass(frozen=True, kw_only=True)
class Answered:
    """One answer to `asked`, all that the customer wrote since the one before, oldest first.

    `by` is the key of the person, or the account where it was typed on the platform: `event` is None then.
    """

    case: Case
    asked: tuple[Message, ...]
    text: str
    at: datetime
    by: str
    event: int | None
    url: str


def key(message: Message) -> Key:
    return message.mention.channel, message.mention.ref


def answered_in(history: History, now: datetime, copied: Collection[Key]) -> Iterator[Answered]:
    """Of a case at `now`, with those taken into it; nothing of one that is followed in another then.

    `copied` are the messages that are copies of recorded answers. What the brand took off the platform is no answer.
    """
    case = case_at(history, now)
    if case is None or case.merged_into is not None:
        return
    asked: list[Message] = []
    turn: list[Message | Event] = []
    told: list[Message | Event] = [*case.messages, *_replies(history, case, now)]
    for each in sorted(told, key=_order):
        if isinstance(each, Event):
            turn.append(each)
        elif not each.mention.own:
            if turn:
                yield from _of_turn(case, asked, turn)
                asked, turn = [], []
            asked.append(each)
        elif key(each) not in copied and (each.vanished_at is None or each.vanished_at > now):
            turn.append(each)
    yield from _of_turn(case, asked, turn)


def numbers(history: History) -> Iterator[int]:
    """Of the case and of all that were ever taken into it."""
    yield history.number
    for other in history.merged:
        yield from numbers(other)


def _of_turn(case: Case, asked: Sequence[Message], turn: Sequence[Message | Event]) -> Iterator[Answered]:
    """Typed on the platform, only what came first is an answer; recorded as well (`--mark-only`), it is one."""
    if not asked or not turn:
        return
    recorded = [each for each in turn if isinstance(each, Event)]
    for event in recorded:
        yield Answered(
            case=case, asked=tuple(asked), text=event.text, at=event.at, by=event.by, event=event.number, url=""
        )
    typed = turn[0]
    if isinstance(typed, Event) or any(_is_one(typed.mention.text, event.text) for event in recorded):
        return
    mention = typed.mention
    yield Answered(
        case=case,
        asked=tuple(asked),
        text=mention.text,
        at=typed.at,
        by=mention.author.handle or mention.author.name,
        event=None,
        url=mention.url,
    )


def _is_one(text: str, other: str) -> bool:
    return overlap(content(text), content(other)) >= SAME_ANSWER


def _replies(history: History, case: Case, now: datetime) -> Iterator[Event]:
    """The recorded answers that stand, of the cases taken into this one too."""
    undone = {event.undoes for event in case.events}
    yield from (e for e in case.events if e.action is Action.REPLY and e.number not in undone)
    for other in history.merged:
        inner = case_at(other, now) if other.number in case.merged else None
        if inner is not None:
            yield from _replies(other, inner, now)


def _order(each: Message | Event) -> tuple[datetime, int]:
    """At the same instant a question comes before the act of answering it, and the act before its copy."""
    if isinstance(each, Event):
        return each.at, 1
    return each.at, 2 * each.mention.own
