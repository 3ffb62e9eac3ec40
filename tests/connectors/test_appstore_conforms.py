"""The conformance kit over a feed of the App Store on loopback."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest

from connectors._appstore import Shop, appstore
from socialcare.connector import Connector, Context
from socialcare.errors import SocialcareError, Unavailable
from socialcare.testing import ConnectorSuite, Fault, LoopbackServer
from socialcare_connectors import appstore as module
from socialcare_connectors.appstore import AppStore


class TestAppStore(ConnectorSuite):
    connector: ClassVar[type[Connector]] = AppStore

    @pytest.fixture(autouse=True)
    def _server(self, monkeypatch: pytest.MonkeyPatch, recorded: Path) -> Iterator[None]:
        self.monkeypatch = monkeypatch
        type(self).recorded = recorded / "appstore"
        self.shop = Shop()
        with LoopbackServer(self.shop) as self.server:
            yield

    def make(self, context: Context) -> Connector:
        return appstore(self.server.url, context)

    def produce(self, count: int) -> None:
        for _ in range(count):
            self.shop.publish()

    def fail(self, fault: Fault | None) -> None:
        self.server.fault = fault

    def errors(self, fault: Fault) -> tuple[type[SocialcareError], ...]:
        """The feed knows no credentials: there is none to mend."""
        return (Unavailable,) if fault is Fault.REFUSED else super().errors(fault)

    def produce_text(self, text: str) -> None:
        self.shop.publish(content={"label": text, "attributes": {"type": "text"}})

    def produce_odd(self) -> None:
        self.shop.publish(author=None)
        self.shop.publish(content=None, title=None)
        self.shop.publish(updated=None)
        self.shop.publish(id={"label": ""})

    def replay(self, recorded: Path) -> None:
        self.monkeypatch.setattr(module, "FIRST_PULL", timedelta(days=36_500))
        self.shop.replayed = recorded.read_bytes()
