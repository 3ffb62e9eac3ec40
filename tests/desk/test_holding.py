"""In hand, handed back, asleep, waiting, tagged, merged: what people may do, and what is refused, sentence by sentence."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from desk._cases import case, prepared, refusal, who
from socialcare import store
from socialcare.desk import Desk, actions, grouping, holding, undoing, waiting
from socialcare.facts import Action, Mention, State
from socialcare.workspace import Workspace

Build = Callable[..., Mention]
At = Callable[[str], Desk]
Receive = Callable[..., None]


@pytest.fixture(scope="module")
def ready(new_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """10:00 with three cases, all Karim's and due at 17:00: 1 and 2 by Léa, 3 by Zoé. Made once: texts are scored."""
    return prepared(new_workspace, tmp_path_factory.mktemp("ready") / "marque", "lea", "lea", "zoe")


@pytest.fixture
def workspace(ready: Path, tmp_path: Path) -> Workspace:
    return Workspace(shutil.copytree(ready, tmp_path / "marque"))


@pytest.fixture
def morning(desk_at: At) -> Desk:
    return desk_at("2026-11-18 10:00")


def is_open(desk: Desk) -> set[int]:
    return set(store.cases.open_since(desk.store, None))


def test_a_community_manager_takes_a_case_over_and_colleagues_see_it(morning: Desk, desk_at: At) -> None:
    holding.take(morning, who(morning, "mehdi"), [1, 3])
    assert (case(morning, 1).community_manager, case(morning, 1).in_hand_by) == ("mehdi", "mehdi")
    noon = desk_at("2026-11-18 12:00")
    (held,) = holding.in_hands(noon, who(noon, "claire"), [1, 2])
    assert (held.case, held.name, held.at) == (1, "Mehdi Diallo", morning.now)
    assert holding.in_hands(noon, who(noon, "mehdi"), [1]) == []
    assert holding.take(noon, who(noon, "mehdi"), [1]) == [], "it is his already"
    holding.take(noon, who(noon, "claire"), [1])
    assert case(noon, 1).in_hand_by == "claire"


def test_only_who_has_a_case_hands_it_back(morning: Desk) -> None:
    assert refusal(lambda: actions.hand_back(morning, who(morning, "anne"), 1, "pas moi")) == (
        "case 1 is not with you but with Karim Benali; only they can hand it back"
    )
    assert refusal(lambda: actions.hand_back(morning, who(morning, "karim"), 1, " ")) == (
        "handing back needs a reason: --reason"
    )
    actions.hand_back(morning, who(morning, "karim"), 1, "c’est pour le laboratoire")
    assert (case(morning, 1).expert, case(morning, 1).is_open) == ("", True)
    actions.assign(morning, who(morning, "claire"), [1], "anne", "tu peux regarder ?")
    assert (case(morning, 1).expert, case(morning, 1).events[-1].text) == ("anne", "tu peux regarder ?")


def test_a_case_sleeps_no_longer_than_its_promise(morning: Desk, desk_at: At) -> None:
    claire = who(morning, "claire")
    assert refusal(lambda: holding.snooze(morning, claire, [1], desk_at("2026-11-18 17:01").now)).startswith(
        "case 1 is promised for "
    )
    assert "is past" in refusal(lambda: holding.snooze(morning, claire, [1], morning.now))
    holding.snooze(morning, claire, [1], desk_at("2026-11-18 17:00").now)
    assert case(morning, 1, morning.now).state is State.SNOOZED
    assert is_open(morning) == {1, 2, 3}, "a list finds it, and sees that it sleeps"


def test_one_waits_for_a_customer_only_after_answering(morning: Desk) -> None:
    claire = who(morning, "claire")
    said = "case 1: the customer waits for us; answer first, then wait for them"
    assert refusal(lambda: waiting.wait(morning, claire, 1)) == said
    actions.reply(morning, claire, 1, "Votre numéro de commande ?")
    waiting.wait(morning, claire, 1, "le numéro")
    assert case(morning, 1).state is State.WAITING
    assert waiting.wait(morning, claire, 1) == []
    actions.assign(morning, claire, [1], "anne")
    assert [event.action for event in case(morning, 1).events][-2:] == [Action.RESUME, Action.ASSIGN]
    assert refusal(lambda: waiting.resume(morning, claire, 1)) == "case 1 does not wait for its customer"


RESOLVED = """\
  noon-17h: {type: cutoff, windows: [{before: "12:00", due: "17:00"}], resolution: fini}
  fini: {type: duration, business: 6h}
"""


def test_the_end_of_a_case_moves_by_the_working_time_that_its_customer_took(
    workspace: Workspace, desk_at: At, a_mention: Build, receive: Receive
) -> None:
    rules = workspace.folder / "rules" / "sophie-paris.yaml"
    text = rules.read_text("utf-8")
    rules.write_text(
        text.replace('  noon-17h: {type: cutoff, windows: [{before: "12:00", due: "17:00"}]}\n', RESOLVED), "utf-8"
    )
    desk = desk_at("2026-11-18 10:00")
    receive(desk, a_mention("Où est mon colis ?", ref="9", by="ines", at="2026-11-18 10:00"))
    (end,) = case(desk, 4).resolutions
    assert end.due_at == desk_at("2026-11-18 18:00").now
    actions.reply(desk, who(desk, "claire"), 4, "Votre numéro ?")
    later = desk_at("2026-11-18 11:00")
    waiting.wait(later, who(later, "claire"), 4)
    back = desk_at("2026-11-19 10:00")
    receive(back, a_mention("Le voici : 12", ref="10", by="ines", in_reply_to="9", at="2026-11-19 10:00"))
    (end,) = case(back, 4).resolutions
    assert end.due_at == desk_at("2026-11-19 17:00").now, "one of six hours was gone: five from 10:00, lunch left out"
    assert case(back, 4).state is State.ASSIGNED


def test_a_tag_is_a_word_and_stands_once(morning: Desk) -> None:
    karim = who(morning, "karim")
    assert len(grouping.tag(morning, karim, [1], ["#VIP", "vip", "noël:2026"])) == 2
    assert case(morning, 1).tags == ("vip", "noël:2026")
    assert grouping.tag(morning, karim, [1], ["vip"]) == []
    assert store.cases.tagged(morning.store, ["VIP"]) == [1]
    grouping.untag(morning, karim, [1], ["vip", "autre"])
    assert case(morning, 1).tags == ("noël:2026",)
    for word in ("", "#", "deux mots", "x" * 41, "\x1b[2J"):
        assert "is no tag" in refusal(lambda word=word: grouping.tag(morning, karim, [1, 2], ["bon", word]))  # type: ignore[misc]
    assert case(morning, 2).events == ()


def test_merged_cases_are_one_and_undo_parts_them(
    morning: Desk, desk_at: At, receive: Receive, a_mention: Build
) -> None:
    claire = who(morning, "claire")
    grouping.merge(morning, claire, 1, [2], "le même colis")
    assert (is_open(morning), case(morning, 1).merged, case(morning, 2).merged_into) == ({1, 3}, (2,), 1)
    later = desk_at("2026-11-18 11:00")
    actions.reply(later, who(later, "claire"), 1, "Il arrive.")
    assert is_open(later) == {3}
    receive(later, a_mention("Toujours rien", in_reply_to="2", at="2026-11-18 10:50"))
    assert is_open(later) == {3}, "it was written before the answer"
    receive(later, a_mention("Et maintenant ?", ref="z", in_reply_to="2", at="2026-11-18 11:00"))
    evening = desk_at("2026-11-18 11:30")
    receive(evening, a_mention("Toujours rien", in_reply_to="2", at="2026-11-18 11:20"))
    assert is_open(evening) == {1, 3}, "what is written in a merged case opens the one that goes on"
    assert refusal(lambda: undoing.undo(evening, who(evening, "claire"), 1, 1)).startswith(
        "case 1: Claire Martin has acted on it"
    )
    undoing.undo(evening, who(evening, "claire"), 1)
    undoing.undo(evening, who(evening, "claire"), 1, 1)
    assert (is_open(evening), case(evening, 1).merged, case(evening, 2).merged_into) == ({1, 2, 3}, (), None)


def test_what_is_not_one_matter_of_one_customer_is_not_merged(morning: Desk) -> None:
    claire = who(morning, "claire")
    assert refusal(lambda: grouping.merge(morning, claire, 1, [3])) == (
        "case 3 is by avis:zoe and case 1 by avis:lea; if they are one person, link them first: "
        "socialcare link avis:zoe avis:lea"
    )
    assert refusal(lambda: grouping.merge(morning, claire, 1, [1])) == "case 1 cannot be merged into itself"
    assert (
        refusal(lambda: grouping.merge(morning, claire, 1, [2, 99]))
        == "there is no case 99; socialcare triage lists them"
    )
    assert "only a community manager" in refusal(lambda: grouping.merge(morning, who(morning, "karim"), 1, [2]))
    grouping.merge(morning, claire, 1, [2])
    for act in (
        lambda: actions.reply(morning, claire, 2, "x"),
        lambda: actions.note(morning, claire, 2, "x"),
        lambda: grouping.merge(morning, claire, 2, [1]),
        lambda: holding.take(morning, claire, [2]),
    ):
        assert refusal(act) == "case 2 is followed in case 1 now; act on that one"


def test_a_chosen_act_is_undone_while_nothing_depends_on_it(morning: Desk) -> None:
    claire, karim = who(morning, "claire"), who(morning, "karim")
    grouping.tag(morning, claire, [1], ["vip"])
    actions.draft(morning, karim, 1, "un")
    actions.note(morning, karim, 1, "vu")
    undoing.undo(morning, claire, 1, 1)
    assert case(morning, 1).tags == ()
    assert refusal(lambda: undoing.undo(morning, karim, 1, 1)).startswith(
        "event 1 is by Claire Martin; only they or a community"
    )
    undoing.undo(morning, claire, None, 2)
    assert (case(morning, 1).draft, case(morning, 1).events[-1].by) == ("", "claire"), "of an expert's act too"
    assert (
        refusal(lambda: undoing.undo(morning, claire, 1, 4)) == "event 4 is itself an undo; do again what it took back"
    )
    assert refusal(lambda: undoing.undo(morning, claire, 2, 3)) == (
        "there is no event 3 here; socialcare log tells the numbers"
    )


def test_a_draft_for_an_answered_case_is_refused_in_one_sentence(morning: Desk) -> None:
    actions.reply(morning, who(morning, "claire"), 1, "Il arrive.")
    assert refusal(lambda: actions.draft(morning, who(morning, "karim"), 1, "trop tard")).startswith(
        "case 1 is answered already, "
    )
    actions.assign(morning, who(morning, "claire"), [1], "anne", "encore un mot ?")
    assert actions.draft(morning, who(morning, "anne"), 1, "voici")


def test_a_merge_taken_back_may_be_made_the_other_way_round(morning: Desk, desk_at: At) -> None:
    grouping.merge(morning, who(morning, "claire"), 1, [2])
    undoing.undo(morning, who(morning, "claire"), 1)
    later = desk_at("2026-11-18 11:00")
    grouping.merge(later, who(later, "claire"), 2, [1])
    assert (case(later, 2).merged, case(later, 1).merged_into, is_open(later)) == ((1,), 2, {2, 3})
    assert (case(later, 1, morning.now).merged, case(later, 2, morning.now).merged) == ((), ())


def test_an_analyst_tags_and_notes_and_neither_proposes_nor_answers(workspace: Workspace, desk_at: At) -> None:
    rules = workspace.folder / "rules" / "sophie-paris.yaml"
    rules.write_text(rules.read_text("utf-8") + "analysts: {nora: {name: Nora Petit}}\n", "utf-8")
    desk = desk_at("2026-11-18 10:00")
    nora = who(desk, "nora")
    grouping.tag(desk, nora, [1], ["retard"])
    actions.note(desk, nora, 1, "le troisième cette semaine")
    for act in (lambda: actions.draft(desk, nora, 1, "x"), lambda: holding.take(desk, nora, [1])):
        assert "an analyst looks, exports, tags and corrects" in refusal(act)
    assert refusal(lambda: actions.reply(desk, nora, 1, "x")).startswith("Nora Petit cannot answer a customer")
