"""Commands run as a person runs them: words in; exit code, stdout and stderr out."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.utils import get_params_from_function

from socialcare.cli.app import main

SHARED_TOOLS = Path(__file__).parents[2].parent / "shared" / "tools"

MORNING = "2026-11-20T10:30:00+01:00"
"""A Friday; the invented mentions of the demonstration are dated from it."""

OURS = ("SOCIALCARE_NOW", "SOCIALCARE_USER", "SOCIALCARE_WORKSPACE", "SOCIALCARE_LANG")
LOCALE = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        found = json.loads(self.out)
        assert isinstance(found, list)
        return found


def _environment(patch: pytest.MonkeyPatch, values: dict[str, str]) -> None:
    for name in (*OURS, *LOCALE):
        patch.setenv(name, values.get(name, ""))  # empty is as good as absent, and is put back after the test
    patch.setenv("SOCIALCARE_NOW", values.get("SOCIALCARE_NOW", MORNING))
    patch.setenv("COLUMNS", values.get("COLUMNS", "120"))


@pytest.fixture(scope="session", autouse=True)
def _signatures_read_once() -> Iterator[None]:
    """Typer reads those of all commands at each start: of one function they are the same, and here one process starts
    a thousand times.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("typer.main.get_params_from_function", cache(get_params_from_function))
        yield


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """`run("show", "3", LANG="fr_FR.UTF-8")`: in English on the morning of the demonstration, unless told."""

    def ran(*words: str, **environment: str) -> Ran:
        _environment(monkeypatch, environment)
        capsys.readouterr()
        code = main(words)
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return ran


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """`once("init", "{folder}", "--demo")`: a workspace made by commands, for `copied` to copy from."""

    def made(*commands: tuple[str, ...]) -> Path:
        folder = tmp_path_factory.mktemp("made") / "brand"
        with pytest.MonkeyPatch.context() as patch:
            for words in commands:
                _environment(patch, {"SOCIALCARE_WORKSPACE": "" if words[0] == "init" else str(folder)})
                assert main(["--quiet", *(word.format(folder=folder) for word in words)]) == 0
        return folder

    return made


@pytest.fixture(scope="session")
def demo(once: Callable[..., Path]) -> Path:
    """The demonstration, triaged; look, do not touch: tests work in a copy, `workspace`."""
    return once(("init", "{folder}", "--demo"), ("triage", "--json"))


@pytest.fixture
def workspace(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the demonstration, and the current folder."""
    folder = tmp_path / "brand"
    shutil.copytree(demo, folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(scope="session")
def shared_tools() -> Path:
    if not SHARED_TOOLS.is_dir():
        pytest.skip(f"the outside payloads and scanner are not at {SHARED_TOOLS}")
    return SHARED_TOOLS
