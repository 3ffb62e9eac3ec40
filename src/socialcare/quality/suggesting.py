"""The cases whose label would teach most: the least sure, recent, one of each author and topic."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from socialcare import store
from socialcare.cases import Case, case_at
from socialcare.facts import Emotion, Intent, Sentiment
from socialcare.store import Store

RECENT = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """`command` keeps the score as it is; whoever types it changes what is wrong."""

    case: int
    channel: str
    author: str
    posted_at: datetime
    text: str
    sentiment: Sentiment
    confidence: float
    emotion: Emotion
    intent: Intent
    topic: str
    command: str


def suggestions(desk: Store, now: datetime, most: int) -> list[Suggestion]:
    """The least sure first; what somebody has corrected already is not asked again."""
    return list(islice(_suggestions(desk, now), most))


def _suggestions(desk: Store, now: datetime) -> Iterator[Suggestion]:
    seen: set[tuple[str, str, str]] = set()
    numbers = store.corrections.least_sure(desk, now - RECENT)
    for history in store.cases.histories(desk, numbers):
        case = case_at(history, now)
        if case is None or case.voice.score is None or case.corrections:
            continue
        topic = case.voice.route.topic if case.voice.route else ""
        kind = (case.channel, case.author.handle or case.author.name, topic)
        if kind in seen:
            continue
        seen.add(kind)
        yield _suggestion(case, topic)


def _suggestion(case: Case, topic: str) -> Suggestion:
    score = case.voice.score
    assert score is not None
    return Suggestion(
        case=case.number,
        channel=case.channel,
        author=case.author.handle or case.author.name,
        posted_at=case.voice.at,
        text=case.voice.mention.text,
        sentiment=score.sentiment,
        confidence=score.confidence,
        emotion=score.emotion,
        intent=score.intent,
        topic=topic,
        command=f"socialcare correct {case.number} --sentiment {score.sentiment} --emotion {score.emotion} --intent {score.intent}",
    )
