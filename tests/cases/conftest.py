"""Facts of one case on Wednesday 18 November 2026, by the clocks of UTC."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from socialcare.facts import Action, Author, Event, History, Mention, Message, Priority, Promise, Route

LEA = Author(handle="lea")


@pytest.fixture
def at() -> Callable[[str], datetime]:
    return _at


def _at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-18T{clock}Z")


@pytest.fixture
def asked() -> Callable[..., Message]:
    """`asked("09:00", due="17:00")`: the customer's, triaged; `due=None` without a promise."""
    return _asked


def _asked(
    clock: str,
    *,
    due: str | None = "17:00",
    priority: Priority = Priority.NORMAL,
    set_aside: str = "",
    triaged: bool = True,
    expert: str = "karim",
    complaint: bool = False,
) -> Message:
    route = Route(
        rule="r", expert="" if set_aside else expert, team="support", community_manager="claire", priority=priority,
        policy="noon-17h", complaint=complaint, set_aside=set_aside,
    )  # fmt: skip
    promised = triaged and due is not None and not set_aside
    promise = Promise(due_at=_at(due or "00:00"), policy="noon-17h", calendar="siege", digest="") if promised else None
    return Message(mention=_mention(clock, LEA), seen_at=_at(clock), route=route if triaged else None, promise=promise)


@pytest.fixture
def answered() -> Callable[[str], Message]:
    """The brand's own, typed on the platform."""
    return lambda clock: Message(
        mention=_mention(clock, Author(handle="maisonlavande"), own=True), seen_at=_at("23:59:59")
    )


def _mention(clock: str, author: Author, *, own: bool = False) -> Mention:
    return Mention(
        channel="avis", ref=f"{clock}{'-own' * own}", author=author, text=clock, posted_at=_at(clock), own=own
    )


@pytest.fixture
def did() -> Callable[..., Event]:
    """`did(1, "10:00", "reply")`: event 1, by Claire."""

    def build(number: int, clock: str, action: str, **given: Any) -> Event:
        return Event(
            **{"number": number, "at": _at(clock), "by": "claire", "case": 1, "action": Action(action), **given}
        )

    return build


@pytest.fixture
def history() -> Callable[..., History]:
    def build(*facts: Message | Event) -> History:
        return History(
            number=1,
            channel="avis",
            author=LEA,
            messages=tuple(fact for fact in facts if isinstance(fact, Message)),
            events=tuple(fact for fact in facts if isinstance(fact, Event)),
        )

    return build
