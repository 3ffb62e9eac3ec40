"""What people say a text is: a labelled file line by line, or the corrections of a workspace."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from socialcare import store
from socialcare.cases import CORRECTABLE, standing, told
from socialcare.errors import WrongUse
from socialcare.facts import Emotion, Intent, Score, Sentiment
from socialcare.scoring import Scorer
from socialcare.sentences import Sentence, say
from socialcare.store import Store

YES, NO = "true", "false"
CLASSES = dict.fromkeys(CORRECTABLE, (YES, NO)) | {
    "sentiment": tuple(Sentiment),
    "emotion": tuple(Emotion),
    "intent": tuple(Intent),
}
"""Values of each fact that can be measured."""

_KEYS = {name: (name,) for name in CLASSES} | {
    "sentiment": ("sentiment", "label"),
    "question": ("question", "is_question"),
}
"""Keys of a labelled file for each fact; the first that is there counts."""


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """One text, its labels by name of the fact, and what the scorer says; `channel` is "" where unknown."""

    text: str
    labels: dict[str, str]
    score: Score
    channel: str


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    line: int
    why: Sentence


def of_file(path: Path, scorer: Scorer, left_out: Callable[[LeftOut], None]) -> Iterator[Labelled]:
    """`{"text": …, "sentiment" or "label": …, "emotion"?, "intent"?, flags?, "channel"?, "language"?, "rating"?}` a line.

    A line without a usable text or label goes to `left_out`. Raises WrongUse where the file cannot be read.
    """
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                found = _of_line(line, scorer)
                if isinstance(found, Sentence):
                    left_out(LeftOut(line=number, why=found))
                else:
                    yield found
    except OSError as error:
        raise WrongUse(say("{path} cannot be read: {why}", path=path, why=error.strerror or error)) from error


def of_corrections(desk: Store, now: datetime) -> Iterator[Labelled]:
    """Each message with corrections that stand at `now`, and its stored score."""
    for history in store.cases.histories(desk, store.corrections.corrected(desk)):
        for message in history.messages:
            found = standing(message, history.events, now)
            if found and message.score:
                labels = {each.field: each.after for each in found}
                yield Labelled(text=message.mention.text, labels=labels, score=message.score, channel=history.channel)


def scored(score: Score, name: str) -> str:
    """What the score says of a fact, in the words of CLASSES."""
    return told(score, name)


def _of_line(line: bytes, scorer: Scorer) -> Labelled | Sentence:
    try:
        record: Any = json.loads(line)
    except (ValueError, RecursionError):
        return say("this line is not JSON")
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        return say("this line has no “text”")
    labels = {name: value for name in CLASSES if (value := _label(record, name)) in CLASSES[name]}
    if not labels:
        return say("this line has no label that socialcare knows")
    language, rating = record.get("language"), record.get("rating")
    score = scorer.score(
        record["text"],
        language=language if isinstance(language, str) else None,
        rating=rating if isinstance(rating, (int, float)) else None,
    )
    return Labelled(text=record["text"], labels=labels, score=score, channel=str(record.get("channel", "")))


def _label(record: dict[str, Any], name: str) -> str:
    """An empty text where the line says nothing of it."""
    value = next((record[key] for key in _KEYS[name] if key in record), "")
    return (YES if value else NO) if isinstance(value, bool) else str(value)
