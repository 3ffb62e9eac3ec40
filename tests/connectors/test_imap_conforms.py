import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

import pytest
from pydantic import SecretStr

from connectors._imap_server import PASSWORD, USER, ImapServer
from connectors._smtp_server import PostOffice
from socialcare.connector import Connector, Context
from socialcare.errors import RateLimited, SocialcareError, Unavailable
from socialcare.facts import Mention
from socialcare.testing import DAMAGED, ConnectorSuite, Fault
from socialcare_connectors import _mailbox, imap
from socialcare_connectors._imap_settings import Security, Server, Settings


class TestImap(ConnectorSuite):
    connector: ClassVar[type[Connector]] = imap.Imap
    secret: ClassVar[str] = PASSWORD
    lengths: ClassVar[dict[str, int]] = {"Bonjour": 7, "été 😀": 5}
    recorded: ClassVar[Path | None] = (
        Path(os.environ.get("SOCIALCARE_RECORDED", Path(__file__).parents[2].parent / "shared" / "recorded")) / "imap"
    )

    @pytest.fixture(autouse=True)
    def _servers(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        monkeypatch.setattr(imap, "PAGE", 2)
        monkeypatch.setattr(_mailbox, "TIMEOUT_SECONDS", 0.3)
        with ImapServer() as self.server, PostOffice() as self.office:
            yield

    def make(self, context: Context) -> Connector:
        return imap.Imap(
            Settings(
                address=USER,
                imap=Server(host="127.0.0.1", port=self.server.port, security=Security.PLAIN),
                smtp=Server(host="127.0.0.1", port=self.office.port, security=Security.PLAIN),
                password=SecretStr(PASSWORD),
            ),
            context,
        )

    def produce(self, count: int) -> None:
        box = self.server.folders["INBOX"]
        for _ in range(count):
            number = box.next_uid
            source = (
                f"From: Lea <lea@client.example>\r\nTo: {USER}\r\nSubject: Colis {number}\r\n"
                f"Date: Mon, 2 Mar 2026 08:{number % 60:02}:00 +0100\r\nMessage-ID: <{number}@client.example>\r\n"
                "Content-Type: text/html; charset=utf-8\r\n\r\n"
                f"<p>Message <b>{number}</b> : l&#39;envoi n&#39;arrive pas &amp; personne ne répond</p>\r\n"
            )
            box.add(source.encode())

    def produce_text(self, text: str) -> None:
        head = "From: lea@client.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        source = f"{head}{text}\r\n".encode("utf-8", "surrogatepass")
        self.server.folders["INBOX"].add(source.replace(DAMAGED.encode(), b"l\xff\xc0\xaf"))

    def produce_odd(self) -> None:
        box = self.server.folders["INBOX"]
        box.add(b"Subject: sans auteur\r\n\r\nBonjour\r\n")
        box.add(b"From: lea@client.example\r\nDate: demain\r\n\r\n")
        box.add(b"")

    def fail(self, fault: Fault | None) -> None:
        self.server.fault = fault

    def errors(self, fault: Fault) -> tuple[type[SocialcareError], ...]:
        """IMAP has no web page to wait by: it says UNAVAILABLE."""
        if fault is Fault.WAIT_HTML:
            return (Unavailable,)
        return (RateLimited,) if fault in (Fault.WAIT_A_LITTLE, Fault.WAIT_LONG) else super().errors(fault)

    def answer(self, mention: Mention, text: str) -> None:
        source = (
            f"From: {USER}\r\nTo: lea@client.example\r\nSubject: Re: Colis\r\nMessage-ID: <typed@marque.example>\r\n"
            f"In-Reply-To: <{mention.ref}>\r\n\r\n{text}\r\n"
        )
        self.server.folders["Sent"].add(source.encode())

    def posted(self) -> Sequence[str]:
        return self.office.texts

    def replay(self, recorded: Path) -> None:
        self.server.folders["INBOX"].add(recorded.read_bytes())
