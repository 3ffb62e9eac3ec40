"""The commands in the order of a day, under the global options."""

import copy
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from socialcare import __version__
from socialcare.cli import help as helping
from socialcare.cli.commands import (
    answers,
    connectors,
    customers,
    grouping,
    holding,
    house,
    inbox,
    judging,
    log,
    notify,
    people,
    promising,
    publishing,
    queue,
    reporting,
    rules,
    sources,
)
from socialcare.cli.language import LANGUAGES
from socialcare.cli.wiring import INTERRUPTED, Session
from socialcare.errors import WrongUse
from socialcare.hints import unknown
from socialcare.sentences import mark, say

WITH_VALUE = ("--workspace", "--as", "--lang")
"""Options before the command whose value is a word of its own."""

app = typer.Typer(
    cls=helping.Commands,
    name="socialcare",
    help=mark("Listen to a brand's customers, give each question to the right expert, answer within the promise."),
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
)


def _version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"socialcare {__version__}\n")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    workspace: Annotated[
        Path | None,
        typer.Option(
            "--workspace",
            metavar="DIR",
            envvar="SOCIALCARE_WORKSPACE",
            help=mark("The brand's folder; else found upward from here."),
        ),
    ] = None,
    acting: Annotated[
        str | None,
        typer.Option(
            "--as", metavar="NAME", envvar="SOCIALCARE_USER", help=mark("Who acts, by the key the rules give them.")
        ),
    ] = None,
    lang: Annotated[
        str | None,
        typer.Option("--lang", metavar="fr|en", help=mark("The language of what people read; else the locale's.")),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help=mark("No talk on stderr but errors."))] = False,
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_version, help=mark("Print the version and stop.")),
    ] = False,
) -> None:
    del version  # its callback has answered
    if lang not in (None, *LANGUAGES):  # chosen in `main`, as the help depends on it
        raise WrongUse(unknown(say("language"), lang, LANGUAGES))
    session: Session = context.obj
    session.workspace_named, session.acting, session.quiet = workspace, acting, quiet


queue.register(app)
inbox.register(app)
log.register(app)
people.register(app)
holding.register(app)
grouping.register(app)
publishing.register(app)
answers.register(app)
sources.register(app)
connectors.register(app)
reporting.register(app)
customers.register(app)
rules.register(app)
promising.register(app)
notify.register(app)
judging.register(app)
house.register(app)


def needed(words: Sequence[str]) -> typer.Typer:
    """The commands, or the one that is named alone: Typer builds each at every start, which takes 30 ms of all."""
    named = next(_positional(words), None)
    one = copy.copy(app)
    one.registered_commands = [command for command in app.registered_commands if command.name == named]
    one.registered_groups = [group for group in app.registered_groups if group.name == named]
    return one if one.registered_commands or one.registered_groups else app


def _positional(words: Sequence[str]) -> Iterator[str]:
    remaining = iter(words)
    for word in remaining:
        if word in WITH_VALUE:
            next(remaining, None)
        elif not word.startswith("-"):
            yield word


def run(words: Sequence[str], session: Session) -> int:
    """The exit code. Raises SocialcareError."""
    session.language.speak()
    command = helping.translated(typer.main.get_command(needed(words)), session.language)
    try:
        result: Any = command.main(list(words), prog_name="socialcare", standalone_mode=False, obj=session)
    except helping.UsageError as error:
        session.complain(*helping.usage(error, session.language))
        return 2
    except helping.Abort:
        return INTERRUPTED
    return result if isinstance(result, int) else 0
