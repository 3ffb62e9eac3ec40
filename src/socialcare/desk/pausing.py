"""The end of a case waits while its customer has the word: by when it is due once they have spoken."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from socialcare import sla, store
from socialcare.cases import Case, Clock, case_at
from socialcare.desk.desk import Desk
from socialcare.store.triage import Decision, Untriaged


def pauses(desk: Desk, case: Case) -> bool:
    """Whether anything stands still while we wait: only a duration does."""
    clock = _running(case)
    return clock is not None and _end(desk, clock, ()) is not None


def resumed_at(desk: Desk, case: Case, at: datetime) -> datetime | None:
    """When the case is to be closed if its clock goes on at `at`; None where it did not stand still."""
    clock = _running(case)
    if clock is None or clock.paused_at is None:
        return None
    return _end(desk, clock, (*clock.pauses, (clock.paused_at, at))) or clock.due_at


def with_pauses(desk: Desk, waiting: Sequence[Untriaged], decisions: Sequence[Decision]) -> list[Decision]:
    """The customer has spoken: the promise of what they wrote tells when their case is to be closed now."""
    paused = store.triage.paused(desk.store, [each.number for each in waiting])
    if not paused:
        return list(decisions)
    return [
        _resumed(desk, decision, paused[decision.number], each.mention.posted_at)
        if decision.number in paused
        else decision
        for each, decision in zip(waiting, decisions, strict=True)
    ]


def _resumed(desk: Desk, decision: Decision, number: int, at: datetime) -> Decision:
    case = case_at(next(store.cases.histories(desk.store, [number])), at)
    due_at = resumed_at(desk, case, at) if case else None
    if due_at is None or decision.promise is None:
        return decision
    return replace(decision, promise=replace(decision.promise, resolution_due_at=due_at))


def _running(case: Case) -> Clock | None:
    return case.resolutions[-1] if case.resolutions and case.resolutions[-1].runs else None


def _end(desk: Desk, clock: Clock, paused: Sequence[tuple[datetime, datetime]]) -> datetime | None:
    try:
        return desk.rules.promises.end(clock.asked_at, clock.policy, paused)
    except sla.OutsideCalendar:
        return None
