"""What a script can count on: the exit code, an empty stdout on error, one sentence on stderr, never a traceback."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from socialcare import __version__
from socialcare.cli.app import main

Run = Callable[..., Any]


def refused(ran: Any, code: int, *said: str) -> None:
    assert ran.code == code, ran.err
    assert ran.out == ""
    assert "Traceback" not in ran.err
    for words in said:
        assert words in ran.err


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("words", [
    ("--version",), ("--lang", "fr", "--version"), ("--quiet", "--version"), ("--help",), ("triage", "--help"),
    ("rules", "--help"), ("triage", "--no-pull"), ("breaches",), ("complaints",), ("connectors", "list"),
    ("rules", "check"), ("search", "colis"), ("show", "1"), ("calendar", "lock"), ("doctor",), ("pull", "--dry-run"),
])  # fmt: skip
def test_what_went_well_is_0(run: Run, words: tuple[str, ...]) -> None:
    ran = run(*words)
    assert ran.code == 0, ran.err + ran.out
    assert "Traceback" not in ran.err


def test_the_version_is_one_line(run: Run) -> None:
    assert run("--version").out == f"socialcare {__version__}\n"


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(("words", "said"), [
    (("traige",), "unknown command “traige”; did you mean “triage”?"),
    (("frobnicate",), "unknown command “frobnicate”; known: triage, "),
    (("rules", "chek"), "unknown command “chek”; did you mean “check”?"),
    (("triage", "--jsno"), "there is no option --jsno; did you mean “--json”?"),
    (("triage", "--frobnicate"), "there is no option --frobnicate"),
    (("--frobnicate", "triage"), "there is no option --frobnicate"),
    (("--lang", "en"), "Missing command."),
    (("show",), "CASE is missing\nhelp: socialcare show --help\n"),
    (("draft", "1"), "--text is missing"),
    (("draft", "1", "--text"), "--text needs a value"),
    (("triage", "--json=yes"), "--json takes no value"),
    (("show", "1", "2"), "too many words: 2"),
    (("show", "one"), "CASE must be a whole number"),
    (("triage", "--limit", "-1"), "--limit must be a whole number, 0 or more"),
    (("triage", "--limit", "all"), "--limit must be a whole number, 0 or more"),
    (("triage", "--json", "--csv"), "choose one form: --json, --csv"),
    (("triage", "--as-of", "tomorow"), "“tomorow” is no time that is understood"),
    (("triage", "--since", "0001-01-01"), "“0001-01-01” is no time that is understood"),
    (("show", "99999"), "there is no case 99999; socialcare triage lists them"),
    (("show", "0"), "there is no case 0"),
    (("pull", "avsi"), "avsi"),
    (("import", "nowhere.csv", "--channel", "avis"), "there is no file nowhere.csv"),
    (("import", "socialcare.yaml", "--channel", "avis", "--map", "text"), "--map takes COLUMN=FIELD"),
    (("init", "."), "is already a workspace; nothing was changed"),
    (("--as", "claire", "assign", "1", "--to", "laboo"), "unknown expert “laboo”; did you mean “labo”?"),
    (("--as", "claire", "note", "1", " "), "a note needs a text"),
    (("--lang", "xx", "triage"), "xx"),
])  # fmt: skip
def test_wrong_use_is_2_and_says_what_to_do(run: Run, words: tuple[str, ...], said: str) -> None:
    refused(run(*words), 2, said)


@pytest.mark.parametrize("words", [(), ("rules",), ("calendar",), ("connectors",)])
def test_without_a_command_the_help_is_shown_on_stderr(run: Run, words: tuple[str, ...]) -> None:
    shown = run(*words)
    refused(shown, 2)
    assert shown.err.lstrip().startswith("Usage: socialcare")


def test_no_workspace_is_2_and_says_how_to_make_one(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    refused(run("triage"), 2, "no workspace here", "socialcare init")
    refused(run("--workspace", str(tmp_path), "triage"), 2, "is no workspace", "socialcare init")
    refused(run("triage", SOCIALCARE_WORKSPACE=str(tmp_path)), 2, "is no workspace")


def test_a_workspace_is_found_upward_and_by_name(run: Run, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = run("triage", "--no-pull", "--json").out
    monkeypatch.chdir(workspace / "data" / "inbox")
    assert run("triage", "--no-pull", "--json").out == here
    monkeypatch.chdir(workspace.parent)
    assert run("--workspace", "brand", "triage", "--no-pull", "--json").out == here
    assert run("triage", "--no-pull", "--json", SOCIALCARE_WORKSPACE="brand").out == here


@pytest.mark.usefixtures("workspace")
def test_a_clock_that_is_no_time_is_2(run: Run) -> None:
    refused(run("triage", SOCIALCARE_NOW="noon"), 2, "SOCIALCARE_NOW", "“noon”")


def test_every_mistake_of_the_settings_is_told_with_its_place(run: Run, workspace: Path) -> None:
    file = workspace / "socialcare.yaml"
    broken = file.read_text("utf-8").replace("timezone: Europe/Paris", "timezone: Europe/Pariss")
    file.write_text(broken.replace("brand:", "brnad:"), "utf-8")
    told = run("triage")
    refused(told, 2, "socialcare.yaml:2:1: unknown key “brnad”; did you mean “brand”?", "socialcare.yaml:3:11: ")


def test_a_mistake_in_the_rules_is_2_for_every_command_that_reads_them(run: Run, workspace: Path) -> None:
    file = workspace / "rules" / "sophie-paris.yaml"
    file.write_text(file.read_text("utf-8").replace("expert: accueil", "expert: acueil"), "utf-8")
    for words in (("rules", "check"), ("triage", "--no-pull")):
        refused(run(*words), 2, "rules/sophie-paris.yaml:", "did you mean “accueil”?")


@pytest.mark.parametrize("words", [("triage", "--no-pull"), ("breaches",), ("show", "1"), ("--as", "claire", "undo")])
def test_a_damaged_database_is_1(run: Run, workspace: Path, words: tuple[str, ...]) -> None:
    for each in (workspace / "data").glob("socialcare.db*"):
        each.write_bytes(b"this was a database once. " * 200)
    refused(run(*words), 1, "error: ", "socialcare.db")


def test_a_channel_that_fails_is_5_and_the_others_are_done(run: Run, workspace: Path) -> None:
    (workspace / "data" / "inbox" / "avis.jsonl").unlink()
    pulled = run("pull")
    assert pulled.code == 5
    assert "avis: failed: " in pulled.err
    assert "bluesky: 0 new mentions" in pulled.err
    triaged = run("--quiet", "triage", "--json")
    assert triaged.code == 5
    assert triaged.rows
    assert [line.split(":")[0] for line in triaged.err.splitlines()] == ["avis"]


def test_doctor_says_what_is_wrong_and_is_1(run: Run, workspace: Path) -> None:
    assert "[!!]" not in run("doctor").out
    file = workspace / "rules" / "sophie-paris.yaml"
    file.write_text("version: 1\nrulez: []\n", "utf-8")
    examined = run("doctor")
    assert examined.code == 1
    assert "[!!]" in examined.out


@pytest.mark.parametrize("rules_load", [True, False])
def test_doctor_reads_the_templates_and_the_words_of_the_brand_too(run: Run, workspace: Path, rules_load: bool) -> None:
    assert "[ok] rules/answers.yaml: 2 templates\n" in run("doctor").out
    if not rules_load:
        (workspace / "rules" / "sophie-paris.yaml").write_text("version: 1\nrulez: []\n", "utf-8")
    (workspace / "rules" / "answers.yaml").write_text(
        "templates:\n  un: {text: 'Bonjour {prenon}', topic: livraison}\n  deux: {text: ' '}\n", "utf-8"
    )
    (workspace / "rules" / "lexicon.yaml").write_text("terms: [{term: ' ', value: 1}]\n", "utf-8")
    examined = run("doctor")
    assert examined.code == 1
    assert "[!!] rules/answers.yaml:2:14: unknown variable “prenon”; did you mean “prenom”?\n" in examined.out
    assert "[!!] rules/answers.yaml:3:16: the text is empty\n" in examined.out
    assert "[!!] rules/lexicon.yaml:1:9: the term is empty\n" in examined.out
    assert "unknown topic" not in examined.out


@pytest.mark.usefixtures("workspace")
def test_a_closed_pipe_ends_quietly(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, run: Run) -> None:
    """As `socialcare triage --json | head -1`."""
    assert run("triage", "--no-pull", "--json").code == 0
    with (tmp_path / "spare").open("w", encoding="utf-8") as spare:

        class Closed:
            def fileno(self) -> int:
                return spare.fileno()

            def write(self, _text: str) -> int:
                raise BrokenPipeError

            def flush(self) -> None: ...

        monkeypatch.setattr(sys, "stdout", Closed())
        assert main(["triage", "--no-pull", "--json"]) == 0


def test_rehearsals_write_nothing(run: Run, workspace: Path) -> None:
    (workspace / "new.csv").write_text("id;texte;auteur;date\n1;Colis perdu;lea;20/11/2026 09:00\n", "utf-8")
    before = run("search", "colis", "perdu", "--json").rows
    rehearsed = run("import", "new.csv", "--channel", "agence", "--dry-run")
    assert rehearsed.code == 0
    assert "agence: 1 new mention" in rehearsed.err
    assert "nothing was written" in rehearsed.err
    assert run("search", "colis", "perdu", "--json").rows == before
    assert run("import", "new.csv", "--channel", "agence").code == 0
    assert run("triage", "--no-pull").code == 0
    assert len(run("search", "colis", "perdu", "--json").rows) == len(before) + 1
