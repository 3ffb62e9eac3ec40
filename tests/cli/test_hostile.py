"""Some five hundred hostile mentions go the whole way, and what comes out is shown to a scanner that is not ours."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

LONG = 5000
"""Characters from which a text is left to the lists: a dossier shows texts whole, which takes its time."""

EVERYTHING = ("triage", "--no-pull", "--since", "all", "--limit", "0")


@pytest.fixture(scope="session")
def payloads(shared_tools: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("evil") / "evil.jsonl"
    file.write_bytes(_made(shared_tools))
    return file


@pytest.fixture(scope="session")
def attacked(once: Callable[..., Path], payloads: Path) -> Path:
    return once(("init", "{folder}"), ("import", str(payloads), "--channel", "evil"), ("triage", "--no-pull", "--json"))


def _made(tools: Path, *mode: str) -> bytes:
    words = [sys.executable, str(tools / "evil_mentions.py"), *mode]
    return subprocess.run(words, capture_output=True, check=True).stdout


@pytest.fixture
def hostile(attacked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "brand"
    shutil.copytree(attacked, folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def findings(shared_tools: Path, tmp_path: Path) -> Callable[..., list[str]]:
    """What the scanner finds in a text meant for `--terminal` or `--csv`."""

    def found(text: str, *mode: str) -> list[str]:
        file = tmp_path / "output.txt"
        file.write_text(text, encoding="utf-8", newline="")
        words = [sys.executable, str(shared_tools / "scan_output.py"), *mode, str(file)]
        scanned = subprocess.run(words, capture_output=True, text=True, check=False)
        assert scanned.stderr == ""
        return scanned.stdout.splitlines()[:-1]

    return found


def test_the_scanner_sees_what_we_must_not_show(findings: Callable[..., list[str]]) -> None:
    assert findings("a\x1b[2Jb\n", "--terminal")
    assert findings("text\n=1+1\n", "--csv")
    assert findings("text\nrien\n", "--csv") == []


def test_every_payload_is_taken_in_or_refused_with_its_place(run: Run, hostile: Path, shared_tools: Path) -> None:
    made = _made(shared_tools, "--raw")
    (hostile / "evil.jsonl").write_bytes(made)
    taken = run("import", "evil.jsonl", "--channel", "raw", "--dry-run")
    assert taken.code == 0
    counts = [int(part.split()[0]) for part in taken.err.splitlines()[0].removeprefix("raw: ").split(" · ")]
    lines = [line for line in made.split(b"\n") if line.strip()]
    assert sum(counts) == len(lines)
    assert "refused, evil.jsonl:" in taken.err


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize("aside", [(), ("--set-aside",)])
def test_tables_show_and_obey_nothing(run: Run, findings: Callable[..., list[str]], aside: tuple[str, ...]) -> None:
    shown = run(*EVERYTHING, *aside)
    assert shown.code == 0
    assert len(shown.out.splitlines()) > 20
    assert findings(shown.out + shown.err, "--terminal") == []


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize("aside", [(), ("--set-aside",)])
@pytest.mark.parametrize("form", ["--csv", "--excel"])
def test_a_spreadsheet_runs_nothing(
    run: Run, findings: Callable[..., list[str]], aside: tuple[str, ...], form: str
) -> None:
    table = run(*EVERYTHING, *aside, form)
    assert table.code == 0
    text = table.out.removeprefix("\ufeff")
    assert findings(text, "--csv", *(["--delimiter", ";"] if form == "--excel" else [])) == []
    assert findings(text, "--terminal") == []


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize("aside", [(), ("--set-aside",)])
@pytest.mark.parametrize("form", ["--json", "--jsonl"])
def test_json_is_whole_and_inert_on_a_terminal(
    run: Run, findings: Callable[..., list[str]], aside: tuple[str, ...], form: str
) -> None:
    told = run(*EVERYTHING, *aside, form)
    assert told.code == 0
    assert findings(told.out, "--terminal") == []
    rows = json.loads(told.out) if form == "--json" else [json.loads(line) for line in told.out.splitlines()]
    assert len(rows) > 20


def test_a_case_made_of_all_payloads_is_shown_whole(
    run: Run, hostile: Path, payloads: Path, findings: Callable[..., list[str]]
) -> None:
    lines = [json.loads(line) for line in payloads.read_text("ascii").splitlines()]
    dated = [line for line in lines if not line["id"].startswith("evil:time") and len(line["text"]) < LONG]
    one_thread = [line | {"thread": "one", "author": "lea", "followers": 3} for line in dated]
    (hostile / "one.jsonl").write_text("".join(json.dumps(line) + "\n" for line in one_thread), "ascii")
    assert run("import", "one.jsonl", "--channel", "one").code == 0
    assert run("triage", "--no-pull", "--since", "all", "--json").code == 0
    number = next(row["case"] for row in _all(run) if row["channel"] == "one")
    for form in ((), ("--json",)):
        case = run("show", str(number), *form)
        assert case.code == 0
        assert case.out.count("lea") > 400
        assert findings(case.out + case.err, "--terminal") == []


@pytest.mark.usefixtures("hostile")
def test_a_case_of_a_hostile_author_can_be_shown(run: Run, findings: Callable[..., list[str]]) -> None:
    numbers = [str(row["case"]) for row in _all(run) if row["url"].startswith("https://exemple.fr/terminal/")]
    for number in numbers[::20]:
        for form in ((), ("--json",)):
            case = run("show", number, *form)
            assert case.code == 0, case.err
            assert findings(case.out + case.err, "--terminal") == []


def _all(run: Run) -> list[dict[str, Any]]:
    return [*run(*EVERYTHING, "--json").rows, *run(*EVERYTHING, "--set-aside", "--json").rows]


@pytest.mark.usefixtures("hostile")
def test_breaches_and_complaints_of_hostile_customers(run: Run, findings: Callable[..., list[str]]) -> None:
    for words in (("breaches",), ("complaints",)):
        assert findings(run(*words).out, "--terminal") == []
        assert findings(run(*words, "--csv").out, "--csv") == []


@pytest.mark.usefixtures("hostile")
def test_what_waits_what_was_done_and_what_was_answered_obey_nothing(
    run: Run, findings: Callable[..., list[str]]
) -> None:
    row, other = [row for row in _all(run) if row["url"].startswith("https://exemple.fr/terminal/") and row["expert"]][
        :2
    ]
    number = str(row["case"])
    assert run("--as", "claire", "tag", number, "vip").code == 0
    assert run("--as", "claire", "assign", number, "--to", "presse", "--message", row["text"] + "\x1b[2J").code == 0
    assert run("--as", "presse", "draft", number, "--text", "\x1b]52;c;AAAA\x07" + row["text"]).code == 0
    assert run("--as", "claire", "reply", number, "--mark-only", "--text", "\x9b2J\u202e" + row["text"]).code == 0
    for words in (
        ("--as", "presse", "inbox"), ("--as", other["expert"], "inbox"), ("--as", "claire", "inbox"), ("log",),
        ("log", number), ("answers", str(other["case"])), ("search", "--tag", "vip"), ("customer", row["author"]),
    ):  # fmt: skip
        told = run(*words)
        assert told.code in (0, 2), told.err
        assert findings(told.out + told.err, "--terminal") == [], words
    for words in (("--as", "presse", "inbox"), ("log",)):
        assert findings(run(*words, "--csv").out, "--csv") == []


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize("query", ['"', "a AND", "NEAR(", "text: x", "*", "^a", "(" * 200, "%", "-a", "\x00", "'; --"])
def test_a_search_is_words_and_never_a_program(run: Run, findings: Callable[..., list[str]], query: str) -> None:
    found = run("search", "--", query)
    assert found.code in (0, 2)
    assert "Traceback" not in found.err
    assert findings(found.out + found.err, "--terminal") == []


@pytest.mark.parametrize("words", [
    ("\x1b[2J",), ("triage", "--\x1b]52;c;AAAA\x07"), ("show", "1", "\x9b2J"), ("triage", "--as-of", "\x1b[31m"),
    ("import", "\x1b[2J.csv", "--channel", "x"), ("pull", "\u202eecnart"), ("--as", "\x1b[8m", "undo"),
    ("--workspace", "\x1b[2J", "triage"), ("--as", "claire", "assign", "1", "--to", "\x1b[5m"),
    ("import", "x.csv", "--channel", "x", "--map", "\x1b[2J"), ("triage", "--limit", "\x1b[1A"),
])  # fmt: skip
def test_an_error_repeats_no_escape_of_the_command_line(
    run: Run, hostile: Path, findings: Callable[..., list[str]], words: tuple[str, ...]
) -> None:
    (hostile / "x.csv").write_text("id,text\n1,a\n", "utf-8")
    refused = run(*words)
    assert refused.code == 2
    assert findings(refused.out + refused.err, "--terminal") == []
