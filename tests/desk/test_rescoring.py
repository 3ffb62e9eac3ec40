"""A changed lexicon reads open cases anew; what it moves keeps its promise, and what people took in hand its route."""

from collections.abc import Callable

import pytest

from socialcare import store
from socialcare.cases import Case, case_at
from socialcare.desk import Desk, actions, triage
from socialcare.facts import Mention, Sentiment
from socialcare.workspace import Workspace

At = Callable[[str], Desk]
Receive = Callable[..., None]
Build = Callable[..., Mention]

TEXT = "Merci beaucoup, c’est parfait !"


def case(desk: Desk, number: int) -> Case:
    (history,) = store.cases.histories(desk.store, [number])
    found = case_at(history, desk.now)
    assert found is not None
    return found


@pytest.fixture
def learn(workspace: Workspace) -> Callable[[], None]:
    """From now on thanks are bad here."""

    def write() -> None:
        words = "corrections:\n  - {term: merci beaucoup, value: -1, emotion: anger}\n  - {term: parfait, value: -1}\n"
        (workspace.folder / "rules" / "lexicon.yaml").write_text(words, "utf-8")

    return write


def test_a_word_of_the_brand_applies_at_once(
    desk_at: At, receive: Receive, a_mention: Build, learn: Callable[[], None]
) -> None:
    desk = desk_at("2026-11-18 10:00")
    receive(desk, a_mention(TEXT), a_mention("Bonjour", by="tom"))
    before = case(desk, 1)
    assert before.score is not None
    assert before.score.sentiment is not Sentiment.NEGATIVE
    learn()
    later = desk_at("2026-11-18 13:00")
    done = triage(later, rescore=True)
    assert (done.rescored, done.reread) == (2, 1)
    after = case(later, 1)
    assert after.score is not None
    assert after.score.sentiment is Sentiment.NEGATIVE
    assert [clock.due_at for clock in after.clocks] == [clock.due_at for clock in before.clocks]
    assert triage(later, rescore=True).rescored == 0


def test_what_a_person_has_taken_in_hand_keeps_its_route(
    desk_at: At, receive: Receive, a_mention: Build, learn: Callable[[], None]
) -> None:
    desk = desk_at("2026-11-18 10:00")
    receive(desk, a_mention(TEXT))
    actions.note(desk, desk.rules.rulebook.people["claire"], 1, "vu")
    route = case(desk, 1).voice.route
    learn()
    later = desk_at("2026-11-18 13:00")
    assert triage(later, rescore=True).reread == 1
    assert case(later, 1).voice.route == route


def test_a_report_reads_nothing_anew(
    desk_at: At, receive: Receive, a_mention: Build, learn: Callable[[], None]
) -> None:
    receive(desk_at("2026-11-18 10:00"), a_mention(TEXT))
    learn()
    assert triage(desk_at("2026-11-18 13:00")).rescored == 0
