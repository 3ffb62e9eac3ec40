"""One IMAP connection: folders, and letters without their attachments. It marks nothing as read."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from typing import Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError
from imapclient.imapclient import SENT

from socialcare.connector import Http

from ._imap_settings import Security, Settings
from ._letters import Letter, taken_apart
from ._mail_errors import Told
from ._mail_structure import Structure, structure_of

TIMEOUT_SECONDS = 30.0
MOST_BYTES = 262_144
"""Fetched of one letter; of a longer one the headers and the text alone."""

HEADERS_BYTES = 65_536
_PORTS = {Security.TLS: 993, Security.STARTTLS: 143, Security.PLAIN: 143}


@dataclass(frozen=True)
class Folder:
    """`validity` changes when the server numbers its letters anew; `next_uid` is that of the next to arrive."""

    name: str
    validity: int
    next_uid: int


class Mailbox:
    """Every call raises ConnectorErrors alone."""

    def __init__(self, client: IMAPClient, told: Told) -> None:
        self._client = client
        self._told = told

    def examine(self, name: str) -> Folder:
        with self._told.of_imap():
            found = self._client.select_folder(name, readonly=True)
            return Folder(name, int(found.get(b"UIDVALIDITY", 0)), int(found.get(b"UIDNEXT", 0)))

    def sent_folder(self) -> str | None:
        """The one the server calls that by its flag (RFC 6154), or one of the names it commonly has."""
        with self._told.of_imap():
            found: str | None = self._client.find_special_folder(SENT)
            return found

    def arrived_since(self, day: datetime) -> list[int]:
        with self._told.of_imap():
            return sorted(self._client.search(["SINCE", day.date()]))

    def uids_after(self, uid: int) -> list[int]:
        """`n:*` always holds the last letter, even where its number is below n."""
        with self._told.of_imap():
            return sorted(found for found in self._client.search(["UID", f"{uid + 1}:*"]) if found > uid)

    def uids_of(self, message_id: str) -> list[int]:
        if not message_id.isascii() or not message_id.isprintable():
            return []
        with self._told.of_imap():
            return sorted(self._client.search(["HEADER", "Message-ID", message_id]))

    def letters(self, uids: Sequence[int]) -> list[Letter]:
        """Those of `uids` that are still there, in order."""
        with self._told.of_imap():
            sizes = self._client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
            short = [uid for uid in uids if uid in sizes and sizes[uid][b"RFC822.SIZE"] <= MOST_BYTES]
            whole = self._client.fetch(short, [f"BODY.PEEK[]<0.{MOST_BYTES}>"]) if short else {}
            return [
                self._short(whole[uid], uid, _utc(sizes[uid])) if uid in short else self._long(uid, _utc(sizes[uid]))
                for uid in uids
                if (uid in whole if uid in short else uid in sizes)
            ]

    def append(self, folder: str, letter: bytes, at: datetime) -> None:
        with self._told.of_imap():
            self._client.append(folder, letter, flags=[b"\\Seen"], msg_time=at)

    def quota(self) -> tuple[int, int] | None:
        """(used, limit) in KiB; None where the server does not say."""
        with self._told.of_imap(), suppress(IMAPClientError):
            if self._client.has_capability("QUOTA"):
                for each in self._client.get_quota("INBOX"):
                    if each.resource == "STORAGE":
                        return int(each.usage), int(each.limit)
        return None

    def _short(self, answer: Any, uid: int, at: datetime) -> Letter:
        return taken_apart(answer[b"BODY[]<0>"], uid, at)

    def _long(self, uid: int, at: datetime) -> Letter:
        """Its headers, and its text by the number it has in the structure."""
        found = self._client.fetch([uid], [f"BODY.PEEK[HEADER]<0.{HEADERS_BYTES}>"])[uid]
        head = message_from_bytes(found[b"BODY[HEADER]<0>"])
        structure = self._structure(uid)
        if structure.text is None:
            return Letter(uid, at, head, None, structure.attachments)
        section = structure.text
        mime = b"" if section.is_whole else self._piece(uid, f"{section.number}.MIME", HEADERS_BYTES)
        body = self._piece(uid, section.number, MOST_BYTES)
        part = message_from_bytes((mime or section.headers) + body)
        return Letter(uid, at, head, part, structure.attachments)

    def _structure(self, uid: int) -> Structure:
        try:
            return structure_of(self._client.fetch([uid], ["BODYSTRUCTURE"])[uid][b"BODYSTRUCTURE"])
        except (RecursionError, LookupError, TypeError, ValueError, AttributeError):
            return Structure(None, ())  # of a broken mail the headers are left

    def _piece(self, uid: int, section: str, most: int) -> bytes:
        answer = self._client.fetch([uid], [f"BODY.PEEK[{section}]<0.{most}>"])[uid]
        found: bytes = answer[f"BODY[{section}]<0>".encode()] or b""
        return found


@contextmanager
def opened(settings: Settings, told: Told, http: Http) -> Iterator[Mailbox]:
    """Logged in; the connection is closed at the end whatever happens. Raises Rejected for a server that `http` guards."""
    server = settings.imap
    port = server.port or _PORTS[server.security]
    http.guard(server.host, port=port)
    with told.of_imap(greeting=True):
        client = IMAPClient(
            server.host,
            port=port,
            ssl=server.security is Security.TLS,
            timeout=SocketTimeout(TIMEOUT_SECONDS, TIMEOUT_SECONDS),
        )
    client.normalise_times = False
    try:
        with told.of_imap():
            http.guard(server.host, port=port, address=client.socket().getpeername()[0])
            if server.security is Security.STARTTLS:
                client.starttls()
        with told.of_imap(login=True):
            _log_in(client, settings)
        yield Mailbox(client, told)
    finally:
        _hang_up(client)


def _hang_up(client: IMAPClient) -> None:
    """At once: a server that no longer answers would be waited for twice."""
    with suppress(OSError, IMAPClientError):
        client.shutdown()


def _log_in(client: IMAPClient, settings: Settings) -> None:
    if settings.access_token:
        client.oauth2_login(settings.login, settings.access_token.get_secret_value())
    elif settings.password:
        client.login(settings.login, settings.password.get_secret_value())


def _utc(answer: Any) -> datetime:
    at: datetime = answer[b"INTERNALDATE"]
    return at.astimezone(UTC)
