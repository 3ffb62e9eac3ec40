"""A server on 127.0.0.1 that a test scripts, with the faults of real networks built in."""

import json
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit


class Fault(StrEnum):
    """How every request ends while it lasts."""

    WAIT_A_LITTLE = "429 with Retry-After: 1"
    WAIT_LONG = "429 with Retry-After: 300"
    WAIT_HTML = "429 with a web page"
    OUT_OF_ORDER = "500"
    CUT_SHORT = "200 with half of the body"
    EMPTY = "200 with an empty body"
    REFUSED = "401"
    NOT_FOUND = "404 with a web page"
    HUNG_UP = "done, but the connection is closed without an answer"
    SILENT = "no answer at all"


DAMAGED = "xdamagedx"
"""Where this word stands in an answer, bytes are sent that are no UTF-8."""

_NO_TEXT = b"l\xff\xc0\xaf\xe9"


@dataclass(frozen=True, kw_only=True)
class Request:
    """`query` keeps the last of a parameter that stands twice; header names are in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode()))

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, kw_only=True)
class Answer:
    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})

    @classmethod
    def of(cls, found: Any, status: int = 200) -> "Answer":
        return cls(body=json.dumps(found).encode(), status=status)


Route = Callable[[Request], Answer]

_PAGE = b"<!doctype html><html><body><p>Un instant</p></body></html>"
_HTML = {"Content-Type": "text/html"}
_FAULTS: Mapping[Fault, Answer] = {
    Fault.WAIT_A_LITTLE: Answer(status=429, headers={"Retry-After": "1"}),
    Fault.WAIT_LONG: Answer(status=429, headers={"Retry-After": "300"}),
    Fault.WAIT_HTML: Answer(status=429, headers=_HTML, body=_PAGE),
    Fault.OUT_OF_ORDER: Answer(status=500),
    Fault.EMPTY: Answer(),
    Fault.REFUSED: Answer(status=401),
    Fault.NOT_FOUND: Answer(status=404, headers=_HTML, body=_PAGE),
}


class LoopbackServer:
    """`with LoopbackServer(route) as server:` answers at `server.url` by `route`, or by `server.fault` while it is set.

    `requests` are those that came, in order.
    """

    def __init__(self, route: Route) -> None:
        self.route = route
        self.fault: Fault | None = None
        self.requests: list[Request] = []
        self._stopped = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, request: Request) -> Answer | None:
        """None closes the connection."""
        self.requests.append(request)
        if self.fault is Fault.SILENT:
            self._stopped.wait()
            return None
        failed = _FAULTS.get(self.fault) if self.fault else None
        if failed is not None:
            return failed
        answer = self._damaged(self.route(request))
        if self.fault is Fault.CUT_SHORT:
            return Answer(body=answer.body[: len(answer.body) // 2], status=answer.status, headers=answer.headers)
        return None if self.fault is Fault.HUNG_UP else answer

    def _damaged(self, answer: Answer) -> Answer:
        return replace(answer, body=answer.body.replace(DAMAGED.encode(), _NO_TEXT))


def _handler(server: LoopbackServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            request = Request(
                method=self.command,
                path=address.path,
                query=dict(parse_qsl(address.query, keep_blank_values=True)),
                headers={name.lower(): value for name, value in self.headers.items()},
                body=self.rfile.read(int(self.headers.get("Content-Length", 0))),
            )
            answer = server.answer(request)
            if answer is None:
                self.close_connection = True
                return
            with suppress(OSError):  # the client has given up
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

        do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - the names http.server calls

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    return Handler
