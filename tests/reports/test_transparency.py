"""What became of the complaints: each is counted once, and none can be hidden."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime

import pytest

from socialcare.connector import Page
from socialcare.reports.transparency import TOTAL, TransparencyRow, percent, transparency_at
from socialcare.store import Store, pages

Paris = Callable[[str], datetime]
DUE = "2026-11-18 17:00"


@pytest.fixture
def total(store: Store, paris: Paris) -> Callable[..., TransparencyRow]:
    """`total("2026-11-18 16:00")`: the row of all channels at that instant."""

    def at(written: str = "2026-11-19 10:00") -> TransparencyRow:
        return transparency_at(store, paris(written), None, None)[-1]

    return at


def fates(row: TransparencyRow) -> dict[str, int]:
    """Those that are not 0."""
    names = ("complaints", "in_time", "late", "unpromised", "unanswered", "closed_unanswered", "overdue", "vanished", "own_vanished")  # fmt: skip
    return {name: asdict(row)[name] for name in names if asdict(row)[name]}


@pytest.mark.parametrize(
    ("answered", "expected"),
    [
        ("2026-11-18 17:00", {"complaints": 1, "in_time": 1}),
        ("2026-11-18 17:01", {"complaints": 1, "late": 1}),
        (None, {"complaints": 1, "unanswered": 1, "overdue": 1}),
    ],
)
def test_a_complaint_is_answered_in_time_or_late_or_waits(
    answered: str | None,
    expected: dict[str, int],
    asked: Callable[..., None],
    did: Callable[..., int],
    total: Callable[..., TransparencyRow],
) -> None:
    asked("colis cassé", at="2026-11-18 09:00", due=DUE, complaint=True)
    if answered:
        did("reply", 1, at=answered)
    assert fates(total()) == expected
    assert fates(total("2026-11-18 16:59")) == {"complaints": 1, "unanswered": 1}


def test_closing_without_an_answer_is_counted_with_its_reason_and_against_the_brand(
    asked: Callable[..., None], did: Callable[..., int], total: Callable[..., TransparencyRow]
) -> None:
    for number, hour in enumerate(("09", "10", "11"), 1):
        asked("colis cassé", at=f"2026-11-18 {hour}:00", due=DUE, complaint=True, by=f"client{number}")
    did("reply", 1, at="2026-11-18 12:00")
    did("close", 1, at="2026-11-18 12:30", text="réglé")
    did("close", 2, at="2026-11-18 12:00", text="doublon")
    did("close", 3, at="2026-11-18 12:00", text="hors\nsujet")
    row = total()
    assert fates(row) == {"complaints": 3, "in_time": 1, "closed_unanswered": 2}
    assert row.closed_reasons == "1 × doublon; 1 × hors sujet"
    assert (row.answered_percent, row.in_time_percent) == (33.3, 33.3)


def test_what_was_never_promised_is_neither_in_time_nor_late(
    asked: Callable[..., None], did: Callable[..., int], total: Callable[..., TransparencyRow]
) -> None:
    asked("colis cassé", at="2026-11-18 09:00", complaint=True)
    did("reply", 1, at="2026-11-18 12:00")
    row = total()
    assert fates(row) == {"complaints": 1, "unpromised": 1}
    assert (row.answered_percent, row.in_time_percent) == (100.0, None)


def test_nothing_to_count_has_no_percentage(asked: Callable[..., None], total: Callable[..., TransparencyRow]) -> None:
    asked("bonjour", at="2026-11-18 09:00", due=DUE)
    row = total()
    assert (row.channel, fates(row), row.answered_percent, row.in_time_percent) == (TOTAL, {}, None, None)


@pytest.mark.parametrize(("part", "whole", "expected"), [(9999, 10000, 99.9), (1, 1, 100.0), (0, 3, 0.0), (0, 0, None)])
def test_a_percentage_is_never_rounded_up_to_all(part: int, whole: int, expected: float | None) -> None:
    assert percent(part, whole) == expected


def test_what_vanished_is_counted_and_whose_it_was(
    store: Store, paris: Paris, asked: Callable[..., None], total: Callable[..., TransparencyRow]
) -> None:
    asked("colis cassé", at="2026-11-18 09:00", due=DUE, complaint=True, ref="q")
    asked("on regarde", at="2026-11-18 10:00", own=True, by="marque", in_reply_to="q", ref="a")
    asked("colis perdu", at="2026-11-18 09:00", due=DUE, complaint=True, by="zoe", ref="z")
    pages.save(store, "avis", Page(mentions=(), cursor={}, gone=("q",)), paris("2026-11-18 11:00"))
    pages.save(store, "avis", Page(mentions=(), cursor={}, gone=("a",)), paris("2026-11-18 12:00"))
    counted = {"complaints": 2, "in_time": 1, "unanswered": 1}
    assert fates(total("2026-11-18 10:59")) == counted
    assert fates(total("2026-11-18 11:59")) == {**counted, "vanished": 1}
    assert fates(total("2026-11-18 12:00")) == {**counted, "vanished": 1, "own_vanished": 1}


def test_each_channel_has_its_row_and_the_last_is_their_sum(
    store: Store, paris: Paris, asked: Callable[..., None]
) -> None:
    for channel, day in (("x", "17"), ("avis", "18"), ("avis", "19")):
        asked("colis cassé", at=f"2026-11-{day} 09:00", channel=channel, complaint=True, by=f"c{day}")
    now = paris("2026-11-20 10:00")
    assert [(row.channel, row.complaints) for row in transparency_at(store, now, None, None)] == [
        ("avis", 2), ("x", 1), (TOTAL, 3),
    ]  # fmt: skip
    spanned = transparency_at(store, now, paris("2026-11-17 09:00"), paris("2026-11-19 09:00"))
    assert [(row.channel, row.complaints) for row in spanned] == [("avis", 1), ("x", 1), (TOTAL, 2)]


def test_yesterdays_report_does_not_change_with_what_is_done_today(
    asked: Callable[..., None], did: Callable[..., int], total: Callable[..., TransparencyRow]
) -> None:
    asked("colis cassé", at="2026-11-18 09:00", due=DUE, complaint=True)
    reply = did("reply", 1, at="2026-11-18 12:00")
    before = total("2026-11-18 13:00")
    did("undo", 1, at="2026-11-18 14:00", undoes=reply)
    did("close", 1, at="2026-11-18 15:00", text="doublon")
    assert total("2026-11-18 13:00") == before
    assert fates(total()) == {"complaints": 1, "closed_unanswered": 1}
