"""What waits for the person who acts: `inbox`."""

from datetime import timedelta
from typing import Annotated

import typer

from socialcare.cli import options as opt
from socialcare.cli import output
from socialcare.cli.output import Output
from socialcare.sentences import mark

WINDOW = timedelta(days=7)
"""How far back `inbox` tells what became of drafts."""


def register(app: typer.Typer) -> None:
    app.command("inbox", help=mark("What waits for you: an expert's questions and what became of their drafts, a community manager's drafts to send."))(inbox)  # fmt: skip


@opt.lists
def inbox(
    context: typer.Context,
    shown: Output,
    acting: Annotated[
        str | None, typer.Option("--as", metavar="NAME", help=mark("Whose inbox, by the key the rules give them."))
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="TIME", help=mark("What became of drafts since then; 7 days unless told."))
    ] = None,
    as_of: opt.AsOf = None,
) -> None:  # fmt: skip
    from socialcare.reports.inbox import InboxRow, Reader, inbox_at

    session = opt.session(context)
    session.acting = acting or session.acting
    instant = session.time(as_of)
    desk = session.decided_desk(instant)
    person = session.person(desk)
    start = session.time(since) or desk.now - WINDOW
    reader = Reader(key=person.key, role=person.role, zone=session.settings.timezone)
    rows = inbox_at(desk.store, reader, desk.now, start, rewound=instant is not None)
    if not shown.is_table:
        output.write(rows, InboxRow, shown, session.settings.timezone)
        return
    from socialcare.cli.screens.events import cut
    from socialcare.cli.screens.inbox import inbox as screen

    screen(session, desk, person, cut(session, rows, shown.limit), start)
