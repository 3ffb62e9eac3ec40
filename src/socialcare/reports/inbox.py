"""What waits for one person: an expert's questions and what became of their drafts, a community manager's next acts."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from socialcare import store
from socialcare.cases import Case, case_at
from socialcare.cases.changes import Changes, Fate, Outcome, became_of
from socialcare.facts import Action, Event, Role, State
from socialcare.reports.rows import CaseRow, queue_row
from socialcare.reports.story import approved, handed_back, last
from socialcare.store import Store

_WAKES = (Action.ASSIGN, Action.HAND_BACK, Action.DRAFT, Action.REPLY, Action.WAIT, Action.CLOSE)
"""What ends a sleep before its time; so does a message of the customer."""


class Waits(StrEnum):
    """Why a case is in somebody's inbox, in the order of the sections."""

    FOR_DRAFT = "for_draft"
    DRAFTED = "drafted"
    """A draft is to be read, put into the brand's words and sent."""
    GOING_OUT = "going_out"
    """An answer was approved and is not known to be out."""
    HANDED_BACK = "handed_back"
    IN_HAND = "in_hand"
    COMES_BACK = "comes_back"
    """From sleep, today."""
    AS_PROPOSED = "as_proposed"
    CHANGED = "changed"
    CLOSED = "closed"
    """The last three are what became of an expert's draft; nothing is to be done."""

    @property
    def is_outcome(self) -> bool:
        return self in (Waits.AS_PROPOSED, Waits.CHANGED, Waits.CLOSED)


@dataclass(frozen=True, kw_only=True)
class InboxRow(CaseRow):
    """`at`, `by` and `message` are of the act that put it here: given, drafted, approved, handed back, taken, put to sleep, answered, closed.

    `expert_due_at` is None once the expert's leg is over; `back_at` is when a sleeping case comes back. Of an outcome,
    `draft` is what this person proposed, `answer` what the customer read, and `changes` lead from the one to the other;
    of what is going out, `answer` is what the customer is to read.
    """

    waits: Waits
    expert_due_at: datetime | None
    at: datetime | None
    by: str
    message: str
    back_at: datetime | None
    in_hand_by: str
    in_hand_since: datetime | None
    tags: str
    answer: str
    changes: Changes


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Whose inbox it is; `zone` says when their day ends."""

    key: str
    role: Role
    zone: ZoneInfo


def inbox_at(desk: Store, reader: Reader, now: datetime, since: datetime, *, rewound: bool) -> list[InboxRow]:
    """What is to be done by due time, then outcomes since `since`, newest first. `rewound`: `now` is not the clock's."""
    numbers = store.cases.opened_by(desk, now) if rewound else _may_wait(desk, _midnight(now, reader.zone))
    cases = (case_at(history, now) for history in store.cases.histories(desk, numbers))
    waiting = [row for case in cases if case is not None and (row := _waiting(case, reader, now)) is not None]
    waiting.sort(key=_urgency)
    if reader.role is not Role.EXPERT:
        return waiting
    return [*waiting, *sorted(_outcomes(desk, reader, now, since), key=_newest)]


def _may_wait(desk: Store, today: datetime) -> list[int]:
    """What sleeps may be answered already, and is then not open."""
    return sorted({*store.cases.open_since(desk, None), *store.log.snoozed(desk, today)})


def _midnight(now: datetime, zone: ZoneInfo) -> datetime:
    return now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)


def _waiting(case: Case, reader: Reader, now: datetime) -> InboxRow | None:
    if reader.role is Role.EXPERT:
        return _for_expert(case, reader.key, now)
    if reader.key not in (case.community_manager or reader.key, case.in_hand_by):
        return None
    return _for_manager(case, reader, now)


def _for_expert(case: Case, key: str, now: datetime) -> InboxRow | None:
    if not case.is_open or case.state is State.DRAFTED or key not in (case.expert, case.in_hand_by):
        return None
    if approved(case):
        return None
    given = last(case, Action.ASSIGN)
    return _row(case, now, Waits.FOR_DRAFT, given if given and given.after == key else None)


def _for_manager(case: Case, reader: Reader, now: datetime) -> InboxRow | None:
    if act := approved(case):
        return replace(_row(case, now, Waits.GOING_OUT), at=act.at, by=act.by, answer=act.text)
    slept = _woken(case)
    until = case.snoozed_until or (datetime.fromisoformat(slept.after) if slept else None)
    today = until is not None and until.astimezone(reader.zone).date() == now.astimezone(reader.zone).date()
    if case.state is State.SNOOZED:
        return replace(_row(case, now, Waits.COMES_BACK, last(case, Action.SNOOZE)), back_at=until) if today else None
    if given := handed_back(case):
        return _row(case, now, Waits.HANDED_BACK, given)
    if case.state is State.DRAFTED:
        draft = case.drafts[-1]
        return replace(_row(case, now, Waits.DRAFTED), at=draft.at, by=draft.by)
    if case.is_open and case.in_hand_by == reader.key:
        return _row(case, now, Waits.IN_HAND, last(case, Action.TAKE))
    if today:
        return replace(_row(case, now, Waits.COMES_BACK, slept), back_at=until)
    return None


def _woken(case: Case) -> Event | None:
    """The act that put it to sleep, where nobody acted and nobody wrote since."""
    act = last(case, *_WAKES, Action.SNOOZE)
    if act is None or act.action is not Action.SNOOZE or case.state in (State.CLOSED, State.MERGED):
        return None
    since = (message for message in case.messages if message.at > act.at)
    return None if any(message.mention.own or message.needs_answer for message in since) else act


def _row(case: Case, now: datetime, waits: Waits, act: Event | None = None) -> InboxRow:
    row, clock = queue_row(case, now), case.clock
    common: dict[str, Any] = {each.name: getattr(row, each.name) for each in fields(CaseRow)}
    leg = clock.expert_due_at if clock is not None and clock.runs and clock.drafted_at is None else None
    return InboxRow(
        **common,
        waits=waits,
        expert_due_at=leg,
        at=act.at if act else None,
        by=act.by if act else "",
        message=act.text if act else "",
        back_at=None,
        in_hand_by=case.in_hand_by,
        in_hand_since=case.in_hand_since,
        tags=", ".join(case.tags),
        answer="",
        changes=Changes(),
    )


def _outcomes(desk: Store, reader: Reader, now: datetime, since: datetime) -> Iterator[InboxRow]:
    """An answer that was given in a case that was taken in, or took one in, is followed there."""
    drafted = store.joined.with_holders(desk, store.log.drafted_by(desk, reader.key))
    ended = store.joined.with_holders(desk, store.log.ended_since(desk, drafted, since))
    for history in store.cases.histories(desk, ended):
        case = case_at(history, now)
        for outcome in became_of(history, now) if case else ():
            if case is not None and outcome.draft.by == reader.key and outcome.at >= since:
                yield _outcome(case, now, outcome)


def _outcome(case: Case, now: datetime, outcome: Outcome) -> InboxRow:
    closed = outcome.fate is Fate.CLOSED
    return replace(
        _row(case, now, Waits(outcome.fate)),
        draft=outcome.draft.text,
        at=outcome.at,
        by=outcome.by,
        message=outcome.text if closed else "",
        answer="" if closed else outcome.text,
        changes=outcome.changes,
    )


def _urgency(row: InboxRow) -> tuple[object, ...]:
    """By section; then the expert's own time before the public promise, then what is graver and waited longest."""
    due_at = row.expert_due_at or row.due_at if row.waits is Waits.FOR_DRAFT else row.due_at
    order = list(Waits).index(row.waits)
    return order, due_at is None, due_at or row.posted_at, row.priority.rank, row.posted_at, row.case


def _newest(row: InboxRow) -> tuple[float, int]:
    return -(row.at.timestamp() if row.at else 0), row.case
