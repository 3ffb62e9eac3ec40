"""What a template says to one customer: only what is theirs, and nothing they could smuggle in."""

from collections.abc import Callable
from typing import Any

import pytest

from socialcare.desk import Desk
from socialcare.desk.handing import case_of
from socialcare.desk.templating import client, first_name, templated, values
from socialcare.errors import FileMistakes
from socialcare.facts import Author, Mention
from socialcare.rulework.templates import FILE

At = Callable[[str], Desk]


@pytest.mark.parametrize(("name", "found"), [
    ("Léa Dupont", "Léa"), ("MARIE", "Marie"), ("jean-marc d.", "Jean-Marc"), ("🌸 Inès 🌸", "Inès"), ("Anne", "Anne"),
    ("Mme Vasseur", ""), ("M. Roy", ""), ("Dr House", ""), ("L. Petit", ""), ("", ""), ("🌸", ""), ("75011", ""), ("x" * 31, ""),
    ("O’Neil", "O’Neil"), ("{marque} Léa", "Marque"), ("http://evil.example", "Http"),
])  # fmt: skip
def test_a_first_name_is_a_word_of_letters_and_no_title(name: str, found: str) -> None:
    assert first_name(name) == found


@pytest.mark.parametrize(("author", "found"), [
    (Author(handle="lea_d", name="Léa Dupont"), "Léa Dupont"), (Author(handle="lea_d"), "lea_d"),
    (Author(handle="x", name="@everyone\n\x1b[2J"), "everyone [2J"), (Author(name=""), ""),
])  # fmt: skip
def test_a_customer_calls_nobody_else_into_the_answer(author: Author, found: str) -> None:
    assert client(author) == found


def test_the_answer_is_signed_by_who_sends_it(desk_at: At, receive: Any, a_mention: Callable[..., Mention]) -> None:
    desk = desk_at("2026-11-18 10:00")
    receive(desk, a_mention("Où est mon colis ?", name="Léa Dupont"))
    case, people = case_of(desk, 1), desk.rules.rulebook.people
    told = values(desk, case, people["mehdi"])
    assert told == {"prenom": "Léa", "client": "Léa Dupont", "handle": "lea", "marque": "Maison Lavande", "dossier": "1",
                    "sujet": "", "signature": "Mehdi Diallo"}  # fmt: skip
    assert values(desk, case, people["karim"])["signature"] == "Claire Martin", "an expert only proposes"
    assert values(desk, case, None)["signature"] == "Claire Martin"


def test_a_new_workspace_has_templates_that_hold(desk_at: At, receive: Any, a_mention: Callable[..., Mention]) -> None:
    desk = desk_at("2026-11-18 10:00")
    receive(desk, a_mention("Où est mon colis ?", name="Léa Dupont"))
    by = desk.rules.rulebook.people["claire"]
    late = templated(desk, by, 1, "colis-en-retard", {"commande": "48213", "date": "24 novembre"})
    assert late.startswith("Bonjour Léa,\nVotre commande 48213 aurait dû")
    assert late.endswith("le 24 novembre, colis retrouvé ou non.\nClaire Martin, pour Maison Lavande")
    assert "message privé" in templated(desk, by, 1, "coordonnees-en-prive", {})


def test_a_topic_that_the_rules_do_not_know_is_a_mistake(desk_at: At) -> None:
    desk = desk_at("2026-11-18 10:00")
    (desk.workspace.folder / FILE).write_text("templates:\n  a: {text: Oui, topic: livraison}\n", "utf-8")
    with pytest.raises(FileMistakes, match="unknown topic “livraison”; known: –"):
        templated(desk, desk.rules.rulebook.people["claire"], 1, "a", {})
