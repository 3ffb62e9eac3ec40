"""For cron and analysts: `breaches`, `complaints`."""

from typing import Annotated

import typer

from socialcare.cli import options as opt
from socialcare.cli import output
from socialcare.cli.output import Output
from socialcare.sentences import mark, say, say_many

FOUND = 3


def register(app: typer.Typer) -> None:
    app.command(
        "breaches", help=mark("Promises that were broken: open and late, or answered late; by how much, whose.")
    )(breaches)
    app.command("complaints", help=mark("One row a complaint, for the analyst."))(complaints)


@opt.lists
def breaches(
    context: typer.Context,
    shown: Output,
    as_of: opt.AsOf = None,
    since: opt.Since = None,
    until: opt.Until = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help=mark("Exit 3 when there is one."))] = False,
) -> None:
    from socialcare.cases import ClockKind
    from socialcare.reports import BreachRow, breaches_at

    session = opt.session(context)
    desk = session.decided_desk(session.time(as_of))
    rows = breaches_at(desk.store, desk.now, session.time(since), session.time(until))
    if not shown.is_table:
        output.write(rows, BreachRow, shown, session.settings.timezone)
    elif not rows:
        session.tell(session.language(mark("No promise was broken.")))
        return
    else:
        from socialcare.cli.screens.tables import breach_table

        breach_table(session, desk, rows, shown.limit)
    open_ones = sum(row.answered_at is None and row.clock is not ClockKind.RESOLUTION for row in rows)
    session.tell(session.language(say("{broken}, {open}", broken=say_many("{n} promise broken", "{n} promises broken", len(rows)),
                                     open=say_many("{n} still without an answer", "{n} still without an answer", open_ones))))  # fmt: skip
    if exit_code and rows:
        raise typer.Exit(FOUND)


@opt.lists
def complaints(
    context: typer.Context,
    shown: Output,
    as_of: opt.AsOf = None,
    since: opt.Since = None,
    until: opt.Until = None,
    unanswered: Annotated[
        bool, typer.Option("--unanswered", help=mark("Only those that wait, or were closed without an answer."))
    ] = False,
    emotions: Annotated[
        str | None,
        typer.Option(
            "--emotions", metavar="NAME", help=mark("More columns at the end: the emotions as ekman or plutchik.")
        ),
    ] = None,
) -> None:
    from socialcare.cli.commands.judging import scheme_of
    from socialcare.reports import ComplaintRow, complaints_at, felt
    from socialcare.reports.rows import complaint_row

    kinds = {
        None: (ComplaintRow, complaint_row),
        "ekman": (felt.EkmanRow, felt.ekman_row),
        "plutchik": (felt.PlutchikRow, felt.plutchik_row),
    }
    kind, row = kinds[scheme_of(emotions)]

    session = opt.session(context)
    desk = session.decided_desk(session.time(as_of))
    rows = complaints_at(desk.store, desk.now, session.time(since), session.time(until), unanswered=unanswered, row=row)
    if not shown.is_table:
        output.write(rows, kind, shown, session.settings.timezone)
    elif not rows:
        none = mark("No complaint waits or was left unanswered.") if unanswered else mark("No complaint came.")
        session.tell(session.language(none))
        return
    else:
        from socialcare.cli.screens.tables import complaint_table

        complaint_table(session, desk, rows, shown.limit)
    session.tell(session.language(say_many("{n} complaint", "{n} complaints", len(rows))))
