"""A mailbox and a post office on 127.0.0.1 that a test scripts: as much of IMAP as a reader needs, with its faults."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from types import TracebackType
from typing import Any, Self

from socialcare.testing import Fault

USER, PASSWORD = "contact@marque.example", "s3cret-pa55"
ARRIVED = datetime(2026, 3, 2, 8, tzinfo=UTC)

REFUSALS = {
    Fault.WAIT_A_LITTLE: "NO [THROTTLED] Too many commands",
    Fault.WAIT_LONG: "BAD Request is throttled. Suggested Backoff Time: 300000 milliseconds",
    Fault.WAIT_HTML: "NO [UNAVAILABLE] <html>Un instant</html>",
    Fault.OUT_OF_ORDER: "NO [SERVERBUG] Internal error",
    Fault.EMPTY: "",
    Fault.REFUSED: "NO [AUTHENTICATIONFAILED] Invalid credentials",
    Fault.NOT_FOUND: "NO [NONEXISTENT] Mailbox does not exist",
}


@dataclass
class Stored:
    uid: int
    source: bytes
    at: datetime = ARRIVED


@dataclass
class Box:
    validity: int = 1
    letters: list[Stored] = field(default_factory=list)
    next_uid: int = 1

    def add(self, source: bytes, at: datetime = ARRIVED) -> None:
        self.letters.append(Stored(self.next_uid, source, at))
        self.next_uid += 1


class ImapServer:
    """`folders` by name; `fetched` are the pieces that were asked for."""

    def __init__(self) -> None:
        self.folders = {"INBOX": Box(), "Sent": Box()}
        self.fault: Fault | None = None
        self.capabilities = "IMAP4rev1 SPECIAL-USE"
        self.fetched: list[str] = []
        self.structures: dict[int, str] = {}
        self.stopped = threading.Event()
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopped.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Left(Exception):
    pass


class _Talk:
    """One connection."""

    def __init__(self, server: ImapServer, source: Any, sink: Any) -> None:
        self.server, self.source, self.sink = server, source, sink
        self.box: Box | None = None

    def say(self, *parts: bytes | str) -> None:
        self.sink.write(b"".join(part.encode() if isinstance(part, str) else part for part in parts) + b"\r\n")

    def line(self) -> str:
        """A command with its literals read into it, between quotes."""
        told: bytes = b""
        while True:
            told += self.source.readline()
            literal = re.search(rb"\{(\d+)\}\r\n$", told)
            if not literal:
                return str(told, "utf-8", "surrogateescape").rstrip("\r\n")
            self.say("+ go on")
            told = told[: literal.start()] + b'"' + self.source.read(int(literal[1])) + b'"'

    def run(self) -> None:
        self.say(f"* OK [CAPABILITY {self.server.capabilities}] ready")
        while line := self.line():
            tag, _, command = line.partition(" ")
            self.faulty(tag, command)

    def faulty(self, tag: str, command: str) -> None:
        fault = self.server.fault
        if fault is Fault.SILENT:
            self.server.stopped.wait()
            raise _Left
        missing_at_login = fault is Fault.NOT_FOUND and command.startswith("LOGIN")
        if fault in REFUSALS and command not in ("CAPABILITY", "LOGOUT") and not missing_at_login:
            self.say(f"{tag} {REFUSALS[fault]}" if REFUSALS[fault] else "")
            return
        if fault in (Fault.HUNG_UP, Fault.CUT_SHORT):
            sink, self.sink = self.sink, _Memory()
            self.obey(tag, command)
            said = self.sink.said
            sink.write(said[: len(said) // 2] if fault is Fault.CUT_SHORT else b"")
            raise _Left
        self.obey(tag, command)

    def obey(self, tag: str, command: str) -> None:
        words = command.removeprefix("UID ")
        verb, _, rest = words.partition(" ")
        told = getattr(self, f"on_{verb.lower()}")(rest)
        self.say(f"{tag} {told or 'OK done'}")
        if verb == "LOGOUT":
            raise _Left

    def on_capability(self, _rest: str) -> None:
        self.say(f"* CAPABILITY {self.server.capabilities}")

    def on_login(self, rest: str) -> str | None:
        right = rest.replace('"', "") == f"{USER} {PASSWORD}"
        return None if right else f"NO [AUTHENTICATIONFAILED] {rest}"

    def on_authenticate(self, rest: str) -> str | None:
        import base64

        mechanism, _, first = rest.partition(" ")
        if not first:
            self.say("+ ")
            first = self.source.readline().decode().strip()
        said = base64.b64decode(first).decode()
        right = (mechanism, said) == ("XOAUTH2", f"user={USER}\1auth=Bearer {PASSWORD}\1\1")
        return None if right else "NO [AUTHENTICATIONFAILED] no"

    def on_logout(self, _rest: str) -> None:
        self.say("* BYE")

    def on_list(self, _rest: str) -> None:
        for name in self.server.folders:
            flag = "\\Sent" if name == "Sent" else ""
            self.say(f'* LIST ({flag}) "/" "{name}"')

    def on_examine(self, rest: str) -> str | None:
        box = self.server.folders.get(rest.strip('"'))
        if box is None:
            return "NO [NONEXISTENT] unknown folder"
        self.box = box
        self.say(f"* {len(box.letters)} EXISTS")
        self.say(f"* OK [UIDVALIDITY {box.validity}] valid")
        self.say(f"* OK [UIDNEXT {box.next_uid}] next")
        return "OK [READ-ONLY] done"

    def on_search(self, rest: str) -> None:
        assert self.box is not None
        self.say(" ".join(["* SEARCH", *(str(one.uid) for one in self.box.letters if self._matches(one, rest))]))

    def _matches(self, letter: Stored, rest: str) -> bool:
        assert self.box is not None
        if found := re.match(r"UID (\d+):\*", rest):
            return letter.uid >= int(found[1]) or letter is self.box.letters[-1]  # the trap of n:*
        if found := re.match(r"SINCE (\S+)", rest):
            return letter.at.date() >= datetime.strptime(found[1], "%d-%b-%Y").replace(tzinfo=UTC).date()
        wanted = re.sub(r"(?i)^HEADER Message-ID ", "", rest).strip('"')
        return wanted in str(message_from_bytes(letter.source)["Message-ID"])

    def on_fetch(self, rest: str) -> None:
        assert self.box is not None
        uids, _, wanted = rest.partition(" ")
        numbers = {int(one) for one in uids.split(",")}
        self.server.fetched.append(wanted)
        for place, letter in enumerate(self.box.letters, start=1):
            if letter.uid in numbers:
                self.say(f"* {place} FETCH (UID {letter.uid}", b"".join(self._pieces(letter, wanted)), ")")

    def _pieces(self, letter: Stored, wanted: str) -> Iterator[bytes]:
        if "INTERNALDATE" in wanted:
            yield letter.at.strftime(' INTERNALDATE "%d-%b-%Y %H:%M:%S +0000"').encode()
        if "RFC822.SIZE" in wanted:
            yield f" RFC822.SIZE {len(letter.source)}".encode()
        if "BODYSTRUCTURE" in wanted:
            yield f" BODYSTRUCTURE {self.server.structures[letter.uid]}".encode()
        for section, most in re.findall(r"BODY\.PEEK\[([^\]]*)\]<0\.(\d+)>", wanted):
            piece = _section(letter.source, section)[: int(most)]
            yield f" BODY[{section}]<0> {{{len(piece)}}}\r\n".encode() + piece

    def on_append(self, rest: str) -> None:
        found = re.match(r'"?(\w+)"? \(.*?\) "([^"]+)" "(.*)"$', rest, re.DOTALL)
        assert found, rest
        at = datetime.strptime(found[2].strip(), "%d-%b-%Y %H:%M:%S %z")
        self.server.folders[found[1]].add(found[3].encode("utf-8", "surrogateescape"), at)


class _Memory:
    def __init__(self) -> None:
        self.said = b""

    def write(self, said: bytes) -> None:
        self.said += said


def _section(source: bytes, section: str) -> bytes:
    """[] is all; [HEADER]; [1], [2] … of a mail of many parts, and their [1.MIME]."""
    head, _, body = source.partition(b"\r\n\r\n")
    if section in ("", "HEADER"):
        return source if not section else head + b"\r\n\r\n"
    message = message_from_bytes(source)
    if not message.is_multipart():
        return body
    number, _, what = section.partition(".")
    parts = source.split(b"--" + str(message.get_boundary()).encode() + b"\r\n")[1:]
    mime, _, inside = parts[int(number) - 1].partition(b"\r\n\r\n")
    return mime + b"\r\n\r\n" if what == "MIME" else inside.split(b"\r\n--")[0]


def _handler(server: ImapServer) -> type[socketserver.StreamRequestHandler]:
    class Handler(socketserver.StreamRequestHandler):
        disable_nagle_algorithm = True  # small lines, each of which would wait 40 ms

        def handle(self) -> None:
            with suppress(_Left, OSError):
                _Talk(server, self.rfile, self.wfile).run()

    return Handler
