"""The queue of an instant, whether it is now or then."""

from collections.abc import Callable
from datetime import datetime

import pytest

from socialcare.facts import Priority, Verdict
from socialcare.reports import Queue, queue_at
from socialcare.store import Store

Asked = Callable[..., None]
Did = Callable[..., int]
Paris = Callable[[str], datetime]


def test_the_promise_comes_first_then_the_graver_then_who_waited_longest(
    store: Store, paris: Paris, asked: Asked
) -> None:
    five, six = "2026-11-18 17:00", "2026-11-18 18:00"
    asked("1 : sans promesse", priority=Priority.URGENT)
    asked("2 : plus tard", due=six, priority=Priority.URGENT)
    asked("3 : banal", due=five, at="2026-11-18 08:00")
    asked("4 : grave, le second", due=five, priority=Priority.HIGH, at="2026-11-18 08:30")
    asked("5 : grave, le premier", due=five, priority=Priority.HIGH, at="2026-11-18 08:00")
    asked("6 : en retard", due="2026-11-18 09:30")
    queue = queue_at(store, paris("2026-11-18 16:30"), None, rewound=False)
    assert [row.case for row in queue.rows] == [6, 5, 4, 3, 2, 1]
    assert queue.verdicts == {Verdict.LATE: 1, Verdict.DUE_SOON: 3, Verdict.ON_TIME: 1, Verdict.NONE: 1}


@pytest.fixture
def week(asked: Asked, did: Did) -> None:
    asked("ouvert depuis lundi", at="2026-11-16 09:00", due="2026-11-16 17:00")
    asked("répondu", ref="2", at="2026-11-17 09:00", due="2026-11-17 17:00")
    did("reply", 2, at="2026-11-17 15:00")
    asked("rouvert", in_reply_to="2", at="2026-11-18 08:00", due="2026-11-18 17:00")
    asked("promo", at="2026-11-18 08:10", set_aside="spam")
    asked("promo encore", at="2026-11-18 08:20", set_aside="spam")
    asked("fermé", at="2026-11-18 08:30")
    did("close", 5, at="2026-11-18 08:40")
    asked("nouveau", at="2026-11-18 08:50", due="2026-11-18 17:00")


@pytest.mark.usefixtures("week")
@pytest.mark.parametrize("since", [None, "2026-11-18 00:00", "2026-11-16 09:00", "2026-11-19 00:00"])
def test_the_queue_of_now_is_the_one_that_will_be_told_of_it_later(
    since: str | None, store: Store, paris: Paris, asked: Asked, did: Did
) -> None:
    now = paris("2026-11-18 09:00")
    start = paris(since) if since else None
    live = queue_at(store, now, start, rewound=False)
    assert queue_at(store, now, start, rewound=True) == live
    did("reply", 1, at="2026-11-18 09:30")
    asked("plus tard", at="2026-11-18 09:40")
    asked("encore", in_reply_to="2", at="2026-11-18 09:50", due="2026-11-18 17:00")
    assert queue_at(store, now, start, rewound=True) == live


@pytest.mark.usefixtures("week")
def test_what_waits_longer_than_the_window_is_counted_and_what_is_aside_is_shown_apart(
    store: Store, paris: Paris
) -> None:
    queue: Queue = queue_at(store, paris("2026-11-18 09:00"), paris("2026-11-18 00:00"), rewound=False)
    assert [row.case for row in queue.rows] == [2, 6]
    assert (queue.older, queue.oldest_at) == (1, paris("2026-11-16 09:00"))
    assert ([row.case for row in queue.aside], queue.set_aside) == ([4, 3], {"spam": 2})


def test_an_empty_desk_has_an_empty_queue(store: Store, paris: Paris) -> None:
    queue = queue_at(store, paris("2026-11-18 09:00"), None, rewound=False)
    assert (queue.rows, queue.aside, queue.spikes, queue.older, queue.oldest_at) == ((), (), (), 0, None)
