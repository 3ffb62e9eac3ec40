"""`rules check | test | explain | replay | schema` as people and CI run them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

RULES = Path("rules/sophie-paris.yaml")
TESTS = Path("rules/tests/sophie-paris.test.yaml")


def edit(*changes: tuple[str, str], file: Path = RULES) -> None:
    text = file.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, "utf-8")


@pytest.mark.usefixtures("workspace")
def test_a_new_workspace_passes_the_tests_that_come_with_it(run: Run) -> None:
    done = run("rules", "test", "--coverage")
    assert done.code == 0, done.out
    assert done.out.splitlines()[0].endswith(" passed, 0 failed, 0 to do")
    assert "22 of 22 rules decided in a test" in done.out


@pytest.mark.usefixtures("workspace")
def test_a_failing_test_is_told_with_its_place_and_why_and_exits_1(run: Run) -> None:
    edit(("then: {expert: labo, promise: urgent-1h", "then: {expert: qualite, promise: urgent-1h"))
    done = run("rules", "test")
    assert done.code == 1
    assert "une allergie va au laboratoire dans l'heure: expert: “labo” was expected, “qualite” came" in done.out
    assert "    rule “santé et sécurité” (line " in done.out


@pytest.mark.usefixtures("workspace")
def test_a_test_to_do_that_passes_is_told(run: Run) -> None:
    edit(("  - name: merci\n", "  - name: merci\n    state: todo\n"), file=TESTS)
    done = run("rules", "test", str(TESTS))
    assert done.code == 0
    assert "“merci” passes now; drop “state: todo”" in done.out


@pytest.mark.usefixtures("workspace")
def test_where_there_is_no_test_file_it_says_what_to_write(run: Run) -> None:
    TESTS.unlink()
    done = run("rules", "test")
    assert (done.code, done.err) == (
        2,
        "error: there is no test file yet; write one, such as rules/tests/essais.test.yaml\n",
    )


@pytest.mark.parametrize(("expected", "code"), [("paiement", 0), ("plainte", 0), ("labo", 1), ("facturation", 2)])
@pytest.mark.usefixtures("workspace")
def test_one_text_is_tried_in_one_line(expected: str, code: int, run: Run) -> None:
    done = run("rules", "test", "Ma facture est fausse.", "--expect", expected)
    assert done.code == code
    if code < 2:
        assert "rule “plainte”, expert paiement, topic paiement" in done.out
        assert "topic Paiement et facturation goes to paiement" in done.out
    else:
        assert "unknown expert, rule or topic “facturation”" in done.err


@pytest.mark.usefixtures("workspace")
def test_warnings_are_told_after_mistakes_and_stop_only_under_strict(run: Run) -> None:
    edit(
        (
            "  - name: plainte\n",
            "  - name: jamais\n    when: {topic: sante}\n    then: {expert: labo}\n\n  - name: plainte\n",
        )
    )
    done = run("rules", "check")
    assert done.code == 0
    assert "W101 no mention reaches rule “jamais”: “santé et sécurité” (line " in done.err
    assert done.err.splitlines()[-1].endswith(" warnings")
    strict = run("rules", "check", "--strict")
    assert strict.code == 2
    assert "W101 no mention reaches rule “jamais”" in strict.err
    edit(("expert: labo, promise: urgent-1h", "expert: laboo, promise: urgent-1h"))
    broken = run("rules", "check")
    assert broken.code == 2
    assert "unknown expert “laboo”; did you mean “labo”?" in broken.err
    assert "W101" not in broken.err


@pytest.mark.usefixtures("workspace")
def test_a_case_is_explained_rule_by_rule(run: Run) -> None:
    done = run("rules", "explain", "27")
    assert done.code == 0
    assert "→ ✔ santé et sécurité  [rules/sophie-paris.yaml:" in done.out
    assert "✔ topic Santé et sécurité: “brûlure”  « brûlure »" in done.out
    assert "? followers: unknown" in done.out
    assert "are unknown" not in done.out
    assert "due on Fri 20/11/2026 10:00" in done.out


@pytest.mark.usefixtures("workspace")
def test_an_explanation_as_json_has_every_condition_and_its_words(run: Run) -> None:
    text = "Je suis allergique à votre crème !"
    done = run("rules", "explain", "--text", text, "--at", "2026-11-18 10:00", "--json")
    found = json.loads(done.out)
    assert (found["rule"], found["expert"], found["promise"]["due_at"]) == ("santé et sécurité", "labo", "2026-11-18T10:00:00Z")  # fmt: skip
    rule = next(rule for rule in found["rules"] if rule["used"])
    condition = rule["conditions"][0]
    assert condition["truth"] == "true"
    assert [text[start:end] for start, end in condition["spans"]] == condition["words"] == ["allergique"]
    assert [c["expert"] for c in found["candidates"] if c["chosen"]] == ["labo"]
    assert {rule["truth"] for rule in found["rules"]} == {"true", "false", "unknown"}
    assert found["recalled"] is False
    told = "of a text alone, the author’s history and the experts’ open cases are unknown"
    assert told in run("rules", "explain", "--text", text).out


@pytest.mark.usefixtures("workspace")
def test_what_the_stored_mentions_say_of_the_rules_is_told_on_demand(run: Run) -> None:
    edit(
        (
            "  - name: plainte\n",
            "  - name: jamais\n    when: {rating: {max: 0}}\n    then: {expert: labo}\n\n  - name: plainte\n",
        )
    )
    assert "W114" not in run("rules", "check").err
    done = run("rules", "check", "--history", "--since", "2026-01-01")
    assert done.code == 0
    assert "stored mentions looked at" in done.err
    assert "W114 rule “jamais” was at work for none of " in done.err
    assert run("rules", "check", "--since", "2026-01-01").code == 2


@pytest.mark.parametrize("words", [(), ("24", "--text", "Bonjour")])
@pytest.mark.usefixtures("workspace")
def test_an_explanation_is_of_a_case_or_of_a_text(words: tuple[str, ...], run: Run) -> None:
    done = run("rules", "explain", *words)
    assert (done.code, done.err) == (2, "error: name a case or give a --text, one of them\n")


@pytest.mark.usefixtures("workspace")
def test_a_replay_counts_tells_causes_and_fails_above_the_threshold(run: Run) -> None:
    text = RULES.read_text("utf-8")
    Path("new.yaml").write_text(
        text.replace("expert: labo, promise: urgent-1h", "expert: qualite, promise: noon-17h"), "utf-8"
    )
    done = run("rules", "replay", "--rules", "new.yaml", "--json")
    assert done.code == 0
    found = json.loads(done.out)
    assert found["kinds"]["expert"] == found["kinds"]["promise"] == found["changed"] > 0
    assert found["examples"][0]["cause"]["said"] == "rule “santé et sécurité” gives otherwise: expert, promise"
    table = run("rules", "replay", "--rules", "new.yaml", "--threshold", "1%", LANG="fr_FR.UTF-8")
    assert table.code == 1
    assert "new.yaml:" in table.out
    assert run("rules", "replay", "--rules", "new.yaml", "--threshold", "50 %").code == 0
    assert run("rules", "replay", "--rules", "new.yaml", "--threshold", "beaucoup").code == 2


@pytest.mark.usefixtures("workspace")
def test_a_replay_with_a_broken_file_changes_nothing(run: Run) -> None:
    before = Path("data/socialcare.db").read_bytes()
    Path("new.yaml").write_text("version: 1\nrules: &a [*a]\n", "utf-8")
    done = run("rules", "replay", "--rules", "new.yaml")
    assert done.code == 2
    assert done.err.startswith("new.yaml:2:8: anchors and aliases")
    assert Path("data/socialcare.db").read_bytes() == before


@pytest.mark.usefixtures("workspace")
def test_the_schema_is_json(run: Run) -> None:
    schema = json.loads(run("rules", "schema").out)
    assert schema["properties"]["rules"]["description"] == "Read from top to bottom: the first that holds decides."


@pytest.mark.usefixtures("workspace")
def test_a_replay_that_changes_nothing_says_so(run: Run) -> None:
    done = run("rules", "replay", "--rules", "rules/sophie-paris.yaml")
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith(" mentions replayed: nothing would change; nothing was written\n")
    none = run("rules", "replay", "--rules", "rules/sophie-paris.yaml", "--since", "20/11/2026 10:29")
    assert none.out.startswith("no mention to replay: ")
