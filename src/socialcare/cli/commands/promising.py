"""What is promised and why: `sla due`, `calendar lock`, `calendar show`, `calendar explain`, `warnings`."""

import sys
from calendar import monthrange
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from socialcare.cli import options as opt
from socialcare.cli import output
from socialcare.cli.help import Commands
from socialcare.cli.output import Output
from socialcare.cli.safe import for_screen
from socialcare.errors import SocialcareError, WrongUse
from socialcare.sentences import mark, say, say_many

if TYPE_CHECKING:
    from socialcare.cli.wiring import Session
    from socialcare.sla import Source

Calendar = Annotated[
    str | None, typer.Option("--calendar", metavar="NAME", help=mark("A calendar of the rules; else the first."))
]
FAILED = 1


def register(app: typer.Typer) -> None:
    sla = typer.Typer(
        cls=Commands, help=mark("Promises: by when an answer is due."), no_args_is_help=True, rich_markup_mode=None
    )
    sla.command("due", help=mark("By when a question is to be answered."))(sla_due)
    app.add_typer(sla, name="sla")
    calendar = typer.Typer(
        cls=Commands, help=mark("Working days and hours."), no_args_is_help=True, rich_markup_mode=None
    )
    calendar.command(
        "lock", help=mark("Resolve holidays and closures into the file that due times are computed from.")
    )(calendar_lock)
    calendar.command("show", help=mark("A month, day by day: open when, closed why."))(calendar_show)
    calendar.command("explain", help=mark("One day line by line."))(calendar_explain)
    app.add_typer(calendar, name="calendar")
    app.command("warnings", help=mark("Whom to warn of an answer that is still owed, before it is late."))(warnings)


def calendar_lock(context: typer.Context) -> None:
    from socialcare import desk as day

    session = opt.session(context)
    first, last = day.lock_calendars(session.workspace, session.settings, session.now)
    session.tell(
        session.language(
            say("calendars resolved from {first} to {last}", first=first.isoformat(), last=last.isoformat())
        )
    )


def sla_due(
    context: typer.Context,
    policy: Annotated[
        str | None, typer.Option("--policy", metavar="NAME", help=mark("A policy of the rules, such as noon-17h."))
    ] = None,
    asked_at: Annotated[
        str | None, typer.Option("--asked-at", metavar="TIME", help=mark("When the question was asked."))
    ] = None,
    calendar: Annotated[
        str | None,
        typer.Option("--calendar", metavar="NAME", help=mark("Another calendar than the policy's own.")),
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help=mark("Why, line by line."))] = False,
    as_lines: Annotated[
        bool,
        typer.Option("--jsonl", help=mark("Questions from stdin, one JSON object a line; answers in their order.")),
    ] = False,
    rules: Annotated[
        Path | None,
        typer.Option(
            "--rules",
            metavar="FILE",
            help=mark("Calendars and policies of this file, YAML or JSON; needs no workspace."),
        ),
    ] = None,
) -> None:
    session = opt.session(context)
    if as_lines:
        if policy or asked_at or calendar or explain:
            raise WrongUse(say("with --jsonl each line names its own policy, calendar and time"))
        _answer_lines(session, _source(session, rules))
        return
    if policy is None or asked_at is None:
        raise WrongUse(say("say --policy and --asked-at, or --jsonl for many questions on stdin"))
    _answer_one(session, _source(session, rules), policy, asked_at, calendar, explain=explain)


def _source(session: "Session", rules: Path | None) -> "Source":
    """The promises of the workspace, else those of a file, resolved on the fly."""
    from socialcare import documents, sla
    from socialcare.workspace import Workspace

    if rules is not None:
        return sla.unlocked(documents.read(Workspace(Path.cwd()).read(rules), str(rules)))
    promises = session.desk().rules.promises
    return lambda _year: promises


def _answer_one(
    session: "Session", source: "Source", policy: str, asked_at: str, calendar: str | None, *, explain: bool
) -> None:
    """Times are typed and told by the clocks of the calendar."""
    from socialcare import sla
    from socialcare.cli.moments import moment

    zone = source(session.now.year).policy(policy, calendar).calendar.zone
    asked = sla.within_reach(moment(asked_at, session.now, zone))
    promise = source(asked.astimezone(zone).year).due(asked, policy, calendar_name=calendar)
    sys.stdout.write(promise.due_at.astimezone(zone).isoformat() + "\n")
    if explain:
        language = session.language.with_zone(zone)
        sys.stdout.writelines(f"  {for_screen(language(line))}\n" for line in promise.because)


def _answer_lines(session: "Session", source: "Source") -> None:
    """Each line is answered as it comes; one that cannot be is answered with its error, and the exit code is 1."""
    from socialcare import sla

    failed = 0
    for line in sys.stdin.buffer:
        if not line.strip():
            continue
        try:
            answer = {"due_at": sla.due_of_line(source, line).isoformat()}
        except SocialcareError as error:
            answer = {"error": session.language(error.sentence)}
            failed += 1
        sys.stdout.write(output.as_json(answer) + "\n")
        sys.stdout.flush()
    if failed:
        session.tell(session.language(say_many("{n} line without an answer", "{n} lines without an answer", failed)))
        raise typer.Exit(FAILED)


@opt.lists
def calendar_show(
    context: typer.Context,
    shown: Output,
    month: Annotated[
        str | None, typer.Argument(metavar="MONTH", help=mark("Such as 2026-05; else this month."))
    ] = None,
    calendar: Calendar = None,
) -> None:
    from socialcare import sla

    session = opt.session(context)
    found = session.desk().rules.promises.calendar(calendar)
    first = _month(month) if month else session.now.astimezone(found.zone).date().replace(day=1)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    rows = sla.days_of(found, first, last)
    if not shown.is_table:
        output.write(rows, sla.DayRow, shown, session.settings.timezone)
        return
    from socialcare.cli.screens.promises import month_table

    month_table(session, found, rows[: shown.limit] if shown.limit else rows)
    count = sum(row.is_open for row in rows)
    session.tell(session.language(say_many("{n} working day", "{n} working days", count)))


def _month(written: str) -> date:
    try:
        return date.fromisoformat(f"{written}-01")
    except ValueError as error:
        raise WrongUse(say("“{written}” is not a month; write one such as 2026-05", written=written)) from error


def calendar_explain(
    context: typer.Context,
    day: Annotated[str, typer.Argument(metavar="DAY", help=mark("Such as 2026-05-14, monday, yesterday."))],
    calendar: Calendar = None,
) -> None:
    from socialcare import sla
    from socialcare.cli.moments import moment

    session = opt.session(context)
    found = session.desk().rules.promises.calendar(calendar)
    asked = moment(day, session.now, found.zone).astimezone(found.zone).date()
    sys.stdout.writelines(for_screen(session.language(line)) + "\n" for line in sla.explained(found, asked))


@opt.lists
def warnings(context: typer.Context, shown: Output, as_of: opt.AsOf = None) -> None:
    from socialcare.facts import Warned
    from socialcare.reports import WarningRow, warnings_at

    session = opt.session(context)
    desk = session.decided_desk(session.time(as_of))
    responsible = desk.rules.rulebook.responsible
    rows = warnings_at(desk.store, desk.now, responsible)
    if not shown.is_table:
        output.write(rows, WarningRow, shown, session.settings.timezone)
    elif not rows:
        session.tell(session.language(mark("Nobody is to be warned.")))
        return
    else:
        from socialcare.cli.screens.promises import warning_table

        warning_table(session, desk, rows, shown.limit)
    session.tell(session.language(say_many("{n} warning", "{n} warnings", len(rows))))
    if not responsible and any(row.to is Warned.RESPONSIBLE for row in rows):
        nobody = say(
            "nobody is responsible for the team; write “responsible: {example}” in {file}",
            example=desk.rules.rulebook.community_manager,
            file=session.settings.rules,
        )
        session.tell(session.language(nobody))
