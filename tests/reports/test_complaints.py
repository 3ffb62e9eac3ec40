"""One row a complaint; closing one does not answer it."""

from collections.abc import Callable
from datetime import datetime

import pytest

from socialcare.reports import complaints_at
from socialcare.store import Store

Asked = Callable[..., None]
Did = Callable[..., int]
Paris = Callable[[str], datetime]


@pytest.fixture
def day(asked: Asked, did: Did) -> None:
    """1 waits, 2 answered, 3 closed without an answer, 4 no complaint, 5 answered then closed, 6 thanked for."""
    for number in range(1, 7):
        asked("colis", ref=str(number), complaint=number != 4, at=f"2026-11-18 0{number}:00")
    did("reply", 2, at="2026-11-18 10:00")
    did("close", 3, at="2026-11-18 10:00", text="hors sujet")
    did("reply", 5, at="2026-11-18 10:00")
    did("close", 5, at="2026-11-18 11:00")
    did("reply", 6, at="2026-11-18 10:00")
    asked("merci", in_reply_to="6", at="2026-11-18 11:00")


@pytest.mark.usefixtures("day")
@pytest.mark.parametrize(("unanswered", "cases"), [(False, [1, 2, 3, 5, 6]), (True, [1, 3])])
def test_a_complaint_closed_without_an_answer_is_one_without_an_answer(
    unanswered: bool, cases: list[int], store: Store, paris: Paris
) -> None:
    found = complaints_at(store, paris("2026-11-18 12:00"), None, None, unanswered=unanswered)
    assert [row.case for row in found] == cases
    assert {row.case: row.closed_reason for row in found}[3] == "hors sujet"


@pytest.mark.usefixtures("day")
def test_the_list_is_that_of_its_instant(store: Store, paris: Paris) -> None:
    found = complaints_at(store, paris("2026-11-18 09:30"), None, None, unanswered=True)
    assert [row.case for row in found] == [1, 2, 3, 5, 6]
    early = complaints_at(store, paris("2026-11-18 01:30"), None, None, unanswered=False)
    assert [row.case for row in early] == [1]


@pytest.mark.usefixtures("day")
def test_the_window_is_of_opening_times_its_end_not_included(store: Store, paris: Paris) -> None:
    since, until = paris("2026-11-18 02:00"), paris("2026-11-18 05:00")
    found = complaints_at(store, paris("2026-11-18 12:00"), since, until, unanswered=False)
    assert [row.case for row in found] == [2, 3]
