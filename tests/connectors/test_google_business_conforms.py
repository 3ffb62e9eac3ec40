"""The conformance kit over Google Business Profile on loopback."""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

import pytest

from connectors._google_business import REFRESH, Profile, google_business
from socialcare.connector import Connector, Context
from socialcare.facts import Mention
from socialcare.testing import ConnectorSuite, Fault, LoopbackServer
from socialcare_connectors.google_business import GoogleBusiness


class TestGoogleBusiness(ConnectorSuite):
    connector: ClassVar[type[Connector]] = GoogleBusiness
    secret: ClassVar[str] = REFRESH
    sends_once: ClassVar[bool] = True
    lengths: ClassVar[Mapping[str, int]] = {"Bonjour": 7, "été": 5, "🌿": 4}

    @pytest.fixture(autouse=True)
    def _server(self) -> Iterator[None]:
        self.profile = Profile()
        with LoopbackServer(self.profile) as self.server:
            yield

    def make(self, context: Context) -> Connector:
        return google_business(self.server.url, context)

    def produce(self, count: int) -> None:
        for _ in range(count):
            self.profile.publish()

    def fail(self, fault: Fault | None) -> None:
        self.server.fault = fault

    def produce_text(self, text: str) -> None:
        self.profile.publish(comment=text)

    def produce_odd(self) -> None:
        self.profile.publish(reviewer={"isAnonymous": True})
        self.profile.publish(comment=None, reviewer=None)
        self.profile.publish(createTime=None)

    def edit(self, mention: Mention, text: str) -> None:
        self.profile.of(mention.ref).update(comment=text, updateTime="2026-03-02T08:00:00Z")

    def delete(self, mention: Mention) -> None:
        for held in self.profile.reviews.values():
            held[:] = [review for review in held if review["reviewId"] != mention.ref]

    def answer(self, mention: Mention, text: str) -> None:
        self.profile.answer(mention.ref, text)

    def posted(self) -> Sequence[str]:
        held = [review for held in self.profile.reviews.values() for review in held]
        return [review["reviewReply"]["comment"] for review in held if "reviewReply" in review]
