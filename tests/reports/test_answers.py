"""Past answers beside a question: the nearest, once each, with what to know before they serve again."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from socialcare.cases import case_at
from socialcare.connector import Page
from socialcare.desk.outlines import renew_cases
from socialcare.facts import Action, Author, Emotion, Intent, Mention, Priority, Route, Score, Sentiment
from socialcare.reports.answers import AnswerRow, answers_at
from socialcare.reports.likeness import content, overlap, spellings
from socialcare.store import Store, cases, log, pages, triage
from socialcare.store.triage import Decision

Asks = Callable[..., int]
Answers = Callable[..., int]
Near = Callable[..., list[AnswerRow]]

BROKEN = "Le bouchon du flacon est cassé, tout le parfum a coulé dans le carton"
LIKE_IT = "Flacon arrivé avec un bouchon cassé, le parfum a coulé partout"
OTHER = "Vos savons contiennent-ils de l’huile de palme ?"


@pytest.fixture
def asks(store: Store, a_mention: Callable[..., Mention]) -> Asks:
    """`asks("Flacon cassé", at="2026-11-18 09:00", by="lea", topic="qualite")`: the number of the case."""

    def save(text: str, *, at: str, by: str, topic: str = "", own: bool = False, **given: Any) -> int:
        mention = a_mention(text, at=at, by=by, own=own, **given)
        pages.save(store, "avis", Page(mentions=(mention,), cursor={}), mention.posted_at)
        triage.thread(store)
        score = Score(sentiment=Sentiment.NEUTRAL, polarity=0.0, confidence=0.5, emotion=Emotion.NEUTRAL, intent=Intent.OTHER)  # fmt: skip
        route = Route(rule="r", expert="karim", team="support", community_manager="claire", priority=Priority.NORMAL,
                      policy="noon-17h", complaint=False, topic=topic)  # fmt: skip
        waiting = triage.untriaged(store)
        triage.save(store, [Decision(number=each.number, score=score, route=route, promise=None) for each in waiting], "", mention.posted_at)  # fmt: skip
        renew_cases(store)
        row = store.rows("SELECT case_id FROM mentions WHERE channel = ? AND ref = ?", (mention.channel, mention.ref))
        return int(row[0]["case_id"])

    return save


@pytest.fixture
def answers(store: Store, paris: Any) -> Answers:
    """`answers(1, "Nous le remplaçons", at="2026-11-18 15:00", by="claire")`: the number of the event."""

    def append(
        case: int, text: str, *, at: str, by: str = "claire", action: Action = Action.REPLY, **given: Any
    ) -> int:
        with store.unit_of_work():
            return log.append(store, at=paris(at), by=by, case=case, action=action, text=text, **given).number

    return append


@pytest.fixture
def near(store: Store, paris: Any) -> Near:
    """`near(2, at="2026-11-20 10:00")`: the rows for this case then."""

    def read(number: int, *, at: str = "2026-11-20 10:00", brand: Sequence[str] = ()) -> list[AnswerRow]:
        case = case_at(next(cases.histories(store, [number])), paris(at))
        assert case is not None
        return answers_at(store, case, paris(at), brand)

    return read


def test_an_answer_to_a_like_question_tells_who_when_and_why(
    asks: Asks, answers: Answers, near: Near, paris: Any
) -> None:
    old = asks(LIKE_IT, at="2026-11-10 09:00", by="zoe", topic="qualite")
    number = answers(old, "Un nouveau flacon part aujourd’hui.", at="2026-11-10 11:00")
    (row,) = near(asks(BROKEN, at="2026-11-20 09:00", by="lea", topic="qualite"))
    assert (row.case, row.question, row.answer, row.answered_by, row.event) == (old, LIKE_IT, "Un nouveau flacon part aujourd’hui.", "claire", number)  # fmt: skip
    assert (row.topic, row.same_topic, row.answered_at) == ("qualite", True, paris("2026-11-10 11:00"))
    assert row.shared == "bouchon, flacon, cassé, parfum, coulé"
    assert 0.6 < row.nearness < 1
    assert (row.times, row.age_days, row.old, row.otherwise, row.names) == (1, 9, False, "", "")


def test_the_same_topic_comes_first_then_the_nearest_then_the_topic_alone(
    asks: Asks, answers: Answers, near: Near
) -> None:
    for number, (text, topic) in enumerate([(OTHER, "qualite"), (LIKE_IT, "livraison"), ("Bouchon cassé !", "qualite"), ("Étiquette illisible", "livraison")]):  # fmt: skip
        case = asks(text, at=f"2026-11-1{number} 09:00", by=f"client{number}", topic=topic)
        answers(case, f"réponse{'abcd'[number]}", at=f"2026-11-1{number} 11:00")
    rows = near(asks(BROKEN, at="2026-11-20 09:00", by="lea", topic="qualite"))
    assert [(row.question, row.same_topic) for row in rows] == [
        ("Bouchon cassé !", True),
        (LIKE_IT, False),
        (OTHER, True),
    ]
    assert (rows[2].shared, rows[2].nearness) == ("", 0)


def test_what_was_never_answered_or_not_by_then_is_no_answer(asks: Asks, answers: Answers, near: Near) -> None:
    first = asks(LIKE_IT, at="2026-11-10 09:00", by="zoe")
    answers(first, "Note", at="2026-11-10 10:00", action=Action.NOTE)
    event = answers(first, "Remplacé.", at="2026-11-12 10:00")
    case = asks(BROKEN, at="2026-11-11 09:00", by="lea")
    assert near(case, at="2026-11-12 09:59") == []
    assert [row.answer for row in near(case, at="2026-11-12 10:00")] == ["Remplacé."]
    answers(first, "", at="2026-11-13 10:00", action=Action.UNDO, undoes=event)
    assert near(case) == []
    assert [row.answer for row in near(case, at="2026-11-13 09:00")] == ["Remplacé."], "it stood then"


def test_the_answers_of_the_case_itself_are_not_past_ones(asks: Asks, answers: Answers, near: Near) -> None:
    case = asks(BROKEN, at="2026-11-10 09:00", by="lea")
    answers(case, "Remplacé.", at="2026-11-12 10:00")
    assert near(case) == []


def test_an_answer_typed_on_the_platform_is_its_accounts(asks: Asks, near: Near) -> None:
    asks(LIKE_IT, at="2026-11-10 09:00", by="zoe", ref="q")
    asks("Remplacé.", at="2026-11-10 10:00", by="lavande_sav", own=True, in_reply_to="q", ref="a", url="https://x.example/a")  # fmt: skip
    asks("Et avec un échantillon.", at="2026-11-10 10:01", by="lavande_sav", own=True, in_reply_to="q")
    (row,) = near(asks(BROKEN, at="2026-11-20 09:00", by="lea"))
    assert (row.answer, row.answered_by, row.event, row.url) == (
        "Remplacé.",
        "lavande_sav",
        None,
        "https://x.example/a",
    )


@pytest.mark.parametrize("recorded", ["2026-11-10 09:59", "2026-11-10 10:05"])
def test_an_answer_typed_there_and_recorded_here_is_one(
    recorded: str, asks: Asks, answers: Answers, near: Near
) -> None:
    case = asks(LIKE_IT, at="2026-11-10 09:00", by="zoe", ref="q")
    asks(
        "@zoe Nous le remplaçons dès demain matin.", at="2026-11-10 10:00", by="lavande_sav", own=True, in_reply_to="q"
    )
    answers(case, "Nous le remplaçons dès demain matin.", at=recorded)
    (row,) = near(asks(BROKEN, at="2026-11-20 09:00", by="lea"))
    assert (row.answered_by, row.times) == ("claire", 1)


def test_the_copy_of_a_sent_answer_is_not_a_second_one(store: Store, asks: Asks, answers: Answers, near: Near) -> None:
    case = asks(LIKE_IT, at="2026-11-10 09:00", by="zoe", ref="q")
    queued = answers(case, "Remplacé.", at="2026-11-10 10:00", action=Action.QUEUE)
    replied = answers(case, "Remplacé.", at="2026-11-10 10:02")
    asks("ce que le réseau en a fait", at="2026-11-10 10:00", by="lavande_sav", own=True, in_reply_to="q", ref="sent")
    with store.unit_of_work() as connection:
        connection.execute(
            "INSERT INTO outbox (key, case_id, mention_id, text, by, since, tried_at, fate, queued, replied, ref) "
            "SELECT 'k', case_id, id, 'Remplacé.', 'claire', posted_at, posted_at, 'sent', ?, ?, 'sent' "
            "FROM mentions WHERE ref = 'q'",
            (queued, replied),
        )
    assert [row.answer for row in near(asks(BROKEN, at="2026-11-20 09:00", by="lea"))] == ["Remplacé."]


def test_an_answer_that_the_brand_took_down_is_none(store: Store, asks: Asks, near: Near, paris: Any) -> None:
    asks(LIKE_IT, at="2026-11-10 09:00", by="zoe", ref="q")
    asks("Remplacé.", at="2026-11-10 10:00", by="lavande_sav", own=True, in_reply_to="q", ref="a")
    pages.save(store, "avis", Page(mentions=(), gone=("a",), cursor={}), paris("2026-11-12 10:00"))
    case = asks(BROKEN, at="2026-11-11 09:00", by="lea")
    assert len(near(case, at="2026-11-12 09:59")) == 1
    assert near(case) == []


def test_the_same_answer_given_often_is_one_row_as_young_as_its_last(
    asks: Asks, answers: Answers, near: Near, paris: Any
) -> None:
    for month, name in ((1, "zoe"), (2, "ines"), (9, "karim")):
        case = asks(LIKE_IT, at=f"2026-0{month}-10 09:00", by=name)
        answers(case, f"Bonjour {name.title()}, un nouveau flacon de parfum part demain, port offert, échantillon glissé, bouchon vérifié deux fois.", at=f"2026-0{month}-10 10:00")  # fmt: skip
    (row,) = near(asks(BROKEN, at="2026-11-20 09:00", by="lea"))
    assert (row.times, row.last_at, row.old) == (3, paris("2026-09-10 10:00"), False)
    assert row.names == "karim"


@pytest.mark.parametrize(("answered", "old"), [("2026-05-22 10:00", False), ("2026-05-22 09:59", True)])
def test_an_answer_is_old_after_six_months(answered: str, old: bool, asks: Asks, answers: Answers, near: Near) -> None:
    answers(asks(LIKE_IT, at="2026-05-20 09:00", by="zoe"), "Remplacé.", at=answered)
    (row,) = near(asks(BROKEN, at="2026-11-20 09:00", by="lea"), at="2026-11-20 09:00")
    assert row.old is old


def test_two_people_who_answered_the_same_question_otherwise_are_told(asks: Asks, answers: Answers, near: Near) -> None:
    one = asks(LIKE_IT, at="2026-11-10 09:00", by="zoe")
    other = asks(BROKEN, at="2026-11-11 09:00", by="ines")
    third = asks(BROKEN, at="2026-11-12 09:00", by="karim")
    answers(one, "Un nouveau flacon part demain.", at="2026-11-10 10:00")
    answers(
        other, "Adressez-vous au transporteur, la casse relève de son assurance.", at="2026-11-11 10:00", by="mehdi"
    )
    answers(third, "Remboursement intégral sous huitaine.", at="2026-11-12 10:00")
    told = {row.case: (row.otherwise, row.otherwise_by) for row in near(asks(BROKEN, at="2026-11-20 09:00", by="lea"))}
    assert told == {one: (str(other), "mehdi"), other: (f"{third}, {one}", "claire"), third: (str(other), "mehdi")}


def test_questions_that_differ_may_be_answered_otherwise(asks: Asks, answers: Answers, near: Near) -> None:
    answers(asks(LIKE_IT, at="2026-11-10 09:00", by="zoe"), "Un flacon part demain.", at="2026-11-10 10:00")
    other = asks("Parfum éventé, bouchon desserré, étiquette floue, notice absente, ruban sale", at="2026-11-11 09:00", by="ines", topic="t")  # fmt: skip
    answers(other, "Renvoyez-le à nos frais.", at="2026-11-11 10:00", by="mehdi")
    rows = near(asks(BROKEN, at="2026-11-20 09:00", by="lea", topic="t"))
    assert [row.otherwise for row in rows] == ["", ""]


@pytest.mark.parametrize(("author", "named"), [
    (Author(handle="z_77", name="Zoé Martin"), "Zoé"), (Author(handle="zoe"), "zoe"), (Author(handle="x", name="Li Wu"), ""), (Author(name="Hector"), ""),
])  # fmt: skip
def test_an_answer_that_names_its_customer_says_so(
    author: Author, named: str, asks: Asks, answers: Answers, near: Near
) -> None:
    answers(asks(LIKE_IT, at="2026-11-10 09:00", by="", author=author), "Bonjour Zoé, li ; remplacé.", at="2026-11-10 10:00")  # fmt: skip
    (row,) = near(asks(BROKEN, at="2026-11-20 09:00", by="lea"))
    assert row.names == named


def test_answers_to_a_case_taken_into_another_are_found_there(asks: Asks, answers: Answers, near: Near) -> None:
    inner = asks(LIKE_IT, at="2026-11-10 09:00", by="zoe")
    outer = asks("Bonjour, et mon échange ?", at="2026-11-10 12:00", by="zoe2")
    answers(outer, "", at="2026-11-10 13:00", action=Action.MERGE, after=str(inner))
    event = answers(outer, "Remplacé.", at="2026-11-10 14:00")
    (row,) = near(asks(BROKEN, at="2026-11-20 09:00", by="lea"))
    assert (row.case, row.question, row.event) == (outer, LIKE_IT, event)
    assert near(inner) == []


def test_what_was_answered_before_a_case_was_taken_into_another_stays(asks: Asks, answers: Answers, near: Near) -> None:
    inner = asks(LIKE_IT, at="2026-11-10 09:00", by="zoe")
    outer = asks("Bonjour, et mon échange ?", at="2026-11-10 12:00", by="zoe2")
    answers(inner, "Remplacé.", at="2026-11-10 10:00")
    answers(outer, "", at="2026-11-10 13:00", action=Action.MERGE, after=str(inner))
    (row,) = near(asks(BROKEN, at="2026-11-20 09:00", by="lea"))
    assert (row.case, row.answer) == (outer, "Remplacé.")


@pytest.mark.parametrize("text", ["", "?!", "Bonjour, merci", '" OR NEAR(', "a* b^2 -c col:d (e", "NOT AND OR", "😡😡"])
def test_a_question_of_no_words_or_of_search_syntax_finds_nothing_and_breaks_nothing(text: str, asks: Asks, answers: Answers, near: Near) -> None:  # fmt: skip
    answers(asks(LIKE_IT, at="2026-11-10 09:00", by="zoe"), "Remplacé.", at="2026-11-10 10:00")
    assert near(asks(text, at="2026-11-20 09:00", by="lea")) == []


def test_the_brands_own_names_make_no_question_near(asks: Asks, answers: Answers, near: Near) -> None:
    answers(asks("@lavande_sav Maison Lavande, bravo", at="2026-11-10 09:00", by="zoe"), "Oh !", at="2026-11-10 10:00")
    case = asks("Maison Lavande @lavande_sav, mon carton", at="2026-11-20 09:00", by="lea")
    assert len(near(case)) == 1
    assert near(case, brand=("Maison Lavande", "lavande_sav")) == []


def test_words_are_compared_by_what_their_forms_share() -> None:
    assert set(content("Remboursée ? Le remboursement des œufs")) == set(content("rembourser l’œuf"))
    assert content("Bonjour, merci pour les 3 colis") == {"colis": "colis"}
    assert spellings("oeuf", "oeufs") == ["oeufs", "oeuf*", "œufs", "œuf*"]
    assert spellings("col", "cols") == ["cols", "col"], "col* would find colis"
    assert (overlap("ab", "bc"), overlap("", ""), overlap("a", "")) == (0.5, 1.0, 0.0)
