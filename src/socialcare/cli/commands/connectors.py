"""What channels are read with: `connectors list`, `show` and `check`."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from socialcare.cli import options as opt
from socialcare.cli import output
from socialcare.cli.commands.sources import exit_code
from socialcare.cli.help import Commands
from socialcare.cli.output import Output
from socialcare.cli.wiring import Session
from socialcare.errors import AuthError, SocialcareError, WrongUse
from socialcare.sentences import mark

if TYPE_CHECKING:
    from socialcare.desk import Checked


def register(app: typer.Typer) -> None:
    connectors = typer.Typer(
        cls=Commands, help=mark("The connectors that are installed."), no_args_is_help=True, rich_markup_mode=None
    )
    connectors.command("list", help=mark("Installed connectors, and the channels that use them."))(connectors_list)
    connectors.command("show", help=mark("What a connector can do, and each of its settings."))(connectors_show)
    connectors.command("check", help=mark("Who we are on each channel, with which rights, and what is missing."))(
        connectors_check
    )
    app.add_typer(connectors, name="connectors")


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


def connectors_show(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=mark("As connectors list names it."))],
    as_json: Annotated[bool, typer.Option("--json", help=mark("The connector as one JSON object."))] = False,
) -> None:
    from socialcare.cli.screens.channels import described, described_json
    from socialcare.connector import load
    from socialcare.workspace import settings_of

    session = opt.session(context)
    connector = load(name)
    settings = settings_of(connector.settings, name)
    if as_json:
        sys.stdout.write(output.as_json(described_json(name, connector, settings), indent=2) + "\n")
    else:
        described(session, name, connector, settings)


@dataclass(frozen=True, kw_only=True)
class CheckRow:
    """A channel as it answers today. Lists are separated by blanks, sentences by "; " and in the person's language."""

    channel: str
    connector: str
    well: bool
    name: str
    handles: str
    rights: str
    missing: str
    quota: str
    failure: str
    succeeded_at: datetime | None
    spoke_at: datetime | None
    silent_seconds: int | None
    expected_seconds: int | None


@opt.lists
def connectors_check(
    context: typer.Context,
    shown: Output,
    channels: Annotated[
        list[str] | None, typer.Argument(metavar="[CHANNEL…]", help=mark("As named in socialcare.yaml."))
    ] = None,
) -> None:
    from socialcare import desk as day

    session = opt.session(context)
    found = []
    for checked in day.check(session.desk(), channels or ()):
        found.append(checked)
        if shown.is_table:
            from socialcare.cli.screens.channels import answered

            answered(session, checked)
    if not shown.is_table:
        output.write([_check_row(session, each) for each in found], CheckRow, shown, session.language.zone)
    if code := exit_code([_refusal(each) for each in found]):
        raise typer.Exit(code)


def _check_row(session: Session, checked: "Checked") -> CheckRow:
    language, identity, last = session.language, checked.identity, checked.last
    return CheckRow(
        channel=checked.channel.name,
        connector=checked.channel.connector,
        well=checked.is_well,
        name=identity.name if identity else "",
        handles=" ".join(identity.handles) if identity else "",
        rights=" ".join(identity.rights) if identity else "",
        missing="; ".join(language(each) for each in identity.missing) if identity else "",
        quota=language(identity.quota) if identity and identity.quota else "",
        failure=language(checked.failure.sentence) if checked.failure else "",
        succeeded_at=last.succeeded_at if last else None,
        spoke_at=last.spoke_at if last else None,
        silent_seconds=int(checked.silent_for.total_seconds()) if checked.silent_for is not None else None,
        expected_seconds=int(checked.channel.expect_every.total_seconds()) if checked.channel.expect_every else None,
    )


def _refusal(checked: "Checked") -> SocialcareError | None:
    """A right that is missing is as good as one that is refused."""
    if checked.failure is None and checked.identity is not None and checked.identity.missing:
        return AuthError(checked.identity.missing[0])
    return checked.failure
