"""A context, a real client, and real servers on 127.0.0.1 for the connectors."""

import json
import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import httpx
import pytest
import stamina
from pydantic import SecretStr

from socialcare.connector import Context, Page
from socialcare.http import Client
from socialcare.testing import MemoryVault
from socialcare_connectors.mastodon import Mastodon, Settings

NOW = datetime(2026, 3, 2, 8, 55, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_backoff_no_proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("no_proxy", "*")
    with stamina.set_testing(True, attempts=3):
        yield


@pytest.fixture
def shared() -> Path:
    """Outside data, beside the repository."""
    folder = Path(__file__).parents[2].parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"the outside data is not there: {folder}")
    return folder


@pytest.fixture
def recorded() -> Path:
    """Real answers of networks, a folder each."""
    folder = Path(os.environ.get("SOCIALCARE_RECORDED", Path(__file__).parents[2].parent / "shared" / "recorded"))
    if not folder.is_dir():
        pytest.skip(f"the recorded answers are not there: {folder}; name them in SOCIALCARE_RECORDED")
    return folder


@pytest.fixture
def waits() -> list[float]:
    """What the client would have waited, in seconds."""
    return []


@pytest.fixture
def client(waits: list[float]) -> Iterator[Client]:
    with Client(now=lambda: NOW, sleep=waits.append, deadline_seconds=30) as http:
        yield http


@pytest.fixture
def context(tmp_path: Path, client: Client) -> Context:
    return Context(
        channel="marque-fr", folder=tmp_path, timezone="Europe/Paris", http=client, vault=MemoryVault(), now=NOW
    )


@pytest.fixture(scope="session")
def served() -> Iterator[Callable[..., str]]:
    """Start a server that says "… http://127.0.0.1:PORT" once it listens; its address. Ended with the session."""
    running: list[tuple[subprocess.Popen[str], threading.Thread]] = []

    def start(*command: str) -> str:
        process = subprocess.Popen(
            [sys.executable, *command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
        )
        assert process.stdout is not None
        address = _address_said(process.stdout)
        reader = threading.Thread(target=process.stdout.read, daemon=True)  # a full pipe would stop the server
        reader.start()
        running.append((process, reader))
        return address

    yield start
    for process, reader in running:
        process.terminate()
        process.wait(timeout=20)
        reader.join()
        assert process.stdout is not None
        process.stdout.close()


def _address_said(lines: IO[str]) -> str:
    said = []
    for line in lines:
        said.append(line)
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            return found[0]
    raise AssertionError("the server ended before it listened:\n" + "".join(said))


@pytest.fixture(scope="session")
def mastodon_process(served: Callable[..., str]) -> str:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return served("-m", "mastodon_mock", "serve", "--in-memory", "--demo", "--host", "127.0.0.1", "--port", str(port))


@pytest.fixture(scope="session")
def by_hand() -> Iterator[httpx.Client]:
    """Of the tests themselves, past the client that is tested. Made once: reading the certificates takes 50 ms."""
    with httpx.Client(trust_env=False, limits=httpx.Limits(max_keepalive_connections=0)) as client:
        yield client


@pytest.fixture
def mastodon_server(mastodon_process: str, by_hand: httpx.Client) -> str:
    """A Mastodon API we did not write, as new: its address."""
    by_hand.post(f"{mastodon_process}/api/v1/_mock/reset").raise_for_status()
    return mastodon_process


@pytest.fixture(scope="session")
def nasty_process(served: Callable[..., str]) -> str:
    script = Path(__file__).parents[2].parent / "shared" / "tools" / "nasty_server.py"
    if not script.is_file():
        pytest.skip(f"the badly behaved server is not there: {script}")
    return served(str(script), "--statuses", "120", "--port", "0")


@pytest.fixture
def nasty(nasty_process: str, by_hand: httpx.Client) -> str:
    by_hand.get(f"{nasty_process}/_reset").raise_for_status()
    return nasty_process


BRAND = "ada_token"
"""Of the account whose channel is read, on the server we did not write."""


@pytest.fixture
def post(mastodon_server: str, by_hand: httpx.Client) -> Callable[..., dict[str, Any]]:
    def post(token: str, text: str, **fields: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"}
        address = f"{mastodon_server}/api/v1/statuses"
        answer = by_hand.post(address, data={"status": text, **fields}, headers=headers)
        answer.raise_for_status()
        status: dict[str, Any] = answer.json()
        return status

    return post


@pytest.fixture
def pull(mastodon_server: str, context: Context) -> Callable[..., Iterator[Page]]:
    """Pages of the brand's channel, from the newest saved cursor as the store would hand it back."""

    def pull(cursor: Any = None, **settings: Any) -> Iterator[Page]:
        given = {"instance": mastodon_server, "hashtags": ["zorglub"], "token": SecretStr(BRAND), **settings}
        saved = json.loads(json.dumps(cursor)) if cursor else None
        return Mastodon(Settings(**given), context).pages(saved, datetime(2020, 1, 1, tzinfo=UTC))

    return pull
