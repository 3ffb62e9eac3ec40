"""A post office on 127.0.0.1 that keeps what it is given; SMTP as aiosmtpd speaks it."""

import socket
from email import message_from_bytes
from email.policy import default
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller


class PostOffice:
    """`hangs_up`: it takes the letter, and closes the connection without a word; `refuses`: its answer to a letter."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.recipients: list[list[str]] = []
        self.hangs_up = False
        self.refuses = ""
        with socket.create_server(("127.0.0.1", 0)) as free:  # aiosmtpd connects to itself, and port 0 is no place
            self.port = int(free.getsockname()[1])
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - the name aiosmtpd calls
        if self.refuses:
            return self.refuses
        self.letters.append(envelope.content)
        self.recipients.append(envelope.rcpt_tos)
        if self.hangs_up:
            server.transport.close()
        return "250 taken"

    @property
    def texts(self) -> list[str]:
        return [message_from_bytes(one, policy=default).get_content().strip() for one in self.letters]

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()
