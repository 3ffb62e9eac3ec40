"""One case as one row: the same fields, in the same order, in every list and every format."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from socialcare.cases import Case, Clock, ClockKind, Leg, late_seconds, leg, remaining_seconds, verdict
from socialcare.facts import Emotion, Intent, Priority, Sentiment, State, Verdict


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """`posted_at` and what follows from the text are of the message that speaks for the case. Times are UTC.

    `sentiment`, `emotion`, `intent` and the flags are as people corrected them; `polarity` is always the scorer's.
    """

    case: int
    channel: str
    author: str
    text: str
    url: str
    posted_at: datetime
    due_at: datetime | None
    remaining_seconds: int | None
    verdict: Verdict
    state: State
    sentiment: Sentiment | None
    polarity: float | None
    emotion: Emotion | None
    intent: Intent | None
    complaint: bool
    priority: Priority
    expert: str
    community_manager: str
    rule: str
    draft: str


@dataclass(frozen=True, kw_only=True)
class QueueRow(CaseRow):
    """A case of the queue, or one put aside and why. `vanished_at` is when its network no longer showed the message.

    `tags` stand apart with commas; `in_hand_by` is who took it in hand, `snoozed_until` when it comes back.
    """

    topic: str
    set_aside: str
    messages: int
    vanished_at: datetime | None
    mixed: bool
    urgency: bool
    churn: bool
    insult: bool
    language: str
    corrected_by: str
    tags: str
    in_hand_by: str
    in_hand_since: datetime | None
    snoozed_until: datetime | None


@dataclass(frozen=True, kw_only=True)
class BreachRow(CaseRow):
    """One promise that was broken: open and late, or answered or closed after its due time.

    `leg` says where it was made late; the times after it are those of the way from the post to the answer.
    """

    clock: ClockKind
    policy: str
    asked_at: datetime
    answered_at: datetime | None
    answered_by: str
    late_seconds: int
    leg: Leg | None
    expert_due_at: datetime | None
    seen_at: datetime | None
    routed_at: datetime | None
    drafted_at: datetime | None
    mixed: bool
    urgency: bool
    churn: bool
    insult: bool
    language: str
    corrected_by: str


@dataclass(frozen=True, kw_only=True)
class ComplaintRow(CaseRow):
    """One complaint; `closed_reason` is what was said when it was closed, answered or not."""

    topic: str
    opened_at: datetime
    answered_at: datetime | None
    closed_reason: str
    messages: int
    vanished_at: datetime | None
    mixed: bool
    urgency: bool
    churn: bool
    insult: bool
    language: str
    corrected_by: str


def queue_row(case: Case, now: datetime) -> QueueRow:
    return QueueRow(
        **_common(case, case.clock, now),
        topic=case.voice.route.topic if case.voice.route else "",
        tags=", ".join(case.tags),
        in_hand_by=case.in_hand_by,
        in_hand_since=case.in_hand_since,
        snoozed_until=case.snoozed_until,
        set_aside=case.set_aside,
        messages=len(case.messages),
        vanished_at=_vanished_at(case, now),
        **_understood(case),
    )


def breach_row(case: Case, clock: Clock, now: datetime) -> BreachRow:
    return BreachRow(
        **_common(case, clock, now),
        clock=clock.kind,
        policy=clock.policy,
        asked_at=clock.asked_at,
        answered_at=clock.answered_at,
        answered_by=clock.answered_by,
        late_seconds=late_seconds(clock, now),
        leg=leg(clock),
        expert_due_at=clock.expert_due_at,
        seen_at=clock.seen_at,
        routed_at=clock.routed_at,
        drafted_at=clock.drafted_at,
        **_understood(case),
    )


def complaint_row(case: Case, now: datetime) -> ComplaintRow:
    return ComplaintRow(
        **_common(case, case.clock, now),
        topic=case.voice.route.topic if case.voice.route else "",
        opened_at=case.opened_at,
        answered_at=case.answered_at,
        closed_reason=case.closed_reason,
        messages=len(case.messages),
        vanished_at=_vanished_at(case, now),
        **_understood(case),
    )


def _understood(case: Case) -> dict[str, Any]:
    """`corrected_by` has the keys of those whose corrections stand."""
    score = case.score
    return {
        "mixed": score is not None and score.mixed,
        "urgency": score is not None and score.urgency,
        "churn": score is not None and score.churn,
        "insult": score is not None and score.insult,
        "language": score.language if score else "",
        "corrected_by": ", ".join(dict.fromkeys(each.by for each in case.corrections)),
    }


def _vanished_at(case: Case, now: datetime) -> datetime | None:
    at = case.voice.vanished_at
    return at if at is not None and at <= now else None


def _common(case: Case, clock: Clock | None, now: datetime) -> dict[str, Any]:
    mention, score, route = case.voice.mention, case.score, case.voice.route
    author = mention.author
    return {
        "case": case.number,
        "channel": mention.channel,
        "author": author.handle or author.name,
        "text": mention.text,
        "url": mention.url,
        "posted_at": mention.posted_at,
        "due_at": clock.due_at if clock else None,
        "remaining_seconds": remaining_seconds(clock, now),
        "verdict": verdict(clock, now),
        "state": case.state,
        "sentiment": score.sentiment if score else None,
        "polarity": round(score.polarity, 3) if score else None,
        "emotion": score.emotion if score else None,
        "intent": score.intent if score else None,
        "complaint": case.complaint,
        "priority": case.priority,
        "expert": case.expert,
        "community_manager": case.community_manager,
        "rule": route.rule if route else "",
        "draft": case.draft,
    }
