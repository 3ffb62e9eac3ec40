"""What became of a draft: which answer followed it, and what was changed in between, word by word (pure)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from enum import StrEnum

from socialcare.cases.case import Case, Draft
from socialcare.cases.fold import case_at
from socialcare.facts import Action, Event, History, Message, State

LONGEST = 2000
"""Words and spaces of both texts together; what is longer is told as replaced whole, as comparing takes their square."""

_TOKEN = re.compile(r"https?://\S+|\s+|\w+(?:[-.@/]\w+)*['’]?|[^\w\s]+")
_WORD = re.compile(r"\w")

_TICK = timedelta(microseconds=1)


class Change(StrEnum):
    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, kw_only=True)
class Part:
    """A run of words and the spaces between them."""

    change: Change
    text: str


class Changes(tuple[Part, ...]):
    """From the one text to the other, in order; as a text it is marked `[-removed-]{+added+}`."""

    __slots__ = ()

    def __str__(self) -> str:
        marks = {Change.KEPT: "{}", Change.REMOVED: "[-{}-]", Change.ADDED: "{{+{}+}}"}
        return "".join(marks[part.change].format(part.text) for part in self)


class Fate(StrEnum):
    """What became of a draft."""

    AS_PROPOSED = "as_proposed"
    CHANGED = "changed"
    CLOSED = "closed"
    """Nobody answered: the case was closed."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """`text` is the answer that followed `draft`, the reason where the case was closed; `by` is "" for the brand's account."""

    draft: Draft
    fate: Fate
    at: datetime
    by: str
    text: str
    changes: Changes


def changes(before: str, after: str) -> Changes:
    """Word by word; a space or a sign that stands alone between two changes belongs to them."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    steps = _steps(old, new)
    parts: list[Part] = []
    removed, added = "", ""
    for place, (step, i1, i2, j1, j2) in enumerate(steps):
        was, now = "".join(old[i1:i2]), "".join(new[j1:j2])
        between = 0 < place < len(steps) - 1
        if step == "equal" and not (between and not _WORD.search(now)):
            parts += [*_changed(removed, added), Part(change=Change.KEPT, text=now)]
            removed, added = "", ""
        else:
            removed, added = removed + was, added + now
    return Changes([*parts, *_changed(removed, added)])


def _steps(old: Sequence[str], new: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    if len(old) + len(new) > LONGEST:
        return [("equal" if old == new else "replace", 0, len(old), 0, len(new))]
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def _changed(removed: str, added: str) -> Iterator[Part]:
    if removed:
        yield Part(change=Change.REMOVED, text=removed)
    if added:
        yield Part(change=Change.ADDED, text=added)


def became_of(history: History, as_of: datetime) -> list[Outcome]:
    """What followed the last draft of each person, answer by answer, oldest first; nothing while a draft still waits."""
    case = case_at(history, as_of)
    if case is None:
        return []
    standing = standing_events(case.events)
    found = [outcome for answer in _answers(case, standing) for outcome in _answered(history, answer, standing)]
    if case.state is State.CLOSED and case.drafts:
        closing = next(event for event in reversed(standing) if event.action is Action.CLOSE)
        found += [
            Outcome(draft=draft, fate=Fate.CLOSED, at=closing.at, by=closing.by, text=closing.text, changes=Changes())
            for draft in _last_of_each(case.drafts)
        ]
    return found


def standing_events(events: Sequence[Event]) -> list[Event]:
    """Without those that were taken back, and without the taking back."""
    undone = {event.undoes for event in events}
    return [event for event in events if event.action is not Action.UNDO and event.number not in undone]


def is_copy(message: Message, reply: Event) -> bool:
    """Whether an own message is what a person sent from here: some networks put the customer's name before it."""
    said = " ".join(message.mention.text.split())
    return said.endswith(" ".join(reply.text.split()))


def _answers(case: Case, standing: Sequence[Event]) -> list[Event | Message]:
    found = [event for event in standing if event.action is Action.REPLY]
    return sorted([*found, *(m for m in case.messages if m.mention.own)], key=lambda each: each.at)


def _answered(history: History, answer: Event | Message, standing: Sequence[Event]) -> Iterator[Outcome]:
    """To the drafts that stood just before it and no longer after it: an answer in another thread leaves them waiting."""
    before, after = _around(history, answer)
    left = {draft.number for draft in after.drafts} if after else set()
    by, text = _said(answer, standing)
    for draft in _last_of_each([draft for draft in (before.drafts if before else ()) if draft.number not in left]):
        fate = Fate.AS_PROPOSED if draft.text.split() == text.split() else Fate.CHANGED
        yield Outcome(draft=draft, fate=fate, at=answer.at, by=by, text=text, changes=changes(draft.text, text))


def _around(history: History, answer: Event | Message) -> tuple[Case | None, Case | None]:
    """The case just before and just after; acts of the same instant are told apart by their numbers."""
    if isinstance(answer, Message):
        return case_at(history, answer.at - _TICK), case_at(history, answer.at)
    before = tuple(event for event in history.events if event.number < answer.number)
    return (
        case_at(replace(history, events=before), answer.at),
        case_at(replace(history, events=(*before, answer)), answer.at),
    )


def _said(answer: Event | Message, standing: Sequence[Event]) -> tuple[str, str]:
    """By whom, what. An answer that was sent from here and read on its network is its sender's."""
    if isinstance(answer, Event):
        return answer.by, answer.text
    replies = (event for event in standing if event.action is Action.REPLY)
    sent = next((event for event in replies if is_copy(answer, event)), None)
    return (sent.by, sent.text) if sent else ("", answer.mention.text)


def _last_of_each(drafts: Sequence[Draft]) -> list[Draft]:
    return list({draft.by: draft for draft in drafts}.values())
