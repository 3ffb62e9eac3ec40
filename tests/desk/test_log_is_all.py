"""The log is all there is: from it the state is rebuilt, and an undo gives back exactly what was."""

import itertools
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from socialcare import store
from socialcare.cases import Case, case_at
from socialcare.connector import Page
from socialcare.desk import Desk, actions, grouping, holding, triage, undoing, waiting
from socialcare.errors import WrongUse
from socialcare.facts import Author, Event, Mention
from socialcare.store.opening import Store
from socialcare.workspace import Workspace

MORNING = datetime(2026, 11, 18, 9, tzinfo=UTC)
LATER = datetime.fromisoformat("9999-01-01T00:00Z")

Step = Callable[[Desk, Any, int], list[Event]]

STEPS: tuple[Step, ...] = (
    lambda desk, by, n: actions.assign(desk, by, [n], "anne", "tu vois ?"),
    lambda desk, by, n: actions.assign(desk, by, [n], "karim"),
    lambda desk, by, n: actions.hand_back(desk, by, n, "pas moi"),
    lambda desk, by, n: actions.draft(desk, by, n, "un"),
    lambda desk, by, n: actions.draft(desk, by, n, "deux"),
    lambda desk, by, n: actions.reply(desk, by, n, "voilà"),
    lambda desk, by, n: actions.note(desk, by, n, "vu"),
    lambda desk, by, n: actions.close(desk, by, n, "fini"),
    waiting.wait,
    waiting.resume,
    lambda desk, by, n: holding.take(desk, by, [n]),
    lambda desk, by, n: holding.snooze(desk, by, [n], desk.now + timedelta(minutes=90)),
    lambda desk, by, n: grouping.tag(desk, by, [n], ["vip", "retard"]),
    lambda desk, by, n: grouping.untag(desk, by, [n], ["vip"]),
    lambda desk, by, n: grouping.merge(desk, by, n, [n % 3 + 1]),
    undoing.undo,
)  # fmt: skip

LIVES = st.lists(
    st.tuples(
        st.sampled_from(range(len(STEPS))),
        st.sampled_from(["claire", "claire", "mehdi", "karim", "anne"]),
        st.integers(1, 3),
    ),
    min_size=15,
    max_size=40,
)


@pytest.fixture(scope="module")
def ready(new_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three cases of Léa at 10:00. Made once: texts are scored."""
    folder = shutil.copytree(new_workspace, tmp_path_factory.mktemp("ready") / "marque")
    asked = tuple(
        Mention(channel="avis", ref=str(n), author=Author(handle="lea"), text="Où est mon colis ?", posted_at=MORNING)
        for n in range(3)
    )
    desk = Desk(Workspace(folder), MORNING, {})
    store.pages.save(desk.store, "avis", Page(mentions=asked, cursor={}), desk.now)
    triage(desk)
    desk.store.close()
    return folder


@pytest.fixture(scope="module")
def fresh(ready: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Desk]:
    numbers = itertools.count()
    folder = tmp_path_factory.mktemp("fresh")

    def made() -> Desk:
        return Desk(Workspace(shutil.copytree(ready, folder / str(next(numbers)))), MORNING, {})

    return made


def cases(desk: Store, at: datetime = LATER) -> dict[int, Case]:
    found = (case_at(history, at) for history in store.cases.histories(desk, [1, 2, 3]))
    return {case.number: case for case in found if case is not None}


def lived(desk: Desk, life: list[tuple[int, str, int]]) -> Iterator[tuple[Desk, list[Event]]]:
    """Act after act, a minute between two; what is refused leaves nothing."""
    for minute, (step, by, number) in enumerate(life, start=1):
        then = Desk(desk.workspace, MORNING + timedelta(minutes=minute), {})
        then.__dict__.update({name: getattr(desk, name) for name in ("settings", "rules", "store")})
        before = desk.store.rows("SELECT count(*) AS n FROM events")[0]["n"]
        events: list[Event] = []
        with suppress(WrongUse):
            events = STEPS[step](then, desk.rules.rulebook.people[by], number)
        after = desk.store.rows("SELECT count(*) AS n FROM events")[0]["n"]
        assert after - before == len(events)
        yield then, events


def outlines(desk: Store) -> list[tuple[Any, ...]]:
    rows = desk.rows("SELECT id, is_open, answered, complaint, last_at FROM cases ORDER BY id")
    return [tuple(row) for row in rows]


SLOW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SLOW
@given(life=LIVES)
def test_a_store_that_gets_the_same_log_is_in_the_same_state(
    life: list[tuple[int, str, int]], fresh: Callable[[], Desk]
) -> None:
    desk, other = fresh(), fresh()
    for _ in lived(desk, life):
        pass
    with other.store.unit_of_work() as connection:
        for row in desk.store.rows("SELECT * FROM events ORDER BY id"):
            connection.execute(f"INSERT INTO events VALUES ({','.join('?' * len(tuple(row)))})", tuple(row))
        connection.execute("UPDATE cases SET stale = 1")
    triage(other)
    assert cases(other.store) == cases(desk.store)
    assert outlines(other.store) == outlines(desk.store), "what lists go by is renewed at each change"
    for each in (desk, other):
        each.close()


@SLOW
@given(life=LIVES)
def test_an_undo_gives_back_exactly_what_was(life: list[tuple[int, str, int]], fresh: Callable[[], Desk]) -> None:
    desk = fresh()
    claire = desk.rules.rulebook.people["claire"]
    before = cases(desk.store)
    for then, events in lived(desk, life):
        undoable = [event for event in events if event.undoes is None]
        for event in reversed(undoable):
            undoing.undo(then, claire, None, event.number)
        if undoable:
            assert _without_log(cases(desk.store)) == _without_log(before)
        before = cases(desk.store)
    desk.close()


def _without_log(found: dict[int, Case]) -> dict[int, Case]:
    return {number: replace(case, events=()) for number, case in found.items()}
