"""The program: global options, the commands in the order of a day, and the one place where errors are printed."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from socialcare import __version__
from socialcare.cli import help as helping
from socialcare.cli.commands import house, people, queue, reporting, sources
from socialcare.cli.language import Language, chosen
from socialcare.cli.safe import for_screen
from socialcare.cli.wiring import Session
from socialcare.errors import FileMistakes, SocialcareError
from socialcare.sentences import mark, say

INTERRUPTED = 130

app = typer.Typer(
    cls=helping.Commands,
    name="socialcare",
    help=mark("Listen to a brand's customers, give each question to the right expert, answer within the promise."),
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
    subcommand_metavar="COMMAND …",
)


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
    version: Annotated[bool, typer.Option("--version", help=mark("Print the version and stop."))] = False,
) -> None:
    del lang, version  # answered in main, before anything is imported or said
    session: Session = context.obj
    session.workspace_named, session.acting, session.quiet = workspace, acting, quiet


queue.register(app)
people.register(app)
sources.register(app)
reporting.register(app)
house.register(app)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code. stdout is data, stderr is talk."""
    words = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    language = Language(chosen(helping.language_named(words), os.environ))
    if words[:1] == ["--version"]:
        sys.stdout.write(f"socialcare {__version__}\n")
        return 0
    session = Session(language)
    try:
        return _run(words, session)
    except SocialcareError as error:
        _tell(error, session)
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # `| head` has what it wanted
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(words: Sequence[str], session: Session) -> int:
    session.language.speak()
    command = helping.translated(typer.main.get_command(app), session.language)
    try:
        result: Any = command.main(list(words), prog_name="socialcare", standalone_mode=False, obj=session)
        sys.stdout.flush()
    except helping.UsageError as error:
        sys.stderr.write(helping.usage(error, session.language) + "\n")
        return 2
    except helping.Abort:
        return INTERRUPTED
    return result if isinstance(result, int) else 0


def _tell(error: SocialcareError, session: Session) -> None:
    language = session.language
    if isinstance(error, FileMistakes):
        for mistake in error.mistakes:
            sys.stderr.write(for_screen(f"{mistake.place}: {language(mistake.sentence)}") + "\n")
        return
    sys.stderr.write(for_screen(language(say("error: {what}", what=error.sentence))) + "\n")
    for detail in error.details:
        sys.stderr.write(for_screen("  " + language(detail)) + "\n")
