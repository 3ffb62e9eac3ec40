"""Whom the brand answers, and how openly: `customer`, `customers`, `link`, `unlink`, `transparency`."""

from typing import Annotated

import typer

from socialcare.cli import options as opt
from socialcare.cli import output
from socialcare.cli.output import Output
from socialcare.sentences import mark, say, say_many

SCREENFUL = 30

Who = Annotated[
    str, typer.Argument(metavar="AUTHOR", help=mark("A handle, with or without @, or a name; channel:handle for one of several."))
]  # fmt: skip
Other = Annotated[str, typer.Argument(metavar="AUTHOR", help=mark("The other account, in the same way."))]


def register(app: typer.Typer) -> None:
    app.command("customer", help=mark("One customer: cases, exchanges, feelings over time, promises kept and broken."))(
        customer
    )
    app.command("customers", help=mark("All customers, who wrote last first; accounts linked by hand are one."))(
        customers
    )
    app.command("link", help=mark("Say that two accounts are one customer; unlink takes it back."))(link)
    app.command("unlink", help=mark("Say that two linked accounts are not one customer after all."))(unlink)
    app.command("transparency", help=mark("What became of the complaints: answered, late, unanswered, closed without an answer and why, vanished."))(transparency)  # fmt: skip


def customer(
    context: typer.Context,
    who: Who,
    as_of: opt.AsOf = None,
    as_json: Annotated[bool, typer.Option("--json", help=mark("The customer as one JSON object."))] = False,
) -> None:
    """Reads only what is stored: it asks no network who somebody is (RGPD)."""
    from socialcare.cli.screens.customers import customer_json, portrait
    from socialcare.reports.customer import customer_at

    session = opt.session(context)
    desk = session.decided_desk(session.time(as_of))
    found = customer_at(desk.store, who, desk.now, session.settings.timezone)
    if as_json:
        customer_json(found, desk.now)
    else:
        portrait(session, desk, found)


@opt.lists
def customers(
    context: typer.Context,
    shown: Output,
    as_of: opt.AsOf = None,
    ambassadors: Annotated[
        bool,
        typer.Option(
            "--ambassadors",
            help=mark("Only regular happy customers (3 messages on 2 days in 180, polarity 0.3, none negative in 30), those who have just turned negative first."),
        ),
    ] = False,
) -> None:  # fmt: skip
    from socialcare.reports.customers import CustomerRow, customers_at

    session = opt.session(context)
    desk = session.decided_desk(session.time(as_of))
    rows = customers_at(desk.store, desk.now, session.settings.timezone, ambassadors=ambassadors)
    if not shown.is_table:
        output.write(rows, CustomerRow, shown, session.settings.timezone)
    elif not rows:
        none = mark("No customer has written often and gladly enough.") if ambassadors else mark("No customer has written yet.")  # fmt: skip
        session.tell(session.language(none))
        return
    else:
        from socialcare.cli.screens.customers import customer_table

        customer_table(session, rows, SCREENFUL if shown.limit is None else shown.limit)
    session.tell(session.language(say_many("{n} customer", "{n} customers", len(rows))))


def link(context: typer.Context, one: Who, other: Other) -> None:
    from socialcare.desk import linking

    session = opt.session(context)
    desk = session.decided_desk(None)
    pair = linking.link(desk, session.person(desk), one, other)
    session.tell(session.language(say("{one} and {other} are one customer from now on", one=str(pair[0]), other=str(pair[1]))))  # fmt: skip


def unlink(context: typer.Context, one: Who, other: Other) -> None:
    from socialcare.desk import linking

    session = opt.session(context)
    desk = session.decided_desk(None)
    pair = linking.unlink(desk, session.person(desk), one, other)
    session.tell(session.language(say("{one} and {other} are two customers again", one=str(pair[0]), other=str(pair[1]))))  # fmt: skip


@opt.lists
def transparency(
    context: typer.Context,
    shown: Output,
    as_of: opt.AsOf = None,
    since: opt.Since = None,
    until: opt.Until = None,
) -> None:
    from socialcare.reports.transparency import TransparencyRow, transparency_at

    session = opt.session(context)
    desk = session.decided_desk(session.time(as_of))
    rows = transparency_at(desk.store, desk.now, session.time(since), session.time(until))
    if not shown.is_table:
        output.write(rows, TransparencyRow, shown, session.settings.timezone)
        return
    from socialcare.cli.screens.transparency import transparency_table

    transparency_table(session, rows, shown.limit)
