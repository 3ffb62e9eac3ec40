"""Cases that belong together: `tag`, `untag`, `merge`."""

from typing import Annotated

import typer

from socialcare.cli import options as opt
from socialcare.sentences import mark, say, say_many

Tags = Annotated[list[str], typer.Argument(metavar="TAG…", help=mark("Words such as vip or remboursement."))]


def register(app: typer.Typer) -> None:
    app.command("tag", help=mark("Put tags on a case; search --tag finds them."))(tag)
    app.command("untag", help=mark("Take tags off a case."))(untag)
    app.command("merge", help=mark("Follow other cases of the same customer in one; undo parts them."))(merge)


def tag(context: typer.Context, number: opt.CaseNumber, tags: Tags) -> None:
    from socialcare.desk import grouping

    session = opt.session(context)
    desk = session.desk()
    events = grouping.tag(desk, session.person(desk), [number], tags)
    told = say_many("case {number}: {n} tag put", "case {number}: {n} tags put", len(events), number=str(number))
    session.tell(session.language(told if events else say("nothing has changed: case {number} is tagged so already", number=str(number))))  # fmt: skip


def untag(context: typer.Context, number: opt.CaseNumber, tags: Tags) -> None:
    from socialcare.desk import grouping

    session = opt.session(context)
    desk = session.desk()
    events = grouping.untag(desk, session.person(desk), [number], tags)
    told = say_many("case {number}: {n} tag taken off", "case {number}: {n} tags taken off", len(events), number=str(number))  # fmt: skip
    session.tell(session.language(told if events else say("nothing has changed: case {number} is not tagged so", number=str(number))))  # fmt: skip


def merge(
    context: typer.Context,
    number: opt.CaseNumber,
    others: Annotated[list[int], typer.Argument(metavar="OTHER…", help=mark("The cases that are followed in it from now on."))],
    note: Annotated[str, typer.Option("--note", help=mark("Why, for colleagues."))] = "",
) -> None:  # fmt: skip
    from socialcare.desk import grouping

    session = opt.session(context)
    desk = session.desk()
    events = grouping.merge(desk, session.person(desk), number, others, note)
    session.tell(session.language(say_many("{n} case is followed in case {number} from now on", "{n} cases are followed in case {number} from now on", len(events), number=str(number))))  # fmt: skip
