"""Who has a case, and when it comes back: `take`, `hand-back`, `wait`, `resume`, `snooze`."""

from typing import Annotated

import typer

from socialcare.cli import options as opt
from socialcare.cli.commands.people import Numbers
from socialcare.sentences import mark, say, say_many


def register(app: typer.Typer) -> None:
    app.command("take", help=mark("Take cases in hand: colleagues see it, and an answer of theirs asks again."))(take)
    app.command("hand-back", help=mark("An expert gives back a case that is not theirs."))(hand_back)
    app.command("wait", help=mark("Wait for the customer, who was answered; a new message takes the case up again."))(
        wait
    )
    app.command("resume", help=mark("Wait for the customer no longer."))(resume)
    app.command("snooze", help=mark("Put cases to sleep until a time; their promises go on."))(snooze)


def take(context: typer.Context, numbers: Numbers) -> None:
    from socialcare.desk import holding

    session = opt.session(context)
    desk = session.desk()
    person = session.person(desk)
    for had in holding.in_hands(desk, person, numbers):
        session.complain(
            session.language(
                say("case {number} is in hand since {at} by {name}", number=str(had.case), at=had.at, name=had.name)
            )
        )
    events = holding.take(desk, person, numbers)
    told = say_many("{n} case in your hand", "{n} cases in your hand", len(events))
    session.tell(session.language(told if events else say("nothing has changed: in your hand already")))


def hand_back(
    context: typer.Context,
    number: opt.CaseNumber,
    reason: Annotated[str, typer.Option("--reason", help=mark("Why it is not for you, and who may know."))],
) -> None:
    from socialcare.desk import actions

    session = opt.session(context)
    desk = session.desk()
    actions.hand_back(desk, session.person(desk), number, reason)
    session.tell(session.language(say("case {number}: handed back; a community manager finds another expert", number=str(number))))  # fmt: skip


def wait(
    context: typer.Context,
    number: opt.CaseNumber,
    note: Annotated[str, typer.Option("--note", help=mark("What is awaited, for colleagues."))] = "",
) -> None:
    from socialcare.desk import waiting

    session = opt.session(context)
    desk = session.desk()
    waiting.wait(desk, session.person(desk), number, note)
    session.tell(session.language(say("case {number} waits for its customer", number=str(number))))


def resume(context: typer.Context, number: opt.CaseNumber) -> None:
    from socialcare.desk import waiting

    session = opt.session(context)
    desk = session.desk()
    waiting.resume(desk, session.person(desk), number)
    session.tell(session.language(say("case {number} waits for its customer no longer", number=str(number))))


def snooze(
    context: typer.Context,
    numbers: Numbers,
    until: Annotated[
        str, typer.Option("--until", metavar="TIME", help=mark("When they come back: 14h30, +2h, 3d, tomorrow 9h, monday, 19/07/2024 8h30."))
    ],
    note: Annotated[str, typer.Option("--note", help=mark("Why, for colleagues."))] = "",
) -> None:  # fmt: skip
    from socialcare.cli.moments import upcoming
    from socialcare.desk import holding

    session = opt.session(context)
    desk = session.desk()
    at = upcoming(until, desk.now, session.settings.timezone)
    events = holding.snooze(desk, session.person(desk), numbers, at, note)
    session.tell(session.language(say_many("{n} case sleeps until {at}", "{n} cases sleep until {at}", len(events), at=at)))  # fmt: skip
