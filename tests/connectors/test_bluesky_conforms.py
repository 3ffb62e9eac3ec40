"""The conformance kit over a scripted Bluesky network on loopback."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from pydantic import SecretStr

from connectors._bluesky import BRAND, HANDLE, Network, replay_of
from socialcare.connector import Connector, Context, Cursor
from socialcare.facts import Mention
from socialcare.testing import ConnectorSuite, Fault, LoopbackServer
from socialcare_connectors import _bluesky_api, _bluesky_listings, bluesky
from socialcare_connectors._bluesky_settings import Settings
from socialcare_connectors.bluesky import Bluesky


class TestBluesky(ConnectorSuite):
    """Without a kept session each run logs in, as a first run does: a fault meets that call as well."""

    connector: ClassVar[type[Connector]] = Bluesky
    secret: ClassVar[str] = "abcd-efgh-ijkl-mnop"
    sends_once: ClassVar[bool] = True
    lengths: ClassVar[Mapping[str, int]] = {
        "Bonjour": 7,
        "é": 1,
        "e\u0301": 1,
        "👩‍👩‍👧‍👦 et 🇫🇷": 6,
        "https://boutique.example/une/adresse": 36,
    }
    old_cursors: ClassVar[Sequence[Cursor]] = ({"listings": {}},)
    counted: ClassVar[bool] = True

    @pytest.fixture(autouse=True)
    def _server(self, monkeypatch: pytest.MonkeyPatch, recorded: Path) -> Iterator[None]:
        monkeypatch.setattr(_bluesky_api, "PAGE", 3)
        monkeypatch.setattr(_bluesky_api, "AT_ONCE", 1)
        monkeypatch.setattr(_bluesky_listings, "STEP_BACK", 1)
        monkeypatch.setattr(bluesky, "FIRST_PULL", timedelta(days=3000))  # recordings grow old
        type(self).recorded = recorded / "bluesky"
        self.network = Network(self.secret, counted=self.counted)
        with LoopbackServer(self.network) as self.server:
            yield

    def make(self, context: Context) -> Connector:
        settings = Settings(
            handle=HANDLE, keywords=["Zorglub"], service=self.server.url, app_password=SecretStr(self.secret)
        )
        return Bluesky(settings, context)

    def produce(self, count: int) -> None:
        for _ in range(count):
            self.network.publish()

    def fail(self, fault: Fault | None) -> None:
        self.server.fault = fault

    def produce_elsewhere(self) -> None:
        """The record key is that of the first message; keys count in one repository alone."""
        self.network.publish("une autre", "did:plc:zoe")["uri"] = self.network.posts[0]["uri"].replace("lea", "zoe")

    def produce_text(self, text: str) -> None:
        self.network.publish(text)

    def produce_odd(self) -> None:
        self.network.publish().update(author=None)
        self.network.publish()["record"]["text"] = None
        self.network.publish()["record"].pop("createdAt")
        self.network.publish().update(record=dict(self.network.posts[0]["record"]), viewer=None, embed="?")

    def edit(self, mention: Mention, text: str) -> None:
        for post in self.network.posts:
            if post["uri"] == mention.ref:
                post["record"]["text"] = text

    def delete(self, mention: Mention) -> None:
        self.network.delete(mention.ref)

    def answer(self, mention: Mention, text: str) -> None:
        self.network.answer(mention.ref, text)

    def posted(self) -> Sequence[str]:
        return [post["record"]["text"] for post in self.network.posts if BRAND in post["uri"]]

    def replay(self, recorded: Path) -> None:
        meta = json.loads(recorded.with_suffix(".meta.json").read_bytes())
        self.network.replayed = replay_of(meta, recorded.read_bytes())


class TestBlueskyWhereCursorsNameAPlace(TestBluesky):
    """As the servers that one runs oneself do."""

    counted: ClassVar[bool] = False
