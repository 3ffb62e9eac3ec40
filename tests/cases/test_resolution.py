"""The end of a case, where its policy promises one: only closing it keeps that promise."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from socialcare.cases import ClockKind, Leg, case_at, leg, verdict
from socialcare.facts import Event, History, Message, Verdict

Asked = Callable[..., Message]
Did = Callable[..., Event]
Told = Callable[..., History]
At = Callable[[str], datetime]


def to_be_resolved(message: Message, due_at: datetime) -> Message:
    assert message.promise is not None
    return replace(message, promise=replace(message.promise, resolution_due_at=due_at))


@pytest.mark.parametrize(
    ("closed", "when", "worth"),
    [
        ("18:00", "18:00", Verdict.KEPT),
        ("18:01", "18:01", Verdict.BROKEN),
        (None, "16:59", Verdict.ON_TIME),
        (None, "17:30", Verdict.DUE_SOON),
        (None, "18:01", Verdict.LATE),  # answered in time, and never brought to its end
    ],
)
def test_a_resolution_is_kept_by_closing_in_time(
    closed: str | None, when: str, worth: Verdict, asked: Asked, did: Did, history: Told, at: At
) -> None:
    acts = [did(1, "10:00", "reply"), *([did(2, closed, "close", text="réglé")] if closed else [])]
    case = case_at(history(to_be_resolved(asked("09:00"), at("18:00")), *acts), at(when))
    assert case is not None
    (resolution,) = case.resolutions
    assert (resolution.kind, resolution.asked_at) == (ClockKind.RESOLUTION, at("09:00"))
    assert verdict(resolution, at(when)) is worth
    assert leg(resolution) is Leg.COMMUNITY_MANAGER
    assert verdict(case.clock, at(when)) is Verdict.KEPT


def test_a_case_that_opens_again_promises_its_end_anew_and_keeps_the_old_verdict(
    asked: Asked, did: Did, history: Told, at: At
) -> None:
    first, second = (to_be_resolved(asked(clock), at(due)) for clock, due in (("09:00", "12:00"), ("14:00", "20:00")))
    life = history(first, did(1, "10:00", "reply"), did(2, "11:00", "close", text="réglé"), second)
    case = case_at(life, at("15:00"))
    assert case is not None
    assert [verdict(clock, at("15:00")) for clock in case.resolutions] == [Verdict.KEPT, Verdict.ON_TIME]
    assert [clock.kind for clock in case.clocks] == [ClockKind.FIRST_RESPONSE, ClockKind.NEXT_RESPONSE]


def test_messages_of_an_open_case_do_not_move_its_end(asked: Asked, history: Told, at: At) -> None:
    life = history(*(to_be_resolved(asked(clock), at("18:00")) for clock in ("09:00", "10:00", "11:00")))
    case = case_at(life, at("12:00"))
    assert case is not None
    assert [clock.asked_at for clock in case.resolutions] == [at("09:00")]
