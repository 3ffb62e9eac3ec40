"""What holds the house together and no other test sees: floors, doors, start-up, names that must agree."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
import typer

from socialcare.cli.app import main
from socialcare.cli.program import app
from socialcare.connector import GROUP

ROOT = Path(__file__).parents[1]

LONGEST = 300
"""Lines; past it a file holds two ideas (STYLE: about 120)."""

HEAVY = {"feedparser", "holidays", "httpx", "nltk", "pydantic", "rich", "ruamel", "sqlite_utils", "stamina", "textblob"}

CLOCKS = {
    "datetime": {"now", "utcnow", "today"}, "date": {"today"},
    "time": {"time", "time_ns", "localtime", "gmtime", "ctime", "strftime"},
}  # fmt: skip


def _python(*words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONUTF8": "1", "LANGUAGE": "en"}
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False
    )


def _sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def test_the_floors_hold() -> None:
    told = _python("-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))")
    assert told.returncode == 0, told.stdout + told.stderr


@pytest.mark.parametrize("words", ["--version", "--help", "triage --help", "--lang fr breaches --help"])
def test_a_person_who_asks_for_help_waits_for_no_library(words: str) -> None:
    program = (
        "import sys; from socialcare.cli.app import main; code = main(sys.argv[1:]);"
        f"print(sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr); sys.exit(code)"
    )
    told = _python("-c", program, *words.split())
    assert told.returncode == 0, told.stderr
    assert told.stderr.strip() == "[]"


def test_only_the_wiring_of_the_command_line_reads_the_clock() -> None:
    readers = {str(file.relative_to(ROOT)) for file in _sources("src", "connectors") if _clocks(file)}
    assert readers == {str(Path("src", "socialcare", "cli", "wiring.py"))}


def _clocks(file: Path) -> list[int]:
    """Lines that name a clock, called or handed on; `from time import time` counts too."""
    found = []
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Attribute):
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if node.attr in CLOCKS.get(owner, ()):
                found.append(node.lineno)
        if isinstance(node, ast.ImportFrom) and node.module == "time" and {a.name for a in node.names} & CLOCKS["time"]:
            found.append(node.lineno)
    return found


def test_no_file_is_longer_than_one_idea() -> None:
    lengths = {
        str(file.relative_to(ROOT)): len(file.read_text("utf-8").splitlines())
        for file in _sources("src", "connectors", "tests", "benchmarks")
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_each_command_is_told_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    told = {match.strip() for match in re.findall(r"(?:`|socialcare )([a-z-]+(?: [a-z]+)?)(?=[ `\n])", readme)}
    told |= {words.split()[0] for words in told}
    assert [path for path in _commands(typer.main.get_command(app)) if path not in told] == []


def _commands(command: Any, path: str = "") -> Iterator[str]:
    children = getattr(command, "commands", {})
    if not children:
        yield path
    for name, child in children.items():
        yield from _commands(child, f"{path} {name}".strip())


def test_each_connector_has_its_entry_point_and_each_entry_point_its_connector() -> None:
    folder = ROOT / "connectors" / "socialcare_connectors"
    modules = {f"socialcare_connectors.{file.stem}" for file in folder.glob("*.py") if not file.stem.startswith("_")}
    with (ROOT / "pyproject.toml").open("rb") as file:
        written = tomllib.load(file)["project"]["entry-points"][GROUP]
    assert {value.partition(":")[0] for value in written.values()} == modules, "see pyproject.toml, entry-points"
    ours = {
        point.name: point.value for point in entry_points(group=GROUP) if point.dist and point.dist.name == "socialcare"
    }
    assert ours == written, "pyproject.toml has changed since the installation: run make install"


def test_the_changelog_has_a_place_for_what_is_coming() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert headings[0] == "Unreleased"


def test_the_schema_that_ships_is_that_of_the_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "fr", "rules", "schema"]) == 0
    assert capsys.readouterr().out == (ROOT / "rules" / "rulebook.schema.json").read_text("utf-8"), (
        "run make catalogues"
    )
