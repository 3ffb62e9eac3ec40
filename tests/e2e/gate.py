"""A gate on the line to a server we did not write: it holds or cuts an answer at the moment that hurts."""

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECONDS = 60
"""The most that anything is waited for."""


@dataclass
class Gate:
    """At `port`, before the server at port `server`: what happens to the next POST, and whether it has come.

    `release` lets the line go; `meanwhile` runs once, after the next answer to a GET of `listing` and before it is passed on.
    """

    port: int
    server: int
    listing: str = "/comments?"
    mode: str = "open"
    meanwhile: Callable[[], object] | None = None
    reached: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)


@contextmanager
def before(server: int) -> Iterator[Gate]:
    class Handler(BaseHTTPRequestHandler):
        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            mode = at_gate.mode if self.command == "POST" else "open"
            if mode == "held before":
                return self._hold()
            line = http.client.HTTPConnection("127.0.0.1", server, timeout=SECONDS)
            kept = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")}
            line.request(self.command, self.path, body, kept)
            answer = line.getresponse()
            found = answer.read()
            line.close()
            if mode == "held after":
                return self._hold()
            if mode == "cut after":
                return None
            if at_gate.listing in self.path and at_gate.meanwhile is not None:
                happens, at_gate.meanwhile = at_gate.meanwhile, None
                happens()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ("connection", "content-length", "date", "transfer-encoding"):
                    self.send_header(name, value.replace(f"127.0.0.1:{server}", f"127.0.0.1:{at_gate.port}"))
            self.send_header("Content-Length", str(len(found)))
            self.end_headers()
            self.wfile.write(found)
            return None

        do_GET = do_POST = _pass_on  # noqa: N815 - the library's names

        def _hold(self) -> None:
            at_gate.reached.set()
            assert at_gate.release.wait(SECONDS)

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as proxy:
        at_gate = Gate(port=int(proxy.server_address[1]), server=server)
        thread = threading.Thread(target=proxy.serve_forever)
        thread.start()
        yield at_gate
        at_gate.release.set()
        proxy.shutdown()
        thread.join()
