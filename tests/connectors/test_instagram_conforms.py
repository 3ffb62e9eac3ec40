"""The conformance kit over an account of Instagram on loopback."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest

from connectors._graph import TOKEN
from connectors._instagram import NAME, Network, instagram
from socialcare.connector import Connector, Context, Cursor
from socialcare.facts import Mention
from socialcare.testing import Answer, ConnectorSuite, Fault, LoopbackServer
from socialcare_connectors import _meta_api
from socialcare_connectors import instagram as module
from socialcare_connectors.instagram import Instagram

EDGES = {"tagged_medias": "tags", "user_medias_1": "media", "user_medias_2": "media"}


class TestInstagram(ConnectorSuite):
    connector: ClassVar[type[Connector]] = Instagram
    secret: ClassVar[str] = TOKEN
    lengths: ClassVar[Mapping[str, int]] = {"Bonjour": 7, "": 0, "é": 1, "🌿": 2}
    old_cursors: ClassVar[Sequence[Cursor]] = ({"listings": {}}, {"since": "2026-02-23T08:55:00+00:00", "listings": {}})

    @pytest.fixture(autouse=True)
    def _server(self, monkeypatch: pytest.MonkeyPatch, recorded: Path) -> Iterator[None]:
        monkeypatch.setattr(_meta_api, "PAGE", 3)
        self.monkeypatch = monkeypatch
        type(self).recorded = recorded / "instagram"
        self.network = Network()
        self.network.publish()
        with LoopbackServer(self.network) as self.server:
            self.network.url = self.server.url
            yield

    def make(self, context: Context) -> Connector:
        return instagram(self.server.url, context)

    def produce(self, count: int) -> None:
        """Comments on two media."""
        while len(self.network.media) < 2:
            self.network.publish()
        for number in range(count):
            self.network.comment(self.network.media[min(number % 3, 1)]["id"])

    def fail(self, fault: Fault | None) -> None:
        self.server.fault = fault

    def produce_text(self, text: str) -> None:
        self.network.comment(self.network.media[0]["id"], text=text)

    def produce_odd(self) -> None:
        media = self.network.media[0]["id"]
        self.network.comment(media, username=None)
        self.network.comment(media, text=None)
        self.network.comment(media, timestamp=None)

    def edit(self, mention: Mention, text: str) -> None:
        found = self.network.one(mention.ref)
        assert found is not None
        found["text"] = text

    def delete(self, mention: Mention) -> None:
        self.network.comments[:] = [one for one in self.network.comments if one["id"] != mention.ref]

    def answer(self, mention: Mention, text: str) -> None:
        found = self.network.one(mention.ref)
        assert found is not None
        self.network.comment(found["media"], mention.ref, text=text, username=NAME)

    def posted(self) -> Sequence[str]:
        return [one["text"] for one in self.network.comments if one["username"] == NAME]

    def replay(self, recorded: Path) -> None:
        self.monkeypatch.setattr(module, "FIRST_PULL", timedelta(days=36_500))
        self.network.comment(self.network.media[0]["id"])
        status = json.loads(recorded.with_suffix(".meta.json").read_bytes())["response"]["status"]
        edge = EDGES.get(recorded.stem, "comments")
        self.network.replayed = {edge: Answer(body=recorded.read_bytes(), status=status)}
