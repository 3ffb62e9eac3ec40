"""A desk with what happened on one Wednesday, decided about without scoring."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

import pytest

from socialcare.connector import Page
from socialcare.desk import Desk
from socialcare.desk.outlines import renew_cases
from socialcare.facts import (
    Action,
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
from socialcare.store import Store, log, pages, triage
from socialcare.store.triage import Decision

Paris = Callable[[str], datetime]


@pytest.fixture
def asked(store: Store, paris: Paris, a_mention: Callable[..., Mention]) -> Callable[..., None]:
    """`asked("colis", at="2026-11-18 09:00", due="2026-11-18 17:00")`: one message, its case folded."""

    def save(
        text: str,
        *,
        due: str | None = None,
        seen: str | None = None,
        expert_due: str | None = None,
        warnings: Mapping[str, str] = MappingProxyType({}),
        priority: Priority = Priority.NORMAL,
        complaint: bool = False,
        set_aside: str = "",
        **given: object,
    ) -> None:
        mention = a_mention(text, **given)
        pages.save(store, "avis", Page(mentions=(mention,), cursor={}), paris(seen) if seen else mention.posted_at)
        triage.thread(store)
        score = Score(
            sentiment=Sentiment.NEUTRAL, polarity=0.0, confidence=0.5, emotion=Emotion.NEUTRAL, intent=Intent.OTHER
        )
        route = Route(
            rule="r", expert="karim", team="support", community_manager="claire", priority=priority, policy="noon-17h",
            complaint=complaint, set_aside=set_aside,
        )  # fmt: skip
        promise = (
            Promise(
                due_at=paris(due),
                policy="noon-17h",
                calendar="siege",
                digest="",
                expert_due_at=paris(expert_due) if expert_due else None,
                warnings=tuple(DueWarning(at=paris(at), to=Warned(to)) for to, at in warnings.items()),
            )
            if due
            else None
        )
        decisions = [
            Decision(number=waiting.number, score=score, route=route, promise=promise)
            for waiting in triage.untriaged(store)
        ]
        triage.save(store, decisions, "", mention.posted_at)
        renew_cases(store)

    return save


@pytest.fixture
def did(store: Store, paris: Paris) -> Callable[..., int]:
    """`did("reply", 1, at="2026-11-18 15:00")`: the number of the event."""

    def append(action: str, case: int, *, at: str, text: str = "x", undoes: int | None = None) -> int:
        with store.unit_of_work() as connection:
            event = log.append(
                store, at=paris(at), by="claire", case=case, action=Action(action), text=text, undoes=undoes
            )
            connection.execute("UPDATE cases SET stale = 1 WHERE id = ?", (case,))
        renew_cases(store)
        return event.number

    return append


@pytest.fixture
def act(desk_at: Callable[[str], Desk]) -> Callable[..., Desk]:
    """`act("2026-11-18 10:00", actions.draft, "karim", 1, "…")`: the desk of that instant, once it is done."""

    def done(at: str, what: Callable[..., object], by: str, *given: Any) -> Desk:
        desk = desk_at(at)
        what(desk, desk.rules.rulebook.people[by], *given)
        return desk

    return done
