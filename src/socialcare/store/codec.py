"""Facts to columns and back; the only place that knows how a value is written."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from socialcare.facts import (
    Action,
    Author,
    Correction,
    DueWarning,
    Emotion,
    Event,
    Evidence,
    Intent,
    Kind,
    Media,
    Mention,
    Priority,
    Promise,
    Route,
    Score,
    Sentiment,
    Warned,
)
from socialcare.sentences import Label, Sentence


class Columns(Protocol):
    """A row by the names of its columns: SQLite's own, or a dict, quicker where a row has sixty and all are read."""

    def __getitem__(self, name: str, /) -> Any: ...


Member = TypeVar("Member", bound=StrEnum)


class _Members(dict[str, Member]):
    """Of an enumeration by value: calling it takes ten times as long as looking a member up."""

    def __init__(self, kind: type[Member]) -> None:
        super().__init__({str(each): each for each in kind})

    def __missing__(self, value: str) -> Member:
        raise ValueError(value)


_KINDS, _SENTIMENTS, _EMOTIONS = _Members(Kind), _Members(Sentiment), _Members(Emotion)
_INTENTS, _PRIORITIES = _Members(Intent), _Members(Priority)


def time_text(at: datetime) -> str:
    """One width, so that text order is time order."""
    if at.tzinfo is not UTC:
        at = at.astimezone(UTC)
    return at.isoformat(timespec="microseconds")[:-6] + "Z"


def time_of(text: str) -> datetime:
    return datetime.fromisoformat(text)


def clean(text: str) -> str:
    """What SQLite can hold and compare: no NUL (length() and LIKE stop there), no lone surrogate."""
    if text.isascii() and "\0" not in text:  # most handles, refs and addresses, at no cost
        return text
    return text.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


def sentences_text(sentences: Iterable[Sentence]) -> str:
    return _encode(list(sentences))


def sentences_of(text: str) -> tuple[Sentence, ...]:
    return () if text == "[]" else tuple(_unpacked(s) for s in json.loads(text))


def mention_of(row: Columns) -> Mention:
    return Mention(
        channel=row["channel"],
        ref=row["ref"],
        author=Author(handle=row["handle"], name=row["name"], followers=row["followers"]),
        text=row["text"],
        posted_at=time_of(row["posted_at"]),
        url=row["url"],
        in_reply_to=row["in_reply_to"],
        thread=row["thread"],
        kind=_KINDS[row["kind"]],
        language=row["language"],
        rating=row["rating"],
        own=bool(row["own"]),
        metrics={} if row["metrics"] == "{}" else json.loads(row["metrics"]),
        edited_at=time_of(row["edited_at"]) if row["edited_at"] else None,
        media=() if row["media"] == "[]" else _media_of(row["media"]),
        can_reply=None if row["can_reply"] is None else bool(row["can_reply"]),
    )


def media_text(media: Iterable[Media]) -> str:
    return json.dumps([[clean(m.kind), clean(m.url), clean(m.description)] for m in media], ensure_ascii=False)


def _media_of(text: str) -> tuple[Media, ...]:
    return tuple(Media(kind=kind, url=url, description=said) for kind, url, said in json.loads(text))


# Made once: `json.dumps` makes an encoder a call where it is told anything.
_plain = json.JSONEncoder(ensure_ascii=False).encode


def score_row(mention_id: int, score: Score) -> tuple[object, ...]:
    return (
        mention_id, score.version, score.sentiment, score.polarity, score.confidence, score.emotion, score.intent,
        score.is_question, score.irony, score.spam, json.dumps(dict(score.emotions)),
        _plain([[e.start, e.end, e.weight, e.reason] for e in score.evidence]),
        score.mixed, score.urgency, score.churn, score.insult, clean(score.language),
    )  # fmt: skip


SCORE = (
    "s.version, s.sentiment, s.polarity, s.confidence, s.emotion, s.intent, s.is_question, s.irony, s.spam, s.mixed, "
    "s.urgency, s.churn, s.insult, s.language AS score_language"
)
"""The columns that `score_of` reads, but `emotions` and `evidence`: a list does without them."""


def score_of(row: Columns) -> Score:
    return Score(
        sentiment=_SENTIMENTS[row["sentiment"]],
        polarity=row["polarity"],
        confidence=row["confidence"],
        emotion=_EMOTIONS[row["emotion"]],
        intent=_INTENTS[row["intent"]],
        emotions=_emotions_of(row["emotions"]),
        is_question=bool(row["is_question"]),
        irony=bool(row["irony"]),
        spam=bool(row["spam"]),
        mixed=bool(row["mixed"]),
        urgency=bool(row["urgency"]),
        churn=bool(row["churn"]),
        insult=bool(row["insult"]),
        language=row["score_language"],
        evidence=_evidence_of(row["evidence"]),
        version=row["version"],
    )


def _emotions_of(text: str) -> dict[Emotion, float]:
    return {} if text == "{}" else {Emotion(name): value for name, value in json.loads(text).items()}


def _evidence_of(text: str) -> tuple[Evidence, ...]:
    if text == "[]":  # most rows are read for a list, without it
        return ()
    return tuple(Evidence(start=s, end=e, weight=w, reason=r) for s, e, w, r in json.loads(text))


def correction_of(row: sqlite3.Row) -> Correction:
    return Correction(
        event=row["event_id"],
        at=time_of(row["at"]),
        by=row["by"],
        field=row["field"],
        before=row["before"],
        after=row["after"],
    )


def route_row(mention_id: int, route: Route, digest: str, now: datetime) -> tuple[object, ...]:
    return (
        mention_id, digest, route.rule, route.expert, route.team, route.community_manager, route.priority,
        route.policy, route.complaint, route.topic, _plain(route.tags), route.set_aside,
        sentences_text(route.because), time_text(now),
    )  # fmt: skip


def route_of(row: Columns) -> Route:
    return Route(
        rule=row["rule"],
        expert=row["expert"],
        team=row["team"],
        community_manager=row["community_manager"],
        priority=_PRIORITIES[row["priority"]],
        policy=row["policy"],
        complaint=bool(row["complaint"]),
        topic=row["topic"],
        tags=() if row["tags"] == "[]" else tuple(json.loads(row["tags"])),
        set_aside=row["set_aside"],
        because=sentences_of(row["route_because"]),
    )


def promise_row(mention_id: int, promise: Promise, now: datetime) -> tuple[object, ...]:
    return (
        mention_id, time_text(promise.due_at), promise.policy, promise.calendar, promise.digest,
        sentences_text(promise.because), time_text(now),
        time_text(promise.expert_due_at) if promise.expert_due_at else None,
        json.dumps([[time_text(warning.at), warning.to] for warning in promise.warnings]),
        time_text(promise.resolution_due_at) if promise.resolution_due_at else None, promise.snapshot,
        promise.tzdata,
    )  # fmt: skip


def promise_of(row: Columns) -> Promise:
    return Promise(
        due_at=time_of(row["due_at"]),
        policy=row["promise_policy"],
        calendar=row["calendar"],
        digest=row["promise_digest"],
        expert_due_at=time_of(row["expert_due_at"]) if row["expert_due_at"] else None,
        resolution_due_at=time_of(row["resolution_due_at"]) if row["resolution_due_at"] else None,
        warnings=_warnings_of(row["warnings"]),
        snapshot=row["snapshot"],
        tzdata=row["tzdata"],
        because=sentences_of(row["promise_because"]),
    )


def _warnings_of(text: str) -> tuple[DueWarning, ...]:
    return () if text == "[]" else tuple(DueWarning(at=time_of(at), to=Warned(to)) for at, to in json.loads(text))


def event_of(row: sqlite3.Row) -> Event:
    return Event(
        number=row["id"],
        at=time_of(row["at"]),
        by=row["by"],
        case=row["case_id"],
        action=Action(row["action"]),
        text=row["text"],
        before=row["before"],
        after=row["after"],
        undoes=row["undoes"],
    )


def _packed(value: object) -> object:
    """For what JSON does not know by itself: a sentence in a sentence, a time, a day."""
    if isinstance(value, Sentence):
        values = {name: _marked(each) for name, each in value.values.items()}
        return {"say": value.template, "values": values, "plural": value.plural}
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    return str(value)


def _marked(value: object) -> object:
    """A value of the facts is a text to JSON: said apart, so that it is read back in the person's language."""
    if isinstance(value, (StrEnum, Label)):
        return {"label": str(value)}
    return [_marked(each) for each in value] if isinstance(value, (list, tuple)) else value


# In ASCII: a stranger's text in a sentence may hold a lone surrogate.
_encode = json.JSONEncoder(check_circular=False, default=_packed).encode


def _unpacked(value: Any) -> Any:
    if isinstance(value, Mapping) and "say" in value:
        values = {name: _unpacked(each) for name, each in value["values"].items()}
        return Sentence(value["say"], values, value["plural"])
    if isinstance(value, Mapping) and "at" in value:
        return datetime.fromisoformat(value["at"])
    if isinstance(value, Mapping) and "label" in value:
        return Label(value["label"])
    if isinstance(value, Mapping) and "on" in value:
        return date.fromisoformat(value["on"])
    return [_unpacked(each) for each in value] if isinstance(value, list) else value
