"""Warnings: those whose time has come, while an answer is owed."""

from collections.abc import Callable
from datetime import datetime

import pytest

from socialcare.facts import Warned
from socialcare.reports import warnings_at
from socialcare.store import Store

Asked = Callable[..., None]
Did = Callable[..., int]
Paris = Callable[[str], datetime]

WARNINGS = {"expert": "2026-11-18 15:00", "responsible": "2026-11-18 16:30"}
EXPERT, RESPONSIBLE = Warned.EXPERT, Warned.RESPONSIBLE


@pytest.fixture
def case(asked: Asked) -> None:
    asked("colis", due="2026-11-18 17:00", warnings=WARNINGS)


@pytest.mark.usefixtures("case")
@pytest.mark.parametrize(
    ("now", "to"),
    [
        ("2026-11-18 14:59", []),
        ("2026-11-18 15:00", [EXPERT]),
        ("2026-11-18 16:30", [EXPERT, RESPONSIBLE]),
        ("2026-11-18 17:30", [EXPERT, RESPONSIBLE]),
    ],
)
def test_a_warning_comes_at_its_time_and_stays_while_the_clock_runs(
    store: Store, paris: Paris, now: str, to: list[Warned]
) -> None:
    assert [row.to for row in warnings_at(store, paris(now))] == to


@pytest.mark.usefixtures("case")
@pytest.mark.parametrize(
    ("action", "to"),
    [("reply", []), ("close", []), ("note", [EXPERT, RESPONSIBLE]), ("draft", [RESPONSIBLE])],
)
def test_an_answer_ends_all_warnings_and_a_draft_those_to_the_expert(
    store: Store, paris: Paris, did: Did, action: str, to: list[Warned]
) -> None:
    did(action, 1, at="2026-11-18 14:00")
    assert [row.to for row in warnings_at(store, paris("2026-11-18 16:45"))] == to


@pytest.mark.usefixtures("case")
def test_a_warning_says_whom_and_until_when_the_most_urgent_promise_first(
    store: Store, paris: Paris, asked: Asked
) -> None:
    asked("urgent", due="2026-11-18 16:00", warnings={"expert": "2026-11-18 15:30"})
    urgent, *_ = warnings_at(store, paris("2026-11-18 15:45"))
    assert (urgent.case, urgent.expert, urgent.community_manager) == (2, "karim", "claire")
    assert (urgent.at, urgent.due_at) == (paris("2026-11-18 15:30"), paris("2026-11-18 16:00"))


def test_nobody_is_warned_of_what_was_not_promised(store: Store, paris: Paris, asked: Asked) -> None:
    asked("vieux")
    asked("pub", set_aside="spam")
    assert warnings_at(store, paris("2026-11-20 10:00")) == []
