"""Where mentions come from: `pull` and `import`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from socialcare.cli import options as opt
from socialcare.cli.app import told
from socialcare.cli.wiring import Session
from socialcare.errors import AlreadyRunning, AuthError, FileMistakes, SocialcareError, SourcesFailed, WrongUse
from socialcare.sentences import Sentence, mark, say, say_many

if TYPE_CHECKING:
    from datetime import datetime

    from socialcare.desk import Desk, Pulled

SHOWN_REJECTS = 20

DryRun = Annotated[bool, typer.Option("--dry-run", help=mark("Read and count, write nothing."))]


def register(app: typer.Typer) -> None:
    app.command("pull", help=mark("Fetch new mentions of every channel, or of those named."))(pull)
    app.command("import", help=mark("Read mentions from a CSV or JSON Lines file."))(import_)


def pull(
    context: typer.Context,
    channels: Annotated[
        list[str] | None, typer.Argument(metavar="[CHANNEL…]", help=mark("As named in socialcare.yaml."))
    ] = None,
    since: opt.Since = None,
    dry_run: DryRun = False,
) -> None:
    session = opt.session(context)
    code = pull_all(session, session.desk(), tuple(channels or ()), session.time(since), rehearse=dry_run)
    if code:
        raise typer.Exit(code)


def pull_all(
    session: Session,
    desk: "Desk",
    channels: tuple[str, ...],
    since: "datetime | None",
    *,
    rehearse: bool = False,
    notes: bool = True,
) -> int:
    """One line a channel on stderr, with what was guessed on the way where `notes`; the exit code of the whole."""
    from socialcare import desk as day

    if not rehearse:
        from socialcare.cli.commands.publishing import look_before_pull

        look_before_pull(session, desk)
    results = []
    for result in day.pull(desk, channels, since, rehearse=rehearse):
        results.append(result)
        _tell(session, result, rehearse=rehearse, notes=notes)
    if notes and not results:
        session.tell(session.language(say("no channel is named in socialcare.yaml yet")))
    return exit_code([result.failure or result.reread_failure for result in results])


def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=mark("CSV (comma, semicolon, tab) or JSON Lines."))],
    channel: Annotated[
        str, typer.Option("--channel", metavar="NAME", help=mark("The channel these mentions belong to."))
    ],
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="COLUMN=FIELD",
            help=mark("What a column is, where its name does not say; may be repeated."),
        ),
    ] = None,
    dry_run: DryRun = False,
) -> None:
    from socialcare import desk as day

    session = opt.session(context)
    result = day.import_file(session.desk(), file, channel, _mapping(columns or []), rehearse=dry_run)
    _tell(session, result, rehearse=dry_run)


def _mapping(columns: list[str]) -> dict[str, str]:
    mapping = {}
    for each in columns:
        column, equals, field = each.rpartition("=")
        if not equals or not column or not field:
            raise WrongUse(say("--map takes COLUMN=FIELD, such as --map Message=text, not “{text}”", text=each))
        mapping[column.strip()] = field.strip()
    return mapping


def _tell(session: Session, result: "Pulled", *, rehearse: bool, notes: bool = True) -> None:
    language = session.language
    saved = result.saved
    parts: list[Sentence] = [say_many("{n} new mention", "{n} new mentions", saved.new)]
    if saved.changed:
        parts.append(say("{count} changed", count=saved.changed))
    if saved.same:
        parts.append(say("{count} already known", count=saved.same))
    if saved.vanished:
        parts.append(say("{count} vanished", count=saved.vanished))
    if saved.rejected:
        parts.append(say("{count} refused", count=saved.rejected))
    told = " · ".join(language(part) for part in parts)
    session.tell(language(say("{channel}: {what}", channel=result.channel, what=told)))
    for line in result.notes if notes else ():
        session.tell("  " + language(line))
    for reject in result.rejects[:SHOWN_REJECTS]:
        session.tell("  " + language(say("refused, {where}: {why}", where=reject.where, why=reject.why)))
    if len(result.rejects) > SHOWN_REJECTS:
        session.tell(
            "  "
            + language(
                say("… and {count} more; they are kept with their reasons", count=len(result.rejects) - SHOWN_REJECTS)
            )
        )
    if rehearse:
        session.tell("  " + language(say("nothing was written")))
    if result.silence is not None:
        session.tell("  " + language(result.silence.sentence))
    if result.failure is not None:
        _tell_failure(session, result.channel, result.failure)
    if result.reread_failure is not None:
        why = result.reread_failure.sentence
        session.complain(
            language(
                say(
                    "{channel}: read, but its open cases could not be read again: {why}",
                    channel=result.channel,
                    why=why,
                )
            )
        )


def _tell_failure(session: Session, channel: str, failure: SocialcareError) -> None:
    """Even under --quiet: cron mails it."""
    if isinstance(failure, FileMistakes):
        session.complain(*told(failure, session.language))
    else:
        session.complain(
            session.language(say("{channel}: failed: {why}", channel=channel, why=failure.sentence)),
            *("  " + session.language(detail) for detail in failure.details),
        )


def exit_code(failures: Sequence[SocialcareError | None]) -> int:
    """0 when all went well; the failure's own code when every channel failed for the same kind of reason; else 5."""
    codes = {failure.exit_code for failure in failures if failure is not None}
    if not codes:
        return 0
    own = {AuthError.exit_code, AlreadyRunning.exit_code, WrongUse.exit_code}
    return codes.pop() if len(codes) == 1 and all(failures) and codes <= own else SourcesFailed.exit_code
