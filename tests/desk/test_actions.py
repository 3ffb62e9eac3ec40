"""What people may do to a case, and what is refused, sentence by sentence."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from desk._cases import case, prepared, refusal, who
from socialcare import store
from socialcare.desk import Desk, actions, deeds, undoing
from socialcare.facts import Action, Mention, State
from socialcare.routing import Person
from socialcare.workspace import Workspace

Build = Callable[..., Mention]
At = Callable[[str], Desk]


@pytest.fixture(scope="module")
def ready(new_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """10:00 with two cases: 1 by Léa, 2 by Zoé, both Karim's. Made once: texts are scored."""
    return prepared(new_workspace, tmp_path_factory.mktemp("ready") / "marque", "lea", "zoe")


@pytest.fixture
def workspace(ready: Path, tmp_path: Path) -> Workspace:
    return Workspace(shutil.copytree(ready, tmp_path / "marque"))


@pytest.fixture
def morning(desk_at: At) -> Desk:
    return desk_at("2026-11-18 10:00")


def is_open(desk: Desk) -> list[int]:
    return store.cases.open_since(desk.store, None)


def test_the_expert_proposes_and_the_community_manager_answers(morning: Desk, desk_at: At) -> None:
    actions.draft(morning, who(morning, "karim"), 1, "Il arrive demain.")
    assert (case(morning, 1).state, case(morning, 1).draft_by) == (State.DRAFTED, "karim")
    noon = desk_at("2026-11-18 12:00")
    (event,) = actions.reply(noon, who(noon, "claire"), 1, "Votre colis arrive demain, Léa.")
    assert (event.at, event.by, event.action, event.before) == (noon.now, "claire", Action.REPLY, "Il arrive demain.")
    assert case(morning, 1).answered_at == noon.now
    assert is_open(noon) == [2]


@pytest.mark.parametrize(
    ("act", "what"),
    [
        (lambda desk, by: actions.reply(desk, by, 1, "x"), "answer a customer"),
        (lambda desk, by: actions.close(desk, by, 1, "x"), "close a case"),
        (lambda desk, by: actions.assign(desk, by, [1], "anne"), "assign a case"),
    ],
)
def test_an_expert_does_not_speak_for_the_brand(
    act: Callable[[Desk, Person], object], what: str, morning: Desk
) -> None:
    assert refusal(lambda: act(morning, who(morning, "karim"))) == (
        f"Karim Benali cannot {what}: only a community manager speaks for the brand (Claire Martin, Mehdi Diallo);"
        " an expert proposes with socialcare draft"
    )
    assert case(morning, 1).events == ()


def test_assigning_several_cases_is_all_or_nothing(morning: Desk) -> None:
    claire = who(morning, "claire")
    said = refusal(lambda: actions.assign(morning, claire, [1, 2, 99], "anne"))
    assert said == "there is no case 99; socialcare triage lists them"
    assert [case(morning, number).expert for number in (1, 2)] == ["karim", "karim"]
    events = actions.assign(morning, claire, [2, 1, 2], "anne")
    assert [(event.case, event.before, event.after) for event in events] == [(2, "karim", "anne"), (1, "karim", "anne")]


def test_an_expert_who_has_the_case_already_is_not_logged(morning: Desk) -> None:
    assert actions.assign(morning, who(morning, "claire"), [1], "karim") == []
    assert case(morning, 1).events == ()


@pytest.mark.parametrize(
    ("expert", "said"),
    [
        ("ane", "unknown expert “ane”; did you mean “anne”?"),
        ("claire", "unknown expert “claire”; known: karim, anne"),
    ],
)
def test_a_case_is_given_to_an_expert_of_the_rules_only(expert: str, said: str, morning: Desk) -> None:
    assert refusal(lambda: actions.assign(morning, who(morning, "claire"), [1], expert)) == said


def test_what_was_set_aside_can_be_taken_up(morning: Desk, receive: Callable[..., None], a_mention: Build) -> None:
    receive(morning, a_mention("promo"))
    assert is_open(morning) == [1, 2]
    actions.assign(morning, who(morning, "claire"), [3], "karim")
    assert is_open(morning) == [1, 2, 3]


@pytest.mark.parametrize(
    "act",
    [
        lambda desk: actions.assign(desk, who(desk, "claire"), [2, 1], "anne"),
        lambda desk: actions.draft(desk, who(desk, "karim"), 1, "x"),
        lambda desk: actions.close(desk, who(desk, "claire"), 1, "encore"),
    ],
)
def test_a_closed_case_stays_closed(act: Callable[[Desk], object], morning: Desk) -> None:
    actions.close(morning, who(morning, "claire"), 1, "doublon")
    assert refusal(lambda: act(morning)) == (
        "case 1 is closed; socialcare undo takes a closing back, and a new message opens it again"
    )
    assert case(morning, 2).events == ()


def test_a_new_message_opens_a_closed_case_again(
    morning: Desk, desk_at: At, receive: Callable[..., None], a_mention: Build
) -> None:
    actions.close(morning, who(morning, "claire"), 1, "doublon")
    assert is_open(morning) == [2]
    later = desk_at("2026-11-18 11:00")
    receive(later, a_mention("Toujours rien !", in_reply_to="1", at="2026-11-18 10:30"))
    assert is_open(later) == [2, 1]
    assert actions.draft(later, who(later, "karim"), 1, "x")


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda desk, by: actions.draft(desk, by, 1, " \n"), "a draft needs a text: --text"),
        (lambda desk, by: actions.reply(desk, by, 1, ""), "an answer needs a text: --text"),
        (lambda desk, by: actions.close(desk, by, 1, "\t"), "closing needs a reason: --reason"),
        (lambda desk, by: actions.note(desk, by, 1, ""), "a note needs a text"),
    ],
)
def test_words_are_needed(act: Callable[[Desk, Person], object], said: str, morning: Desk) -> None:
    assert refusal(lambda: act(morning, who(morning, "claire"))) == said


def test_undoing_an_answer_opens_the_case_again_with_its_old_clock(morning: Desk, desk_at: At) -> None:
    promised = case(morning, 1).clocks
    actions.reply(morning, who(morning, "claire"), 1, "Oups")
    noon = desk_at("2026-11-18 12:00")
    (event,) = undoing.undo(noon, who(noon, "claire"), None)
    assert undoing.undone(noon, event) == case(noon, 1).events[0]
    assert case(noon, 1).clocks == promised
    assert 1 in is_open(noon)
    assert case(noon, 1, morning.now).state is State.ANSWERED, "the morning is remembered as it was"


def test_an_undo_goes_back_one_act_at_a_time_until_there_is_none(morning: Desk) -> None:
    karim = who(morning, "karim")
    actions.draft(morning, karim, 1, "un")
    actions.draft(morning, karim, 1, "deux")
    for left in ("un", ""):
        undoing.undo(morning, karim, 1)
        assert case(morning, 1).draft == left
    assert refusal(lambda: undoing.undo(morning, karim, 1)) == "Karim Benali has nothing to undo"


def test_an_undo_of_another_case_can_be_named(morning: Desk) -> None:
    claire = who(morning, "claire")
    actions.close(morning, claire, 1, "doublon")
    actions.close(morning, claire, 2, "doublon")
    undoing.undo(morning, claire, 1)
    assert is_open(morning) == [1]


def test_what_somebody_built_upon_is_not_undone(morning: Desk) -> None:
    actions.draft(morning, who(morning, "karim"), 1, "un")
    actions.note(morning, who(morning, "mehdi"), 1, "vu")
    actions.reply(morning, who(morning, "claire"), 1, "deux")
    assert refusal(lambda: undoing.undo(morning, who(morning, "karim"), None)) == (
        "case 1: Claire Martin has acted on it since (reply, event 3); that would have to be undone first"
    )
    undoing.undo(morning, who(morning, "claire"), None)
    assert undoing.undo(morning, who(morning, "karim"), None)


def test_nobody_undoes_the_act_of_another(morning: Desk) -> None:
    actions.close(morning, who(morning, "claire"), 1, "doublon")
    assert refusal(lambda: undoing.undo(morning, who(morning, "mehdi"), 1)) == "Mehdi Diallo has nothing to undo"


@pytest.mark.parametrize(
    ("named", "login", "key"), [("claire", "", "claire"), (None, "cmartin", "claire"), ("karim", "cmartin", "karim")]
)
def test_who_acts_is_the_one_named_else_the_login_mapped(named: str | None, login: str, key: str, desk_at: At) -> None:
    desk = desk_at("2026-11-18 10:00")
    file = desk.workspace.file
    file.write_text(file.read_text("utf-8").replace("logins: {}", "logins: {cmartin: claire}"), "utf-8")
    assert deeds.actor(desk, named, login).key == key


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("clare", "unknown person “clare”; did you mean “claire”?"),
        (
            None,
            "who acts? say --as NAME, set SOCIALCARE_USER, or map your login “root” under team: logins: in socialcare.yaml; known: claire, mehdi, karim, anne",
        ),
    ],
)
def test_nobody_acts_unknown(named: str | None, said: str, morning: Desk) -> None:
    assert refusal(lambda: deeds.actor(morning, named, "root")) == said
