"""The conformance kit over the X API on loopback."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest

from connectors._x import BRAND, TOKEN, Network, x
from socialcare.connector import Connector, Context, Cursor
from socialcare.facts import Mention
from socialcare.testing import ConnectorSuite, Fault, LoopbackServer
from socialcare_connectors import x as module
from socialcare_connectors.x import X


class TestX(ConnectorSuite):
    connector: ClassVar[type[Connector]] = X
    secret: ClassVar[str] = TOKEN
    old_cursors: ClassVar[Sequence[Cursor]] = ({"listings": {}}, {"listings": {"mentions": {"high": ["12"]}}})

    @pytest.fixture(autouse=True)
    def _server(self, monkeypatch: pytest.MonkeyPatch, recorded: Path) -> Iterator[None]:
        self.monkeypatch = monkeypatch
        type(self).recorded = recorded / "x"
        self.network = Network()
        with LoopbackServer(self.network) as self.server:
            yield

    def make(self, context: Context) -> Connector:
        return x(self.server.url, context)

    def produce(self, count: int) -> None:
        for _ in range(count):
            self.network.publish()

    def fail(self, fault: Fault | None) -> None:
        self.server.fault = fault

    def produce_text(self, text: str) -> None:
        self.network.publish(text=text)

    def produce_odd(self) -> None:
        self.network.publish(author_id="9999")
        self.network.publish(text=None)
        self.network.publish(created_at=None)

    def edit(self, mention: Mention, text: str) -> None:
        self.network.edit(mention.ref, text)

    def delete(self, mention: Mention) -> None:
        self.network.posts.remove(self.network.of(mention.ref))

    def answer(self, mention: Mention, text: str) -> None:
        self.network.publish_own(text, mention.ref)

    def posted(self) -> Sequence[str]:
        return [post["text"] for post in self.network.posts if post["author_id"] == BRAND]

    def replay(self, recorded: Path) -> None:
        self.monkeypatch.setattr(module, "FIRST_PULL", timedelta(days=5_000))
        self.network.replayed = recorded.read_bytes()
