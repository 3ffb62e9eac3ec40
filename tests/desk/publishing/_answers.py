"""A desk with one case to answer, and what the tests ask of it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from socialcare import store
from socialcare.cases import Case, case_at
from socialcare.desk import Desk, publishing
from socialcare.errors import WrongUse
from socialcare.facts import Action
from socialcare.routing import Person
from socialcare.store.outbox import Outgoing

At = Callable[[str], Desk]
Network = Callable[..., list[str]]
FOREVER = datetime.max.replace(tzinfo=UTC)


def who(desk: Desk, key: str = "claire") -> Person:
    return desk.rules.rulebook.people[key]


def case(desk: Desk, at: datetime = FOREVER) -> Case:
    (history,) = store.cases.histories(desk.store, [1])
    found = case_at(history, at)
    assert found is not None
    return found


def send(desk: Desk, text: str = "Il arrive demain.", by: str = "claire") -> Outgoing:
    return publishing.send(desk, publishing.prepare(desk, who(desk, by), 1, text))


def interrupted(desk: Desk) -> None:
    """Some of them end the process, and no `except Exception` sees them."""
    with pytest.raises(BaseException):  # noqa: B017
        send(desk)


def refusal(act: Callable[[], object], kind: type[Exception] = WrongUse) -> str:
    with pytest.raises(kind) as raised:
        act()
    return str(raised.value)


def acts(desk: Desk) -> list[Action]:
    return [event.action for event in case(desk).events]


def own(desk: Desk) -> list[str]:
    return [message.mention.text for message in case(desk).messages if message.mention.own]
