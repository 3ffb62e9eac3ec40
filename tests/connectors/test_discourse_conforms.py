"""The conformance kit over a Discourse forum on loopback."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest

from connectors._discourse import BRAND, KEY, Forum, discourse, listing_of
from socialcare.connector import Connector, Context, Cursor
from socialcare.facts import Mention
from socialcare.testing import ConnectorSuite, Fault, LoopbackServer
from socialcare_connectors import _discourse_pages
from socialcare_connectors import discourse as module
from socialcare_connectors.discourse import Discourse


class TestDiscourse(ConnectorSuite):
    connector: ClassVar[type[Connector]] = Discourse
    secret: ClassVar[str] = KEY
    lengths: ClassVar[Mapping[str, int]] = {"Bonjour": 7, " Bonjour ": 7, "🌿": 1}
    old_cursors: ClassVar[Sequence[Cursor]] = ({"posts": {"high": "2026-03-02T06:00:00+00:00"}},)

    @pytest.fixture(autouse=True)
    def _server(self, monkeypatch: pytest.MonkeyPatch, recorded: Path) -> Iterator[None]:
        monkeypatch.setattr(_discourse_pages, "SPAN", 3)
        self.monkeypatch = monkeypatch
        type(self).recorded = recorded / "discourse"
        self.forum = Forum()
        with LoopbackServer(self.forum) as self.server:
            yield

    def make(self, context: Context) -> Connector:
        return discourse(self.server.url, context)

    def produce(self, count: int) -> None:
        for _ in range(count):
            self.forum.publish()

    def fail(self, fault: Fault | None) -> None:
        self.server.fault = fault

    def produce_text(self, text: str) -> None:
        self.forum.publish(cooked=f"<p>{text}</p>")

    def produce_odd(self) -> None:
        self.forum.publish(username=None, name=None)
        self.forum.publish(cooked=None)
        self.forum.publish(created_at=None)

    def edit(self, mention: Mention, text: str) -> None:
        self.forum.of(mention.ref).update(cooked=f"<p>{text}</p>", version=2, updated_at="2026-03-02T08:00:00.000Z")

    def delete(self, mention: Mention) -> None:
        self.forum.posts.remove(self.forum.of(mention.ref))

    def answer(self, mention: Mention, text: str) -> None:
        self.forum.publish_own(text, self.forum.of(mention.ref)["post_number"])

    def posted(self) -> Sequence[str]:
        return [post["raw"] for post in self.forum.posts if post["username"] == BRAND]

    def replay(self, recorded: Path) -> None:
        self.monkeypatch.setattr(module, "FIRST_PULL", timedelta(days=36_500))
        self.forum.replayed = listing_of(recorded.read_bytes())
