"""What people say a score should have told: kept, shown, taken back; score, route and promise stay."""

from collections.abc import Callable
from sqlite3 import IntegrityError

import pytest

from socialcare import store
from socialcare.cases import Case, case_at
from socialcare.desk import Desk, actions, undoing
from socialcare.desk.correcting import Said, correct
from socialcare.errors import WrongUse
from socialcare.facts import Action, Emotion, Mention, Sentiment
from socialcare.reports import queue_row
from socialcare.routing import Person

At = Callable[[str], Desk]

WRONG = Said(values={"sentiment": "positive", "emotion": "joy"}, flags=("irony",), not_flags=("urgency",))


@pytest.fixture
def desk(desk_at: At, receive: Callable[..., None], a_mention: Callable[..., Mention]) -> Desk:
    found = desk_at("2026-11-18 10:00")
    receive(found, a_mention("Où est mon colis ?"))
    return found


@pytest.fixture
def anne(desk: Desk) -> Person:
    return desk.rules.rulebook.people["anne"]


def case(desk: Desk) -> Case:
    (history,) = store.cases.histories(desk.store, [1], explained=True)
    found = case_at(history, desk.now)
    assert found is not None
    return found


def test_lists_show_what_was_corrected_and_by_whom(desk: Desk, anne: Person) -> None:
    correct(desk, anne, 1, WRONG)
    row = queue_row(case(desk), desk.now)
    assert (row.sentiment, row.emotion, row.urgency, row.corrected_by) == ("positive", "joy", False, "anne")


def test_the_score_the_route_and_the_promise_stay(desk: Desk, anne: Person) -> None:
    before = case(desk)
    correct(desk, anne, 1, WRONG)
    after = case(desk)
    assert (after.voice.score, after.voice.route, after.clocks) == (
        before.voice.score,
        before.voice.route,
        before.clocks,
    )
    assert (after.state, after.priority, after.complaint) == (before.state, before.priority, before.complaint)
    assert after.score is not None
    assert (after.score.sentiment, after.score.irony) == (Sentiment.POSITIVE, True)


def test_undo_brings_the_earlier_correction_back(desk: Desk, anne: Person) -> None:
    correct(desk, anne, 1, Said(values={"emotion": "worry"}))
    correct(desk, anne, 1, Said(values={"emotion": "joy"}))
    undoing.undo(desk, anne, 1)
    found = case(desk)
    assert found.score is not None
    assert found.score.emotion is Emotion.WORRY
    undoing.undo(desk, anne, 1)
    assert case(desk).corrections == ()
    assert [event.action for event in case(desk).events] == [Action.CORRECT, Action.CORRECT, Action.UNDO, Action.UNDO]


def test_the_second_correction_names_the_first_as_what_stood(desk: Desk, anne: Person) -> None:
    correct(desk, anne, 1, Said(values={"emotion": "worry"}), "elle a peur")
    (event,) = correct(desk, anne, 1, Said(values={"emotion": "joy"}, flags=("irony",)))
    assert (event.before, event.after) == ("emotion=worry, irony=false", "emotion=joy, irony=true")
    assert case(desk).events[0].text == "elle a peur"


def test_a_correction_keeps_nobody_from_undoing(desk: Desk, anne: Person) -> None:
    claire = desk.rules.rulebook.people["claire"]
    actions.assign(desk, claire, [1], "anne")
    correct(desk, anne, 1, WRONG)
    undoing.undo(desk, claire, 1)
    assert case(desk).expert == "karim"


def test_yesterday_nothing_was_corrected_yet(desk: Desk, anne: Person, desk_at: At) -> None:
    correct(desk_at("2026-11-19 10:00"), anne, 1, WRONG)
    assert case(desk).corrections == ()


def test_corrections_are_never_changed(desk: Desk, anne: Person) -> None:
    correct(desk, anne, 1, WRONG)
    for sql in ("UPDATE corrections SET after = 'x'", "DELETE FROM corrections"):
        with pytest.raises(IntegrityError, match="append-only"):
            desk.store.connection.execute(sql)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"values": {"emotion": "worrie"}}, "unknown emotion “worrie”; did you mean “worry”?"),
        ({"flags": ["urgnt"]}, "unknown flag “urgnt”; did you mean “urgency”?"),
        ({"flags": ["irony"], "not_flags": ["irony"]}, "“irony” stands under --flag and under --no-flag; keep one"),
        ({}, "say what is right: --sentiment, --emotion, --intent, --flag or --no-flag"),
    ],
)
def test_what_nobody_knows_is_refused_with_what_was_meant(said: dict[str, dict[str, str]], told: str) -> None:
    with pytest.raises(WrongUse) as raised:
        Said(**said)  # type: ignore[arg-type]
    assert str(raised.value) == told


def test_a_case_that_is_not_there_is_said(desk: Desk, anne: Person) -> None:
    with pytest.raises(WrongUse, match="there is no case 9"):
        correct(desk, anne, 9, WRONG)
