"""Servers of the fediverse that we did not write: what is posted through their own API is in the queue, once."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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
