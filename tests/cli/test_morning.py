"""A morning of three people: who may do what, what is said to them, and that nothing is lost."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

pytestmark = pytest.mark.usefixtures("workspace")

DRAFT = "Rincer à l’eau tiède, ne rien appliquer ; lot à nous envoyer."
ANSWER = "Bonjour Corinne, merci de nous avoir alertés ; écrivez-nous le numéro du lot."


@pytest.fixture
def urgent(run: Run) -> str:
    """The number of the late and urgent case that is the laboratory's to advise on."""
    rows = run("triage", "--no-pull", "--json").rows
    return next(str(row["case"]) for row in rows if row["expert"] == "labo" and row["verdict"] == "late")


def of(run: Run, number: str) -> Any:
    rows = run("triage", "--no-pull", "--since", "all", "--json").rows
    return next((row for row in rows if str(row["case"]) == number), None)


def test_a_new_demonstration_has_a_morning_at_once(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = run("init", str(tmp_path / "new"), "--demo")
    assert (made.code, made.out) == (0, "")
    assert "71 invented mentions, none of a real person" in made.err
    assert "SOCIALCARE_NOW=$(cat data/demo-time)" in made.err
    monkeypatch.chdir(tmp_path / "new")
    instant = Path("data/demo-time").read_text("utf-8").strip()
    morning = run("triage", SOCIALCARE_NOW=instant)
    assert morning.code == 0, morning.err
    head = morning.out.splitlines()
    assert head[0] == "socialcare · Maison Lavande · Friday 20 November 2026, 10:30 (Europe/Paris)"
    assert [line.split()[0] for line in head[1:4]] == ["To", "Unusual", "Put"]
    assert run("triage", "--json").rows == run("triage", "--no-pull", "--json").rows


def test_a_second_pull_finds_nothing_new(run: Run) -> None:
    again = run("pull")
    assert again.code == 0
    assert again.err.count(" 0 new mentions") == again.err.count("\n") == 6


def test_an_expert_proposes_and_the_community_manager_answers(run: Run, urgent: str) -> None:
    drafted = run("--as", "labo", "draft", urgent, "--text", DRAFT)
    assert (drafted.code, drafted.out) == (0, "")
    assert of(run, urgent)["state"] == "drafted"
    assert of(run, urgent)["draft"] == DRAFT
    refused = run("--as", "labo", "reply", urgent, "--text", ANSWER, "--mark-only")
    assert (refused.code, refused.out) == (2, "")
    assert "Dr Anne Lefèvre cannot answer a customer: only a community manager" in refused.err
    assert "(Claire Moreau, Mehdi Saïdi, Sophie Aubry)" in refused.err
    assert of(run, urgent)["state"] == "drafted"
    answered = run("--as", "claire", "reply", urgent, "--text", ANSWER, "--mark-only")
    assert (answered.code, answered.out) == (0, "")
    assert answered.err == f"case {urgent}: answered 30 minutes after the promise\n"
    assert of(run, urgent) is None


def test_an_answer_in_time_is_told_as_kept(run: Run) -> None:
    number = next(str(row["case"]) for row in run("triage", "--json").rows if row["verdict"] == "on_time")
    answered = run("--as", "claire", "reply", number, "--text", "Bonjour, …", "--mark-only")
    assert answered.err == f"case {number}: answered within the promise\n"


def test_nothing_is_sent_yet_and_this_is_said(run: Run, urgent: str) -> None:
    refused = run("--as", "claire", "reply", urgent, "--text", ANSWER)
    assert (refused.code, refused.out) == (2, "")
    assert "--mark-only" in refused.err
    assert of(run, urgent)["state"] == "assigned"


def test_undo_takes_the_answer_back_and_the_log_keeps_both(run: Run, urgent: str) -> None:
    before = of(run, urgent)
    assert run("--as", "claire", "reply", urgent, "--text", ANSWER, "--mark-only").code == 0
    undone = run("--as", "claire", "undo")
    assert (undone.code, undone.err) == (0, f"case {urgent}: undone: answer of Fri 20/11/2026 10:30\n")
    assert of(run, urgent) == before
    told = run("show", urgent, COLUMNS="300").out
    assert f"#1  Claire Moreau answered: “{ANSWER}” (taken back: #2)" in told
    assert "#2  Claire Moreau took back #1 (answer)" in told
    nothing_left = run("--as", "claire", "undo")
    assert nothing_left.code == 2
    assert "Claire Moreau has nothing to undo" in nothing_left.err


def test_nobody_undoes_what_another_has_built_on(run: Run, urgent: str) -> None:
    assert run("--as", "labo", "draft", urgent, "--text", DRAFT).code == 0
    assert run("--as", "claire", "reply", urgent, "--text", ANSWER, "--mark-only").code == 0
    refused = run("--as", "labo", "undo", urgent)
    assert refused.code == 2
    assert "Claire Moreau has acted on it since (answer, event 2)" in refused.err


def test_cases_are_given_all_or_none(run: Run) -> None:
    numbers = [str(row["case"]) for row in run("triage", "--json").rows if row["expert"] == "accueil"][:2]
    refused = run("--as", "claire", "assign", *numbers, "99999", "--to", "qualite")
    assert refused.code == 2
    assert [of(run, number)["expert"] for number in numbers] == ["accueil", "accueil"]
    given = run("--as", "claire", "assign", *numbers, "--to", "qualite")
    assert (given.code, given.err) == (0, "2 cases given to Paul Nguyen\n")
    assert [of(run, number)["expert"] for number in numbers] == ["qualite", "qualite"]


def test_a_note_stops_no_clock(run: Run, urgent: str) -> None:
    before = of(run, urgent)
    assert run("--as", "labo", "note", urgent, "Appelé le centre antipoison.").code == 0
    assert of(run, urgent) == before
    assert "Appelé le centre antipoison." in run("show", urgent, COLUMNS="300").out


def test_a_complaint_closed_without_an_answer_stays_one(run: Run) -> None:
    number = str(run("complaints", "--unanswered", "--json").rows[0]["case"])
    assert run("--as", "claire", "close", number).code == 2
    assert run("--as", "labo", "close", number, "--reason", "doublon").code == 2
    assert run("--as", "claire", "close", number, "--reason", "doublon").err == f"case {number} closed\n"
    assert of(run, number) is None
    kept = run("complaints", "--unanswered", "--csv")
    row = next(row for row in csv.DictReader(io.StringIO(kept.out)) if row["case"] == number)
    assert (row["state"], row["closed_reason"]) == ("closed", "doublon")
    assert run("--as", "labo", "draft", number, "--text", "trop tard").code == 2


def test_complaints_name_a_topic_as_the_rules_name_it_to_people(run: Run) -> None:
    row = next(row for row in run("complaints", "--json").rows if row["topic"] == "sante")
    shown = next(line for line in run("complaints", COLUMNS="200").out.splitlines() if f" {row['case']} " in line)
    assert "Santé et sécurité" in shown


def test_cron_is_told_by_the_exit_code_and_reads_nothing_else(run: Run) -> None:
    found = run("--quiet", "breaches", "--exit-code", "--csv")
    assert (found.code, found.err) == (3, "")
    assert len(found.out.splitlines()) > 1
    assert run("--quiet", "breaches", "--csv").code == 0
    none = run("--quiet", "breaches", "--exit-code", "--since", "2h", "--until", "2h", "--csv")
    assert (none.code, len(none.out.splitlines())) == (0, 1)


def test_a_case_explains_itself(run: Run, urgent: str) -> None:
    told = [line.strip() for line in run("show", urgent).out.splitlines()]
    why, promise, who = (told.index(section) for section in ("Why", "Promise", "Who"))
    assert any(line.startswith("rule “") for line in told[why:promise])
    assert "due on Fri 20/11/2026 10:00" in told[promise:who]
    assert "expert: Dr Anne Lefèvre · answers: Claire Moreau" in told[who:]


def test_search_finds_words_without_their_accents(run: Run) -> None:
    plain = run("search", "irritation*", "--json").rows
    assert plain == run("search", "Irritátion*", "--json").rows
    assert run("search", "hippopotame", "--json").rows == []


def test_who_acts_must_be_known(run: Run, urgent: str) -> None:
    nobody = run("undo", SOCIALCARE_USER="")
    assert nobody.code == 2
    assert "who acts? say --as NAME" in nobody.err
    assert run("note", urgent, "vu", SOCIALCARE_USER="claire").code == 0
    assert "did you mean “claire”?" in run("--as", "clare", "undo").err


@pytest.mark.usefixtures("workspace")
def test_a_list_with_nothing_in_it_says_which_list_it_is(run: Run) -> None:
    assert "Nothing is asleep." in run("triage", "--no-pull", "--asleep").out
    assert "Nothing waits" not in run("triage", "--no-pull", "--asleep").out
    assert "Nothing is put aside." in run("triage", "--no-pull", "--set-aside", "--as-of", "2026-01-01").out
    assert "Nothing waits for an answer." in run("triage", "--no-pull", "--as-of", "2026-01-01").out
    both = run("triage", "--no-pull", "--set-aside", "--asleep")
    assert (both.code, both.err) == (2, "error: choose one: --set-aside or --asleep\n")


def test_a_case_names_its_expert_as_people_do(run: Run) -> None:
    by_topic = next(row for row in run("triage", "--no-pull", "--json").rows if row["topic"] == "livraison")
    shown = run("show", str(by_topic["case"]), COLUMNS="300")
    assert "topic Livraison goes to Karim Benali" in shown.out
    assert json.loads(run("show", str(by_topic["case"]), "--json").out)["because"][-1].endswith(" logistique")
