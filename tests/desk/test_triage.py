"""Each mention is decided about once, and again only where nobody has touched it."""

from collections.abc import Callable

import pytest

from socialcare import store
from socialcare.cases import Case, case_at
from socialcare.connector import Page
from socialcare.desk import Desk, actions, triage
from socialcare.errors import WrongUse
from socialcare.facts import Author, Mention, State
from socialcare.workspace import Workspace

Build = Callable[..., Mention]
At = Callable[[str], Desk]
Receive = Callable[..., None]


def case(desk: Desk, number: int) -> Case:
    (history,) = store.cases.histories(desk.store, [number])
    found = case_at(history, desk.now)
    assert found is not None
    return found


def rename(workspace: Workspace, old: str, new: str) -> None:
    path = workspace.folder / "rules" / "sophie-paris.yaml"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def test_a_mention_is_decided_about_once(desk_at: At, receive: Receive, a_mention: Build) -> None:
    desk = desk_at("2026-11-18 10:00")
    receive(desk, a_mention("scandale"), a_mention("promo"), a_mention("maison", own=True))
    assert triage(desk).mentions == 0
    one = case(desk, 1)
    assert (one.expert, one.team, one.community_manager, one.complaint) == ("karim", "support", "claire", True)
    assert case(desk, 2).set_aside == "spam"
    assert store.cases.complaints(desk.store) == [1]


def test_an_edited_text_is_decided_about_anew_and_keeps_its_promise(
    desk_at: At, receive: Receive, a_mention: Build, paris: Callable[[str], object]
) -> None:
    receive(desk_at("2026-11-18 10:00"), a_mention("Bonjour", ref="1"))
    later = desk_at("2026-11-18 13:00")
    receive(later, a_mention("Bonjour, une allergie !", ref="1"))
    found = case(later, 1)
    assert (found.expert, found.complaint) == ("anne", True)
    assert found.clock is not None
    assert found.clock.due_at == paris("2026-11-18 17:00")


def test_what_is_older_than_the_calendar_has_no_promise_and_is_counted(desk_at: At, a_mention: Build) -> None:
    desk = desk_at("2026-11-18 10:00")
    said = (a_mention(at="2003-01-01 09:00"), a_mention(at="0001-01-02 09:00"), a_mention(at="2003-01-01 09:00"))
    store.pages.save(desk.store, "avis", Page(mentions=said, cursor={}), desk.now)
    assert triage(desk).before_calendar == 3
    assert [clock.due_at for clock in case(desk, 1).clocks] == [None]


def test_again_follows_the_rules_of_today_where_no_person_has_acted(
    workspace: Workspace, desk_at: At, receive: Receive, a_mention: Build
) -> None:
    desk = desk_at("2026-11-18 10:00")
    receive(desk, *(a_mention("scandale") for _ in range(4)))
    claire = desk.rules.rulebook.people["claire"]
    actions.reply(desk, claire, 1, "x")
    actions.close(desk, claire, 2, "x")
    actions.note(desk, claire, 3, "x")
    rename(workspace, "{priority: high, complaint: true}", "{expert: anne, complaint: false}")
    later = desk_at("2026-11-18 10:05")
    assert triage(later).mentions == 0
    assert triage(later, again=True).mentions == 1
    assert [case(later, number).expert for number in (1, 2, 3, 4)] == ["karim", "karim", "karim", "anne"]
    assert store.cases.complaints(later.store) == [1, 2, 3]


def test_an_answer_typed_on_the_platform_closes_the_question_of_the_queue(
    desk_at: At, receive: Receive, a_mention: Build
) -> None:
    desk = desk_at("2026-11-18 10:00")
    receive(desk, a_mention("colis ?", ref="1"))
    assert store.cases.open_since(desk.store, None) == [1]
    receive(desk, a_mention("Il arrive.", by="maison", own=True, in_reply_to="1", at="2026-11-18 09:30"))
    assert store.cases.open_since(desk.store, None) == []
    assert case(desk, 1).state is State.ANSWERED


@pytest.mark.parametrize("stored_again", [False, True])
def test_a_handle_added_to_the_settings_answers_what_it_had_answered(
    stored_again: bool, workspace: Workspace, desk_at: At, receive: Receive, a_mention: Build
) -> None:
    answer = a_mention("Il arrive.", ref="2", by="Maison_SAV", in_reply_to="1", at="2026-11-18 09:30")
    desk = desk_at("2026-11-18 10:00")
    receive(desk, a_mention("colis ?", ref="1"), answer)
    assert store.cases.open_since(desk.store, None) == [1, 2]
    workspace.file.write_text(
        workspace.file.read_text("utf-8").replace("handles: []", 'handles: ["@maison_sav"]', 1), "utf-8"
    )
    later = desk_at("2026-11-18 11:00")
    receive(later, *([a_mention("Il arrive.", ref="2", by="Maison_SAV", in_reply_to="1", own=True)] * stored_again))
    assert store.cases.open_since(later.store, None) == []
    assert case(later, 1).state is State.ANSWERED
    assert store.cases.older_open(later.store, later.now) == (0, None), "no empty case is left in the count"


def test_a_mention_without_handle_is_nobodys_and_not_the_brands(
    desk_at: At, receive: Receive, a_mention: Build
) -> None:
    desk = desk_at("2026-11-18 10:00")
    receive(desk, a_mention(author=Author(name="Marie")), a_mention(author=Author(name="Jean")))
    assert [case(desk, number).author.name for number in (1, 2)] == ["Marie", "Jean"]


@pytest.mark.parametrize("lock", ["<<<<<<< HEAD\n{}", "", "{", "[]", '{"first": "x"}'])
def test_a_damaged_calendar_lock_is_one_sentence(lock: str, workspace: Workspace, desk_at: At) -> None:
    workspace.calendar_lock.write_text(lock, "utf-8")
    with pytest.raises(WrongUse) as raised:
        _ = desk_at("2026-11-18 10:00").rules
    assert str(raised.value) == "the calendar lock is damaged; run “socialcare calendar lock”"


def test_who_is_away_today_is_replaced(workspace: Workspace, desk_at: At, receive: Receive, a_mention: Build) -> None:
    absent = "karim: {name: Karim Benali, team: support, substitute: anne, absent: [2026-11-18..2026-11-19]}"
    rename(workspace, "karim: {name: Karim Benali, team: support}", absent)
    receive(desk_at("2026-11-18 10:00"), a_mention("Bonjour"))
    receive(desk_at("2026-11-20 10:00"), a_mention("Bonjour", by="tom", at="2026-11-19 09:00"))
    desk = desk_at("2026-11-20 11:00")
    assert [case(desk, 1).expert, case(desk, 2).expert] == ["anne", "karim"]


def test_who_has_enough_open_cases_is_replaced(
    workspace: Workspace, desk_at: At, receive: Receive, a_mention: Build
) -> None:
    limited = "karim: {name: Karim Benali, team: support, substitute: anne, most_open: 2}"
    rename(workspace, "karim: {name: Karim Benali, team: support}", limited)
    desk = desk_at("2026-11-18 10:00")
    receive(desk, a_mention("un"))
    receive(desk, *(a_mention(text) for text in ("deux", "trois")))
    assert [case(desk, number).expert for number in (1, 2, 3)] == ["karim", "karim", "anne"]


@pytest.mark.parametrize(
    ("asked", "taken"),
    [
        ("author_mentions: {min: 2}", [False, False, True, False]),
        ("author_complaints: {min: 1}", [False, True, True, False]),
        ("last_expert: [karim]", [False, True, False, False]),
        ("days_since_answer: {max: 3}", [False, False, False, False]),
    ],
)
def test_a_rule_may_ask_what_the_author_wrote_before(
    asked: str, taken: list[bool], workspace: Workspace, desk_at: At, receive: Receive, a_mention: Build
) -> None:
    rename(
        workspace,
        "rules:\n",
        f"rules:\n  - {{name: habitué, when: {{{asked}}}, then: {{expert: anne, promise: noon-17h}}}}\n",
    )
    said = [a_mention("scandale", at=f"2026-11-{day} 09:00") for day in (16, 17, 18)]
    for minute, mention in enumerate((*said, a_mention("scandale", by="tom"))):
        desk = desk_at(f"2026-11-18 12:{minute:02}")
        receive(desk, mention)
    rules = [row["rule"] == "habitué" for row in desk.store.rows("SELECT rule FROM routes ORDER BY mention_id")]
    assert rules == taken
