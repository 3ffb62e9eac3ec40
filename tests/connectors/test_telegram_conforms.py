"""The conformance kit over the Telegram Bot API on loopback."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

import pytest

from connectors._telegram import TOKEN, Chats, telegram
from socialcare.connector import Capability, Connector, Context, Cursor
from socialcare.errors import Rejected, Unavailable
from socialcare.testing import ConnectorSuite, Fault, LoopbackServer, Workbench
from socialcare_connectors.telegram import Telegram


class TestTelegram(ConnectorSuite):
    connector: ClassVar[type[Connector]] = Telegram
    secret: ClassVar[str] = TOKEN
    all_at_once: ClassVar[bool] = True
    """One page a run, for the next call makes Telegram forget it."""
    lengths: ClassVar[Mapping[str, int]] = {"Bonjour": 7, "🌿": 2}
    old_cursors: ClassVar[Sequence[Cursor]] = ({"offset": 12},)

    @pytest.fixture(autouse=True)
    def _server(self, recorded: Path) -> Iterator[None]:
        type(self).recorded = recorded / "telegram"
        self.chats = Chats()
        with LoopbackServer(self.chats) as self.server:
            yield

    def make(self, context: Context) -> Connector:
        return telegram(self.server.url, context)

    def produce(self, count: int) -> None:
        for _ in range(count):
            self.chats.publish()

    def fail(self, fault: Fault | None) -> None:
        self.server.fault = fault

    def produce_elsewhere(self) -> None:
        """Messages are counted in each chat."""
        self.chats.publish(message_id=11, chat={"id": -1009999, "type": "supergroup", "title": "Autres"})

    def produce_text(self, text: str) -> None:
        self.chats.publish(text=text)

    def produce_odd(self) -> None:
        self.chats.publish(**{"from": None})
        self.chats.publish(text=None, photo=[{"file_id": "x"}])
        self.chats.publish(date=None)

    def posted(self) -> Sequence[str]:
        return [content["text"] for content in self.chats.sent]

    def replay(self, recorded: Path) -> None:
        update = json.loads(recorded.read_bytes())
        self.chats.updates = [update]

    def test_an_answer_whose_fate_is_unknown_is_found_and_not_sent_again(self, bench: Workbench) -> None:
        """A bot is never shown what it wrote: nobody can know, a person is asked, and nothing is sent again."""
        connector = self.needs(Capability.REPLY, bench)
        reply = self._reply(bench)
        self.fail(Fault.HUNG_UP)
        with pytest.raises(Unavailable):
            connector.send(reply)
        self.fail(None)
        with pytest.raises(Rejected, match="look into the chat"):
            self.needs(Capability.REPLY, bench).find(reply)
        assert len(self.posted()) == 1
