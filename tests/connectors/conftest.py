"""A context, a real client, and real servers on 127.0.0.1 for the connectors."""

import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import httpx
import pytest
import stamina

from socialcare.connector import Context
from socialcare.http import Client

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


@pytest.fixture(scope="session")
def httpserver_listen_address() -> tuple[str, int]:
    return ("127.0.0.1", 0)


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
    return Context(channel="marque-fr", folder=tmp_path, timezone="Europe/Paris", http=client, now=NOW)


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


@pytest.fixture
def mastodon_server(mastodon_process: str) -> str:
    """A Mastodon API we did not write, as new: its address."""
    httpx.post(f"{mastodon_process}/api/v1/_mock/reset").raise_for_status()
    return mastodon_process


@pytest.fixture(scope="session")
def nasty_process(served: Callable[..., str]) -> str:
    script = Path(__file__).parents[2].parent / "shared" / "tools" / "nasty_server.py"
    if not script.is_file():
        pytest.skip(f"the badly behaved server is not there: {script}")
    return served(str(script), "--statuses", "120", "--port", "0")


@pytest.fixture
def nasty(nasty_process: str) -> str:
    httpx.get(f"{nasty_process}/_reset").raise_for_status()
    return nasty_process
