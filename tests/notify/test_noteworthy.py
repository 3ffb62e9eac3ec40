"""Who is to hear what of a case, and what the line says."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from socialcare.cases import case_at
from socialcare.desk.noteworthy import news_of, told
from socialcare.facts import (
    Action,
    Author,
    DueWarning,
    Event,
    History,
    Mention,
    Message,
    Priority,
    Promise,
    Route,
    Warned,
)

Paris = Callable[[str], datetime]

WARNINGS = {"expert": "15:00", "community_manager": "16:30", "responsible": "16:30"}


@pytest.fixture
def heard(paris: Paris) -> Callable[..., list[tuple[str, str]]]:
    """`heard("15:30", ("draft", "14:00"))`: person and what, of a question of 09:00 that is due at 17:00."""

    def on(hour: str) -> datetime:
        return paris(f"2026-11-18 {hour}" if len(hour) == 5 else hour)

    def asked(ref: str, at: str, due: str) -> Message:
        promise = Promise(
            due_at=on(due), policy="noon-17h", calendar="siege", digest="", expert_due_at=on("16:00"),
            warnings=tuple(DueWarning(at=on(hour), to=Warned(to)) for to, hour in WARNINGS.items()),
        )  # fmt: skip
        route = Route(
            rule="r", expert="karim", team="support", community_manager="claire", priority=Priority.NORMAL,
            policy="noon-17h", complaint=False, topic="livraison",
        )  # fmt: skip
        author = Author(handle="lea", name="Léa")
        mention = Mention(channel="avis", ref=ref, author=author, text="où est\nmon colis ?", posted_at=on(at))
        return Message(mention=mention, seen_at=on(at), routed_at=on(at), route=route, promise=promise)

    def history(*acts: tuple[str, ...], again: tuple[str, str] | None = None) -> History:
        events = tuple(
            Event(number=number, at=on(act[1]), by="claire", case=1, action=Action(act[0]), text="x",
                  after=act[2] if len(act) > 2 else "", undoes=int(act[3]) if len(act) > 3 else None)
            for number, act in enumerate(acts, 1)
        )  # fmt: skip
        messages = [asked("1", "09:00", "17:00"), *([asked("2", *again)] if again else [])]
        return History(number=1, channel="avis", author=Author(handle="lea"), messages=tuple(messages), events=events)

    def news(
        now: str, *acts: tuple[str, ...], again: tuple[str, str] | None = None, said: bool = False
    ) -> list[tuple[str, str]]:
        case = case_at(history(*acts, again=again), on(now))
        assert case is not None
        found = news_of(case, on(now), "mehdi")
        if said:
            labels = {"livraison": "Livraison"}
            return [(each.notice.person, str(told(each, labels, on(now), details=False))) for each in found]
        return [(each.notice.person, f"{each.what} {each.notice.of.astimezone(UTC):%H:%M}") for each in found]

    return news


ASSIGNED = ("karim", "assigned 08:00")
LEG = ("karim", "leg_ends 14:00")
RISK = [("claire", "at_risk 15:30"), ("mehdi", "at_risk 15:30")]
BROKEN = ("mehdi", "broken 16:00")

Heard = Callable[..., list[tuple[str, str]]]


@pytest.mark.parametrize(
    ("now", "acts", "expected"),
    [
        ("09:10", [], [ASSIGNED]),
        ("15:00", [], [ASSIGNED, LEG]),
        ("16:30", [], [ASSIGNED, LEG, *RISK]),
        ("17:00", [], [ASSIGNED, LEG, *RISK]),
        ("17:01", [], [ASSIGNED, LEG, *RISK, BROKEN]),
        ("16:45", [("draft", "14:00")], RISK),
        ("16:45", [("reply", "14:00")], []),
        ("17:10", [("reply", "17:05")], [BROKEN]),
        ("17:10", [("reply", "16:59")], []),
        ("17:10", [("close", "17:05")], [BROKEN]),
        ("16:45", [("close", "14:00")], []),
        ("10:30", [("assign", "10:00", "anne")], [("anne", "assigned 09:00")]),
        ("10:30", [("assign", "10:00", "anne"), ("assign", "10:10", "karim")], [("karim", "assigned 09:10")]),
        ("10:30", [("assign", "10:00", "anne"), ("undo", "10:10", "", "1")], [ASSIGNED]),
    ],
)
def test_each_hears_what_is_theirs(
    heard: Heard, now: str, acts: list[tuple[str, ...]], expected: list[tuple[str, str]]
) -> None:
    assert heard(now, *acts) == expected


def test_a_question_after_the_answer_is_heard_as_a_new_one(heard: Heard) -> None:
    assert heard("11:00", ("reply", "10:00"), again=("10:30", "17:00")) == [("karim", "assigned 09:30")]


def test_a_breach_that_is_over_is_news_for_seven_days_and_one_that_is_not_for_ever(heard: Heard) -> None:
    late = ("reply", "17:05")
    assert heard("2026-11-25 17:00", late) == [BROKEN]
    assert heard("2026-11-25 17:01", late) == []
    assert BROKEN in heard("2026-12-18 10:00")


@pytest.mark.parametrize(
    ("now", "acts", "person", "line"),
    [
        ("09:10", [], "karim", "case 1 (Livraison) is yours; a proposal is due by 2026-11-18 15:00:00+00:00"),
        ("15:00", [], "claire", None),
        ("16:30", [], "claire", "case 1 (Livraison): the answer is due by 2026-11-18 16:00:00+00:00 and is not given yet"),
        ("17:01", [], "claire", "case 1 (Livraison): the answer was due by 2026-11-18 16:00:00+00:00 and is not given yet"),
        ("17:10", [("reply", "17:05")], "mehdi",
         "case 1 (Livraison): the promise of 2026-11-18 16:00:00+00:00 was broken; the case is answered or closed since"),
    ],
)  # fmt: skip
def test_the_line_says_the_case_the_topic_and_the_hour_and_nothing_of_the_customer(
    heard: Heard, now: str, acts: list[tuple[str, ...]], person: str, line: str | None
) -> None:
    lines = dict(heard(now, *acts, said=True))
    assert lines.get(person) == line
    assert not any(word in told for told in lines.values() for word in ("lea", "Léa", "où est"))
