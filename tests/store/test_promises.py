"""A promise is read back as it was made, legs, warnings and versions included."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from socialcare.connector import Page
from socialcare.facts import (
    DueWarning,
    Emotion,
    Intent,
    Mention,
    Priority,
    Promise,
    Route,
    Score,
    Sentiment,
    Warned,
)
from socialcare.sentences import say
from socialcare.store import Store, cases, open_store, pages, triage
from socialcare.store.opening import APPLICATION
from socialcare.store.schema import migrations
from socialcare.store.triage import Decision

SCORE = Score(sentiment=Sentiment.NEUTRAL, polarity=0.0, confidence=0.5, emotion=Emotion.NEUTRAL, intent=Intent.OTHER)
ROUTE = Route(
    rule="r",
    expert="karim",
    team="t",
    community_manager="claire",
    priority=Priority.NORMAL,
    policy="p",
    complaint=False,
)


def test_a_promise_and_the_times_around_it_are_read_back(
    store: Store, paris: Callable[[str], datetime], a_mention: Callable[..., Mention]
) -> None:
    seen_at, routed_at = paris("2026-11-18 10:05"), paris("2026-11-18 10:06:07.000008")
    promise = Promise(
        due_at=paris("2026-11-18 17:00"),
        policy="noon-17h",
        calendar="siege",
        digest="d",
        expert_due_at=paris("2026-11-18 16:00"),
        resolution_due_at=paris("2026-11-20 12:00"),
        snapshot='{"type":"days","days":1}',
        warnings=(DueWarning(at=paris("2026-11-18 15:00"), to=Warned.EXPERT),),
        tzdata="2026a",
        because=(say("due on {due_at}", due_at=paris("2026-11-18 17:00")),),
    )
    bare = Promise(due_at=paris("2026-11-18 17:00"), policy="noon-17h", calendar="siege", digest="d")
    pages.save(store, "avis", Page(mentions=(a_mention("a"), a_mention("b", by="paul")), cursor={}), seen_at)
    triage.thread(store)
    waiting = triage.untriaged(store)
    made = [
        Decision(number=each.number, score=SCORE, route=ROUTE, promise=promised)
        for each, promised in zip(waiting, (promise, bare), strict=True)
    ]
    triage.save(store, made, "", routed_at)
    first, second = [history.messages[0] for history in cases.histories(store, [1, 2], explained=True)]
    assert (first.promise, second.promise) == (promise, bare)
    assert (first.seen_at, first.routed_at) == (seen_at, routed_at)
    [unexplained] = [history.messages[0] for history in cases.histories(store, [1])]
    assert unexplained.promise == replace(promise, because=(), warnings=())


def test_a_promise_made_before_there_were_legs_warns_nobody(tmp_path: Path) -> None:
    path = tmp_path / "socialcare.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrations.apply(Database(connection), stop_before="m003_legs_and_warnings")
        connection.execute("INSERT INTO promises VALUES (1, '2026-11-18T16:00:00.000000Z', 'p', 'c', 'd', '[]', '')")
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute("PRAGMA user_version = 2")
    with closing(open_store(path)) as store:
        [row] = store.rows("SELECT expert_due_at, warnings, tzdata FROM promises")
    assert tuple(row) == (None, "[]", "")
