"""A case as it stood at any minute of its day."""

from collections.abc import Callable
from datetime import datetime

import pytest

from socialcare.cases import Case, case_at
from socialcare.facts import Event, History, Message, Priority, State

Asked = Callable[..., Message]
Answered = Callable[[str], Message]
Did = Callable[..., Event]
Told = Callable[..., History]
At = Callable[[str], datetime]


def seen(history: History, instant: datetime) -> Case:
    case = case_at(history, instant)
    assert case is not None
    return case


def test_there_is_no_case_before_the_customer_writes(asked: Asked, answered: Answered, history: Told, at: At) -> None:
    life = history(answered("08:00"), asked("09:00"))
    assert case_at(life, at("08:59:59")) is None
    assert seen(life, at("09:00")).state is State.ASSIGNED


def test_a_case_without_facts_is_none(history: Told, at: At) -> None:
    assert case_at(history(), at("12:00")) is None


@pytest.mark.parametrize(
    ("when", "state"),
    [
        ("09:00", State.ASSIGNED),
        ("10:00", State.DRAFTED),
        ("11:00", State.ANSWERED),
        ("12:00", State.CLOSED),
        ("13:00", State.ANSWERED),  # the closing is undone
        ("14:00", State.ASSIGNED),  # the customer writes again
        ("15:00", State.ANSWERED),  # typed on the platform
    ],
)
def test_each_act_counts_from_its_own_instant(
    when: str, state: State, asked: Asked, answered: Answered, did: Did, history: Told, at: At
) -> None:
    life = history(
        asked("09:00"), did(1, "10:00", "draft", text="voici", by="karim"), did(2, "11:00", "reply"),
        did(3, "12:00", "close", text="fini"), did(4, "13:00", "undo", undoes=3), asked("14:00"), answered("15:00"),
    )  # fmt: skip
    assert seen(life, at(when)).state is state


def test_an_undo_takes_its_event_away_from_its_own_instant_on_and_not_before(
    asked: Asked, did: Did, history: Told, at: At
) -> None:
    life = history(asked("09:00"), did(1, "10:00", "reply"), did(2, "11:00", "undo", undoes=1))
    before, after = seen(life, at("10:59")), seen(life, at("11:00"))
    assert before.clock is not None
    assert after.clock is not None
    assert (before.clock.answered_at, before.answered_at) == (at("10:00"), at("10:00"))
    assert (after.clock.answered_at, after.answered_at) == (None, None)
    assert after.clock.asked_at == at("09:00"), "the old clock runs on"


def test_a_new_message_opens_an_answered_case_again_with_a_clock_of_its_own(
    asked: Asked, did: Did, history: Told, at: At
) -> None:
    case = seen(history(asked("09:00"), did(1, "10:00", "reply"), asked("11:00", due="18:00")), at("11:00"))
    assert case.is_open
    assert [(clock.asked_at, clock.due_at, clock.answered_at) for clock in case.clocks] == [
        (at("09:00"), at("17:00"), at("10:00")),
        (at("11:00"), at("18:00"), None),
    ]


def test_a_new_message_opens_a_closed_case_again(asked: Asked, did: Did, history: Told, at: At) -> None:
    case = seen(history(asked("09:00"), did(1, "10:00", "close", text="doublon"), asked("11:00")), at("11:00"))
    assert (case.state, case.closed_reason, len(case.clocks)) == (State.ASSIGNED, "", 2)


def test_the_clock_runs_from_the_oldest_unanswered_message(asked: Asked, history: Told, at: At) -> None:
    case = seen(history(asked("09:00"), asked("10:00", due="18:00"), asked("11:00", due="19:00")), at("12:00"))
    assert [(clock.asked_at, clock.due_at) for clock in case.clocks] == [(at("09:00"), at("17:00"))]


@pytest.mark.parametrize(
    ("first", "second", "due"),
    [
        ("17:00", "11:00", "11:00"),  # graver: hastened
        ("17:00", "18:00", "17:00"),  # never delayed
        ("17:00", None, "17:00"),
        (None, "18:00", "18:00"),  # a promise at last
    ],
)
def test_a_later_message_may_only_hasten_the_promise(
    first: str | None, second: str | None, due: str, asked: Asked, history: Told, at: At
) -> None:
    case = seen(history(asked("09:00", due=first), asked("10:00", due=second)), at("10:00"))
    assert [(clock.asked_at, clock.due_at) for clock in case.clocks] == [(at("09:00"), at(due))]


def test_the_gravest_unanswered_message_speaks_for_the_case(asked: Asked, did: Did, history: Told, at: At) -> None:
    life = history(
        asked("09:00"), asked("10:00", priority=Priority.URGENT), asked("11:00", priority=Priority.HIGH),
        did(1, "12:00", "reply"), asked("13:00"),
    )  # fmt: skip
    assert [seen(life, at(when)).voice.mention.ref for when in ("09:30", "11:30", "13:00")] == [
        "09:00",
        "10:00",
        "13:00",
    ]
    assert seen(life, at("11:30")).priority is Priority.URGENT


def test_what_is_set_aside_waits_for_nobody_and_has_no_clock(asked: Asked, history: Told, at: At) -> None:
    case = seen(history(asked("09:00", set_aside="spam")), at("09:00"))
    assert (case.state, case.set_aside, case.is_open, case.clock) == (State.SET_ASIDE, "spam", False, None)


def test_a_real_message_after_one_set_aside_makes_a_real_case(asked: Asked, history: Told, at: At) -> None:
    case = seen(history(asked("09:00", set_aside="spam"), asked("10:00")), at("10:00"))
    assert (case.state, case.set_aside, case.expert) == (State.ASSIGNED, "", "karim")
    assert [clock.asked_at for clock in case.clocks] == [at("10:00")]
    assert case.opened_at == at("09:00")


@pytest.mark.parametrize("triaged", [True, False])
def test_a_message_set_aside_does_not_hide_the_question_before_it(
    triaged: bool, asked: Asked, history: Told, at: At
) -> None:
    case = seen(history(asked("09:00", triaged=triaged), asked("10:00", set_aside="spam")), at("10:00"))
    assert case.is_open
    assert case.set_aside == ""


def test_a_person_may_take_up_what_was_set_aside(asked: Asked, did: Did, history: Told, at: At) -> None:
    case = seen(history(asked("09:00", set_aside="spam"), did(1, "10:00", "assign", after="anne")), at("10:00"))
    assert (case.state, case.expert, case.set_aside) == (State.ASSIGNED, "anne", "")


def test_an_untriaged_message_is_new_and_open(asked: Asked, history: Told, at: At) -> None:
    case = seen(history(asked("09:00", triaged=False)), at("09:00"))
    assert (case.state, case.expert, case.is_open, case.priority) == (State.NEW, "", True, Priority.NORMAL)


def test_an_answer_typed_on_the_platform_stops_the_clock_at_its_own_instant(
    asked: Asked, answered: Answered, history: Told, at: At
) -> None:
    case = seen(history(asked("09:00"), answered("10:00")), at("16:00"))
    assert case.clock is not None
    assert (case.clock.answered_at, case.clock.answered_by) == (at("10:00"), "maisonlavande")


def test_a_question_comes_before_the_answer_of_the_same_instant(
    asked: Asked, answered: Answered, history: Told, at: At
) -> None:
    assert seen(history(answered("09:00"), asked("09:00")), at("09:00")).state is State.ANSWERED


def test_acts_of_the_same_instant_keep_their_numbers_order(asked: Asked, did: Did, history: Told, at: At) -> None:
    life = history(asked("09:00"), *(did(n, "10:00", "draft", text=f"v{n}") for n in (10, 9)))
    assert seen(life, at("10:00")).draft == "v10"


def test_the_first_answer_is_the_one_that_counts(asked: Asked, did: Did, history: Told, at: At) -> None:
    case = seen(history(asked("09:00"), did(1, "10:00", "reply"), did(2, "11:00", "reply")), at("12:00"))
    assert case.clock is not None
    assert case.clock.answered_at == at("10:00")


@pytest.mark.parametrize("action", ["note", "draft", "assign"])
def test_only_an_answer_or_a_closing_stops_the_clock(
    action: str, asked: Asked, did: Did, history: Told, at: At
) -> None:
    case = seen(history(asked("09:00"), did(1, "10:00", action, text="t", after="anne")), at("10:00"))
    assert case.clock is not None
    assert case.clock.runs


def test_a_draft_stays_when_the_customer_writes_again_and_goes_with_the_answer(
    asked: Asked, did: Did, history: Told, at: At
) -> None:
    life = history(
        asked("09:00"), did(1, "10:00", "draft", text="voici", by="karim"), asked("11:00"), did(2, "12:00", "reply")
    )
    waiting, done = seen(life, at("11:00")), seen(life, at("12:00"))
    assert (waiting.state, waiting.draft, waiting.draft_by) == (State.DRAFTED, "voici", "karim")
    assert (done.draft, done.draft_by) == ("", "")


def test_a_case_given_to_another_expert_stays_hers_when_the_customer_writes_again(
    asked: Asked, did: Did, history: Told, at: At
) -> None:
    life = history(asked("09:00"), did(1, "10:00", "assign", after="anne"), did(2, "11:00", "reply"), asked("12:00"))
    assert seen(life, at("12:00")).expert == "anne"


def test_a_closing_does_not_answer(asked: Asked, did: Did, history: Told, at: At) -> None:
    case = seen(history(asked("09:00"), did(1, "10:00", "close", text="hors sujet")), at("10:00"))
    assert (case.closed_reason, case.answered_at) == ("hors sujet", None)
    assert [message.mention.ref for message in case.unanswered] == ["09:00"]


def test_the_log_shows_what_was_undone_too(asked: Asked, did: Did, history: Told, at: At) -> None:
    life = history(asked("09:00"), did(1, "10:00", "reply"), did(2, "11:00", "undo", undoes=1))
    assert [event.number for event in seen(life, at("11:00")).events] == [1, 2]


def test_one_complaint_makes_the_case_one(asked: Asked, did: Did, history: Told, at: At) -> None:
    life = history(asked("09:00", complaint=True), did(1, "10:00", "reply"), asked("11:00"))
    assert seen(life, at("11:00")).complaint
