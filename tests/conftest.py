"""What most rooms are tested with: a store in memory, mentions, instants of Paris, and a real workspace."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from socialcare import store as stores
from socialcare.connector import Page
from socialcare.desk import Desk, make_workspace, triage
from socialcare.facts import Author, Mention
from socialcare.workspace import Workspace

RULES = """\
version: 1
calendars:
  siege: {timezone: Europe/Paris, hours: {mon-fri: ["09:00-12:00", "14:00-18:00"]}, holidays: FR}
policies:
  noon-17h: {type: cutoff, windows: [{before: "12:00", due: "17:00"}]}
  urgent-1h: {type: duration, business: 60min}
teams: {support: Service client, labo: Laboratoire}
experts:
  karim: {name: Karim Benali, team: support}
  anne: {name: Anne Lefèvre, team: labo}
community_managers: {claire: {name: Claire Martin}, mehdi: {name: Mehdi Diallo}}
rules:
  - {name: publicité, when: {text: {words: [promo]}}, then: {set_aside: spam}}
  - name: santé
    when: {text: {words: [allergie]}}
    then: {expert: anne, promise: urgent-1h, priority: urgent, complaint: true}
  - {name: plainte, when: {text: {words: [scandale]}}, then: {priority: high, complaint: true}}
  - {name: le reste, then: {complaint: false}}
default: {expert: karim, promise: noon-17h}
"""
"""Each word decides alone, so that no test here depends on how a text is scored."""


@pytest.fixture(scope="session", autouse=True)
def _cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is remembered between runs is this run's, not that of who runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def httpserver_listen_address() -> tuple[str, int]:
    """The server is one for all tests of a process: whichever asks first makes it for the others."""
    return ("127.0.0.1", 0)


@pytest.fixture
def paris() -> Callable[[str], datetime]:
    """`paris("2026-11-18 11:59")`: an instant by the clocks of Paris, in UTC."""
    return _paris


def _paris(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo("Europe/Paris")).astimezone(UTC)


@pytest.fixture
def a_mention() -> Callable[..., Mention]:
    """`a_mention("Où est mon colis ?", at="2026-11-18 09:00", by="lea")`; its ref is new unless given."""
    refs = count(1)

    def build(
        text: str = "Bonjour", *, at: str = "2026-11-18 09:00", by: str = "lea", name: str = "", **given: Any
    ) -> Mention:
        usual: dict[str, Any] = {"channel": "avis", "ref": f"r{next(refs)}", "posted_at": _paris(at)}
        return Mention(**{**usual, "author": Author(handle=by, name=name), "text": text, **given})

    return build


@pytest.fixture
def store() -> Iterator[stores.Store]:
    opened = stores.in_memory()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def new_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once: the calendars of ten years take a second, and so do the tables of forty databases."""
    folder = tmp_path_factory.mktemp("new") / "marque"
    (folder / "rules").mkdir(parents=True)
    (folder / "rules" / "sophie-paris.yaml").write_text(RULES, "utf-8")
    made = make_workspace(folder, "Maison Lavande", _paris("2026-11-16 08:00"))
    stores.open_store(made.database, create=True).close()
    return made.folder


@pytest.fixture
def workspace(new_workspace: Path, tmp_path: Path) -> Workspace:
    return Workspace(shutil.copytree(new_workspace, tmp_path / "marque"))


@pytest.fixture
def desk_at(workspace: Workspace) -> Iterator[Callable[[str], Desk]]:
    """`desk_at("2026-11-18 10:00")`: the one workspace at an instant of Paris."""
    desks: list[Desk] = []

    def at(written: str) -> Desk:
        desks.append(Desk(workspace, _paris(written), {}))
        return desks[-1]

    yield at
    for desk in desks:
        desk.store.close()


@pytest.fixture
def receive() -> Callable[..., None]:
    """`receive(desk, mention, …)`: stored and triaged at the instant of the desk."""

    def save(desk: Desk, *mentions: Mention) -> None:
        stores.pages.save(desk.store, "avis", Page(mentions=mentions, cursor={}), desk.now)
        triage(desk)

    return save
