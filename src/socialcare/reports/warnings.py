"""Who is to be warned before a promise is broken; told here, delivered elsewhere."""

from dataclasses import dataclass
from datetime import datetime

from socialcare import store
from socialcare.cases import Case, case_at
from socialcare.facts import Warned
from socialcare.store import Store


@dataclass(frozen=True, kw_only=True)
class WarningRow:
    """At `at`, `to` was to hear that `case` waits for its answer until `due_at`. Times are UTC.

    People are keys of the rules; `responsible` is "" where the rules name nobody.
    """

    case: int
    to: Warned
    at: datetime
    due_at: datetime
    expert: str
    community_manager: str
    responsible: str


def warnings_at(desk: Store, now: datetime, responsible: str = "") -> list[WarningRow]:
    """Those whose time has come and whose clock still runs, late ones too; the most urgent promise first.

    `responsible` is who the rules say is.
    """
    rows: list[WarningRow] = []
    for history in store.cases.histories(desk, store.cases.opened_by(desk, now), warned=True):
        case = case_at(history, now)
        if case is not None:
            rows += _rows(case, now, responsible)
    return sorted(rows, key=lambda row: (row.due_at, row.case, row.at))


def _rows(case: Case, now: datetime, responsible: str) -> list[WarningRow]:
    clock = case.clock
    if clock is None or clock.due_at is None:
        return []
    return [
        WarningRow(
            case=case.number,
            to=warning.to,
            at=warning.at,
            due_at=clock.due_at,
            expert=case.expert,
            community_manager=case.community_manager,
            responsible=responsible,
        )
        for warning in clock.warnings_due(now)
    ]
