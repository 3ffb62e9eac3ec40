"""A desk whose channel `blog` is a WordPress site, with a gate on the line between them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from e2e.bluesky.servers import CannotInstall
from e2e.gate import SECONDS, Gate, before
from e2e.wordpress import Site, wordpress

PROGRAM = Path(sys.executable).with_name("socialcare")
QUESTION = "Où est ma commande n° 42 & mon avoir <3 ? « C'est long… » 😡🇫🇷"


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
    with before(site.port) as gate:
        subprocess.run([PROGRAM, "init", folder, "--brand", "Ma Marque"], check=True, capture_output=True)
        found = Desk(folder, gate, site)
        found.reads_as("claire")
        yield found
