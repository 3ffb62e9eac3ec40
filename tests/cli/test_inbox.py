"""What waits for a person, and the story of what they did, at the command line."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

pytestmark = pytest.mark.usefixtures("workspace")

DRAFT = "Rincer à l’eau tiède ; lot à nous envoyer."
ANSWER = "Bonjour, rincez à l’eau tiède ; lot à nous envoyer."
CHANGED = "[-Rincer-]{+Bonjour, rincez+} à l’eau tiède ; lot à nous envoyer."


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def urgent(run: Run) -> str:
    """The number of a late and urgent case that is the laboratory's to advise on."""
    rows = run("--as", "labo", "inbox", "--json").rows
    assert rows[0]["verdict"] == "late"
    return str(rows[0]["case"])


def test_an_expert_finds_the_question_the_word_of_the_manager_and_the_changes(run: Run, urgent: str) -> None:
    assert run("--as", "claire", "assign", urgent, "--to", "labo", "--message", "Le lot ?").code == 0
    told = run("--as", "labo", "inbox")
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith("Dr Anne Lefèvre · Friday 20 November 2026, 10:30 (Europe/Paris)\n\n")
    assert "cases wait for your draft" in told.out
    assert "Claire Moreau, Fri 20/11/2026 10:30: “Le lot ?”" in told.out
    run("--as", "labo", "draft", urgent, "--text", DRAFT)
    assert f"  {urgent}  answer by " in run("--as", "claire", "inbox").out
    run("--as", "claire", "reply", urgent, "--text", ANSWER, "--mark-only")
    told = run("inbox", "--as", "labo")
    assert "What became of your drafts since Fri 13/11/2026 10:30" in told.out
    assert f"{urgent} answered with changes by Claire Moreau, Fri 20/11/2026 10:30 {CHANGED}" in flat(told.out)
    assert "\x1b" not in told.out


def test_the_changes_are_parts_in_json_and_marked_in_csv(run: Run, urgent: str) -> None:
    run("--as", "labo", "draft", urgent, "--text", DRAFT)
    run("--as", "claire", "reply", urgent, "--text", ANSWER, "--mark-only")
    rows = run("--as", "labo", "inbox", "--json").rows
    assert (rows[-1]["waits"], rows[-1]["draft"], rows[-1]["answer"]) == ("changed", DRAFT, ANSWER)
    assert rows[-1]["changes"][:2] == [
        {"change": "removed", "text": "Rincer"}, {"change": "added", "text": "Bonjour, rincez"},
    ]  # fmt: skip
    table = list(csv.DictReader(io.StringIO(run("--as", "labo", "inbox", "--csv").out, newline="")))
    assert list(table[0]) == list(rows[0])
    assert [int(each["case"]) for each in table] == [row["case"] for row in rows]
    assert table[-1]["changes"] == CHANGED


def test_nothing_to_do_is_said(run: Run) -> None:
    told = run("--as", "claire", "inbox")
    assert told.out.splitlines()[1] == "Nothing waits for you."
    assert run("--as", "claire", "inbox", "--json").rows == []


def test_what_the_limit_leaves_out_is_told(run: Run) -> None:
    count = len(run("--as", "accueil", "inbox", "--json").rows)
    told = run("--as", "accueil", "inbox", "--limit", "1")
    assert told.err == f"… and {count - 1} more: --limit 0 shows all\n"


def test_the_story_of_a_case_has_sentences_with_numbers_that_undo_knows(run: Run, urgent: str) -> None:
    run("--as", "claire", "assign", urgent, "--to", "qualite")
    run("--as", "qualite", "hand-back", urgent, "--reason", "pas pour moi")
    run("--as", "mehdi", "take", urgent)
    run("--as", "mehdi", "tag", urgent, "vip")
    run("--as", "mehdi", "correct", urgent, "--emotion", "worry")
    run("--as", "mehdi", "undo", urgent, "--event", "3")
    told = run("log", urgent, COLUMNS="200")
    assert (told.code, told.err) == (0, "")
    lines = [flat(line) for line in told.out.splitlines()]
    assert re.fullmatch(r"\w{3} \S+ \d\d:\d\d \S+ wrote: “.+", lines[2])
    assert [line.partition(" #")[2] for line in lines if " #" in line] == [
        "1 Claire Moreau gave it to Paul Nguyen", "2 Paul Nguyen handed it back: “pas pour moi”",
        "3 Mehdi Saïdi took it over from Claire Moreau (taken back: #6)", "4 Mehdi Saïdi put the tag vip",
        "5 Mehdi Saïdi corrected emotion: worry", "6 Mehdi Saïdi took back #3 (taking in hand)",
    ]  # fmt: skip
    assert run("log", urgent, "--by", "qualite", "--json").rows == [
        row for row in run("log", urgent, "--json").rows if row["event"] == 2
    ]


def test_an_audit_is_over_all_cases_newest_last(run: Run, urgent: str) -> None:
    run("--as", "claire", "note", "1", "un")
    run("--as", "labo", "note", urgent, "deux")
    run("--as", "claire", "note", urgent, "trois", SOCIALCARE_NOW="2026-11-20T11:30:00+01:00")
    later = {"SOCIALCARE_NOW": "2026-11-20T12:00:00+01:00"}
    rows = run("log", "--by", "claire", "--since", "today", "--json", **later).rows
    assert [(row["case"], row["text"], row["action"]) for row in rows] == [
        (1, "un", "note"),
        (int(urgent), "trois", "note"),
    ]
    assert [row["text"] for row in run("log", "--since", "today", "--until", "today 11h", "--json", **later).rows] == [
        "un",
        "deux",
    ]
    assert [row["text"] for row in run("log", "--as-of", "2026-11-20T11:29", "--json", **later).rows] == ["un", "deux"]
    told = run("log", "--by", "claire", **later).out.splitlines()
    assert flat(told[2]) == "Fri 20/11/2026 10:30 1 #1 Claire Moreau noted: “un”"
    assert [json.loads(line)["event"] for line in run("log", "--jsonl", **later).out.splitlines()] == [1, 2, 3]
    assert run("log", "--by", "claire", "--json", SOCIALCARE_NOW="2026-12-01T12:00:00+01:00").rows == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("log", "99999"), "there is no case 99999; socialcare triage lists them"),
        (("log", "--by", "clare"), "unknown person “clare”; did you mean “claire”?"),
        (("inbox", "--as", "clare"), "unknown person “clare”; did you mean “claire”?"),
    ],
)
def test_what_does_not_exist_is_one_sentence(run: Run, words: tuple[str, ...], said: str) -> None:
    told = run(*words)
    assert (told.code, told.out, told.err) == (2, "", f"error: {said}\n")


def test_one_case_tells_who_holds_it_and_which_are_followed_in_it(run: Run, workspace: Path) -> None:
    rows = [{"id": str(n), "author": "lea", "text": text, "date": f"2026-11-20T08:0{n}:00Z"} for n, text in enumerate(("Où est mon colis ?", "Mon colis ?"))]  # fmt: skip
    (workspace / "avis.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n", "utf-8")
    assert run("import", "avis.jsonl", "--channel", "courrier").code == 0
    one, two = sorted(row["case"] for row in run("triage", "--no-pull", "--json").rows if row["author"] == "lea")
    for words in (
        ("--as", "logistique", "draft", str(one), "--text", "Un."), ("--as", "logistique", "draft", str(one), "--text", "Deux."),
        ("--as", "claire", "merge", str(one), str(two)), ("--as", "claire", "tag", str(one), "vip"),
        ("--as", "claire", "take", str(one)),
    ):  # fmt: skip
        assert run(*words).code == 0, words
    shown = [line.strip() for line in run("show", str(one)).out.splitlines()]
    assert f"case {two} is followed here" in shown
    assert "in hand since Fri 20/11/2026 10:30 by Claire Moreau" in shown
    assert any(line.startswith("tags: ") and line.endswith("vip") for line in shown)
    assert any(line.endswith("lea · courrier") for line in shown)
    draft = shown.index("Draft")
    assert [shown[draft + 1], shown[draft + 3]] == ["Deux.", "Un."]
    assert shown[draft + 2].startswith("version 2, by Karim Benali, Fri 20/11/2026 10:30")
    found = json.loads(run("show", str(one), "--json").out)
    assert [each["text"] for each in found["drafts"]] == ["Un.", "Deux."]
    assert (found["merged"], found["in_hand_by"], found["in_hand_since"], found["snoozed_until"]) == (
        [two], "claire", "2026-11-20T09:30:00Z", None,
    )  # fmt: skip
    assert "vip" in found["tags"]
    assert f"followed in case {one}" in run("show", str(two)).out
    assert json.loads(run("show", str(two), "--json").out)["merged_into"] == one
    assert f"Claire Moreau merged this case into case {one}" in run("log", str(two)).out
    assert f"Claire Moreau merged case {two} into this one" in run("log", str(one)).out


def test_a_case_tells_that_it_waits_or_sleeps(run: Run, urgent: str) -> None:
    run("--as", "claire", "reply", urgent, "--text", "Bonjour, quel lot ?", "--mark-only")
    run("--as", "claire", "wait", urgent, "--note", "le numéro")
    assert "waits for the customer since Fri 20/11/2026 10:30: “le numéro”" in run("show", urgent).out
    run("--as", "claire", "resume", urgent)
    run("--as", "claire", "snooze", urgent, "--until", "2026-11-20T15:00")
    assert "snoozed until Fri 20/11/2026 15:00" in run("show", urgent).out
    assert "asleep until Fri 20/11/2026 15:00" in run("--as", "claire", "inbox").out
    awake = run("--as", "claire", "inbox", SOCIALCARE_NOW="2026-11-20T15:01:00+01:00").out
    assert "1 case back from sleep today" in awake
    assert "awake since Fri 20/11/2026 15:00" in awake
    assert "put it to sleep until Fri 20/11/2026 15:00" in run("log", urgent).out


def test_what_people_and_strangers_wrote_moves_no_cursor_and_starts_no_formula(run: Run, urgent: str) -> None:
    evil = "=1+1\x1b[2J\u202e {name} [-x-]"
    run("--as", "labo", "draft", urgent, "--text", evil)
    run("--as", "claire", "reply", urgent, "--text", f"{evil} \x07!", "--mark-only")
    run("--as", "claire", "note", urgent, evil)
    for words in (("inbox", "--as", "labo"), ("log", urgent), ("log",), ("show", urgent)):
        for form in ("", "--json", *(("--csv",) if words[0] != "show" else ())):
            told = run(*words, *([form] if form else []))
            assert told.code == 0, (words, told.err)
            assert not {"\x1b", "\x07", "\u202e"} & set(told.out), words
    table = list(csv.reader(io.StringIO(run("log", "--csv").out, newline="")))
    assert not [cell for line in table for cell in line if cell.startswith("=")]


def test_a_limit_keeps_the_end_of_a_story_and_tells_what_it_leaves_out(run: Run) -> None:
    for text in ("un", "deux", "trois"):
        run("--as", "claire", "note", "1", text)
    every = run("log", "1", "--json").rows
    told = run("log", "1", "--limit", "2")
    assert [line.partition("noted: ")[2].rstrip() for line in told.out.splitlines()[2:]] == ["“deux”", "“trois”"]
    assert told.err == f"… {len(every) - 2} earlier ones left out: --limit 0 shows all\n"
    assert run("log", "1", "--limit", "2", "--json").rows == every[-2:]
    assert run("log", "--limit", "1", "--jsonl").out.count("trois") == 1
    assert run("log", "1", "--limit", "0").err == run("log", "1", "--limit", str(len(every))).err == ""
