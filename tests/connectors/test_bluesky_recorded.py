"""Bluesky: real answers, and those of its own servers, each where it belongs."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from connectors._bluesky import PASSWORD, Network, mentions, over, replay_of
from socialcare.connector import Context
from socialcare.errors import AuthError, ConnectorError, RateLimited
from socialcare.facts import Mention
from socialcare.testing import NOW, Answer, LoopbackServer
from socialcare_connectors import bluesky
from socialcare_connectors.bluesky import Bluesky


@pytest.fixture
def network() -> Network:
    return Network(PASSWORD)


@pytest.fixture
def server(network: Network) -> Iterator[LoopbackServer]:
    with LoopbackServer(network) as server:
        yield server


@pytest.fixture
def channel(server: LoopbackServer, context: Context) -> Bluesky:
    return over(server, context)


def _recordings(recorded: Path) -> list[tuple[dict[str, object], bytes]]:
    folders = (recorded / "bluesky", recorded / "local" / "bluesky_devenv")
    metas = [path for folder in folders for path in sorted(folder.glob("*.meta.json"))]
    bodies = [
        (json.loads(path.read_bytes()), path.with_name(path.name.replace(".meta", "")).read_bytes()) for path in metas
    ]
    return [(meta, body) for meta, body in bodies if "/xrpc/" in meta["request"]["uri"]]


def test_every_recorded_answer_is_read_or_refused_as_it_should_be(
    recorded: Path, network: Network, server: LoopbackServer, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bluesky, "FIRST_PULL", timedelta(days=3000))
    known = network.publish()
    channel = over(server, context)
    (mention, *_) = mentions(channel.pages(None, None))
    brought: dict[str, int] = {}
    for meta, body in _recordings(recorded):
        path, answer = replay_of(meta, body)
        network.replayed = (path, answer)
        found: list[Mention] = []
        error = None
        try:
            found = [one for one in mentions(channel.pages(None, None)) if one.ref != known["uri"]]
            found += [one for one in mentions(channel.reread([mention])) if one.ref != known["uri"]]
        except ConnectorError as raised:
            error = raised
        asked = any(word in path for word in ("searchPosts", "listNotif", "getPostThread", "getPosts"))
        if asked and answer.status == 200:
            assert error is None, path
            brought[path] = brought.get(path, 0) + len(found)
        if "listNotif" in path and answer.status == 400:
            assert isinstance(error, AuthError)
    assert {path.rpartition(".")[2]: count for path, count in brought.items()}.keys() >= {
        "searchPosts",
        "getPostThread",
    }
    assert brought["/xrpc/app.bsky.feed.searchPosts"] >= 125
    assert brought["/xrpc/app.bsky.notification.listNotifications"] >= 18
    assert brought["/xrpc/app.bsky.feed.getPostThread"] >= 3


def test_the_recorded_refusal_of_a_log_in_is_a_wait(recorded: Path, server: LoopbackServer, channel: Bluesky) -> None:
    file = recorded / "local" / "bluesky_devenv" / "090_createSession_429.json"
    if not file.is_file():
        pytest.skip(f"the recording is not there: {file}")
    meta = json.loads(file.with_name("090_createSession_429.meta.json").read_bytes())
    answer = Answer(status=429, headers=dict(meta["response"]["headers"]), body=file.read_bytes())
    server.route = lambda _: answer
    with pytest.raises(RateLimited) as limited:
        channel.check()
    assert limited.value.until == NOW + timedelta(seconds=289)
