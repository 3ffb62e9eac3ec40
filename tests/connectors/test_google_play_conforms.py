"""The conformance kit over Google Play on loopback."""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

import pytest

pytest.importorskip("cryptography", reason="cryptography is not installed: nothing signs the login of Google Play")

from connectors._google_play import ACCESS, Play, google_play, seconds
from socialcare.connector import Connector, Context
from socialcare.facts import Mention
from socialcare.testing import NOW, ConnectorSuite, Fault, LoopbackServer
from socialcare_connectors.google_play import GooglePlay


class TestGooglePlay(ConnectorSuite):
    connector: ClassVar[type[Connector]] = GooglePlay
    secret: ClassVar[str] = ACCESS
    sends_once: ClassVar[bool] = True
    lengths: ClassVar[Mapping[str, int]] = {"Bonjour": 7}

    @pytest.fixture(autouse=True)
    def _server(self) -> Iterator[None]:
        self.play = Play()
        with LoopbackServer(self.play) as self.server:
            yield

    def make(self, context: Context) -> Connector:
        return google_play(self.server.url, context)

    def produce(self, count: int) -> None:
        for _ in range(count):
            self.play.publish()

    def fail(self, fault: Fault | None) -> None:
        self.server.fault = fault

    def produce_text(self, text: str) -> None:
        self.play.publish(text=text)

    def produce_odd(self) -> None:
        self.play.publish(author=None)
        self.play.publish(text=None)
        self.play.publish(lastModified=None)

    def edit(self, mention: Mention, text: str) -> None:
        self.play.of(mention.ref)["comments"][0]["userComment"].update(text=text, lastModified=seconds(NOW))

    def answer(self, mention: Mention, text: str) -> None:
        self.play.answer(mention.ref, text)

    def posted(self) -> Sequence[str]:
        return [review["comments"][1]["developerComment"]["text"] for review in self.play.reviews
                if len(review["comments"]) > 1]  # fmt: skip
