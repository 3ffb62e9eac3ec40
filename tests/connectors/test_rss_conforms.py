"""The conformance kit over feeds on loopback."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import ClassVar
from xml.sax.saxutils import escape

import pytest

from socialcare.connector import Connector, Context
from socialcare.errors import SocialcareError
from socialcare.testing import NOW, Answer, ConnectorSuite, Fault, LoopbackServer, Request
from socialcare_connectors.rss import Rss, Settings


def item(number: int, at: datetime | None) -> str:
    text = escape(f"<p>Le <b>lot {number}</b> est rappelé &amp; remboursé</p>")
    date = f"<pubDate>{format_datetime(at)}</pubDate>" if at else ""
    return f"<item><guid>{number}</guid><title>Rappel {number}</title><description>{text}</description>{date}</item>"


class TestRss(ConnectorSuite):
    connector: ClassVar[type[Connector]] = Rss
    all_at_once: ClassVar[bool] = True

    @pytest.fixture(autouse=True)
    def _server(self, recorded: Path) -> Iterator[None]:
        type(self).recorded = recorded / "rss"
        self.items: dict[str, list[str]] = {"/a": [], "/b": []}
        self.replayed: bytes | None = None
        with LoopbackServer(self._feed) as self.server:
            type(self).old_cursors = ({"feeds": {}}, {"feeds": {f"{self.server.url}/a": {"etag": '"v0"'}}})
            yield

    def _feed(self, request: Request) -> Answer:
        headers = {"Content-Type": "application/rss+xml", "ETag": f'"v{len(self.items[request.path])}"'}
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Answer(status=304)
        items = "".join(reversed(self.items[request.path]))
        body = f"<?xml version='1.0'?><rss version='2.0'><channel><title>T</title>{items}</channel></rss>".encode(
            "utf-8", "surrogatepass"
        )
        return Answer(body=body if self.replayed is None else self.replayed, headers=headers)

    def make(self, context: Context) -> Connector:
        return Rss(Settings(feeds=[f"{self.server.url}/a", f"{self.server.url}/b"]), context)

    def produce(self, count: int) -> None:
        for _ in range(count):
            number = len(self.items["/a"]) + 1
            self.items["/a"].append(item(number, NOW - timedelta(hours=3) + timedelta(minutes=number)))

    def produce_elsewhere(self) -> None:
        self.items["/b"].append(item(1, NOW - timedelta(hours=1)))

    def produce_text(self, text: str) -> None:
        written = f"<item><guid>902</guid><title>{text}</title></item>"
        self.items["/a"].append(written)

    def produce_odd(self) -> None:
        self.items["/a"] += ["<item/>", item(900, None), "<item><guid>901</guid><link>javascript:x</link></item>"]

    def fail(self, fault: Fault | None) -> None:
        self.server.fault = fault

    def errors(self, fault: Fault) -> tuple[type[SocialcareError], ...]:
        """Half a feed is read as far as it goes, and asked for again."""
        return () if fault is Fault.CUT_SHORT else super().errors(fault)

    def replay(self, recorded: Path) -> None:
        self.replayed = recorded.read_bytes()
