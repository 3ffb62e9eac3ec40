"""Broken promises: the same rows for the same instant, whenever they are asked for."""

from collections.abc import Callable
from datetime import datetime

import pytest

from socialcare.cases import Leg
from socialcare.facts import Verdict
from socialcare.reports import breaches_at
from socialcare.store import Store

Asked = Callable[..., None]
Did = Callable[..., int]
Paris = Callable[[str], datetime]
FIVE = "2026-11-18 17:00"


@pytest.fixture
def day(asked: Asked, did: Did) -> None:
    """1 answered on the minute, 2 an hour late, 3 never, 4 closed late, 5 closed in time, 6 promised nothing."""
    for _ in range(5):
        asked("colis", due=FIVE)
    asked("vieux")
    did("reply", 1, at=FIVE)
    did("reply", 2, at="2026-11-18 18:00")
    did("close", 4, at="2026-11-18 17:30")
    did("close", 5, at="2026-11-18 16:30")


@pytest.mark.usefixtures("day")
@pytest.mark.parametrize(
    ("now", "rows"),
    [
        (FIVE, []),
        ("2026-11-18 17:01", [(2, Verdict.LATE, 60), (3, Verdict.LATE, 60), (4, Verdict.LATE, 60)]),
        ("2026-11-18 19:00", [(3, Verdict.LATE, 7200), (2, Verdict.BROKEN, 3600), (4, Verdict.BROKEN, 1800)]),
    ],
)
def test_late_and_broken_promises_are_told_longest_overdue_first(
    now: str, rows: list[tuple[int, Verdict, int]], store: Store, paris: Paris
) -> None:
    found = breaches_at(store, paris(now), None, None)
    assert [(row.case, row.verdict, row.late_seconds) for row in found] == rows


@pytest.mark.usefixtures("day")
def test_what_happens_later_changes_no_row_of_an_earlier_instant(
    store: Store, paris: Paris, asked: Asked, did: Did
) -> None:
    now = paris("2026-11-18 17:45")
    before = breaches_at(store, now, None, None)
    reply = did("reply", 3, at="2026-11-18 18:30")
    did("undo", 3, at="2026-11-18 18:40", undoes=reply)
    did("assign", 2, at="2026-11-18 19:00")
    asked("encore", in_reply_to="r2", at="2026-11-19 09:00", due="2026-11-19 17:00")
    asked("un autre", at="2026-11-19 09:00", due="2026-11-18 09:30")
    assert breaches_at(store, now, None, None) == before
    assert breaches_at(store, paris("2026-11-20 09:00"), None, None) != before


@pytest.mark.usefixtures("day")
def test_the_window_is_of_due_times_its_end_not_included(store: Store, paris: Paris) -> None:
    now, minute = paris("2026-11-19 09:00"), paris("2026-11-18 17:01")
    assert len(breaches_at(store, now, paris(FIVE), minute)) == 3
    assert breaches_at(store, now, None, paris(FIVE)) == []
    assert breaches_at(store, now, minute, None) == []


def test_each_broken_promise_of_a_case_is_a_row(store: Store, paris: Paris, asked: Asked, did: Did) -> None:
    asked("colis", ref="1", due=FIVE)
    did("reply", 1, at="2026-11-18 18:00")
    asked("et alors ?", in_reply_to="1", at="2026-11-19 09:00", due="2026-11-19 17:00")
    found = breaches_at(store, paris("2026-11-19 17:30"), None, None)
    assert [(row.asked_at, row.late_seconds, row.answered_by) for row in found] == [
        (paris("2026-11-18 09:00"), 3600, "claire"),
        (paris("2026-11-19 09:00"), 1800, ""),
    ]


def test_a_breach_says_where_it_was_made_late_and_the_times_of_its_way(
    store: Store, paris: Paris, asked: Asked, did: Did
) -> None:
    leg = {"due": FIVE, "expert_due": "2026-11-18 16:00"}
    asked("vu tard", seen="2026-11-18 16:30", **leg)
    asked("sans proposition", **leg)
    asked("proposé à temps", **leg)
    did("draft", 3, at="2026-11-18 15:00")
    found = {row.case: row for row in breaches_at(store, paris("2026-11-18 17:01"), None, None)}
    assert {case: row.leg for case, row in found.items()} == {
        1: Leg.SOURCE, 2: Leg.EXPERT, 3: Leg.COMMUNITY_MANAGER,
    }  # fmt: skip
    row = found[3]
    assert (row.expert_due_at, row.seen_at, row.routed_at, row.drafted_at) == (
        paris("2026-11-18 16:00"), paris("2026-11-18 09:00"), paris("2026-11-18 09:00"), paris("2026-11-18 15:00"),
    )  # fmt: skip
