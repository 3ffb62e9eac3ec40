"""The conformance kit over a Page of Facebook on loopback."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest

from connectors._facebook import PAGE, Network, facebook
from connectors._graph import TOKEN, minute, written
from socialcare.connector import Connector, Context, Cursor
from socialcare.facts import Mention
from socialcare.testing import Answer, ConnectorSuite, Fault, LoopbackServer
from socialcare_connectors import _meta_api
from socialcare_connectors import facebook as module
from socialcare_connectors.facebook import Facebook


class TestFacebook(ConnectorSuite):
    connector: ClassVar[type[Connector]] = Facebook
    secret: ClassVar[str] = TOKEN
    lengths: ClassVar[Mapping[str, int]] = {"Bonjour": 7, "": 0, "é": 1, "🌿": 2}
    old_cursors: ClassVar[Sequence[Cursor]] = ({"listings": {}}, {"since": "2026-02-23T08:55:00+00:00", "listings": {}})

    @pytest.fixture(autouse=True)
    def _server(self, monkeypatch: pytest.MonkeyPatch, recorded: Path) -> Iterator[None]:
        monkeypatch.setattr(_meta_api, "PAGE", 3)
        self.monkeypatch = monkeypatch
        type(self).recorded = recorded / "facebook"
        self.network = Network()
        self.network.post()
        with LoopbackServer(self.network) as self.server:
            self.network.url = self.server.url
            yield

    def make(self, context: Context) -> Connector:
        return facebook(self.server.url, context)

    def produce(self, count: int) -> None:
        """Comments on two posts of the brand."""
        while len(self.network.posts) < 2:
            self.network.post()
        for number in range(count):
            self.network.comment(self.network.posts[min(number % 3, 1)]["id"])

    def fail(self, fault: Fault | None) -> None:
        self.server.fault = fault

    def produce_text(self, text: str) -> None:
        self.network.comment(self.network.posts[0]["id"], message=text)

    def produce_odd(self) -> None:
        post = self.network.posts[0]["id"]
        self.network.comment(post, **{"from": None})
        self.network.comment(post, message=None)
        self.network.comment(post, created_time=None)

    def edit(self, mention: Mention, text: str) -> None:
        found = self.network.one(mention.ref)
        assert found is not None
        found["message"] = text

    def delete(self, mention: Mention) -> None:
        self.network.delete(mention.ref)

    def answer(self, mention: Mention, text: str) -> None:
        found = self.network.one(mention.ref)
        assert found is not None
        self.network.own(found["post"], text, mention.ref)

    def posted(self) -> Sequence[str]:
        return [one["message"] for one in self.network.comments if (one["from"] or {}).get("id") == PAGE]

    def replay(self, recorded: Path) -> None:
        """Below the one post that is there; `written` keeps it as new as the recorded comments are old."""
        self.monkeypatch.setattr(module, "FIRST_PULL", timedelta(days=36_500))
        self.network.comment(self.network.posts[0]["id"], created_time=written(minute(0)))
        status = json.loads(recorded.with_suffix(".meta.json").read_bytes())["response"]["status"]
        edge = "feed" if recorded.name.startswith("page_feed") else "comments"
        self.network.replayed = {edge: Answer(body=recorded.read_bytes(), status=status)}
