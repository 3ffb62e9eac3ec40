"""One customer, all of them, and those who like the brand."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from socialcare.cases import is_ambassador, mean_polarity
from socialcare.connector import Page
from socialcare.desk.outlines import renew_cases
from socialcare.errors import WrongUse
from socialcare.facts import (
    Action,
    Correction,
    Emotion,
    Intent,
    Mention,
    Priority,
    Promise,
    Route,
    Score,
    Sentiment,
)
from socialcare.reports.ambassadors import Ambassador, turned
from socialcare.reports.customer import customer_at
from socialcare.reports.customers import customers_at
from socialcare.reports.feelings import Feeling, main_emotion, months_of
from socialcare.store import Store, corrections, log, pages, people, triage
from socialcare.store.people import Link
from socialcare.store.triage import Decision

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)

Wrote = Callable[..., None]


@pytest.fixture
def wrote(store: Store, paris: Callable[[str], datetime], a_mention: Callable[..., Mention]) -> Wrote:
    """`wrote("merci", 0.8, at="2026-11-18 09:00", due="2026-11-18 17:00")`: scored as said, its case folded."""

    def save(text: str, polarity: float, *, due: str | None = None, spam: bool = False, **given: Any) -> None:
        mention = a_mention(text, **given)
        pages.save(store, mention.channel, Page(mentions=(mention,), cursor={}), mention.posted_at)
        triage.thread(store)
        negative = polarity < 0
        score = Score(
            sentiment=Sentiment.NEGATIVE if negative else Sentiment.POSITIVE, polarity=polarity, confidence=0.9,
            emotion=Emotion.ANGER if negative else Emotion.JOY, intent=Intent.OTHER, spam=spam,
        )  # fmt: skip
        route = Route(rule="r", expert="karim", team="s", community_manager="claire", priority=Priority.NORMAL, policy="p", complaint=negative)  # fmt: skip
        promise = Promise(due_at=paris(due), policy="p", calendar="c", digest="") if due else None
        decided = [
            Decision(number=waiting.number, score=score, route=route, promise=promise)
            for waiting in triage.untriaged(store)
        ]
        triage.save(store, decided, "", mention.posted_at)
        renew_cases(store)

    return save


@pytest.fixture
def linked(store: Store) -> Callable[..., None]:
    """`linked("avis:lea", "x:lea_m")`, or taken back."""

    def say(one: str, other: str, *, at: datetime = NOW, linked: bool = True) -> None:
        numbers = {str(account): account.number for account in people.accounts(store)}
        with store.unit_of_work():
            people.append_link(store, Link(at=at, by="claire", one=numbers[one], other=numbers[other], linked=linked))

    return say


def a_feeling(days_ago: float, polarity: float | None, sentiment: str = "") -> Feeling:
    said = sentiment or ("negative" if polarity is not None and polarity < 0 else "positive")
    return Feeling(at=NOW - timedelta(days=days_ago), case=1, text="x", sentiment=Sentiment(said), polarity=polarity, emotion=Emotion.JOY)  # fmt: skip


def feelings(*said: tuple[float, float | None]) -> list[Feeling]:
    return sorted((a_feeling(days, polarity) for days, polarity in said), key=lambda each: each.at)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([(100, 0.5), (50, 0.5), (1, 0.5)], True),
        ([(50, 0.9), (1, 0.9)], False),  # twice is not often
        ([(1.1, 0.9), (1.05, 0.9), (1, 0.9)], False),  # all in one evening
        ([(180, 0.5), (50, 0.5), (1, 0.5)], True),
        ([(181, 0.5), (50, 0.5), (1, 0.5)], False),
        ([(100, 0.3), (50, 0.3), (1, 0.3)], True),
        ([(100, 0.3), (50, 0.3), (1, 0.29)], False),
        ([(100, 0.9), (50, 0.9), (31, -0.1)], True),  # forgiven after 30 days
        ([(100, 0.9), (50, 0.9), (30, -0.1)], False),
        ([(100, None), (50, None), (1, None)], False),
    ],
)
def test_an_ambassador_is_one_by_numbers(said: list[tuple[float, float | None]], expected: bool) -> None:
    assert is_ambassador(feelings(*said), NOW, PARIS) is expected


@pytest.mark.parametrize(
    ("said", "days_ago"),
    [
        ([(100, 0.5), (50, 0.5), (40, 0.5), (3, -0.8)], 3),
        ([(100, 0.5), (50, 0.5), (40, 0.5), (9, -0.8), (3, -0.9), (1, 0.9)], 9),  # the first one told it
        ([(200, 0.5), (199, 0.5), (198, 0.5), (20, -0.8)], 20),  # 180 days before it turned, not before today
        ([(100, 0.5), (50, 0.5), (40, 0.5), (31, -0.8)], None),
        ([(100, 0.5), (50, 0.5), (40, -0.5), (12, -0.8)], None),  # was none then
        ([(100, 0.5), (3, -0.8)], None),
    ],
)
def test_who_was_an_ambassador_until_the_first_negative_message_has_turned(
    said: list[tuple[float, float | None]], days_ago: float | None
) -> None:
    found = turned(feelings(*said), NOW, PARIS)
    assert (found.at if found else None) == (NOW - timedelta(days=days_ago) if days_ago is not None else None)


def test_a_month_is_that_of_the_brands_clocks_and_its_mean_leaves_out_what_is_unknown() -> None:
    late = Feeling(at=datetime(2026, 10, 31, 23, 30, tzinfo=UTC), case=1, text="", sentiment=Sentiment.NEUTRAL, polarity=None, emotion=Emotion.NEUTRAL)  # fmt: skip
    october, november = months_of([a_feeling(40, 0.5), late, a_feeling(1, 0.2)], PARIS)
    assert (october.month, october.messages, october.polarity) == ("2026-10", 1, 0.5)
    assert (november.month, november.messages, november.neutral, november.polarity) == ("2026-11", 2, 1, 0.2)
    assert november.emotion is Emotion.JOY
    assert main_emotion([late]) is Emotion.NEUTRAL
    assert main_emotion([]) is None
    assert mean_polarity([]) is None


def test_a_customer_is_all_their_cases_exchanges_and_promises(store: Store, wrote: Wrote) -> None:
    wrote("où est mon colis", -0.5, at="2026-11-17 09:00", due="2026-11-17 17:00", ref="q")
    wrote("le voici", 0.0, at="2026-11-17 18:00", own=True, by="marque", in_reply_to="q")
    wrote("merci", 0.8, at="2026-11-18 09:00", due="2026-11-18 17:00", channel="avis")
    with store.unit_of_work():
        log.append(
            store, at=datetime(2026, 11, 18, 12, tzinfo=UTC), by="claire", case=2, action=Action.REPLY, text="À vous"
        )
    found = customer_at(store, "@LEA", NOW, PARIS)
    assert [(each.text, each.own) for each in found.exchanges] == [
        ("où est mon colis", False), ("le voici", True), ("merci", False), ("À vous", True),
    ]  # fmt: skip
    assert (found.row.cases, found.row.kept, found.row.broken, found.row.channels) == (2, 1, 1, 1)
    assert [(month.month, month.messages, month.polarity) for month in found.months] == [("2026-11", 2, 0.15)]


def test_an_answer_taken_back_or_read_on_the_network_is_not_told_twice(store: Store, wrote: Wrote) -> None:
    wrote("où est mon colis", -0.5, at="2026-11-17 09:00", ref="q")
    wrote("Le  voici", 0.0, at="2026-11-17 10:00", own=True, by="marque", in_reply_to="q")
    at = datetime(2026, 11, 17, 9, tzinfo=UTC)
    with store.unit_of_work():
        log.append(store, at=at, by="claire", case=1, action=Action.REPLY, text="Le voici")
        wrong = log.append(store, at=at, by="claire", case=1, action=Action.REPLY, text="Erreur")
        log.append(store, at=at, by="claire", case=1, action=Action.UNDO, undoes=wrong.number)
    assert [each.text for each in customer_at(store, "lea", NOW, PARIS).exchanges] == ["où est mon colis", "Le  voici"]


def test_accounts_that_were_linked_are_one_customer_from_then_until_they_are_unlinked(
    store: Store, wrote: Wrote, linked: Callable[..., None]
) -> None:
    for channel, by in (("avis", "lea"), ("x", "lea_m"), ("forum", "lm")):
        wrote("bonjour", 0.1, at="2026-11-10 09:00", channel=channel, by=by)
    linked("avis:lea", "x:lea_m", at=NOW - timedelta(hours=3))
    linked("forum:lm", "x:lea_m", at=NOW - timedelta(hours=2))
    linked("x:lea_m", "avis:lea", at=NOW - timedelta(hours=1), linked=False)

    def accounts(hours: float) -> list[str]:
        return sorted(row.accounts for row in customers_at(store, NOW - timedelta(hours=hours), PARIS))

    assert accounts(4) == ["avis:lea", "forum:lm", "x:lea_m"]
    assert accounts(3) == ["avis:lea, x:lea_m", "forum:lm"]
    assert accounts(2) == ["avis:lea, x:lea_m, forum:lm"]
    assert accounts(0) == ["avis:lea", "x:lea_m, forum:lm"]
    whole = customer_at(store, "lm", NOW - timedelta(hours=2), PARIS)
    assert (whole.row.channels, whole.row.cases, len(whole.links)) == (3, 3, 2)
    assert [each.linked for each in customer_at(store, "avis:lea", NOW, PARIS).links] == [True, False]


def test_one_word_for_several_people_is_asked_again_unless_they_are_linked(
    store: Store, wrote: Wrote, linked: Callable[..., None]
) -> None:
    wrote("bonjour", 0.1, at="2026-11-10 09:00", channel="avis", by="lea")
    wrote("bonjour", 0.1, at="2026-11-10 09:00", channel="x", by="lm", name="Lea")
    with pytest.raises(WrongUse, match="“Lea” is several accounts: avis:lea, x:lm; say which, with its channel"):
        customer_at(store, "Lea", NOW, PARIS)
    assert customer_at(store, "x:Lea", NOW, PARIS).row.accounts == "x:lm"
    linked("avis:lea", "x:lm")
    assert customer_at(store, "Lea", NOW, PARIS).row.accounts == "avis:lea, x:lm"


def test_a_word_that_means_nobody_gets_the_nearest_names(store: Store, wrote: Wrote) -> None:
    wrote("bonjour", 0.1, at="2026-11-10 09:00", by="lea")
    wrote("bonjour", 0.1, at="2026-11-19 09:00", by="tardive")
    with pytest.raises(WrongUse, match="no customer is called “leaa”; nearest: avis:lea"):
        customer_at(store, "leaa", NOW, PARIS)
    with pytest.raises(WrongUse, match="no customer is called “zzz”; socialcare customers lists them"):
        customer_at(store, "zzz", NOW, PARIS)
    with pytest.raises(WrongUse, match="no customer is called “tardive”"):
        customer_at(store, "tardive", NOW - timedelta(days=3), PARIS)


def test_the_brand_is_not_its_own_customer(store: Store, wrote: Wrote) -> None:
    wrote("bonjour", 0.1, at="2026-11-10 09:00", by="lea", ref="q")
    wrote("bonjour à vous", 0.1, at="2026-11-10 10:00", by="marque", own=True, in_reply_to="q")
    assert [row.author for row in customers_at(store, NOW, PARIS)] == ["lea"]


def test_ambassadors_who_turned_come_first_and_spam_makes_none(
    store: Store, wrote: Wrote, linked: Callable[..., None]
) -> None:
    for day in (1, 2, 3):
        wrote("j’adore", 0.8, at=f"2026-09-0{day} 09:00", by="fidele")
        wrote("superbe", 0.8, at=f"2026-09-0{day} 09:00", by="decu")
        wrote("gagnez", 0.8, at=f"2026-09-0{day} 09:00", by="robot", spam=True)
    wrote("bravo", 0.8, at="2026-09-05 09:00", by="fidele")
    wrote("quelle honte", -0.8, at="2026-11-18 09:00", by="decu")
    for channel, day in (("avis", 1), ("x", 2), ("x", 3)):
        wrote("top", 0.8, at=f"2026-10-0{day} 09:00", by="double", channel=channel)
    linked("avis:double", "x:double")
    rows = customers_at(store, NOW, PARIS, ambassadors=True)
    assert [(row.accounts, row.ambassador) for row in rows] == [
        ("avis:decu", Ambassador.TURNED),
        ("avis:fidele", Ambassador.AMBASSADOR),
        ("avis:double, x:double", Ambassador.AMBASSADOR),
    ]
    assert rows[0].text == "quelle honte"
    assert rows[0].turned_at == datetime(2026, 11, 18, 8, tzinfo=UTC)
    assert [row for row in customers_at(store, NOW, PARIS) if row.ambassador is not Ambassador.NONE] == sorted(
        rows, key=lambda row: row.last_at, reverse=True
    )


def test_a_corrected_sentiment_counts_and_its_polarity_no_longer_does(store: Store, wrote: Wrote) -> None:
    for day in (1, 2, 3):
        wrote("j’adore", 0.8, at=f"2026-11-0{day} 09:00", ref=f"m{day}")
    case = customer_at(store, "lea", NOW, PARIS).cases[-1]
    at = datetime(2026, 11, 4, tzinfo=UTC)
    with store.unit_of_work():
        event = log.append(store, at=at, by="claire", case=case.number, action=Action.CORRECT)
        said = Correction(
            event=event.number, at=at, by="claire", field="sentiment", before="positive", after="negative"
        )
        corrections.append(store, case.voice.mention, [said])
    row = customer_at(store, "lea", NOW, PARIS).row
    assert (row.negative, row.polarity, row.ambassador) == (1, 0.8, Ambassador.NONE)
    assert customer_at(store, "lea", at - timedelta(seconds=1), PARIS).row.ambassador is Ambassador.AMBASSADOR


def test_the_view_of_an_instant_does_not_change_with_what_comes_later(store: Store, wrote: Wrote) -> None:
    wrote("bonjour", 0.1, at="2026-11-10 09:00", due="2026-11-10 17:00")
    before = customer_at(store, "lea", NOW, PARIS), customers_at(store, NOW, PARIS)
    wrote("alors ?", -0.4, at="2026-11-21 09:00", due="2026-11-21 17:00")
    assert (customer_at(store, "lea", NOW, PARIS), customers_at(store, NOW, PARIS)) == before
