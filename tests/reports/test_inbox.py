"""What waits for one person, and what became of their drafts."""

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from socialcare import store
from socialcare.desk import Desk, actions, grouping, holding, publishing, triage
from socialcare.facts import Mention
from socialcare.reports.inbox import InboxRow, Reader, Waits, inbox_at

Build = Callable[..., Mention]
At = Callable[[str], Desk]
Receive = Callable[..., None]

PARIS = ZoneInfo("Europe/Paris")
WEEK = timedelta(days=7)


def inbox(desk: Desk, key: str, *, rewound: bool = False) -> list[InboxRow]:
    person = desk.rules.rulebook.people[key]
    return inbox_at(
        desk.store, Reader(key=key, role=person.role, zone=PARIS), desk.now, desk.now - WEEK, rewound=rewound
    )


def waits(desk: Desk, key: str) -> list[tuple[int, Waits]]:
    """The same, whether it is asked now or later of this instant."""
    rows = inbox(desk, key)
    assert inbox(desk, key, rewound=True) == rows
    return [(row.case, row.waits) for row in rows]


@pytest.fixture
def nine(desk_at: At, receive: Receive, a_mention: Build) -> Desk:
    """Wednesday 9:30 with cases 1 and 2 by Léa and Zoé, Karim's, and 3, urgent, Anne's."""
    desk = desk_at("2026-11-18 09:30")
    asked = [a_mention("Où est mon colis ?"), a_mention("Un scandale.", by="zoe", at="2026-11-18 09:10"),
             a_mention("Une allergie !", by="noe", at="2026-11-18 09:20")]  # fmt: skip
    receive(desk, *asked)
    return desk


def test_an_expert_sees_what_has_no_draft_yet(nine: Desk, act: Callable[..., Desk]) -> None:
    assert waits(nine, "karim") == [
        (2, Waits.FOR_DRAFT),
        (1, Waits.FOR_DRAFT),
    ]  # due at the same time: the graver first
    assert waits(nine, "anne") == [(3, Waits.FOR_DRAFT)]
    assert waits(nine, "claire") == []
    desk = act("2026-11-18 10:00", actions.draft, "karim", 2, "Voici.")
    assert waits(desk, "karim") == [(1, Waits.FOR_DRAFT)]
    (row,) = inbox(desk, "claire")
    assert (row.case, row.waits, row.by, row.at, row.draft) == (2, Waits.DRAFTED, "karim", desk.now, "Voici.")


def test_the_leg_of_the_expert_counts_before_the_promise_to_the_customer(
    desk_at: At, receive: Receive, a_mention: Build
) -> None:
    desk = desk_at("2026-11-18 09:30")
    text = desk.workspace.folder.joinpath("rules", "sophie-paris.yaml")
    text.write_text(
        text.read_text("utf-8").replace('due: "17:00"}]}', 'due: "17:00"}], expert: {before_due: 5h}}'), "utf-8"
    )
    receive(desk, a_mention("Où est mon colis ?"), a_mention("Une allergie !", by="zoe", at="2026-11-18 09:25"))
    actions.assign(desk, desk.rules.rulebook.people["claire"], [2], "karim")
    rows = inbox(desk, "karim")
    assert [(row.case, row.expert_due_at is None) for row in rows] == [(1, False), (2, True)]
    assert rows[0].due_at is not None
    assert rows[1].due_at is not None
    assert rows[0].due_at > rows[1].due_at


@pytest.mark.usefixtures("nine")
def test_who_gave_a_case_is_heard_and_may_want_another_draft(act: Callable[..., Desk]) -> None:
    act("2026-11-18 10:00", actions.draft, "karim", 1, "Voici.")
    desk = act("2026-11-18 10:10", actions.assign, "claire", [1], "karim", "Avec le numéro de suivi ?")
    row = next(row for row in inbox(desk, "karim") if row.case == 1)
    assert (row.waits, row.by, row.message, row.draft) == (
        Waits.FOR_DRAFT,
        "claire",
        "Avec le numéro de suivi ?",
        "Voici.",
    )
    assert waits(desk, "claire") == []


@pytest.mark.usefixtures("nine")
def test_what_an_expert_hands_back_is_their_managers_with_the_reason(act: Callable[..., Desk], desk_at: At) -> None:
    desk = act("2026-11-18 10:00", actions.hand_back, "karim", 1, "pas pour moi")
    assert [row.case for row in inbox(desk, "karim")] == [2]
    (row,) = inbox(desk, "claire")
    assert (row.case, row.waits, row.by, row.message) == (1, Waits.HANDED_BACK, "karim", "pas pour moi")
    act("2026-11-18 10:05", actions.reply, "claire", 1, "Je regarde.")
    assert waits(desk_at("2026-11-18 10:05"), "claire") == []
    act("2026-11-18 10:06", publishing.undo, "claire", 1)
    assert waits(desk, "mehdi") == []
    assert waits(act("2026-11-18 10:10", actions.assign, "claire", [1], "anne"), "claire") == []


@pytest.mark.usefixtures("nine")
def test_who_takes_a_case_in_hand_has_it_and_nobody_else(act: Callable[..., Desk]) -> None:
    act("2026-11-18 10:00", actions.draft, "karim", 2, "Voici.")
    desk = act("2026-11-18 10:10", holding.take, "mehdi", [1, 2])
    assert waits(desk, "mehdi") == [(2, Waits.DRAFTED), (1, Waits.IN_HAND)]
    assert waits(desk, "claire") == []


@pytest.mark.usefixtures("nine")
def test_what_sleeps_until_today_is_told_before_and_after_it_wakes(act: Callable[..., Desk], desk_at: At) -> None:
    act("2026-11-18 10:00", actions.reply, "claire", 1, "C’est parti.")
    until = desk_at("2026-11-20 14:00").now
    act("2026-11-18 10:10", holding.snooze, "claire", [1], until, "rappeler")
    for at, expected in (
        ("2026-11-19 23:59", []), ("2026-11-20 00:00", [(1, Waits.COMES_BACK)]), ("2026-11-20 13:59", [(1, Waits.COMES_BACK)]),
        ("2026-11-20 14:00", [(1, Waits.COMES_BACK)]), ("2026-11-21 00:00", []),
    ):  # fmt: skip
        assert waits(desk_at(at), "claire") == expected, at
    (row,) = inbox(desk_at("2026-11-20 15:00"), "claire")
    assert (row.message, row.back_at) == ("rappeler", until)
    assert waits(act("2026-11-20 15:00", actions.close, "claire", 1, "réglé"), "claire") == []


@pytest.mark.usefixtures("nine")
def test_an_expert_hears_what_became_of_a_draft_for_a_week(act: Callable[..., Desk], desk_at: At) -> None:
    act("2026-11-18 10:00", actions.draft, "karim", 1, "Il arrive demain.")
    act("2026-11-18 10:05", actions.draft, "karim", 2, "Désolé.")
    act("2026-11-18 11:00", actions.reply, "claire", 2, "Désolé.")
    desk = act("2026-11-18 11:05", actions.reply, "mehdi", 1, "Il arrive jeudi, Léa.")
    assert waits(desk, "karim") == [(1, Waits.CHANGED), (2, Waits.AS_PROPOSED)]  # the newest first
    (row, _) = inbox(desk, "karim")
    assert (row.by, row.draft, row.answer) == ("mehdi", "Il arrive demain.", "Il arrive jeudi, Léa.")
    assert str(row.changes) == "Il arrive [-demain-]{+jeudi, Léa+}."
    assert waits(desk, "claire") == []
    assert waits(desk_at("2026-11-25 11:05"), "karim") == [(1, Waits.CHANGED)]
    assert waits(desk_at("2026-11-25 11:06"), "karim") == []
    assert waits(act("2026-11-18 11:10", publishing.undo, "mehdi", 1), "karim") == [(2, Waits.AS_PROPOSED)]


@pytest.mark.usefixtures("nine")
def test_the_answer_to_a_merged_case_reaches_the_expert_who_drafted_for_it(
    act: Callable[..., Desk], receive: Receive, a_mention: Build, desk_at: At
) -> None:
    receive(desk_at("2026-11-18 09:40"), a_mention("Et mon colis ?", at="2026-11-18 09:35"))
    act("2026-11-18 10:00", actions.draft, "karim", 4, "Demain.")
    act("2026-11-18 10:10", grouping.merge, "claire", 1, [4])
    desk = act("2026-11-18 10:20", actions.reply, "claire", 1, "Demain.")
    assert [(row.case, row.waits) for row in inbox(desk, "karim")][-1] == (1, Waits.AS_PROPOSED)
    assert store.cases.open_since(desk.store, None) == [2, 3]
    triage(desk)


def test_what_comes_later_is_not_in_the_inbox_of_then(nine: Desk, act: Callable[..., Desk]) -> None:
    before = inbox(nine, "karim")
    act("2026-11-18 10:00", actions.draft, "karim", 1, "Voici.")
    act("2026-11-18 10:10", actions.reply, "claire", 1, "Voici.")
    assert inbox(nine, "karim", rewound=True) == before
