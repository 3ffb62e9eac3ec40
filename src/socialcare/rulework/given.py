"""The facts of a test: the mention it writes down, its author's history, and its score, given or found by the scorer."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from socialcare.facts import Author, Emotion, Intent, Mention, Score, Sentiment
from socialcare.routing import Past
from socialcare.rulework.trial_text import GivenText
from socialcare.scoring import Scorer

LoadScorer = Callable[[], Scorer]
"""Asked for only where a text is to be scored: loading the lexicons takes a while."""

NEUTRAL = Score(sentiment=Sentiment.NEUTRAL, polarity=0.0, confidence=0.0, emotion=Emotion.NEUTRAL, intent=Intent.OTHER)

_SCORED = {
    "sentiment": "sentiment",
    "emotion": "emotion",
    "intent": "intent",
    "polarity": "polarity",
    "question": "is_question",
    "irony": "irony",
    "spam": "spam",
    "mixed": "mixed",
    "urgency": "urgency",
    "churn": "churn",
    "insult": "insult",
}
"""Key of a test file -> field of a Score."""


def mention_of(given: GivenText, posted_at: datetime, ref: str = "test") -> Mention:
    return Mention(
        channel=given.channel,
        ref=ref,
        author=Author(handle=given.author.strip().removeprefix("@"), followers=given.followers),
        text=given.text,
        posted_at=posted_at.astimezone(UTC),
        kind=given.kind,
        language=given.language,
        rating=given.rating,
    )


def past_of(given: GivenText) -> Past:
    return Past(
        mentions_90d=given.author_mentions,
        complaints_90d=given.author_complaints,
        days_since_answer=given.days_since_answer,
        last_expert=given.last_expert,
        ambassador=given.ambassador,
    )


def score_of(given: GivenText, scorer: Scorer | None) -> Score:
    """The facts that are given; the others as `scorer` finds them, or neutral where there is none."""
    found = scorer.score(given.text, language=given.language, rating=given.rating) if scorer else NEUTRAL
    said: dict[str, Any] = {
        field: getattr(given, key) for key, field in _SCORED.items() if key in given.model_fields_set
    }
    return found._replace(**said)


def taken_as_neutral(given: GivenText) -> list[str]:
    """The facts that a test without a scorer leaves out, as they were taken."""
    return [f"{key} {getattr(NEUTRAL, field)}" for key, field in _SCORED.items() if key not in given.model_fields_set]
