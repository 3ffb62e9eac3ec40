"""A score as people corrected it (pure)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from socialcare.facts import Action, Correction, Emotion, Event, Intent, Message, Score, Sentiment

CORRECTABLE = (
    "sentiment", "emotion", "intent", "question", "irony", "spam", "mixed", "urgency", "churn", "insult",
)  # fmt: skip
"""What a person may correct of a score: three values, then flags."""

_VALUES = {"sentiment": Sentiment, "emotion": Emotion, "intent": Intent}
_FIELDS = {"question": "is_question"}
"""What a fact is called in a Score, where that is not its own name."""

TRUE, FALSE = "true", "false"


def standing(message: Message, events: Iterable[Event], as_of: datetime) -> tuple[Correction, ...]:
    """The last correction of each fact at `as_of`; what was undone by then is not there."""
    undone = {event.undoes for event in events if event.action is Action.UNDO and event.at <= as_of}
    last = {each.field: each for each in message.corrections if each.at <= as_of and each.event not in undone}
    return tuple(last.values())


def corrected(score: Score, corrections: Sequence[Correction]) -> Score:
    """Polarity, confidence and evidence stay the scorer's."""
    said: dict[str, Any] = {}
    for each in corrections:
        known = _VALUES.get(each.field)
        said[_FIELDS.get(each.field, each.field)] = known(each.after) if known else each.after == TRUE
    return score._replace(**said)


def told(score: Score, field: str) -> str:
    """The value of one of CORRECTABLE as a correction writes it."""
    value = getattr(score, _FIELDS.get(field, field))
    if isinstance(value, bool):
        return TRUE if value else FALSE
    return str(value)
