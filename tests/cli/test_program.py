"""A command that is named is built alone, and is then what it is among all the others."""

from typing import Any

import pytest
import typer

from socialcare.cli.program import app, needed


def built(*words: str) -> Any:
    return typer.main.get_command(needed(words))


def test_each_command_is_built_alone_where_it_is_named() -> None:
    every = typer.main.get_command(app)
    for name, command in every.commands.items():  # type: ignore[attr-defined]
        (alone,) = built(name).commands.values()
        told = [[parameter.opts for parameter in one.params] for one in (command, alone)]
        assert (alone.name, alone.help, told[1]) == (name, command.help, told[0])
        assert list(getattr(alone, "commands", {})) == list(getattr(command, "commands", {}))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("--quiet", "breaches", "--csv"), ["breaches"]),
        (("--workspace", "triage", "breaches"), ["breaches"]),
        (("--workspace=triage", "--lang", "fr", "-q", "rules", "check"), ["rules"]),
        (("--as", "claire", "triage", "breaches"), ["triage"]),
    ],
)
def test_the_command_is_the_first_word_that_is_no_option_s(words: tuple[str, ...], found: list[str]) -> None:
    assert list(built(*words).commands) == found


@pytest.mark.parametrize(
    "words", [(), ("--help",), ("traige",), ("--lang",), ("--workspace", "triage"), ("", "triage")]
)
def test_without_a_command_that_is_known_all_are_there_to_be_told(words: tuple[str, ...]) -> None:
    assert len(built(*words).commands) > 40
