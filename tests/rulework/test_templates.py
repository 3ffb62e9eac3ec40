"""Templates of answers: read whole, or refused whole with every mistake in its place; filled once, and never twice."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialcare.errors import FileMistakes, WrongUse
from socialcare.rulework.templates import FILE, KNOWN, Template, read_templates
from socialcare.workspace import Workspace

TOPICS = ("livraison", "paiement")
LEA = {"prenom": "Léa", "client": "Léa Dupont", "handle": "lea_d", "marque": "Maison Lavande", "dossier": "12",
       "sujet": "Livraison", "signature": "Claire"}  # fmt: skip


@pytest.fixture
def house(tmp_path: Path) -> Workspace:
    (tmp_path / "rules").mkdir()
    return Workspace(tmp_path)


def read(house: Workspace, text: str) -> dict[str, Template]:
    (house.folder / FILE).write_text(text, "utf-8")
    return read_templates(house, TOPICS)


def a_template(text: str) -> Template:
    return Template(name="colis", label="", topic="", text=text)


def test_templates_are_read_in_the_order_of_the_file(house: Workspace) -> None:
    found = read(
        house, 'templates:\n  b: {text: "Bonjour {prenom}"}\n  a: {text: " Oui. ", label: Oui, topic: livraison}\n'
    )
    assert list(found) == ["b", "a"]
    assert (found["a"].text, found["a"].label, found["a"].topic) == ("Oui.", "Oui", "livraison")


@pytest.mark.parametrize("text", ["", "# rien\n", "templates: {}\n"])
def test_an_empty_file_has_no_templates(text: str, house: Workspace) -> None:
    assert read(house, text) == {}


def test_no_file_has_no_templates(house: Workspace) -> None:
    assert read_templates(house, TOPICS) == {}


def test_every_mistake_is_told_with_its_place(house: Workspace) -> None:
    text = """\
templates:
  a: {text: "  "}
  b: {text: "Bonjour {prenon}, {prenon}", topic: livraizon}
  c: {text: "un { seul, {deux mots}, {}"}
  d: {text: "} et {{ou}}"}
"""
    with pytest.raises(FileMistakes) as raised:
        read(house, text)
    assert [str(mistake) for mistake in raised.value.mistakes] == [
        "rules/answers.yaml:2:13: the text is empty",
        "rules/answers.yaml:3:13: unknown variable “prenon”; did you mean “prenom”?",
        "rules/answers.yaml:3:50: unknown topic “livraizon”; did you mean “livraison”?",
        "rules/answers.yaml:4:13: a brace stands alone; write {{ for a brace",
        "rules/answers.yaml:4:13: “{deux mots}” is no variable; write it as {prenom}",
        "rules/answers.yaml:4:13: “{}” is no variable; write it as {prenom}",
        "rules/answers.yaml:5:13: a brace stands alone; write }} for a brace",
    ]


@pytest.mark.parametrize(("text", "said"), [
    ("templates:\n  a: {texte: x}\n", ["2:6: the key “text” is missing here", "2:7: unknown key “texte”; did you mean “text”?"]),
    ("modeles: {}\n", ["1:1: unknown key “modeles”; known: templates"]),
    ("templates:\n  a: Bonjour\n", ["2:6: a block of “key: value” lines is expected here"]),
])  # fmt: skip
def test_what_is_no_template_is_told_with_its_place(text: str, said: list[str], house: Workspace) -> None:
    with pytest.raises(FileMistakes) as raised:
        read(house, text)
    assert [str(mistake).removeprefix("rules/answers.yaml:") for mistake in raised.value.mistakes] == said


@pytest.mark.parametrize(("text", "filled"), [
    ("Bonjour {prenom}, dossier {dossier} ({sujet}). {signature}, {marque}", "Bonjour Léa, dossier 12 (Livraison). Claire, Maison Lavande"),
    ("Bonjour {Prénom}, {CLIENT}", "Bonjour Léa, Léa Dupont"),
    ("{{prenom}} { prenom }", "{prenom} Léa"),
    ("@{handle}{dossier}", "@lea_d12"),
])  # fmt: skip
def test_what_socialcare_knows_is_put_in(text: str, filled: str) -> None:
    assert a_template(text).filled(LEA, {}) == filled


@pytest.mark.parametrize(("text", "filled"), [
    ("Bonjour {prenom}, merci.", "Bonjour, merci."), ("Bonjour\u00a0{prenom}\u00a0!", "Bonjour\u00a0!"), ("{prenom} !", " !"),
])  # fmt: skip
def test_without_a_first_name_the_space_before_it_goes_too(text: str, filled: str) -> None:
    assert a_template(text).filled({**LEA, "prenom": ""}, {}) == filled


def test_what_is_given_wins_and_may_be_written_with_accents() -> None:
    filled = a_template("{prenom}, {numero}").filled(LEA, {"Prénom": "Madame", "numéro": "7"})
    assert filled == "Madame, 7"


@pytest.mark.parametrize(("text", "given", "said"), [
    ("{commande} {date}", {}, "template “colis” needs {commande}, {date}; give it with --set commande=… --set date=…"),
    ("{commande}", {"commande": " "}, "template “colis” needs {commande}; give it with --set commande=…"),
    ("{prenom}", {"a": "1", "b": "2"}, "template “colis” has no {a}, {b}; its variables: {prenom}"),
    ("Oui.", {"a": "1"}, "template “colis” has no {a}; its variables: –"),
    ("{commande}", {"comande": "1"}, "template “colis” needs {commande} and has no {comande}; its variables: {commande}"),
])  # fmt: skip
def test_all_that_is_missing_or_too_much_is_one_sentence(text: str, given: dict[str, str], said: str) -> None:
    with pytest.raises(WrongUse) as raised:
        a_template(text).filled(LEA, given)
    assert str(raised.value) == said


def test_a_case_without_topic_has_no_subject_to_put_in() -> None:
    with pytest.raises(WrongUse, match=r"needs \{sujet\}; give it with --set sujet=…"):
        a_template("À propos de {sujet}").filled({**LEA, "sujet": ""}, {})


def test_a_preview_leaves_what_is_missing_as_it_is_written() -> None:
    template = a_template("{prenom}, {Commande}, {sujet}")
    assert template.preview({**LEA, "sujet": ""}, {}) == ("Léa, {Commande}, {sujet}", ["commande", "sujet"])
    assert template.preview({}, {"commande": "7"}) == ("{prenom}, 7, {sujet}", ["prenom", "sujet"])
    with pytest.raises(WrongUse, match=r"has no \{x\}"):
        template.preview({}, {"x": "7"})


@given(st.text(max_size=30), st.text(max_size=30))
def test_what_a_stranger_is_called_is_never_read_for_variables(name: str, handle: str) -> None:
    known = {**dict.fromkeys(KNOWN, "x"), "client": f"{{handle}}{name}", "handle": f"{{marque}}{handle}"}
    filled = a_template("<{client}|{handle}>").filled(known, {})
    assert filled == f"<{{handle}}{name}|{{marque}}{handle}>"
