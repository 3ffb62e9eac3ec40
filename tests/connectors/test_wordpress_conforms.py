"""The conformance kit over a scripted WordPress site on loopback."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

import pytest
from pydantic import SecretStr

from connectors._wordpress import ME, PASSWORD, USER, Site
from socialcare.connector import Connector, Context
from socialcare.facts import Mention
from socialcare.testing import ConnectorSuite, Fault, LoopbackServer
from socialcare_connectors import _wordpress_api
from socialcare_connectors.wordpress import Settings, WordPress


class TestWordPress(ConnectorSuite):
    connector: ClassVar[type[Connector]] = WordPress
    secret: ClassVar[str] = PASSWORD
    sends_once: ClassVar[bool] = True
    lengths: ClassVar[Mapping[str, int]] = {"Bonjour": 7, "été": 5, "a < b": 8}
    recorded: ClassVar[Path | None] = None

    @pytest.fixture(autouse=True)
    def _server(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        monkeypatch.setattr(_wordpress_api, "PAGE", 3)
        self.site = Site()
        with LoopbackServer(self.site) as self.server:
            yield

    def make(self, context: Context) -> Connector:
        return WordPress(Settings(site=self.server.url, user=USER, password=SecretStr(PASSWORD)), context)

    def produce(self, count: int) -> None:
        for _ in range(count):
            self.site.publish()

    def produce_text(self, text: str) -> None:
        self.site.publish(text)

    def produce_odd(self) -> None:
        self.site.publish(author_name=None)
        self.site.publish(content=None)
        self.site.publish(date_gmt="0000-00-00T00:00:00")
        self.site.publish(author=None, link=None, parent=None)

    def fail(self, fault: Fault | None) -> None:
        self.server.fault = fault

    def edit(self, mention: Mention, text: str) -> None:
        self._one(mention)["content"] = {"rendered": f"<p>{text}</p>"}

    def delete(self, mention: Mention) -> None:
        self.site.comments.remove(self._one(mention))

    def answer(self, mention: Mention, text: str) -> None:
        self.site.publish(text, parent=self._one(mention)["id"], author=ME)

    def posted(self) -> Sequence[str]:
        return [one["content"]["rendered"] for one in self.site.comments if one["author"] == ME]

    def _one(self, mention: Mention) -> dict[str, object]:
        found = self.site.find(mention.ref.removeprefix("comment-"))
        assert found is not None
        return found
