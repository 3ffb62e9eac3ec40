"""Who made a broken promise late: due at 17:00, the draft at 16:00 where the expert has a leg."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from socialcare.cases import Clock, Leg, case_at, leg, verdict
from socialcare.facts import Event, History, Message, Verdict

At = Callable[[str], datetime]
Asked = Callable[..., Message]
Did = Callable[..., Event]
Told = Callable[..., History]


@pytest.mark.parametrize(
    ("seen", "routed", "drafted", "whose"),
    [
        (None, None, None, Leg.SOURCE),
        ("18:00", "18:00", None, Leg.SOURCE),
        ("16:00:01", "16:00:02", "16:30", Leg.SOURCE),  # less than the expert's leg was left
        ("16:00", "16:00:01", "16:30", Leg.ROUTING),
        ("10:00", "17:30", "17:31", Leg.ROUTING),
        ("10:00", None, None, Leg.ROUTING),
        ("10:00", "10:01", None, Leg.EXPERT),
        ("10:00", "16:00", "16:00:01", Leg.EXPERT),
        ("10:00", "10:01", "16:00", Leg.COMMUNITY_MANAGER),
        ("10:00", "10:01", "11:00", Leg.COMMUNITY_MANAGER),
    ],
)
def test_the_first_leg_that_could_not_be_kept_is_to_blame(
    at: At, seen: str | None, routed: str | None, drafted: str | None, whose: Leg
) -> None:
    times = {"seen_at": seen, "routed_at": routed, "drafted_at": drafted}
    way = {name: at(clock) if clock else None for name, clock in times.items()}
    assert leg(Clock(asked_at=at("09:00"), due_at=at("17:00"), expert_due_at=at("16:00"), **way)) is whose


@pytest.mark.parametrize(
    ("seen", "routed", "drafted", "whose"),
    [
        ("17:00:01", "17:01", None, Leg.SOURCE),
        ("17:00", "17:01", None, Leg.ROUTING),
        ("16:59", "17:00", None, Leg.COMMUNITY_MANAGER),
        ("10:00", "10:01", "18:00", Leg.COMMUNITY_MANAGER),
    ],
)
def test_without_an_experts_leg_nobody_promised_a_draft(
    at: At, seen: str, routed: str, drafted: str | None, whose: Leg
) -> None:
    clock = Clock(asked_at=at("09:00"), due_at=at("17:00"), seen_at=at(seen), routed_at=at(routed))
    assert leg(replace(clock, drafted_at=at(drafted) if drafted else None)) is whose


def test_nobody_is_to_blame_where_nothing_was_promised(at: At) -> None:
    assert leg(Clock(asked_at=at("09:00"), due_at=None)) is None


def test_a_draft_stops_the_experts_leg_only(asked: Asked, did: Did, history: Told, at: At) -> None:
    life = history(asked("09:00"), did(1, "10:00", "draft", by="karim", text="a"), did(2, "11:00", "draft", text="b"))
    case = case_at(life, at("12:00"))
    assert case is not None
    assert case.clock is not None
    assert case.clock.drafted_at == at("10:00"), "the first one counts"
    assert case.clock.runs
    assert case.is_open


def test_a_draft_that_is_undone_was_never_there(asked: Asked, did: Did, history: Told, at: At) -> None:
    life = history(asked("09:00"), did(1, "10:00", "draft", text="a"), did(2, "11:00", "undo", undoes=1))
    before, after = case_at(life, at("10:30")), case_at(life, at("11:00"))
    assert before is not None
    assert after is not None
    assert [case.clock.drafted_at if case.clock else None for case in (before, after)] == [at("10:00"), None]


@pytest.mark.parametrize("action", ["note", "assign", "draft"])
def test_nothing_but_an_answer_stops_the_promise(action: str, asked: Asked, did: Did, history: Told, at: At) -> None:
    case = case_at(history(asked("09:00"), did(1, "10:00", action, text="x", after="anne")), at("18:00"))
    assert case is not None
    assert case.clock is not None
    assert case.clock.runs


def test_what_was_seen_and_routed_later_had_not_happened(asked: Asked, history: Told, at: At) -> None:
    message = replace(asked("09:00"), seen_at=at("17:10"), routed_at=at("17:20"))
    ways = []
    for instant in ("17:05", "17:15", "17:25"):
        case = case_at(history(message), at(instant))
        assert case is not None
        assert case.clock is not None
        ways.append((case.clock.seen_at, case.clock.routed_at, leg(case.clock)))
    assert ways == [
        (None, None, Leg.SOURCE), (at("17:10"), None, Leg.SOURCE), (at("17:10"), at("17:20"), Leg.SOURCE),
    ]  # fmt: skip


def test_a_graver_message_brings_its_own_way_and_keeps_the_draft(asked: Asked, did: Did, history: Told, at: At) -> None:
    first = replace(asked("09:00"), seen_at=at("09:05"), routed_at=at("09:06"))
    graver = replace(asked("11:00", due="12:00"), seen_at=at("11:30"), routed_at=at("11:31"))
    case = case_at(history(first, did(1, "10:00", "draft", text="a"), graver), at("13:00"))
    assert case is not None
    clock = case.clock
    assert clock is not None
    assert (clock.asked_at, clock.due_at, clock.seen_at, clock.routed_at, clock.drafted_at) == (
        at("09:00"), at("12:00"), at("11:30"), at("11:31"), at("10:00"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("ready", "answered", "whose"),
    [
        ("16:59", "17:01", Leg.PUBLICATION),
        ("17:00", "17:01", Leg.PUBLICATION),  # ready at the very due instant is in time
        ("17:00:01", "17:01", Leg.COMMUNITY_MANAGER),
        ("16:59", None, Leg.PUBLICATION),
        (None, "17:01", Leg.COMMUNITY_MANAGER),
    ],
)
def test_what_was_ready_in_time_and_went_out_late_is_for_the_publication(
    ready: str | None, answered: str | None, whose: Leg, asked: Asked, did: Did, history: Told, at: At
) -> None:
    way = [
        did(number, clock, what)
        for number, (clock, what) in enumerate([(ready, "queue"), (answered, "reply")], 1)
        if clock
    ]
    message = replace(asked("09:00"), seen_at=at("09:00"), routed_at=at("09:01"))
    case = case_at(history(message, did(9, "10:00", "draft", text="a"), *way), at("18:00"))
    assert case is not None
    assert case.clock is not None
    assert verdict(case.clock, at("18:00")) in (Verdict.LATE, Verdict.BROKEN)
    assert leg(case.clock) is whose


def test_an_answer_that_waits_to_go_out_stops_no_clock_and_the_first_counts(
    asked: Asked, did: Did, history: Told, at: At
) -> None:
    case = case_at(history(asked("09:00"), did(1, "10:00", "queue"), did(2, "11:00", "queue")), at("12:00"))
    assert case is not None
    assert case.clock is not None
    assert (case.clock.ready_at, case.clock.runs, case.is_open) == (at("10:00"), True, True)


def test_an_answer_taken_back_before_it_went_out_was_never_ready(asked: Asked, did: Did, history: Told, at: At) -> None:
    case = case_at(history(asked("09:00"), did(1, "10:00", "queue"), did(2, "11:00", "undo", undoes=1)), at("18:00"))
    assert case is not None
    assert case.clock is not None
    assert case.clock.ready_at is None


def test_a_late_draft_is_made_good_by_an_answer_ready_in_time(at: At) -> None:
    clock = Clock(
        asked_at=at("09:00"), due_at=at("17:00"), expert_due_at=at("16:00"), seen_at=at("09:00"), routed_at=at("09:00")
    )
    assert leg(replace(clock, drafted_at=at("16:30"))) is Leg.EXPERT
    assert leg(replace(clock, drafted_at=at("16:30"), ready_at=at("16:45"))) is Leg.PUBLICATION
