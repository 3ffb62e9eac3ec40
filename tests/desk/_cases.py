"""A workspace with a few cases in it, and what tests ask of them."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from socialcare import store
from socialcare.cases import Case, case_at
from socialcare.connector import Page
from socialcare.desk import Desk, triage
from socialcare.errors import WrongUse
from socialcare.facts import Author, Mention
from socialcare.routing import Person
from socialcare.workspace import Workspace

NEVER_LATER = datetime.fromisoformat("9999-01-01T00:00Z")


def prepared(new_workspace: Path, folder: Path, *customers: str) -> Path:
    """10:00 with one case each, numbered in this order, all Karim's and due at 17:00. Make it once: texts are scored."""
    shutil.copytree(new_workspace, folder)
    asked_at = datetime(2026, 11, 18, 8, tzinfo=UTC)
    asked = tuple(
        Mention(channel="avis", ref=str(ref), author=Author(handle=by), text="Où est mon colis ?", posted_at=asked_at)
        for ref, by in enumerate(customers, start=1)
    )
    desk = Desk(Workspace(folder), datetime(2026, 11, 18, 9, tzinfo=UTC), {})
    store.pages.save(desk.store, "avis", Page(mentions=asked, cursor={}), desk.now)
    triage(desk)
    desk.store.close()
    return folder


def who(desk: Desk, key: str) -> Person:
    return desk.rules.rulebook.people[key]


def case(desk: Desk, number: int, at: datetime = NEVER_LATER) -> Case:
    (history,) = store.cases.histories(desk.store, [number])
    found = case_at(history, at)
    assert found is not None
    return found


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(WrongUse) as raised:
        act()
    return str(raised.value)
