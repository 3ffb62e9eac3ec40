"""The promises that were broken, by how much, and whose; the same bytes whenever it is run for the same instant."""

from datetime import datetime

from socialcare import store
from socialcare.cases import case_at, verdict
from socialcare.facts import Verdict
from socialcare.reports.rows import BreachRow, breach_row
from socialcare.store import Store


def breaches_at(desk: Store, now: datetime, since: datetime | None, until: datetime | None) -> list[BreachRow]:
    """One row a broken promise, open or answered late, whose due time lies in [since, until); longest overdue first."""
    rows = []
    for history in store.cases.histories(desk, store.cases.opened_by(desk, now)):
        case = case_at(history, now)
        if case is None:
            continue
        rows += [
            breach_row(case, clock, now)
            for clock in (*case.clocks, *case.resolutions)
            if verdict(clock, now) in (Verdict.LATE, Verdict.BROKEN) and _within(clock.due_at, since, until)
        ]
    return sorted(rows, key=lambda row: (-row.late_seconds, row.case, row.asked_at))


def _within(at: datetime | None, since: datetime | None, until: datetime | None) -> bool:
    return at is not None and (since is None or at >= since) and (until is None or at < until)
