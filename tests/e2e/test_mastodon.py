"""Servers of the fediverse that we did not write: what is posted through their own API is in the queue, once."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from e2e.bluesky.servers import CannotInstall
from e2e.fediverse import Server, mastodon_mock, snac

pytestmark = pytest.mark.e2e

MOST_TRIES = 30
"""A server may tell of a mention some seconds after it was posted."""


@pytest.fixture(params=["mastodon_mock", "snac2"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    try:
        with mastodon_mock() if request.param == "mastodon_mock" else snac(tmp_path / "snac") as running:
            yield running
    except CannotInstall as missing:
        pytest.skip(f"MASTODON IS NOT PROVEN WITH {request.param} HERE: {missing}")


def _socialcare(folder: Path, server: Server, *words: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("socialcare")
    environment = {**os.environ, "SOCIALCARE_FEDI_TOKEN": server.brand_token, "NO_PROXY": "*", "LANGUAGE": "en"}
    where = folder if folder.is_dir() else None
    return subprocess.run([program, *words], cwd=where, env=environment, capture_output=True, text=True, check=False)


def _workspace(folder: Path, server: Server) -> Path:
    made = _socialcare(folder, server, "init", str(folder), "--brand", "Ma Marque")
    assert made.returncode == 0, made.stderr
    file = folder / "socialcare.yaml"
    channel = {"connector": "mastodon", "instance": server.address, "hashtags": ["zorglub"]}
    lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith(("channels:", "  #"))]
    file.write_text("\n".join([*lines, f"channels: {json.dumps({'fedi': channel})}", ""]), "utf-8")
    return folder


def _queue(folder: Path, server: Server) -> list[dict[str, Any]]:
    done = _socialcare(folder, server, "triage", "--json")
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_what_is_posted_on_the_fediverse_is_in_the_queue_once(server: Server, tmp_path: Path) -> None:
    folder = _workspace(tmp_path / "marque", server)
    texts = [f"#zorglub toujours pas reçu mon colis n° {number} !" for number in range(3)]
    texts.append(f"@{server.brand} où est mon remboursement ?")
    for text in texts:
        server.post(text)
    rows: list[dict[str, Any]] = []
    for _ in range(MOST_TRIES):
        rows = _queue(folder, server)
        if len(rows) >= len(texts):
            break
    for words in ("n° 0", "n° 1", "n° 2", "remboursement"):
        assert [row["author"].partition("@")[0] for row in rows if words in row["text"]] == [server.customer], rows
    assert len(_queue(folder, server)) == len(rows)


def _seen_by_the_brand(server: Server, path: str) -> Any:
    """On a line of its own: snac2 closes each."""
    headers = {"Authorization": f"Bearer {server.brand_token}"}
    return httpx.get(server.address + path, headers=headers, trust_env=False).raise_for_status().json()


def _posts_of_the_brand(server: Server, words: str) -> int:
    own = _seen_by_the_brand(server, "/api/v1/accounts/verify_credentials")["id"]
    posts = _seen_by_the_brand(server, f"/api/v1/accounts/{own}/statuses?limit=40")
    return sum(words in post["content"] for post in posts)


def test_the_answer_of_the_community_manager_is_there_once(server: Server, tmp_path: Path) -> None:
    folder = _workspace(tmp_path / "marque", server)
    server.post(f"@{server.brand} où est mon colis zorglubien ?")
    rows: list[dict[str, Any]] = []
    for _ in range(MOST_TRIES):
        rows = [row for row in _queue(folder, server) if "zorglubien" in row["text"]]
        if rows:
            break
    (row,) = rows
    number = str(row["case"])
    for words in (
        ("--as", "logistique", "draft", number, "--text", "Il part ce soir de Lyon."),
        ("--as", "claire", "reply", number, "--text", "Bonjour, votre colis part ce soir de Lyon.", "--yes"),
        ("pull",),
    ):
        done = _socialcare(folder, server, *words)
        assert done.returncode == 0, done.stderr
    assert _queue(folder, server) == []
    assert _posts_of_the_brand(server, "ce soir de Lyon") == 1
    case = json.loads(_socialcare(folder, server, "show", number, "--json").stdout)
    assert (case["state"], case["verdict"]) == ("answered", "kept")
    assert [message["own"] for message in case["conversation"]] == [False, True]
    around = json.loads(_socialcare(folder, server, "show", number, "--thread", "--json").stdout)["thread"]
    assert [(post["own"], post["of_the_case"]) for post in around] == [(False, True), (True, True)]
