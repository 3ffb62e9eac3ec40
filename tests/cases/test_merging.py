"""A case followed in another: what it owed is owed there, what was kept or broken before stays where it was."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from socialcare.cases import Case, ClockKind, case_at, verdict
from socialcare.facts import Action, Event, History, Message, State, Verdict

Asked = Callable[..., Message]
Did = Callable[..., Event]
Told = Callable[..., History]
At = Callable[[str], datetime]
Pair = Callable[..., tuple[History, History]]


@pytest.fixture
def pair(did: Did, history: Told) -> Pair:
    """`pair(one, other, "10:00")`: case 2 with the facts of `other`, taken into case 1 at ten; the merge is event 50."""

    def build(
        one: list[Message | Event], other: list[Message | Event], at: str | None, *undone: Event
    ) -> tuple[History, History]:
        merges = (did(50, at, "merge", after="2"), *undone) if at else ()
        taken = replace(history(*other), number=2)
        taken = replace(taken, events=(*(replace(each, case=2) for each in taken.events), *merges))
        into = history(*one)
        return replace(into, events=(*into.events, *merges), merged=(taken,) if merges else ()), taken

    return build


def folded(history: History, instant: datetime) -> Case:
    case = case_at(history, instant)
    assert case is not None
    return case


def test_before_the_merge_each_is_a_case_of_its_own(asked: Asked, pair: Pair, at: At) -> None:
    into, taken = pair([asked("08:00")], [asked("09:00", due="12:00")], "10:00")
    assert folded(into, at("09:59")).merged == ()
    assert (folded(taken, at("09:59")).state, folded(taken, at("09:59")).merged_into) == (State.ASSIGNED, None)


def test_what_is_owed_moves_with_the_sooner_promise_and_the_longer_wait(asked: Asked, pair: Pair, at: At) -> None:
    into, taken = pair([asked("09:00", due="17:00")], [asked("08:00", due="12:00", complaint=True)], "10:00")
    one, other = folded(into, at("11:00")), folded(taken, at("11:00"))
    assert [(clock.asked_at, clock.due_at) for clock in one.clocks] == [(at("08:00"), at("12:00"))]
    assert (one.merged, [message.at for message in one.unanswered]) == ((2,), [at("08:00"), at("09:00")])
    assert (other.state, other.merged_into, other.clocks, other.unanswered, other.is_open) == (
        State.MERGED, 1, (), (), False,
    )  # fmt: skip
    assert (one.complaint, other.complaint) == (True, False), "it is one complaint"


def test_one_answer_is_for_both(asked: Asked, did: Did, pair: Pair, at: At) -> None:
    into, _ = pair([asked("09:00"), did(51, "11:00", "reply")], [asked("08:00")], "10:00")
    case = folded(into, at("12:00"))
    assert (case.state, case.unanswered) == (State.ANSWERED, ())
    assert [verdict(clock, at("12:00")) for clock in case.clocks] == [Verdict.KEPT]


def test_an_answered_case_owes_again_what_it_takes_in(asked: Asked, did: Did, pair: Pair, at: At) -> None:
    into, _ = pair([asked("08:00"), did(1, "08:30", "reply")], [asked("09:00", expert="anne")], "10:00")
    case = folded(into, at("10:30"))
    assert (case.state, case.is_open, case.voice.at) == (State.ASSIGNED, True, at("09:00"))
    assert [clock.runs for clock in case.clocks] == [False, True]


def test_what_was_kept_or_broken_before_stays_where_it_was(asked: Asked, did: Did, pair: Pair, at: At) -> None:
    into, taken = pair([asked("09:30")], [asked("08:00", due="08:30"), did(1, "09:00", "reply")], "10:00")
    assert [verdict(clock, at("11:00")) for clock in folded(taken, at("11:00")).clocks] == [Verdict.BROKEN]
    assert [clock.asked_at for clock in folded(into, at("11:00")).clocks] == [at("09:30")]


def test_what_the_customer_writes_there_later_is_heard_here(
    asked: Asked, answered: Asked, did: Did, pair: Pair, at: At
) -> None:
    into, taken = pair([asked("08:00"), did(51, "10:30", "reply")], [asked("09:00"), asked("11:00")], "10:00")
    case = folded(into, at("12:00"))
    assert ([message.at for message in case.unanswered], case.clocks[-1].kind) == (
        [at("11:00")],
        ClockKind.NEXT_RESPONSE,
    )
    assert folded(taken, at("12:00")).state is State.MERGED
    quiet, _ = pair([asked("08:00")], [asked("09:00"), answered("11:30")], "10:00")
    assert folded(quiet, at("12:00")).state is State.ANSWERED, "the brand typed its answer in the other thread"


def test_drafts_and_tags_come_along(asked: Asked, did: Did, pair: Pair, at: At) -> None:
    others = [asked("09:00"), did(1, "09:10", "draft", text="il part ce soir"), did(2, "09:20", "tag", after="vip")]
    into, _ = pair([asked("08:00")], others, "10:00")
    case = folded(into, at("10:30"))
    assert (case.draft, case.draft_by, case.tags) == ("il part ce soir", "claire", ("vip",))


def test_an_undone_merge_parts_them_as_if_it_had_never_been(asked: Asked, did: Did, pair: Pair, at: At) -> None:
    facts: tuple[list[Message | Event], list[Message | Event]] = ([asked("08:00")], [asked("09:00", due="12:00")])
    merged = pair(*facts, "10:00", did(52, "10:30", "undo", undoes=50))
    apart = pair(*facts, None)
    for with_merge, without in zip(merged, apart, strict=True):
        case, never = folded(with_merge, at("11:00")), folded(without, at("11:00"))
        assert replace(case, events=()) == replace(never, events=())
    assert folded(merged[1], at("10:15")).merged_into == 1, "between the two it was merged"


def test_a_case_that_holds_another_may_be_taken_into_a_third(
    asked: Asked, did: Did, history: Told, pair: Pair, at: At
) -> None:
    second, _ = pair([asked("08:30")], [asked("08:00", due="11:00")], "09:30")
    taken = did(60, "10:00", "merge", case=3, after="1")
    second = replace(second, events=(*second.events, taken))
    third = replace(history(asked("09:00")), number=3, events=(taken,), merged=(second,))
    case = folded(third, at("10:30"))
    assert ([m.at for m in case.messages], case.clocks[-1].due_at) == (
        [at("08:00"), at("08:30"), at("09:00")],
        at("11:00"),
    )
    assert [event.action for event in folded(second, at("10:30")).events] == [Action.MERGE, Action.MERGE]
