"""What the README says is run: its morning, and its three recipes."""

import json
import os
import re
import shlex
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from pytest_httpserver import HTTPServer

from socialcare.cli.app import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
REFUSED = {"--as labo reply": 2, "breaches --exit-code": 3}


def block(language: str, holding: str) -> str:
    found = [text for text in re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL) if holding in text]
    assert len(found) == 1, f"the README has {len(found)} {language} blocks with “{holding}”"
    return str(found[0])


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name in ("SOCIALCARE_WORKSPACE", "SOCIALCARE_USER", "SOCIALCARE_NOW"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    before = os.environ.get("LANGUAGE")
    monkeypatch.delenv("LANGUAGE", raising=False)
    monkeypatch.setenv("SOCIALCARE_NOW", "2026-11-20T12:00:00+01:00")
    assert main(["--quiet", "init", str(tmp_path / "demo"), "--demo"]) == 0
    monkeypatch.chdir(tmp_path / "demo")
    monkeypatch.setenv("SOCIALCARE_NOW", Path("data/demo-time").read_text("utf-8").strip())
    yield tmp_path / "demo"
    if before is not None:
        os.environ["LANGUAGE"] = before


def test_the_morning_of_the_readme_runs_as_it_is_written(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    session = block("console", "socialcare show 27")
    commands = [line[2:] for line in session.splitlines() if line.startswith("$ socialcare ")]
    assert len(commands) >= 8
    for command in commands:
        words = shlex.split(command.partition(" > ")[0], comments=True)[1:]
        expected = next((code for start, code in REFUSED.items() if start in command), 0)
        assert main(words) == expected, f"{command}\n{capsys.readouterr().err}"
    assert demo.name == "demo"


def test_the_case_of_the_readme_is_with_the_expert_it_names(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--quiet", "triage", "--json"]) == 0
    rows = {row["case"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows[27]["expert"] == "labo"
    assert "--as labo draft 27" in README
    assert demo.exists()


def test_the_rule_of_the_readme_is_a_rule(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rule = block("yaml", "carte de fidélité")
    rules = demo / "rules" / "sophie-paris.yaml"
    rules.write_text(rules.read_text("utf-8").replace("\nrules:\n", f"\nrules:\n{rule}\n", 1), "utf-8")
    assert main(["rules", "check"]) == 0, capsys.readouterr().err
    assert main(["--quiet", "triage", "--no-pull", "--again", "--limit", "1"]) == 0


def test_the_command_of_the_readme_counts(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from socialcare.cli import options as opt
    from socialcare.cli.wiring import Session

    assert main(["--quiet", "triage", "--json"]) == 0
    queue = len(json.loads(capsys.readouterr().out))
    names: dict[str, Any] = {"typer": typer, "opt": opt}
    exec(block("python", "def count("), names)
    app = typer.Typer(add_completion=False)
    app.callback()(lambda: None)
    app.command("count")(names["count"])
    from socialcare.cli.language import Language

    session = Session(Language("fr"))
    typer.main.get_command(app).main(["count"], standalone_mode=False, obj=session)
    session.close()
    assert int(capsys.readouterr().out) == queue
    assert demo.exists()


def test_the_connector_of_the_readme_is_a_connector(
    demo: Path,
    tmp_path: Path,
    httpserver: HTTPServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    package = tmp_path / "site"
    (package / "socialcare_forum-1.dist-info").mkdir(parents=True)
    (package / "socialcare_forum.py").write_text(block("python", "class Forum:"), "utf-8")
    points = (
        block("toml", "socialcare_forum:Forum")
        .split("\n", 1)[1]
        .replace("[project.entry-points.", "[")
        .replace('"', "")
    )
    (package / "socialcare_forum-1.dist-info" / "entry_points.txt").write_text(textwrap.dedent(points), "utf-8")
    (package / "socialcare_forum-1.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: socialcare-forum\nVersion: 1\n", "utf-8"
    )
    monkeypatch.syspath_prepend(str(package))
    posts = [{"id": 7, "author": "zoe", "text": "Mon colis est arrivé cassé", "at": "2026-11-20T08:00:00+00:00"}]
    httpserver.expect_request("/posts", query_string={"after": "0"}).respond_with_json(posts)
    httpserver.expect_request("/posts", query_string={"after": "7"}).respond_with_json([])
    file = demo / "socialcare.yaml"
    channel = f"channels: \n  forum:\n    connector: forum\n    url: {httpserver.url_for('/posts')}\n"
    file.write_text(re.sub(r"channels:.*", channel, file.read_text("utf-8"), count=1, flags=re.DOTALL), "utf-8")
    assert main(["connectors", "list"]) == 0
    assert "posts of our forum" in capsys.readouterr().out
    assert main(["pull", "forum"]) == 0, capsys.readouterr().err
    assert main(["pull", "forum"]) == 0, capsys.readouterr().err
    assert main(["--quiet", "search", "cassé", "--json"]) == 0
    assert main(["--quiet", "triage", "--json"]) == 0
    found = json.loads(capsys.readouterr().out.partition("]")[2].strip() or "[]")
    assert [row["author"] for row in found] == ["zoe"]
