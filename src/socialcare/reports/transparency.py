"""What became of the complaints, each counted once and none left out; the same bytes whenever it is run for an instant."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from socialcare import store
from socialcare.cases import Case, case_at, verdict
from socialcare.facts import State, Verdict
from socialcare.store import Store

TOTAL = "*"
"""The `channel` of the last row, which is of all channels."""


@dataclass(frozen=True, kw_only=True)
class TransparencyRow:
    """The complaints of one channel, or of all (`*`). The columns from `in_time` to `closed_unanswered` add up to `complaints`.

    `in_time` had every answer by its due instant, `late` one after it, `unpromised` none that was promised. `unanswered`
    wait still, `overdue` of them past their due instant. `closed_reasons` tells why people closed without an answer,
    the most frequent first. `answered_percent` is of all complaints; `in_time_percent` of those whose time is over, of
    which one closed without an answer is: closing does not make the figure better. Both are cut to one decimal, never
    rounded up; None where there is nothing to count. `vanished` are complaints in which something the customer wrote
    is no longer shown; networks do not say who took it away. `own_vanished`: the same of the brand's answers.
    """

    channel: str
    complaints: int
    in_time: int
    late: int
    unpromised: int
    unanswered: int
    closed_unanswered: int
    overdue: int
    answered_percent: float | None
    in_time_percent: float | None
    closed_reasons: str
    vanished: int
    own_vanished: int


class Fate(StrEnum):
    """What became of a complaint; exactly one of these."""

    IN_TIME = "in_time"
    LATE = "late"
    UNPROMISED = "unpromised"
    UNANSWERED = "unanswered"
    CLOSED_UNANSWERED = "closed_unanswered"


def transparency_at(
    desk: Store, now: datetime, since: datetime | None, until: datetime | None
) -> list[TransparencyRow]:
    """Of the complaints opened in [since, until): a row a channel, by name, then that of all, even where it is empty."""
    histories = store.cases.histories(desk, store.cases.complaints(desk))
    cases = [
        case
        for history in histories
        if (case := case_at(history, now)) is not None and case.complaint and _kept(case, since, until)
    ]
    channels = sorted({case.channel for case in cases})
    rows = [_row(channel, [case for case in cases if case.channel == channel], now) for channel in channels]
    return [*rows, _row(TOTAL, cases, now)]


def fate(case: Case, now: datetime) -> Fate:
    """Answered once no complaint of its customer waits, whatever else they asked since."""
    if any(message.route is not None and message.route.complaint for message in case.unanswered):
        return Fate.CLOSED_UNANSWERED if case.state is State.CLOSED else Fate.UNANSWERED
    verdicts = {verdict(clock, now) for clock in case.clocks if clock.answered_at is not None}
    if Verdict.BROKEN in verdicts:
        return Fate.LATE
    return Fate.IN_TIME if Verdict.KEPT in verdicts else Fate.UNPROMISED


def _kept(case: Case, since: datetime | None, until: datetime | None) -> bool:
    return (since is None or case.opened_at >= since) and (until is None or case.opened_at < until)


def _row(channel: str, cases: list[Case], now: datetime) -> TransparencyRow:
    fates = [fate(case, now) for case in cases]
    counts = Counter(fates)
    unanswered = [case for case, fated in zip(cases, fates, strict=True) if fated is Fate.UNANSWERED]
    closed = [case for case, fated in zip(cases, fates, strict=True) if fated is Fate.CLOSED_UNANSWERED]
    overdue = sum(verdict(case.clock, now) is Verdict.LATE for case in unanswered)
    in_time, late = counts[Fate.IN_TIME], counts[Fate.LATE]
    return TransparencyRow(
        channel=channel,
        complaints=len(cases),
        in_time=in_time,
        late=late,
        unpromised=counts[Fate.UNPROMISED],
        unanswered=len(unanswered),
        closed_unanswered=len(closed),
        overdue=overdue,
        answered_percent=percent(in_time + late + counts[Fate.UNPROMISED], len(cases)),
        in_time_percent=percent(in_time, in_time + late + overdue + len(closed)),
        closed_reasons=_reasons(closed),
        vanished=sum(_vanished(case, now, own=False) for case in cases),
        own_vanished=sum(_vanished(case, now, own=True) for case in cases),
    )


def percent(part: int, whole: int) -> float | None:
    """Cut to one decimal, so that 100.0 is all of them; None of nothing."""
    return 1000 * part // whole / 10 if whole else None


def _reasons(closed: Iterable[Case]) -> str:
    """`2 × doublon; 1 × hors sujet`, as people wrote them, on one line each."""
    counts = Counter(" ".join(case.closed_reason.split()) for case in closed)
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return "; ".join(f"{count} × {reason}" for reason, count in ordered)


def _vanished(case: Case, now: datetime, *, own: bool) -> bool:
    return any(
        message.vanished_at is not None and message.vanished_at <= now
        for message in case.messages
        if message.mention.own is own
    )
