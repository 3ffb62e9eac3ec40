"""Where mentions come from: `pull`, `import`, `connectors`."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from socialcare.cli import options as opt
from socialcare.cli import output
from socialcare.cli.app import told
from socialcare.cli.help import Commands
from socialcare.cli.output import Output
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
    connectors = typer.Typer(
        cls=Commands, help=mark("The connectors that are installed."), no_args_is_help=True, rich_markup_mode=None
    )
    connectors.command("list", help=mark("Installed connectors, and the channels that use them."))(connectors_list)
    app.add_typer(connectors, name="connectors")


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

    results = []
    for result in day.pull(desk, channels, since, rehearse=rehearse):
        results.append(result)
        _tell(session, result, rehearse=rehearse, notes=notes)
    return _code([result.failure for result in results])


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


@dataclass(frozen=True, kw_only=True)
class ConnectorRow:
    """An installed connector; `channels` of this workspace use it, separated by blanks."""

    connector: str
    summary: str
    channels: str
    package: str


@opt.lists
def connectors_list(context: typer.Context, shown: Output) -> None:
    session = opt.session(context)
    rows = list(_connectors(session))
    if not shown.is_table:
        output.write(rows, ConnectorRow, shown, session.language.zone)
        return
    table = output.table()
    for title in (mark("Connector"), mark("What it reads"), mark("Channels"), mark("Package")):
        table.add_column(session.language(title))
    for row in rows[: shown.limit] if shown.limit else rows:
        table.add_row(
            row.connector, *(output.paragraph(text) for text in (row.summary, row.channels or "–", row.package))
        )
    output.console().print(table)


def _connectors(session: Session) -> Iterator[ConnectorRow]:
    """One that cannot be loaded is listed with the reason."""
    from socialcare.connector import installed, load

    try:
        channels = session.settings.channels
    except WrongUse:  # outside a workspace the installed ones are still worth listing
        channels = {}
    for name, point in installed().items():
        try:
            summary = session.language(load(name).summary)
        except WrongUse as broken:
            summary = session.language(broken.sentence)
        using = " ".join(channel.name for channel in channels.values() if channel.connector == name)
        yield ConnectorRow(
            connector=name, summary=summary, channels=using, package=point.dist.name if point.dist else ""
        )


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
    if saved.rejected:
        parts.append(say("{count} refused", count=saved.rejected))
    session.tell(f"{result.channel}: " + " · ".join(language(part) for part in parts))
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
    if result.failure is not None:
        _tell_failure(session, result.channel, result.failure)


def _tell_failure(session: Session, channel: str, failure: SocialcareError) -> None:
    """Even under --quiet: cron mails it."""
    if isinstance(failure, FileMistakes):
        session.complain(*told(failure, session.language))
    else:
        session.complain(
            session.language(say("{channel}: failed: {why}", channel=channel, why=failure.sentence)),
            *("  " + session.language(detail) for detail in failure.details),
        )


def _code(failures: list[SocialcareError | None]) -> int:
    """0 when all went well; the failure's own code when every channel failed for the same kind of reason; else 5."""
    codes = {failure.exit_code for failure in failures if failure is not None}
    if not codes:
        return 0
    own = {AuthError.exit_code, AlreadyRunning.exit_code, WrongUse.exit_code}
    return codes.pop() if len(codes) == 1 and all(failures) and codes <= own else SourcesFailed.exit_code
