"""The connector that the README shows passes the checks that it tells people to run."""

import importlib.util
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

import pytest

from socialcare.connector import Connector, Context
from socialcare.testing import Answer, ConnectorSuite, Fault, LoopbackServer, Request

README = Path(__file__).parents[2] / "README.md"
PAGE = 3


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    blocks = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    (code,) = [block for block in blocks if "class Forum:" in block]
    file = tmp_path_factory.mktemp("readme") / "socialcare_forum.py"
    file.write_text(code, "utf-8")
    found = importlib.util.spec_from_file_location("socialcare_forum", file)
    assert found
    assert found.loader
    module = importlib.util.module_from_spec(found)
    sys.modules[module.__name__] = module  # the kit looks its source up
    found.loader.exec_module(module)
    yield module
    del sys.modules[module.__name__]


class TestForumOfTheReadme(ConnectorSuite):
    secret: ClassVar[str] = ""

    @pytest.fixture(autouse=True)
    def _server(self, shown: ModuleType) -> Iterator[None]:
        type(self).connector = shown.Forum
        self.posts: list[dict[str, Any]] = []
        with LoopbackServer(self._route) as self.server:
            yield

    def _route(self, request: Request) -> Answer:
        """The oldest first, PAGE at a time, behind the number in `after`."""
        found = [post for post in self.posts if post["id"] > int(request.query.get("after", "0"))]
        return Answer(body=json.dumps(found[:PAGE]).encode())

    def make(self, context: Context) -> Connector:
        return self.connector(self.connector.settings(url=f"{self.server.url}/posts"), context)  # type: ignore[call-arg]

    def produce(self, count: int) -> None:
        for _ in range(count):
            self.produce_text(f"Mon colis {len(self.posts)} est arrivé cassé")

    def produce_text(self, text: str) -> None:
        number = len(self.posts) + 1
        self.posts.append({"id": number, "author": "zoe", "text": text, "at": "2026-11-18T08:00:00Z"})

    def produce_odd(self) -> None:
        for name in ("author", "text", "at"):
            self.produce(1)
            self.posts[-1][name] = None

    def fail(self, fault: Fault | None) -> None:
        self.server.fault = fault
