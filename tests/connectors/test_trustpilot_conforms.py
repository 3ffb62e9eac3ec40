"""The conformance kit over Trustpilot on loopback."""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

import pytest

from connectors._trustpilot import SECRET, Pilot, trustpilot
from socialcare.connector import Connector, Context
from socialcare.facts import Mention
from socialcare.testing import ConnectorSuite, Fault, LoopbackServer
from socialcare_connectors import _trustpilot_api
from socialcare_connectors.trustpilot import Trustpilot


class TestTrustpilot(ConnectorSuite):
    connector: ClassVar[type[Connector]] = Trustpilot
    secret: ClassVar[str] = SECRET
    sends_once: ClassVar[bool] = True
    lengths: ClassVar[Mapping[str, int]] = {"Bonjour": 7}

    @pytest.fixture(autouse=True)
    def _server(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        monkeypatch.setattr(_trustpilot_api, "PAGE", 3)
        self.pilot = Pilot()
        with LoopbackServer(self.pilot) as self.server:
            yield

    def make(self, context: Context) -> Connector:
        return trustpilot(self.server.url, context)

    def produce(self, count: int) -> None:
        for _ in range(count):
            self.pilot.publish()

    def fail(self, fault: Fault | None) -> None:
        self.server.fault = fault

    def produce_text(self, text: str) -> None:
        self.pilot.publish(text=text)

    def produce_odd(self) -> None:
        self.pilot.publish(consumer=None)
        self.pilot.publish(text=None, title=None)
        self.pilot.publish(createdAt=None)

    def edit(self, mention: Mention, text: str) -> None:
        review = self.pilot.of(mention.ref)
        assert review is not None
        review.update(text=text, updatedAt="2026-03-02T08:00:00Z")

    def delete(self, mention: Mention) -> None:
        self.pilot.reviews = [review for review in self.pilot.reviews if review["id"] != mention.ref]

    def answer(self, mention: Mention, text: str) -> None:
        self.pilot.answer(mention.ref, text)

    def posted(self) -> Sequence[str]:
        return [review["companyReply"]["text"] for review in self.pilot.reviews if review["companyReply"]]
