"""In hand, handed back, asleep, waiting for the customer, tagged: what each act makes of a case."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from socialcare.cases import Case, case_at, remaining_seconds, verdict
from socialcare.facts import Event, History, Message, State, Verdict

Asked = Callable[..., Message]
Did = Callable[..., Event]
Told = Callable[..., History]
At = Callable[[str], datetime]


def folded(history: History, instant: datetime) -> Case:
    case = case_at(history, instant)
    assert case is not None
    return case


def test_a_case_is_in_a_hand_until_it_is_answered(asked: Asked, did: Did, history: Told, at: At) -> None:
    life = history(asked("09:00"), did(1, "09:12", "take", after="mehdi", by="mehdi"), did(2, "11:00", "reply"))
    held, after = folded(life, at("10:00")), folded(life, at("11:00"))
    assert (held.in_hand_by, held.in_hand_since, held.community_manager) == ("mehdi", at("09:12"), "mehdi")
    assert (after.in_hand_by, after.in_hand_since, after.community_manager) == ("", None, "mehdi")


def test_an_expert_takes_it_in_hand_and_the_community_manager_stays(
    asked: Asked, did: Did, history: Told, at: At
) -> None:
    case = folded(history(asked("09:00"), did(1, "09:12", "take", by="karim")), at("10:00"))
    assert (case.in_hand_by, case.community_manager) == ("karim", "claire")


def test_what_is_handed_back_is_with_nobody_but_the_community_manager(
    asked: Asked, did: Did, history: Told, at: At
) -> None:
    case = folded(history(asked("09:00"), did(1, "09:12", "hand_back", by="karim", text="c’est la paie")), at("10:00"))
    assert (case.expert, case.state, case.is_open, case.community_manager) == ("", State.NEW, True, "claire")


@pytest.mark.parametrize(
    ("then", "wakes"),
    [
        (None, "14:00"),
        ("assign", "10:30"),
        ("draft", "10:30"),
        ("reply", "10:30"),
        ("close", "10:30"),
    ],
)
def test_a_case_sleeps_until_its_hour_or_until_somebody_acts(
    then: str | None, wakes: str, asked: Asked, did: Did, history: Told, at: At
) -> None:
    acts = [
        did(1, "10:00", "snooze", after=at("14:00").isoformat()),
        *([did(2, wakes, then, after="anne")] if then else []),
    ]
    life = history(asked("09:00"), *acts)
    assert (folded(life, at("10:29")).state, folded(life, at("10:29")).snoozed_until) == (State.SNOOZED, at("14:00"))
    assert folded(life, at(wakes)).state is not State.SNOOZED


def test_the_customer_wakes_a_case(asked: Asked, did: Did, history: Told, at: At) -> None:
    life = history(asked("09:00"), did(1, "10:00", "snooze", after=at("14:00").isoformat()), asked("10:30"))
    assert folded(life, at("10:31")).is_open


def ending(message: Message, due_at: datetime) -> Message:
    assert message.promise is not None
    return replace(message, promise=replace(message.promise, resolution_due_at=due_at))


def test_while_the_customer_has_the_word_the_end_stands_still(asked: Asked, did: Did, history: Told, at: At) -> None:
    acts = (did(1, "10:00", "reply"), did(2, "11:00", "wait", after="paused"))
    life = history(ending(asked("09:00"), at("12:00")), *acts)
    case = folded(life, at("15:00"))
    (end,) = case.resolutions
    assert (case.state, case.is_open) == (State.WAITING, False)
    assert (verdict(end, at("15:00")), remaining_seconds(end, at("15:00"))) == (Verdict.DUE_SOON, 3600)
    back = history(*life.messages, ending(asked("15:00"), at("16:00")), *acts)
    case = folded(back, at("15:30"))
    (end,) = case.resolutions
    assert (case.state, end.due_at, end.paused_at, end.pauses) == (
        State.ASSIGNED, at("16:00"), None, ((at("11:00"), at("15:00")),),
    )  # fmt: skip
    assert verdict(end, at("16:01")) is Verdict.LATE


def test_a_case_closed_while_it_waited_is_judged_by_the_hour_its_clock_showed(
    asked: Asked, did: Did, history: Told, at: At
) -> None:
    acts = (
        did(1, "10:00", "reply"),
        did(2, "11:00", "wait", after="paused"),
        did(3, "20:00", "close", text="sans suite"),
    )
    case = folded(history(ending(asked("09:00"), at("12:00")), *acts), at("21:00"))
    assert verdict(case.resolutions[0], at("21:00")) is Verdict.KEPT


def test_a_second_answer_goes_on_waiting_and_a_person_may_stop_it(
    asked: Asked, did: Did, history: Told, at: At
) -> None:
    resumed = did(4, "13:00", "resume", after=at("14:00").isoformat())
    life = history(
        ending(asked("09:00"), at("12:00")), did(1, "10:00", "reply"), did(2, "11:00", "wait", after="paused"),
        did(3, "12:00", "reply"), resumed,
    )  # fmt: skip
    assert folded(life, at("12:30")).state is State.WAITING
    case = folded(life, at("13:30"))
    assert (case.state, case.resolutions[0].due_at) == (State.ANSWERED, at("14:00"))


def test_the_last_word_about_a_tag_stands(asked: Asked, did: Did, history: Told, at: At) -> None:
    message = asked("09:00")
    assert message.route is not None
    message = replace(message, route=replace(message.route, tags=("retard", "colis")))
    acts = (did(1, "10:00", "tag", after="vip"), did(2, "10:01", "untag", before="retard"), did(3, "10:02", "untag", before="vip"),
            did(4, "10:03", "tag", after="vip"))  # fmt: skip
    life = history(message, *acts)
    assert folded(life, at("09:30")).tags == ("retard", "colis")
    assert folded(life, at("10:02")).tags == ("colis",)
    assert folded(life, at("10:03")).tags == ("colis", "vip")


def test_all_versions_of_a_draft_are_kept_until_the_answer(asked: Asked, did: Did, history: Told, at: At) -> None:
    acts = (did(1, "10:00", "draft", text="un", by="karim"), did(2, "10:10", "draft", text="deux", by="anne"))
    life = history(asked("09:00"), *acts, did(3, "11:00", "reply"))
    case = folded(life, at("10:30"))
    assert [(d.number, d.by, d.text) for d in case.drafts] == [(1, "karim", "un"), (2, "anne", "deux")]
    assert (case.draft, folded(life, at("11:00")).drafts) == ("deux", ())
