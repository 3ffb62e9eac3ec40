"""A brand's own words: read whole, or refused whole with every mistake in its place."""

from pathlib import Path

import pytest

from socialcare.errors import FileMistakes
from socialcare.facts import Emotion
from socialcare.rulework.own_words import FILE, own_words
from socialcare.workspace import Workspace

GOOD = """\
terms:
  - {term: " canon", value: 0.8, emotion: joy}
  - {term: "ça dépote", value: 0.6}
corrections:
  - {term: mortel, value: 0}
"""


@pytest.fixture
def house(tmp_path: Path) -> Workspace:
    (tmp_path / "rules").mkdir()
    return Workspace(tmp_path)


def written(house: Workspace, text: str) -> Workspace:
    (house.folder / FILE).write_text(text, "utf-8")
    return house


def refused(house: Workspace, text: str) -> list[str]:
    with pytest.raises(FileMistakes) as raised:
        own_words(written(house, text))
    return [str(mistake) for mistake in raised.value.mistakes]


def test_terms_and_corrections_become_rows_with_their_lines(house: Workspace) -> None:
    found = own_words(written(house, GOOD))
    assert [(row.line, row.terms, row.value, row.emotion) for row in found] == [
        (2, ("canon",), 0.8, Emotion.JOY),
        (3, ("ça dépote",), 0.6, None),
        (5, ("mortel",), 0.0, None),
    ]
    assert {row.file for row in found} == {"rules/lexicon.yaml"}


@pytest.mark.parametrize("text", ["", "# rien\n", "terms: []\ncorrections: []\n"])
def test_an_empty_file_has_no_words(text: str, house: Workspace) -> None:
    assert own_words(written(house, text)) == ()


def test_no_file_has_no_words(house: Workspace) -> None:
    assert own_words(house) == ()


def test_every_mistake_is_told_with_its_place(house: Workspace) -> None:
    text = 'terms:\n  - {term: "", value: 0.1}\n  - {trem: x, value: 0.5}\n  - {term: y, value: 3}\n  - {term: z, value: 1, emotion: joi}\n'
    assert refused(house, text) == [
        "rules/lexicon.yaml:2:5: the term is empty",
        "rules/lexicon.yaml:3:5: the key “term” is missing here",
        "rules/lexicon.yaml:3:6: unknown key “trem”; did you mean “term”?",
        "rules/lexicon.yaml:4:22: “3” is out of range (le 1.0)",
        "rules/lexicon.yaml:5:34: unknown value “joi”; did you mean “joy”?",
    ]


def test_a_term_stands_once(house: Workspace) -> None:
    text = "terms:\n  - {term: Canon, value: 1}\ncorrections:\n  - {term: canon, value: -1}\n"
    assert refused(house, text) == ["rules/lexicon.yaml:4:12: “canon” stands already in rules/lexicon.yaml:2"]


def test_a_term_without_emotion_names_none(house: Workspace) -> None:
    assert refused(house, "terms:\n  - {term: x, value: 0, emotion: neutral}\n") == [
        "rules/lexicon.yaml:2:5: a term without emotion has no “emotion”: drop it"
    ]
