"""The conformance kit over the YouTube Data API on loopback."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest

from connectors._youtube import BRAND, SECRET, Network, minute, replayed, youtube
from socialcare.connector import Connector, Context, Cursor
from socialcare.facts import Mention
from socialcare.testing import ConnectorSuite, Fault, LoopbackServer
from socialcare_connectors import _youtube_api
from socialcare_connectors import youtube as module
from socialcare_connectors.youtube import YouTube


class TestYouTube(ConnectorSuite):
    connector: ClassVar[type[Connector]] = YouTube
    secret: ClassVar[str] = SECRET
    lengths: ClassVar[Mapping[str, int]] = {"Bonjour": 7, "": 0, "é": 1, "🌿": 2}
    old_cursors: ClassVar[Sequence[Cursor]] = (
        {"listings": {}},
        {"listings": {BRAND: {"high": "2026-03-02T06:00:00+00:00"}}},
    )

    @pytest.fixture(autouse=True)
    def _server(self, monkeypatch: pytest.MonkeyPatch, recorded: Path) -> Iterator[None]:
        monkeypatch.setattr(_youtube_api, "PAGE", 3)
        self.monkeypatch = monkeypatch
        type(self).recorded = recorded / "youtube"
        self.network = Network()
        with LoopbackServer(self.network) as self.server:
            yield

    def make(self, context: Context) -> Connector:
        return youtube(self.server.url, context)

    def produce(self, count: int) -> None:
        for _ in range(count):
            self.network.publish()

    def fail(self, fault: Fault | None) -> None:
        self.server.fault = fault

    def produce_text(self, text: str) -> None:
        self.network.publish(text=text)

    def produce_odd(self) -> None:
        self.network.publish(author="", author_id="")
        self.network.publish(text=None)
        self.network.publish(at=None)

    def edit(self, mention: Mention, text: str) -> None:
        self.network.of(mention.ref).update(text=text, updated=minute(90).isoformat())

    def delete(self, mention: Mention) -> None:
        self.network.comments.remove(self.network.of(mention.ref))

    def answer(self, mention: Mention, text: str) -> None:
        self.network.publish(parent=mention.ref, text=text, author_id=BRAND, author="@maisonlavande")

    def posted(self) -> Sequence[str]:
        return [comment["text"] for comment in self.network.comments if comment["author_id"] == BRAND]

    def replay(self, recorded: Path) -> None:
        self.monkeypatch.setattr(module, "FIRST_PULL", timedelta(days=36_500))
        self.network.replayed = replayed(recorded)
