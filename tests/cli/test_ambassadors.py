"""A regular happy customer whom we disappoint goes up in the queue, with the reason."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

HAPPY = [
    ("2026-11-03", "J’adore votre crème, merci beaucoup, elle est parfaite !"),
    ("2026-11-10", "Toujours aussi ravie, bravo, produit magnifique !"),
    ("2026-11-16", "Merci, livraison rapide, je suis très contente, superbe !"),
]
COMPLAINT = ("2026-11-20", "Mon colis n’est toujours pas arrivé, je suis déçue.")


@pytest.fixture
def receive(run: Run, workspace: Path) -> Callable[..., None]:
    """`receive("lea", HAPPY)`: imported, not triaged yet."""

    def save(author: str, said: list[tuple[str, str]]) -> None:
        rows = [{"id": f"{author}-{day}", "author": author, "text": text, "date": f"{day}T08:00:00Z"} for day, text in said]  # fmt: skip
        (workspace / "avis.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n", "utf-8")
        assert run("import", "avis.jsonl", "--channel", "avis").code == 0

    return save


def queued(run: Run, author: str) -> dict[str, Any]:
    found = [row for row in run("triage", "--no-pull", "--json").rows if row["author"] == author]
    return max(found, key=lambda row: row["posted_at"])


@pytest.mark.parametrize("at_once", [False, True])
def test_an_ambassador_who_complains_goes_up_with_a_tag_and_a_reason(
    at_once: bool, run: Run, receive: Callable[..., None]
) -> None:
    if at_once:  # networks tell the newest first
        receive("lea", [COMPLAINT, *reversed(HAPPY)])
    else:
        receive("lea", HAPPY)
        run("triage", "--no-pull")
        receive("lea", [COMPLAINT])
    receive("tom", [COMPLAINT])
    case, other = queued(run, "lea"), queued(run, "tom")
    assert (case["text"], case["sentiment"], case["priority"]) == (COMPLAINT[1], "negative", "high")
    assert other["priority"] == "normal"
    number = str(case["case"])
    shown = json.loads(run("show", number, "--json").out)
    assert "ambassadeur" in shown["tags"]
    assert any("“ambassadeur déçu”" in line and "priority at least high" in line for line in shown["because"])
    assert "ambassadeur déçu" in run("show", number).out
    explained = run("rules", "explain", number).out
    assert "regular happy customer (ambassador): yes" in explained
    assert (
        run("rules", "explain", str(other["case"])).out.count("regular happy customer (ambassador): no; asked: yes")
        == 1
    )


def test_the_report_says_the_same_of_who_has_just_turned(run: Run, receive: Callable[..., None]) -> None:
    receive("lea", [*HAPPY, COMPLAINT])
    receive("fan", HAPPY)
    receive("tom", [*HAPPY[:2], COMPLAINT])
    told = {author: queued(run, author)["priority"] for author in ("lea", "tom")}
    found = run("customers", "--ambassadors", "--json").rows
    assert [(row["author"], row["ambassador"]) for row in found] == [("lea", "turned"), ("fan", "ambassador")]
    assert found[0]["case"] == queued(run, "lea")["case"]
    assert told == {"lea": "high", "tom": "normal"}


def test_accounts_that_were_linked_are_one_ambassador(run: Run, receive: Callable[..., None]) -> None:
    receive("lea", HAPPY[:2])
    receive("lea_m", HAPPY[2:])
    run("triage", "--no-pull")
    assert run("link", "avis:lea", "avis:lea_m", SOCIALCARE_USER="claire").code == 0
    receive("lea", [COMPLAINT])
    assert queued(run, "lea")["priority"] == "high"


def test_a_replay_of_the_same_rules_knows_the_ambassadors_of_that_day(run: Run, receive: Callable[..., None]) -> None:
    receive("lea", [*HAPPY, COMPLAINT])
    run("triage", "--no-pull")
    told = run("rules", "replay", "--rules", "rules/sophie-paris.yaml", "--json")
    assert told.code == 0, told.err
    assert json.loads(told.out)["changed"] == 0


def test_an_ambassador_of_a_long_import_is_known_whatever_the_batches(
    run: Run, receive: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socialcare.store.triage.BATCH", 1)
    receive("lea", [COMPLAINT, *reversed(HAPPY)])
    receive("tom", [COMPLAINT])
    assert queued(run, "lea")["priority"] == "high"
    explained = run("rules", "explain", str(queued(run, "lea")["case"])).out
    assert "regular happy customer (ambassador): yes" in explained
    told = run("rules", "replay", "--rules", "rules/sophie-paris.yaml", "--json")
    assert json.loads(told.out)["changed"] == 0
