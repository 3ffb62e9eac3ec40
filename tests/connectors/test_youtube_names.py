"""Every name that the YouTube connector sends or reads, held against Google's own discovery document."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from connectors._youtube import Network, youtube
from socialcare.connector import Context, Reply
from socialcare.testing import NOW, LoopbackServer
from socialcare_connectors import _youtube_api
from socialcare_connectors.youtube import Settings, YouTube

LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


@pytest.fixture
def network() -> Network:
    return Network()


@pytest.fixture
def source(network: Network, context: Context) -> Iterator[YouTube]:
    with LoopbackServer(network) as server:
        yield youtube(server.url, context)


@pytest.fixture
def discovery() -> Mapping[str, Any]:
    spec = find_spec("googleapiclient")
    if spec is None or spec.origin is None:
        pytest.skip("google-api-python-client is not installed: nothing here checks the names that YouTube knows")
    document = Path(spec.origin).parent / "discovery_cache" / "documents" / "youtube.v3.json"
    found: Mapping[str, Any] = json.loads(document.read_bytes())
    return found


def test_every_parameter_is_one_that_youtube_knows(
    network: Network, source: YouTube, discovery: Mapping[str, Any]
) -> None:
    top = network.publish()
    for _ in range(3):
        network.publish(parent=top["id"])
    found = {mention.ref: mention for page in source.pages(None, LONG_AGO) for mention in page.mentions}
    list(source.reread(list(found.values())))
    source.check()
    source.send(Reply(key="1", to=found[top["id"]], text="Bonjour", since=NOW))
    assert Settings.model_fields["server"].default + "/" == discovery["rootUrl"]
    for request in network.requests:
        if request.path == "/token":
            continue
        resource = request.path.removeprefix("/youtube/v3/")
        method = discovery["resources"][resource]["methods"]["list" if request.method == "GET" else "insert"]
        assert (method["path"], method["httpMethod"]) == (request.path.removeprefix("/"), request.method)
        assert request.query.keys() <= method["parameters"].keys()
        for name, value in request.query.items():
            parameter = method["parameters"][name]
            assert value in parameter.get("enum", [value])
            assert int(value) <= int(parameter["maximum"]) if "maximum" in parameter else True


class Watched(dict[str, Any]):
    """An object of the API that remembers where it belongs: a key that its schema does not have fails the test."""

    schema: Mapping[str, Any]

    def get(self, key: str, default: Any = None) -> Any:
        assert key in self.schema["properties"], f"{self.schema['id']} has no {key}"
        return super().get(key, default)


def watched(value: Any, schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Any:
    """`value`, whose own keys are known too."""
    schema = schemas[schema["$ref"]] if "$ref" in schema else schema
    if isinstance(value, list):
        return [watched(one, schema["items"], schemas) for one in value]
    if not isinstance(value, dict):
        return value
    assert value.keys() <= schema["properties"].keys(), f"{schema['id']} has not {value.keys()}"
    made = Watched({key: watched(one, schema["properties"][key], schemas) for key, one in value.items()})
    made.schema = schema
    return made


def test_every_field_is_one_that_youtube_knows(network: Network, source: YouTube, discovery: Mapping[str, Any]) -> None:
    top = network.publish()
    network.publish(parent=top["id"])
    thread = watched(network._thread(network.of(top["id"])), {"$ref": "CommentThread"}, discovery["schemas"])
    read = source._comments.thread(thread)
    assert source._comments.reply(read.replies[0], read.top).in_reply_to == top["id"]
    assert _youtube_api._posted(thread)
