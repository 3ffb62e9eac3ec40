"""A desk whose channel `blog` is a WordPress site, with a gate on the line between them."""

import http.client
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from e2e.bluesky.servers import CannotInstall
from e2e.wordpress import Site, wordpress

SECONDS = 60
PROGRAM = Path(sys.executable).with_name("socialcare")
QUESTION = "Où est ma commande n° 42 & mon avoir <3 ? « C'est long… » 😡🇫🇷"


@dataclass
class Gate:
    """Before the site: what happens to the next answer, and whether it has come; `release` lets the line go.

    `meanwhile` runs once, after the first list of comments has been given.
    """

    port: int
    mode: str = "open"
    meanwhile: Callable[[], object] | None = None
    reached: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)


@contextmanager
def _before(site: int) -> Iterator[Gate]:
    class Handler(BaseHTTPRequestHandler):
        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            mode = at_gate.mode if self.command == "POST" else "open"
            if mode == "held before":
                return self._hold()
            line = http.client.HTTPConnection("127.0.0.1", site, timeout=SECONDS)
            kept = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")}
            line.request(self.command, self.path, body, kept)
            answer = line.getresponse()
            found = answer.read()
            line.close()
            if mode == "held after":
                return self._hold()
            if mode == "cut after":
                return None
            if "/comments?" in self.path and at_gate.meanwhile is not None:
                happens, at_gate.meanwhile = at_gate.meanwhile, None
                happens()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ("connection", "content-length", "date", "transfer-encoding"):
                    self.send_header(name, value.replace(f"127.0.0.1:{site}", f"127.0.0.1:{at_gate.port}"))
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
        at_gate = Gate(port=int(proxy.server_address[1]))
        thread = threading.Thread(target=proxy.serve_forever)
        thread.start()
        yield at_gate
        at_gate.release.set()
        proxy.shutdown()
        thread.join()


@dataclass
class Desk:
    folder: Path
    gate: Gate
    site: Site
    password: str = ""

    def reads_as(self, user: str) -> None:
        """One of PEOPLE, or "" for anybody."""
        file = self.folder / "socialcare.yaml"
        self.password = self.site.passwords.get(user, "")
        channel = {"connector": "wordpress", "site": f"http://127.0.0.1:{self.gate.port}", "user": user}
        lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith(("channels:", "  #"))]
        file.write_text("\n".join([*lines, f"channels: {json.dumps({'blog': channel})}", ""]), "utf-8")

    def start(self, *words: str) -> "subprocess.Popen[str]":
        ours = {
            "SOCIALCARE_BLOG_PASSWORD": self.password,
            "SOCIALCARE_USER": "claire",
            "no_proxy": "*",
            "LANGUAGE": "en",
        }
        return subprocess.Popen(
            [PROGRAM, "--workspace", str(self.folder), *words], env={**os.environ, **ours}, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *words: str, code: int = 0) -> tuple[str, str]:
        with self.start(*words) as process:
            said = process.communicate(timeout=SECONDS)
        assert process.returncode == code, said
        return said

    def killed_when_reached(self, *words: str) -> None:
        with self.start(*words) as process:
            try:
                assert self.gate.reached.wait(SECONDS)
            finally:
                process.kill()
            process.communicate(timeout=SECONDS)
        self.gate.release.set()

    def rows(self, *words: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.run(*(words or ("triage", "--since", "all")), "--json")[0])
        return found

    def case(self, number: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.run("show", number, "--json")[0])
        return found

    def asked(self, text: str = QUESTION, *, below: int = 0) -> tuple[str, int]:
        """A customer's question: the numbers of its case and of its comment."""
        comment = self.site.comment(text, parent=below)
        return self.cases()[comment], comment

    def cases(self) -> dict[int, str]:
        """The numbers of the cases by those of the comments."""
        return {int(row["url"].rpartition("#comment-")[2]): str(row["case"]) for row in self.rows()}

    def answers(self) -> list[dict[str, Any]]:
        """Of the brand, as the site has them."""
        found = self.site.call("GET", "comments?per_page=100&status=all&context=edit")
        return [comment for comment in found if comment["author"]]


@contextmanager
def site_or_skip() -> Iterator[Site]:
    if not os.environ.get("SOCIALCARE_E2E_ALL"):
        pytest.skip(
            "WORDPRESS IS NOT PROVEN HERE: it is installed first, and read for minutes; set SOCIALCARE_E2E_ALL=1"
        )
    try:
        with wordpress() as site:
            yield site
    except CannotInstall as missing:
        pytest.skip(f"WORDPRESS IS NOT PROVEN HERE: {missing}")


@contextmanager
def at_desk(site: Site, folder: Path) -> Iterator[Desk]:
    """A new workspace in `folder`, and nobody's comment on the site."""
    site.begin()
    with _before(site.port) as gate:
        subprocess.run([PROGRAM, "init", folder, "--brand", "Ma Marque"], check=True, capture_output=True)
        found = Desk(folder, gate, site)
        found.reads_as("claire")
        yield found
