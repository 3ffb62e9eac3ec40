"""One row a complaint: what the analyst exports. A complaint closed without an answer stays one without an answer."""

from collections.abc import Callable
from datetime import datetime

from socialcare import store
from socialcare.cases import Case, case_at
from socialcare.reports.rows import ComplaintRow, complaint_row
from socialcare.store import Store

Row = Callable[[Case, datetime], ComplaintRow]


def complaints_at(
    desk: Store,
    now: datetime,
    since: datetime | None,
    until: datetime | None,
    *,
    unanswered: bool,
    row: Row = complaint_row,
) -> list[ComplaintRow]:
    """Complaints opened in [since, until), oldest first; `unanswered` keeps those with a complaint since the last answer.

    `row` other than the usual one may tell the emotions too (`felt`).
    """
    felt = row is not complaint_row
    found = store.cases.histories(desk, store.cases.complaints(desk), felt=felt)
    cases = (case_at(history, now) for history in found)
    return [
        row(case, now)
        for case in cases
        if case is not None and case.complaint and _kept(case, since, until) and (not unanswered or _waits(case))
    ]


def _kept(case: Case, since: datetime | None, until: datetime | None) -> bool:
    return (since is None or case.opened_at >= since) and (until is None or case.opened_at < until)


def _waits(case: Case) -> bool:
    return any(message.route is not None and message.route.complaint for message in case.unanswered)
