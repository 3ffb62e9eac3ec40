"""A list with nothing in it says so in a sentence; for machines it is an empty list."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture(scope="module")
def made(once: Callable[..., Path]) -> Path:
    return once(("init", "{folder}"))


@pytest.fixture(autouse=True)
def new(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace without a channel or a mention, and the current folder."""
    folder = tmp_path / "brand"
    shutil.copytree(made, folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("search", "colis"), "No case has these words or tags."),
        (("breaches",), "No promise was broken."),
        (("complaints",), "No complaint came."),
        (("complaints", "--unanswered"), "No complaint waits or was left unanswered."),
        (("customers",), "No customer has written yet."),
        (("customers", "--ambassadors"), "No customer has written often and gladly enough."),
        (("warnings",), "Nobody is to be warned."),
        (("log",), "Nothing was done then."),
    ],
    ids=str,
)
def test_an_empty_list_is_a_sentence_for_a_person_and_silence_for_cron(
    run: Run, words: tuple[str, ...], said: str
) -> None:
    told = run(*words)
    assert (told.code, told.out, told.err) == (0, "", f"{said}\n")
    quiet = run("--quiet", *words)
    assert (quiet.code, quiet.out, quiet.err) == (0, "", "")
    assert run(*words, "--json").rows == []


def test_a_workspace_without_templates_says_where_they_would_be(run: Run, new: Path) -> None:
    (new / "rules" / "answers.yaml").unlink()
    assert run("templates").err == "there is no template yet; rules/answers.yaml holds them\n"


def test_nothing_to_read_and_nobody_to_tell_are_said(run: Run) -> None:
    assert run("pull").err == "no channel is named in socialcare.yaml yet\n"
    assert run("triage").err == ""
    for words in (("notify",), ("notify", "--dry-run")):
        assert run(*words).err == "nobody has anything new to hear\n"


def test_the_number_of_a_case_is_not_written_as_a_quantity(run: Run) -> None:
    told = run("--as", "claire", "reply", "9999", "--text", "x", "--mark-only")
    assert told.err == "error: there is no case 9999; socialcare triage lists them\n"
