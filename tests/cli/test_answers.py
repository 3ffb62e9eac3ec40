"""Past answers and templates at the command line, as a community manager and a script use them."""

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

CLAIRE = {"SOCIALCARE_USER": "claire"}

QUESTIONS = [
    ("q1", "zoe", "Zoé Martin", "2026-03-02", "Mon flacon est arrivé cassé, le bouchon a cédé et le parfum a coulé"),
    ("q2", "ines", "Inès Roy", "2026-11-02", "Flacon cassé à l’arrivée, bouchon cédé, parfum coulé dans le carton"),
    ("q3", "lea", "Léa Dupont", "2026-11-20", "Bouchon du flacon cassé, tout le parfum a coulé, je fais quoi ?"),
]


@pytest.fixture(scope="session")
def asked(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where to copy from: the demonstration, with three like questions."""
    folder = tmp_path_factory.mktemp("asked") / "brand"
    shutil.copytree(demo, folder)
    rows = [{"id": ref, "author": who, "name": name, "text": text, "date": f"{day}T08:00:00Z"} for ref, who, name, day, text in QUESTIONS]  # fmt: skip
    (folder / "avis.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return folder


@pytest.fixture
def numbers(asked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> list[str]:
    """Of the three cases, the first two answered: by Claire in March, by Mehdi in November."""
    folder = tmp_path / "brand"
    shutil.copytree(asked, folder)
    monkeypatch.chdir(folder)
    assert run("import", "avis.jsonl", "--channel", "avis").code == 0
    cases = {row["author"]: str(row["case"]) for row in run("search", "bouchon", "--json").rows}
    given = (("zoe", "claire", "2026-03-02", "Bonjour Zoé, un nouveau flacon part aujourd’hui."),
             ("ines", "mehdi", "2026-11-02", "Merci de voir cela avec le transporteur,\nson assurance couvre la casse."))  # fmt: skip
    for who, by, day, text in given:
        now = {"SOCIALCARE_NOW": f"{day}T10:00:00Z"}
        assert run("--as", by, "reply", cases[who], "--text", text, "--mark-only", **now).code == 0
    return [cases[who] for who in ("zoe", "ines", "lea")]


def test_past_answers_stand_whole_with_what_to_know_before(run: Run, numbers: list[str]) -> None:
    zoe, ines, lea = numbers
    told = run("answers", lea)
    assert told.code == 0
    lines = [line.strip() for line in told.out.splitlines()]
    assert lines[0].startswith(f"case {lea}")
    for line in (
        "Bonjour Zoé, un nouveau flacon part aujourd’hui.", "! 8 months old: is it still right?",
        f"! answered otherwise by Mehdi Saïdi (case {ines})", "! it names its customer: Zoé",
        "Merci de voir cela avec le transporteur,", "son assurance couvre la casse.",
        f"! answered otherwise by Claire Moreau (case {zoe})",
    ):  # fmt: skip
        assert line in lines, line
    assert any(
        line.startswith(f"case {ines} · avis") and "Mehdi Saïdi · Mon 02/11/2026 11:00" in line for line in lines
    )


def test_past_answers_are_the_same_in_every_form(run: Run, numbers: list[str]) -> None:
    zoe, ines, lea = numbers
    rows = run("answers", lea, "--json").rows
    assert {str(row["case"]): (row["answered_by"], row["old"], row["otherwise"]) for row in rows} == {
        zoe: ("claire", True, ines), ines: ("mehdi", False, zoe),
    }  # fmt: skip
    assert [json.loads(line) for line in run("answers", lea, "--jsonl").out.splitlines()] == rows
    table = list(csv.reader(io.StringIO(run("answers", lea, "--csv").out, newline="")))
    assert table[0] == list(rows[0])
    assert len(table) == len(rows) + 1
    assert run("answers", lea, "--json", "--limit", "1").rows == rows[:1]
    assert "… and 1 more: --limit 0 shows all" in run("answers", lea, "--limit", "1").err
    assert run("answers", lea, "--json", LANG="fr_FR.UTF-8").rows == rows


def test_yesterdays_answers_are_the_same_bytes_today(run: Run, numbers: list[str]) -> None:
    lea = numbers[2]
    then = ("answers", lea, "--as-of", "2026-11-20T10:30", "--json")
    before = run(*then).out
    later = {"SOCIALCARE_NOW": "2026-11-25T09:00:00Z", **CLAIRE}
    assert run("reply", numbers[1], "--text", "Finalement, nous le remplaçons.", "--mark-only", **later).code == 0
    assert run(*then, **later).out == before
    assert run("answers", lea, "--json", **later).out != before


def test_no_near_answer_and_no_case_are_one_sentence(run: Run, numbers: list[str]) -> None:
    early = {"SOCIALCARE_NOW": "2026-03-01T10:00:00Z"}
    assert run("answers", "9999").err == "error: there is no case 9999; socialcare triage lists them\n"
    nothing = run("answers", numbers[0], "--as-of", "2026-03-02T09:30", **early)
    assert nothing.err.startswith("no past answer is near this question\n")
    assert run("answers", numbers[0], "--as-of", "2026-03-02T09:30", "--json", **early).rows == []


def test_what_strangers_and_colleagues_wrote_moves_no_cursor_and_starts_no_formula(
    run: Run, numbers: list[str]
) -> None:
    evil = "=1+1\x1b[2J \x1b]0;pwned\x07 flacon \u202ebouchon"
    assert run("reply", numbers[0], "--text", evil, "--mark-only", **CLAIRE).code == 0
    for words in (("answers", numbers[2]), ("answers", numbers[2], "--json"), ("answers", numbers[2], "--csv")):
        told = run(*words)
        assert not {"\x1b", "\x07", "\u202e"} & set(told.out + told.err), words
    table = list(csv.reader(io.StringIO(run("answers", numbers[2], "--csv").out, newline="")))
    assert not [cell for line in table for cell in line if cell.startswith(("=", "@", "+"))]


@pytest.mark.usefixtures("workspace")
def test_templates_are_listed_with_what_is_to_be_given(run: Run) -> None:
    rows = run("templates", "--json").rows
    assert [(row["name"], row["topic"], row["to_set"]) for row in rows] == [
        ("colis-en-retard", "livraison", "commande, date"), ("coordonnees-en-prive", "", ""),
    ]  # fmt: skip
    assert rows[0]["variables"] == "prenom, signature, marque"
    shown = run("templates").out
    assert "colis-en-retard" in shown
    assert "Livraison" in shown
    checked = run("rules", "check")
    assert (checked.code, "rules/answers.yaml: 2 templates" in checked.err) == (0, True)


@pytest.mark.usefixtures("workspace")
def test_a_template_is_shown_as_written_and_as_a_customer_would_read_it(run: Run) -> None:
    written = run("templates", "show", "colis-en-retard")
    assert written.out.startswith("Bonjour {prenom},\nVotre commande {commande} ")
    assert written.err == "filled by --case and --set: {prenom}, {commande}, {date}, {signature}, {marque}\n"
    number = str(next(row["case"] for row in run("triage", "--no-pull", "--json").rows if row["author"] == "h.vasseur@example.org"))  # fmt: skip
    filled = run("templates", "show", "colis-en-retard", "--case", number, "--set", "commande=ML-48213")
    assert filled.out.startswith("Bonjour Hélène,\nVotre commande ML-48213 ")
    assert filled.out.endswith("pour Maison Lavande\n")
    assert filled.err == "still to give: --set date=…\n"
    assert json.loads(run("show", number, "--json").out)["events"] == [], "nothing is written"


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(("words", "said"), [
    (("templates", "show", "colis"), "unknown template “colis”; known: colis-en-retard, coordonnees-en-prive"),
    (("templates", "show", "colis-en-retar"), "unknown template “colis-en-retar”; did you mean “colis-en-retard”?"),
    (("templates", "show", "colis-en-retard", "--case", "9999"), "there is no case 9999; socialcare triage lists them"),
    (("reply", "1", "--template", "colis-en-retard", "--set", "comande=1", "--set", "date=lundi", "--dry-run"), "template “colis-en-retard” needs {commande} and has no {comande}; its variables: {prenom}, {commande}, {date}, {signature}, {marque}"),
    (("reply", "1", "--template", "colis-en-retard", "--set", "commande"), "“commande” sets no variable; write --set commande=123"),
    (("reply", "1", "--template", "colis-en-retard", "--text", "x"), "choose one: --text or --template"),
    (("draft", "1", "--template", "colis-en-retard", "--text", "x"), "choose one: --text or --template"),
    (("draft", "1", "--text", "x", "--set", "a=1"), "--set goes with --template"),
    (("draft", "1"), "--text is missing"),
    (("draft", "1", "--text", " "), "a draft needs a text: --text"),
])  # fmt: skip
def test_what_cannot_be_done_is_one_sentence(run: Run, words: tuple[str, ...], said: str) -> None:
    told = run(*words, **CLAIRE)
    assert (told.code, told.out, told.err) == (2, "", f"error: {said}\n")


def test_rules_check_tells_the_mistakes_of_the_templates(run: Run, workspace: Path) -> None:
    (workspace / "rules" / "answers.yaml").write_text(
        "templates:\n  a: {text: '{prenon}', topic: livraizon}\n", "utf-8"
    )
    for words in (("rules", "check"), ("templates",)):
        told = run(*words)
        assert told.code == 2
        assert "rules/answers.yaml:2:13: unknown variable “prenon”; did you mean “prenom”?" in told.err
        assert "rules/answers.yaml:2:32: unknown topic “livraizon”; did you mean “livraison”?" in told.err


def test_a_workspace_without_the_file_has_no_templates(run: Run, workspace: Path) -> None:
    (workspace / "rules" / "answers.yaml").unlink()
    assert run("templates", "--json").rows == []
    assert run("rules", "check").code == 0
    told = run("templates", "show", "a")
    assert told.err == "error: there is no template yet; rules/answers.yaml holds them\n"


@pytest.mark.usefixtures("workspace")
def test_a_draft_from_a_template_is_signed_by_who_will_send_it(run: Run) -> None:
    row = run("triage", "--no-pull", "--json").rows[0]
    given = ("draft", str(row["case"]), "--template", "coordonnees-en-prive")
    assert run("--as", "labo", *given).code == 0
    draft = json.loads(run("show", str(row["case"]), "--json").out)["events"][-1]
    assert (draft["action"], draft["by"]) == ("draft", "labo")
    assert draft["text"].endswith("tout le monde peut les lire. Claire Moreau")
