"""Who was an ambassador when they wrote, by what was known then."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from socialcare.connector import Page
from socialcare.facts import (
    Action,
    Author,
    Correction,
    Emotion,
    Intent,
    Mention,
    Priority,
    Route,
    Score,
    Sentiment,
)
from socialcare.rulework.regulars import Regulars
from socialcare.store import Store, corrections, log, pages, people, regulars, triage
from socialcare.store.people import Link
from socialcare.store.triage import Decision

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)

Wrote = Callable[..., Mention]
Asked = Callable[..., bool | None]


def a_score(polarity: float, *, spam: bool = False) -> Score:
    sentiment = Sentiment.NEGATIVE if polarity < 0 else Sentiment.POSITIVE
    return Score(sentiment=sentiment, polarity=polarity, confidence=0.9, emotion=Emotion.JOY, intent=Intent.OTHER, spam=spam)  # fmt: skip


@pytest.fixture
def wrote(store: Store, a_mention: Callable[..., Mention]) -> Wrote:
    """`wrote(14, 0.8, by="lea")`: two weeks ago, read and decided about within the minute; not yet where it is None."""

    def save(days_ago: float, polarity: float | None, *, spam: bool = False, **given: Any) -> Mention:
        at = NOW - timedelta(days=days_ago)
        mention = a_mention(posted_at=at, **given)
        pages.save(store, mention.channel, Page(mentions=(mention,), cursor={}), at)
        triage.thread(store)
        if polarity is not None:
            route = Route(rule="r", expert="k", team="s", community_manager="c", priority=Priority.NORMAL, policy="p", complaint=False)  # fmt: skip
            new = triage.untriaged(store)[-1]
            decision = Decision(number=new.number, score=a_score(polarity, spam=spam), route=route, promise=None)
            triage.save(store, [decision], "", at)
        return mention

    return save


@pytest.fixture
def ambassador(store: Store) -> Asked:
    """Of a message that is posted now, by what is known now, or of another instant."""

    def asked(by: str = "lea", *, channel: str = "avis", at: datetime = NOW, then: datetime = NOW) -> bool | None:
        found = Regulars(store, max(at, then), PARIS)
        account = found.account(channel, Author(handle=by))
        assert account is not None
        return found.ambassador(account, at, then)

    return asked


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ([(14, 0.8), (7, 0.8), (2, 0.8), (0, -0.8)], True),
        ([(14, 0.8), (7, 0.8), (0, -0.8)], False),
        ([(14, 0.8), (7, 0.8), (2, 0.8), (1, -0.8), (0, -0.8)], False),  # has turned already
        ([(14, 0.8), (7, 0.8), (2, None), (0, -0.8)], None),  # two are known, the third may make it three
        ([(200, None), (14, 0.8), (7, 0.8), (2, 0.8), (0, -0.8)], True),  # so old that it does not count
    ],
)
def test_an_ambassador_is_told_by_what_came_before_and_unknown_while_some_of_it_is_unread(
    wrote: Wrote, ambassador: Asked, said: list[tuple[float, float | None]], answer: bool | None
) -> None:
    for days_ago, polarity in said:
        wrote(days_ago, polarity)
    assert ambassador() is answer


def test_spam_neither_makes_an_ambassador_nor_unmakes_one(wrote: Wrote, ambassador: Asked) -> None:
    for days_ago in (14, 7, 2):
        wrote(days_ago, 0.9)
        wrote(days_ago, 0.9, by="tom", spam=days_ago == 2)
    wrote(1, -0.9, spam=True)
    wrote(0, -0.9)
    wrote(0, -0.9, by="tom")
    assert (ambassador("lea"), ambassador("tom")) == (True, False)


def test_a_score_that_is_not_stored_yet_counts_with_the_others(store: Store, wrote: Wrote) -> None:
    for days_ago in (14, 7, 2, 0):
        wrote(days_ago, None)
    waiting = triage.untriaged(store)
    fresh = {each.number: a_score(0.8) for each in waiting}
    assert Regulars(store, NOW, PARIS).ambassador(waiting[0].account, NOW, NOW, fresh) is True
    assert Regulars(store, NOW, PARIS).ambassador(waiting[0].account, NOW, NOW) is None


def test_linked_accounts_are_one_customer_while_the_link_stood(store: Store, wrote: Wrote, ambassador: Asked) -> None:
    for days_ago, channel, by in ((14, "avis", "lea"), (7, "x", "lea_m"), (2, "x", "lea_m"), (0, "avis", "lea")):
        wrote(days_ago, 0.8, channel=channel, by=by)
    one, other = (account.number for account in people.accounts(store))
    with store.unit_of_work():
        for hours, linked in ((3, True), (1, False)):
            at = NOW - timedelta(hours=hours)
            people.append_link(store, Link(at=at, by="claire", one=one, other=other, linked=linked))
    then = [NOW - timedelta(hours=hours) for hours in (4, 3, 2, 1, 0)]
    assert [ambassador(at=at, then=at) for at in then] == [False, True, True, False, False]


def test_a_correction_counts_from_when_it_was_made_until_it_is_taken_back(
    store: Store, wrote: Wrote, ambassador: Asked
) -> None:
    last = [wrote(days_ago, 0.8) for days_ago in (14, 7, 2, 0)][2]
    made, undone = NOW - timedelta(hours=5), NOW - timedelta(hours=2)
    with store.unit_of_work():
        event = log.append(store, at=made, by="claire", case=3, action=Action.CORRECT)
        said = Correction(event=event.number, at=made, by="claire", field="sentiment", before="positive", after="negative")  # fmt: skip
        corrections.append(store, last, [said])
        log.append(store, at=undone, by="claire", case=3, action=Action.UNDO, undoes=event.number)
    then = (made - timedelta(seconds=1), made, undone - timedelta(seconds=1), undone)
    assert [ambassador(then=at) for at in then] == [True, False, False, True]


def test_what_was_seen_or_read_later_was_not_known_then(wrote: Wrote, ambassador: Asked) -> None:
    for days_ago in (14, 7, 2, 0):
        wrote(days_ago, 0.8)
    assert ambassador(at=NOW, then=NOW - timedelta(days=2)) is True
    assert ambassador(at=NOW, then=NOW - timedelta(days=3)) is False


def test_a_message_of_the_year_one_has_nothing_before_it(wrote: Wrote, ambassador: Asked) -> None:
    for days_ago in (14, 7, 2, 0):
        wrote(days_ago, 0.8)
    assert ambassador(at=datetime.min.replace(tzinfo=UTC)) is False


def test_the_store_is_asked_by_its_indexes(store: Store) -> None:
    plans: list[str] = []
    store.connection.set_trace_callback(plans.append)
    regulars.account_of(store, "avis", Author(handle="lea"))
    regulars.counts(store, [1, 2])
    regulars.wrote(store, [1, 2], NOW)
    store.connection.set_trace_callback(None)
    steps = [row["detail"] for sql in plans for row in store.rows(f"EXPLAIN QUERY PLAN {sql}")]
    assert len(plans) == 4
    assert not [step for step in steps if step.startswith("SCAN") and "json_each" not in step]
    assert any("COVERING INDEX mentions_author" in step for step in steps)
