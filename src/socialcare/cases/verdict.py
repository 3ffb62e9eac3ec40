"""What a promise is worth at an instant (DESIGN.md §5: at the very due instant is on time, one tick later is not)."""

import math
from datetime import datetime, timedelta

from socialcare.cases.case import Clock, ClockKind
from socialcare.facts import Verdict

DUE_SOON = timedelta(hours=1)
"""By the clock on the wall: what a person at the desk must do before the next coffee."""


def verdict(clock: Clock | None, now: datetime) -> Verdict:
    """Closed without an answer: broken when that was after the due instant, none before it; a resolution is kept by it."""
    if clock is None or clock.due_at is None:
        return Verdict.NONE
    now = clock.read_at(now)
    if clock.answered_at is not None:
        return Verdict.BROKEN if clock.answered_at > clock.due_at else Verdict.KEPT
    if clock.closed_at is not None:
        in_time = Verdict.KEPT if clock.kind is ClockKind.RESOLUTION else Verdict.NONE
        return Verdict.BROKEN if clock.read_at(clock.closed_at) > clock.due_at else in_time
    if now > clock.due_at:
        return Verdict.LATE
    return Verdict.DUE_SOON if clock.due_at - now <= DUE_SOON else Verdict.ON_TIME


def remaining_seconds(clock: Clock | None, now: datetime) -> int | None:
    """Until the due instant, negative once late by whatever it is; None where nobody waits or nothing was promised."""
    if clock is None or clock.due_at is None or not clock.runs:
        return None
    return math.floor((clock.due_at - clock.read_at(now)).total_seconds())


def late_seconds(clock: Clock, now: datetime) -> int:
    """How long after the due instant the answer, the closing or, while neither came, `now` is; 0 when not late."""
    if clock.due_at is None:
        return 0
    end = clock.read_at(clock.answered_at or clock.closed_at or now)
    return max(0, math.ceil((end - clock.due_at).total_seconds()))
