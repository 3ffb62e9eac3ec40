"""Where the words of an answer come from: an option, a file, a template, or the person's own editor."""

import os
import shlex
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from socialcare.cli.commands.answers import templated
from socialcare.cli.person_here import agrees, is_terminal
from socialcare.cli.wiring import Session
from socialcare.errors import WrongUse
from socialcare.sentences import say

if TYPE_CHECKING:
    from socialcare.desk import Desk
    from socialcare.routing import Person


@dataclass(frozen=True, kw_only=True)
class Wording:
    """Where the words of an answer come from; `given` are the variables of the template."""

    text: str | None = None
    file: Path | None = None
    template: str | None = None
    given: Sequence[str] | None = None


def written(session: Session, desk: "Desk", by: "Person", number: int, wording: Wording) -> str:
    """`--text`, `--file`, `--template`, else what the person writes in their editor, beginning with the expert's draft."""
    refuse_two(wording)
    if wording.text is not None:
        return wording.text
    if wording.file is not None:
        return _read(wording.file)
    if wording.template is not None:
        return templated(desk, by, number, wording.template, wording.given)
    if not is_terminal():
        raise WrongUse(say("an answer needs a text: --text"))
    _take(session, desk, by, number)
    return _edited(session, _draft(desk, number))


def _take(session: Session, desk: "Desk", by: "Person", number: int) -> None:
    """Who begins to write has the case in hand, and hears of who had it before."""
    from socialcare.desk import holding

    for held in holding.in_hands(desk, by, [number]):
        sentence = say("case {number} is in hand since {at} by {name}", number=str(number), at=held.at, name=held.name)
        session.complain(session.language(sentence))
        if not agrees(session.language(say("Take it over? [y/N]"))):
            session.complain(session.language(say("nothing was sent")))
            raise typer.Exit(1)
    holding.take(desk, by, [number])


def refuse_two(wording: Wording) -> None:
    """Raises WrongUse for two sources of one text, and for variables of no template."""
    named = {"--text": wording.text, "--file": wording.file, "--template": wording.template}
    chosen = [option for option, value in named.items() if value is not None]
    if len(chosen) > 1:
        raise WrongUse(say("choose one: {one} or {other}", one=chosen[0], other=chosen[1]))
    if wording.given and wording.template is None:
        raise WrongUse(say("--set goes with --template"))


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise WrongUse(say("{file} cannot be read ({why}); it must be a text in UTF-8", file=file, why=why)) from error


def _edited(session: Session, draft: str) -> str:
    command = next((os.environ[name] for name in ("VISUAL", "EDITOR") if os.environ.get(name)), "vi")
    with tempfile.TemporaryDirectory(prefix="socialcare-") as folder:
        file = Path(folder) / "answer.txt"
        file.write_text(draft, "utf-8")
        try:
            done = subprocess.run([*shlex.split(command), str(file)], check=False)  # noqa: S603 - the person's own editor
        except OSError as error:
            raise WrongUse(say("the editor “{command}” cannot be started; set EDITOR, or use --text", command=command)) from error  # fmt: skip
        if done.returncode:
            session.complain(session.language(say("nothing was sent")))
            raise typer.Exit(1)
        return _read(file)


def _draft(desk: "Desk", number: int) -> str:
    from socialcare import store
    from socialcare.cases import case_at

    history = next(store.cases.histories(desk.store, [number]), None)
    case = case_at(history, desk.now) if history else None
    if case is None:
        raise WrongUse(say("there is no case {number}; socialcare triage lists them", number=str(number)))
    return case.draft
