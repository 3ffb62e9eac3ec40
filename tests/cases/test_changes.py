"""What was changed between a draft and its answer, and which answer followed which draft."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialcare.cases.changes import LONGEST, Change, Fate, Outcome, became_of, changes
from socialcare.facts import Event, History, Mention, Message

Asked = Callable[..., Message]
Answered = Callable[[str], Message]
Did = Callable[..., Event]
Told = Callable[..., History]
At = Callable[[str], datetime]


@pytest.mark.parametrize(
    ("before", "after", "marked"),
    [
        ("Il arrive demain.", "Il arrive demain.", "Il arrive demain."),
        ("Il arrive demain.", "Il arrive lundi.", "Il arrive [-demain-]{+lundi+}."),
        ("Il arrive.", "Bonjour Léa, il arrive.", "[-Il-]{+Bonjour Léa, il+} arrive."),
        ("ne rien mettre", "rincer à l’eau", "[-ne rien mettre-]{+rincer à l’eau+}"),  # no island of one space
        ("à l’eau tiède", "à l’huile tiède", "à l’[-eau-]{+huile+} tiède"),
        ("le 06.12.2026", "le 07.12.2026", "le [-06.12.2026-]{+07.12.2026+}"),
        ("voir https://exemple.fr/a?b=1", "voir https://exemple.fr/a?b=2",
         "voir [-https://exemple.fr/a?b=1-]{+https://exemple.fr/a?b=2+}"),
        ("Bonjour, merci", "Bonjour ! merci", "Bonjour[-,-]{+ !+} merci"),
        ("", "Bonjour", "{+Bonjour+}"),
        ("Bonjour", "", "[-Bonjour-]"),
        ("", "", ""),
    ],
)  # fmt: skip
def test_changes_are_told_by_whole_words(before: str, after: str, marked: str) -> None:
    assert str(changes(before, after)) == marked


@given(before=st.text("ab ’,\n", max_size=40), after=st.text("ab ’,\n", max_size=40))
def test_the_parts_hold_both_texts_whole(before: str, after: str) -> None:
    parts = changes(before, after)
    assert "".join(part.text for part in parts if part.change is not Change.ADDED) == before
    assert "".join(part.text for part in parts if part.change is not Change.REMOVED) == after
    assert all(part.text for part in parts)


def test_texts_too_long_to_compare_are_replaced_whole() -> None:
    long = "mot " * LONGEST
    assert [part.change for part in changes(long, long + "fin")] == [Change.REMOVED, Change.ADDED]
    assert [part.change for part in changes(long, long)] == [Change.KEPT]


def told(outcomes: list[Outcome]) -> list[tuple[int, Fate, str, str]]:
    return [(each.draft.number, each.fate, each.by, each.text) for each in outcomes]


def test_the_answer_that_follows_a_draft_is_what_became_of_it(asked: Asked, did: Did, history: Told, at: At) -> None:
    life = history(
        asked("09:00"), did(1, "10:00", "draft", by="karim", text="demain"),
        did(2, "10:30", "draft", by="karim", text="lundi"), did(3, "11:00", "reply", text="lundi"),
        asked("12:00"), did(4, "13:00", "draft", by="karim", text="mardi"), did(5, "14:00", "reply", text="mercredi"),
    )  # fmt: skip
    assert told(became_of(life, at("10:59"))) == []
    assert told(became_of(life, at("11:00"))) == [(2, Fate.AS_PROPOSED, "claire", "lundi")]
    *_, last = became_of(life, at("15:00"))
    assert (last.draft.text, str(last.changes), last.at) == ("mardi", "[-mardi-]{+mercredi+}", at("14:00"))


def test_each_person_hears_of_their_own_last_draft(asked: Asked, did: Did, history: Told, at: At) -> None:
    life = history(
        asked("09:00"), did(1, "10:00", "draft", by="karim", text="a"), did(2, "10:01", "draft", by="anne", text="b"),
        did(3, "11:00", "reply", text="b"),
    )  # fmt: skip
    assert told(became_of(life, at("12:00"))) == [
        (1, Fate.CHANGED, "claire", "b"),
        (2, Fate.AS_PROPOSED, "claire", "b"),
    ]


def test_acts_of_one_instant_are_told_apart_by_their_numbers(asked: Asked, did: Did, history: Told, at: At) -> None:
    life = history(
        asked("09:00"), did(1, "10:00", "draft", by="karim", text="a"), did(2, "10:00", "reply", text="a"),
        did(3, "10:00", "undo", undoes=2), did(4, "10:00", "reply", text="b"),
    )  # fmt: skip
    assert told(became_of(life, at("10:00"))) == [(1, Fate.CHANGED, "claire", "b")]


def test_an_answer_that_was_taken_back_is_none(asked: Asked, did: Did, history: Told, at: At) -> None:
    life = history(
        asked("09:00"), did(1, "10:00", "draft", by="karim", text="a"), did(2, "11:00", "reply", text="b"),
        did(3, "12:00", "undo", undoes=2),
    )  # fmt: skip
    assert len(became_of(life, at("11:59"))) == 1
    assert became_of(life, at("12:00")) == []


def test_an_answer_typed_on_the_platform_follows_a_draft_too(
    asked: Asked, answered: Answered, did: Did, history: Told, at: At
) -> None:
    life = history(asked("09:00"), did(1, "10:00", "draft", by="karim", text="a"), answered("11:00"))
    assert told(became_of(life, at("12:00"))) == [(1, Fate.CHANGED, "", "11:00")]


def test_an_answer_sent_from_here_and_read_on_its_network_is_one_and_its_senders(
    asked: Asked, answered: Answered, did: Did, history: Told, at: At
) -> None:
    """The copy stands when it was tried, the act when it was known to be out."""
    copy = answered("11:00")
    mention: Mention = replace(copy.mention, text="@lea Il arrive  demain.")
    life = history(
        asked("09:00"), did(1, "10:00", "draft", by="karim", text="Il arrive demain."), replace(copy, mention=mention),
        did(2, "11:05", "reply", text="Il arrive demain."),
    )  # fmt: skip
    assert told(became_of(life, at("12:00"))) == [(1, Fate.AS_PROPOSED, "claire", "Il arrive demain.")]


def test_a_draft_whose_case_was_closed_without_an_answer_is_told_with_the_reason(
    asked: Asked, did: Did, history: Told, at: At
) -> None:
    life = history(
        asked("09:00"), did(1, "10:00", "draft", by="karim", text="a"), did(2, "11:00", "close", text="réglé au téléphone"),
        did(3, "12:00", "undo", undoes=2),
    )  # fmt: skip
    assert told(became_of(life, at("11:00"))) == [(1, Fate.CLOSED, "claire", "réglé au téléphone")]
    assert became_of(life, at("12:00")) == []


def test_the_draft_of_a_case_taken_into_another_is_followed_there(
    asked: Asked, did: Did, history: Told, at: At
) -> None:
    draft = did(1, "10:00", "draft", by="karim", text="a", case=2)
    merge = did(2, "10:30", "merge", after="2")
    taken = replace(history(asked("09:05"), draft), number=2)
    other = replace(taken.messages[0].mention, ref="autre")
    taken = replace(taken, messages=(replace(taken.messages[0], mention=other),))
    life = replace(history(asked("09:00"), merge, did(3, "11:00", "reply", text="a")), merged=(taken,))
    assert told(became_of(life, at("12:00"))) == [(1, Fate.AS_PROPOSED, "claire", "a")]
    assert became_of(replace(taken, events=(draft, merge)), at("12:00")) == []
