"""The story of a case, and who did what over all of them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from socialcare import store
from socialcare.desk import Desk, actions, grouping, publishing
from socialcare.facts import Mention
from socialcare.reports.story import StoryRow, deeds_between, story_of

Build = Callable[..., Mention]
At = Callable[[str], Desk]
Receive = Callable[..., None]
Act = Callable[..., Desk]


def told(rows: list[StoryRow]) -> list[tuple[int, int | None, str, str]]:
    return [(row.case, row.event, row.by, row.action) for row in rows]


def story(desk: Desk, case: int) -> list[StoryRow]:
    return story_of(next(store.cases.histories(desk.store, [case])), desk.now)


@pytest.fixture
def day(desk_at: At, receive: Receive, a_mention: Build, act: Act) -> Desk:
    """Case 1 drafted, answered, taken back and answered again; case 2 of the same customer taken into it."""
    receive(
        desk_at("2026-11-18 09:30"), a_mention("Où est mon colis ?"), a_mention("Et mon colis ?", at="2026-11-18 09:10")
    )
    act("2026-11-18 10:00", actions.draft, "karim", 1, "Demain.")
    act("2026-11-18 10:10", actions.reply, "claire", 1, "Demain !")
    act("2026-11-18 10:11", publishing.undo, "claire", 1)
    act("2026-11-18 10:20", actions.note, "karim", 2, "même colis")
    act("2026-11-18 10:30", grouping.merge, "claire", 1, [2])
    return act("2026-11-18 10:40", actions.reply, "claire", 1, "Jeudi.")


def test_a_story_has_the_messages_and_the_acts_in_their_order(day: Desk) -> None:
    rows = story(day, 1)
    assert told(rows) == [
        (1, None, "lea", "wrote"), (2, None, "lea", "wrote"), (1, 1, "karim", "draft"), (1, 2, "claire", "reply"),
        (1, 3, "claire", "undo"), (2, 4, "karim", "note"), (1, 5, "claire", "merge"), (1, 6, "claire", "reply"),
    ]  # fmt: skip
    reply, undo = rows[3], rows[4]
    assert (reply.undone_by, undo.undoes, undo.undoes_action, undo.text) == (3, 2, "reply", "")


def test_the_story_of_a_case_that_was_taken_in_ends_with_that(day: Desk) -> None:
    assert told(story(day, 2)) == [(2, None, "lea", "wrote"), (2, 4, "karim", "note"), (1, 5, "claire", "merge")]


def test_a_story_as_it_was_then_knows_no_later_undoing(day: Desk, desk_at: At) -> None:
    assert day.now > desk_at("2026-11-18 10:10").now
    rows = story(desk_at("2026-11-18 10:10"), 1)
    assert told(rows) == [(1, None, "lea", "wrote"), (1, 1, "karim", "draft"), (1, 2, "claire", "reply")]
    assert rows[-1].undone_by is None
    assert story(desk_at("2026-11-18 08:00"), 1) == []


def test_an_answer_read_on_its_network_is_told_once_and_one_typed_there_too(
    day: Desk, receive: Receive, a_mention: Build, desk_at: At
) -> None:
    (first,) = (row for row in story(day, 1) if row.text == "Où est mon colis ?")
    given: dict[str, Any] = {"own": True, "in_reply_to": "r1", "by": "maisonlavande"}
    assert first.channel == "avis"
    receive(
        desk_at("2026-11-18 12:00"),
        a_mention("@lea Jeudi.", at="2026-11-18 10:40", **given),
        a_mention("Bonne journée !", at="2026-11-18 11:00", **given),
    )
    assert told(story(desk_at("2026-11-18 12:00"), 1))[-2:] == [
        (1, 6, "claire", "reply"), (1, None, "maisonlavande", "published"),
    ]  # fmt: skip


def test_an_audit_has_what_one_person_did_over_all_cases(day: Desk) -> None:
    def audit(by: str = "", since: int = 60, until: int = 0) -> list[int | None]:
        """Minutes before now."""
        start, end = day.now - timedelta(minutes=since), day.now - timedelta(minutes=until) if until else None
        return [row.event for row in deeds_between(day.store, start, end, day.now, by)]

    assert audit() == [1, 2, 3, 4, 5, 6]
    assert audit("karim") == [1, 4]
    assert audit("claire", 30, 10) == [2, 3]  # from 10:10 on, up to 10:30, which is not in it
    assert audit("anne") == []
    (reply, undo) = deeds_between(day.store, day.now - timedelta(minutes=30), day.now - timedelta(minutes=25), day.now)
    assert (reply.undone_by, undo.undoes_action) == (3, "reply")


def test_an_audit_of_then_is_the_same_later(day: Desk, desk_at: At) -> None:
    then = desk_at("2026-11-18 10:10")
    rows = deeds_between(then.store, None, None, then.now, "")
    assert [(row.event, row.undone_by) for row in rows] == [(1, None), (2, None)]
    assert rows == deeds_between(day.store, None, None, then.now, "")
