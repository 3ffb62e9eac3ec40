"""A workspace whose promises warn people, and receivers on loopback."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from connectors._smtp_server import PostOffice
from socialcare.desk import Desk
from socialcare.http import Client
from socialcare.workspace import Workspace

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)

WARNING = """{type: cutoff, windows: [{before: "12:00", due: "17:00"}], expert: {before_due: 60min},
    warn: [{before: 2h, to: expert}, {before: 30min, to: community_manager}, {before: 30min, to: responsible}]}"""


@pytest.fixture
def http() -> Iterator[Client]:
    with Client(now=lambda: NOW, sleep=lambda _seconds: None) as client:
        yield client


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office


@pytest.fixture
def by_mail(post_office: PostOffice) -> str:
    """An address of apprise's own form, to the post office."""
    return f"mailto://127.0.0.1:{post_office.port}?from=care@example.org&to=karim@example.org"


@pytest.fixture
def team(workspace: Workspace) -> Workspace:
    """The promise warns everybody, Mehdi is responsible, and a topic has a label."""
    file = workspace.folder / "rules" / "sophie-paris.yaml"
    text = file.read_text("utf-8")
    usual = '{type: cutoff, windows: [{before: "12:00", due: "17:00"}]}'
    assert usual in text
    text = text.replace(usual, WARNING).replace("teams: {", "responsible: mehdi\ntopics: {livraison: {label: Livraison, words: [colis]}}\nteams: {")  # fmt: skip
    file.write_text(text, "utf-8")
    return workspace


@pytest.fixture
def at(team: Workspace) -> Iterator[Callable[..., Desk]]:
    """`at("2026-11-18 15:00", KARIM="mailto://…")`: the desk then, with these addresses and a secret for each."""
    desks: list[Desk] = []

    def made(written: str, **addresses: str) -> Desk:
        environment = {f"SOCIALCARE_NOTIFY_{who}_URL": url for who, url in addresses.items()}
        environment |= {f"SOCIALCARE_NOTIFY_{who}_SECRET": f"secret of {who}" for who in addresses}
        local = datetime.fromisoformat(written).replace(tzinfo=ZoneInfo("Europe/Paris"))
        desks.append(Desk(team, local.astimezone(UTC), environment))
        return desks[-1]

    yield made
    for desk in desks:
        desk.close()


@pytest.fixture
def settings(team: Workspace) -> Callable[[str], None]:
    """`settings("notify: {details: true}")` at the end of socialcare.yaml."""

    def added(line: str) -> None:
        team.file.write_text(team.file.read_text("utf-8") + f"\n{line}\n", "utf-8")

    return added
