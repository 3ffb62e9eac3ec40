"""A rules file that does not load says why in bounded time, and the store stays as it was."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from socialcare import store
from socialcare.connector import Page
from socialcare.desk import Desk, triage
from socialcare.errors import FileMistakes, SocialcareError
from socialcare.facts import Mention
from socialcare.rulework import Rules
from socialcare.rulework.schema import json_schema

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("version: 1\n# " + "x" * 5_000_000, "rules/sophie-paris.yaml: the file is larger than 1048576 characters"),
        (BOMB, "rules/sophie-paris.yaml:1:4: anchors and aliases (& and *) are not read here; a text with them needs quotes"),
        ("version: 1\nrules: " + "[" * 5000, "rules/sophie-paris.yaml:2:47: blocks are nested deeper than 40"),
        ("", "rules/sophie-paris.yaml:1:1: the key “calendars” is missing here"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("again", [False, True])
def test_a_rulebook_that_does_not_load_leaves_the_store_as_it_was(
    text: str, told: str, again: bool, desk_at: Callable[[str], Desk], receive: Callable[..., None],
    a_mention: Callable[..., Mention],
) -> None:  # fmt: skip
    desk = desk_at("2026-11-18 10:00")
    receive(desk, a_mention("Une allergie"))
    store.pages.save(desk.store, "avis", Page(mentions=(a_mention("Scandale", by="tom"),), cursor={}), desk.now)
    before = _content(desk.workspace.database)
    (desk.workspace.folder / "rules" / "sophie-paris.yaml").write_text(text, "utf-8")
    later = desk_at("2026-11-18 11:00")
    with pytest.raises(SocialcareError) as refused:
        triage(later, again=again)
    assert isinstance(refused.value, FileMistakes)
    assert str(refused.value.mistakes[0]) == told
    assert _content(desk.workspace.database) == before


def test_a_pattern_that_would_explode_elsewhere_is_linear_here(rules_at: Callable[..., Rules]) -> None:
    rules = rules_at("rules:\n  - {name: a, when: {text: {patterns: ['(a+)+$']}}, then: {priority: low}}\n")
    assert rules.rulebook.finder.find("a" * 4_000 + "!") == {}


def test_the_schema_speaks_of_the_file_as_it_is_written() -> None:
    schema = json_schema(lambda english: f"«{english}»")
    assert set(schema["properties"]) >= {"version", "calendars", "policies", "experts", "topics", "rules", "default"}
    window = schema["$defs"]["WindowText"]["properties"]
    assert window["due"]["type"] == "string"
    assert schema["$defs"]["WordList"]["properties"]["except"]["description"].startswith("«Where one of these")
    assert schema["$defs"]["CalendarText"]["properties"]["closed"]["items"] == {"$ref": "#/$defs/Closure"}
    assert schema["$defs"]["Closure"]["type"] == "string"
    assert "description" not in schema["$defs"]["Then"]  # a docstring is for who reads the code


def _content(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()
