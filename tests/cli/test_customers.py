"""Customers and openness at the command line."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

pytestmark = pytest.mark.usefixtures("workspace")

CLAIRE = {"SOCIALCARE_USER": "claire"}


def test_a_customer_is_told_whole(run: Run) -> None:
    told = run("customer", "@MLLE_pomme")
    assert told.code == 0, told.err
    head, *rest = [line.strip() for line in told.out.splitlines()]
    assert head == "mlle_pomme · on 1 channel · 1 case"
    assert [line for line in rest if line in ("Accounts", "Promises", "Feelings", "Cases", "Exchanges")] == [
        "Accounts", "Promises", "Feelings", "Cases", "Exchanges",
    ]  # fmt: skip
    assert "0 kept, 1 broken (0% kept)" in rest
    assert any(line.startswith("2026-11  −0.") for line in rest)


def test_a_customer_as_json_has_the_row_of_the_list_and_the_cases_of_the_queue(run: Run) -> None:
    found = json.loads(run("customer", "mlle_pomme", "--json").out)
    assert list(found) == ["customer", "accounts", "links", "cases", "exchanges", "months"]
    assert found["customer"] in run("customers", "--json").rows
    assert found["cases"] == [row for row in run("triage", "--no-pull", "--json").rows if row["author"] == "mlle_pomme"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("customer", "mlle_pome"), "no customer is called “mlle_pome”; nearest: bluesky:mlle_pomme"),
        (("customer", "qqqq"), "no customer is called “qqqq”; socialcare customers lists them"),
        (("link", "mlle_pomme", "bluesky:mlle_pomme"), "bluesky:mlle_pomme is one account; name another to link it with"),
        (("link", "mlle_pomme", "qqqq"), "no customer is called “qqqq”; socialcare customers lists them"),
        (("unlink", "mlle_pomme", "soizic_zd"), "bluesky:mlle_pomme and mastodon:soizic_zd were not linked with each other; linked with bluesky:mlle_pomme: –"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_one_sentence(run: Run, words: tuple[str, ...], said: str) -> None:
    told = run(*words, **CLAIRE)
    assert (told.code, told.out, told.err) == (2, "", f"error: {said}\n")


def test_linking_needs_to_know_who_acts(run: Run) -> None:
    told = run("--as", "personne", "link", "mlle_pomme", "soizic_zd")
    assert told.code == 2
    assert "unknown person “personne”" in told.err


def test_linked_accounts_are_one_customer_until_they_are_unlinked(run: Run) -> None:
    before = run("customers", "--json").out
    assert run("link", "mlle_pomme", "@soizic_zd", **CLAIRE).code == 0
    again = run("link", "soizic_zd", "mlle_pomme", **CLAIRE)
    assert again.err == "error: mastodon:soizic_zd and bluesky:mlle_pomme are one customer already\n"
    found = json.loads(run("customer", "soizic_zd", "--json").out)
    assert found["customer"]["channels"] == 2
    assert {each["channel"] for each in found["exchanges"]} == {"bluesky", "mastodon"}
    assert "linked by Claire Moreau" in run("customer", "mlle_pomme").out
    assert run("unlink", "soizic_zd", "mlle_pomme", **CLAIRE).code == 0
    assert run("customers", "--json").out == before
    assert "no longer linked, by Claire Moreau" in run("customer", "mlle_pomme").out


def test_the_same_customers_in_every_form(run: Run) -> None:
    rows = run("customers", "--json").rows
    assert [json.loads(line) for line in run("customers", "--jsonl").out.splitlines()] == rows
    table = list(csv.reader(io.StringIO(run("customers", "--csv").out, newline="")))
    assert table[0] == list(rows[0])
    assert len(table) == len(rows) + 1
    assert len(run("customers", "--limit", "0").out.splitlines()) == len(rows) + 2
    assert run("customers", "--json", LANG="fr_FR.UTF-8").rows == rows


def test_an_ambassador_who_turns_negative_comes_first(run: Run, workspace: Path) -> None:
    said = [
        ("fan", "2026-10-01", "J’adore votre crème, merci beaucoup, elle est parfaite !"),
        ("fan", "2026-10-08", "Toujours aussi ravie, bravo, produit magnifique !"),
        ("fan", "2026-10-15", "Merci, livraison rapide, je suis très contente, superbe !"),
        ("decu", "2026-10-01", "J’adore votre crème, merci beaucoup, elle est parfaite !"),
        ("decu", "2026-10-08", "Toujours aussi ravie, bravo, produit magnifique !"),
        ("decu", "2026-10-15", "Merci, livraison rapide, je suis très contente, superbe !"),
        ("decu", "2026-11-18", "Colis jamais reçu, c’est une honte, service scandaleux, je suis furieuse !"),
    ]
    rows = [{"id": str(n), "author": who, "text": text, "date": f"{day}T09:00:00Z"} for n, (who, day, text) in enumerate(said)]  # fmt: skip
    (workspace / "avis.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n", "utf-8")
    assert run("import", "avis.jsonl", "--channel", "avis").code == 0
    found = run("customers", "--ambassadors", "--json").rows
    assert [(row["author"], row["ambassador"]) for row in found] == [("decu", "turned"), ("fan", "ambassador")]
    assert "TURNED" in run("customers", "--ambassadors").out.splitlines()[2]


def test_transparency_counts_each_complaint_once(run: Run) -> None:
    *channels, total = run("transparency", "--json").rows
    complaints = run("complaints", "--json").rows
    assert total["channel"] == "*"
    assert total["complaints"] == len(complaints) == sum(row["complaints"] for row in channels)
    for row in (*channels, total):
        parts = ("in_time", "late", "unpromised", "unanswered", "closed_unanswered")
        assert sum(row[part] for part in parts) == row["complaints"]


def test_a_complaint_closed_without_an_answer_is_told_with_its_reason(run: Run) -> None:
    case = str(run("complaints", "--unanswered", "--json").rows[0]["case"])
    assert run("close", case, "--reason", "doublon", **CLAIRE).code == 0
    assert "closed without an answer: 1 × doublon" in run("transparency").out
    assert run("transparency", "--json").rows[-1]["closed_reasons"] == "1 × doublon"


def test_of_no_complaint_there_is_no_percentage(run: Run) -> None:
    told = run("transparency", "--since", "2026-11-20T10:29")
    assert told.out.splitlines()[-1].split()[-3:-1] == ["–", "–"]
    assert run("transparency", "--since", "2026-11-20T10:29", "--json").rows[-1]["in_time_percent"] is None


def test_yesterdays_transparency_and_customers_are_the_same_bytes_today(run: Run) -> None:
    then = ("--as-of", "2026-11-20T10:30", "--json")
    reports = [("transparency",), ("customers",), ("customer", "mlle_pomme")]
    before = [run(*words, *then).out for words in reports]
    monday = {"SOCIALCARE_NOW": "2026-11-23T09:00:00+01:00", **CLAIRE}
    case = json.loads(run("customer", "mlle_pomme", "--json").out)["cases"][0]["case"]
    assert run("reply", str(case), "--text", "Bonjour, …", "--mark-only", **monday).code == 0
    assert run("link", "mlle_pomme", "soizic_zd", **monday).code == 0
    assert [run(*words, *then, **monday).out for words in reports] == before
    assert run("customers", "--json", **monday).out != before[1]


def test_what_strangers_wrote_moves_no_cursor_and_starts_no_formula(run: Run, workspace: Path) -> None:
    said = {"id": "1", "author": "=cmd|x\x1b[2J", "text": "colis \x1b]0;pwned\x07 jamais reçu, une honte \u202e!", "date": "2026-11-20T08:00:00Z"}  # fmt: skip
    (workspace / "avis.jsonl").write_text(json.dumps(said) + "\n", "utf-8")
    assert run("import", "avis.jsonl", "--channel", "avis").code == 0
    linked = run("link", "avis:=cmd|x\x1b[2J", "mlle_pomme", **CLAIRE)
    assert linked.code == 0, linked.err
    row = next(row for row in run("complaints", "--json").rows if row["author"].startswith("=cmd"))
    assert run("close", str(row["case"]), "--reason", "=1+1\x1b[31m", **CLAIRE).code == 0
    for words in (("customer", "mlle_pomme"), ("customers", "--limit", "0"), ("transparency",), ("customers", "--csv"), ("transparency", "--csv")):  # fmt: skip
        told = run(*words)
        assert not {"\x1b", "\x07", "\u202e"} & set(told.out + told.err + linked.err), words
    table = list(csv.reader(io.StringIO(run("customers", "--csv").out, newline="")))
    assert not [cell for line in table for cell in line if cell.startswith(("=", "@", "+"))]
