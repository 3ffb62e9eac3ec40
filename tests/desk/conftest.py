"""Connectors of somebody else, found by their entry points as anybody's are."""

from collections.abc import Callable
from pathlib import Path

import pytest

from socialcare.workspace import Workspace

HEAD = """
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any
from socialcare.connector import Capability, Page, Settings as Base
from socialcare.errors import Unavailable
from socialcare.facts import Author, Mention
from socialcare.sentences import say

class Settings(Base):
    order: int = 0

class Forum:
    summary, capabilities, settings = "a forum", frozenset({Capability.PULL}), Settings

    def __init__(self, settings, context):
        self.order, self.context = settings.order, context

    def mention(self, ref, text="colis", **given):
        return Mention(channel=self.context.channel, ref=ref, author=Author(handle="lea"), text=text,
                       posted_at=self.context.now - timedelta(hours=1), **given)

    def page(self, *mentions, **given):
        return Page(mentions=mentions, cursor=given.pop("cursor", {"after": 1}), **given)
"""
"""What each of them starts with; its own class says the rest."""


@pytest.fixture
def plug_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """`plug_in("faulty", CODE)`: an installed connector; its class `Plug` may build on `Forum`."""

    def install(name: str, code: str) -> None:
        site = tmp_path / f"site-{name}"
        (site / f"{name}-1.dist-info").mkdir(parents=True)
        (site / f"plug_{name}.py").write_text(HEAD + code, "utf-8")
        (site / f"{name}-1.dist-info" / "entry_points.txt").write_text(
            f"[socialcare.connectors]\n{name} = plug_{name}:Plug\n", "utf-8"
        )
        monkeypatch.syspath_prepend(str(site))

    return install


@pytest.fixture
def channels(workspace: Workspace) -> Callable[[str], None]:
    """`channels("  avis: {connector: files, path: x}")` in socialcare.yaml."""

    def listed(lines: str) -> None:
        text = workspace.file.read_text("utf-8").replace("channels: {}", f"channels:\n{lines}")
        workspace.file.write_text(text, "utf-8")

    return listed
