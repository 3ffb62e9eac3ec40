"""Who did what: `log`, the story of one case or an audit over all."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from socialcare.cli import options as opt
from socialcare.cli import output
from socialcare.cli.output import Output
from socialcare.errors import WrongUse
from socialcare.hints import unknown
from socialcare.sentences import mark, say

if TYPE_CHECKING:
    from socialcare.desk import Desk
    from socialcare.reports.story import StoryRow

WINDOW = timedelta(days=7)
"""How far back an audit looks unless told; the story of a case is told from its beginning."""


def register(app: typer.Typer) -> None:
    app.command("log", help=mark("The story of a case, or who did what over all cases; the numbers are for undo --event."))(log)  # fmt: skip


@opt.lists
def log(
    context: typer.Context,
    shown: Output,
    number: Annotated[
        int | None, typer.Argument(metavar="[CASE]", help=mark("The number of the case, as triage shows it; without it, all cases."))
    ] = None,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help=mark("Only what this person did."))] = "",
    since: Annotated[
        str | None, typer.Option("--since", metavar="TIME", help=mark("From this time on; over all cases, 7 days unless told."))
    ] = None,
    until: opt.Until = None,
    as_of: opt.AsOf = None,
) -> None:  # fmt: skip
    from datetime import UTC, datetime

    from socialcare.reports.story import StoryRow, deeds_between

    session = opt.session(context)
    desk = session.desk(session.time(as_of))
    _known(desk, by)
    start, end = session.time(since), session.time(until)
    if number is None:
        rows = deeds_between(desk.store, start or desk.now - WINDOW, end, desk.now, by)
    else:
        span = (start or datetime.min.replace(tzinfo=UTC), end or datetime.max.replace(tzinfo=UTC))
        rows = [row for row in _story(desk, number) if span[0] <= row.at < span[1] and _is_by(row, by)]
    from socialcare.cli.screens.events import latest, story

    kept = latest(session, rows, shown.limit)
    if not shown.is_table:
        output.write(kept, StoryRow, shown, session.settings.timezone)
    elif not kept:
        session.tell(session.language(mark("Nothing was done then.")))
    else:
        story(session, desk, kept, number)


def _story(desk: "Desk", number: int) -> "list[StoryRow]":
    from socialcare import store
    from socialcare.reports.story import story_of

    history = next(store.cases.histories(desk.store, [number]), None)
    rows = story_of(history, desk.now) if history else []
    if not rows:
        raise WrongUse(say("there is no case {number}; socialcare triage lists them", number=str(number)))
    return rows


def _is_by(row: "StoryRow", by: str) -> bool:
    """A customer's handle may be spelt as somebody's key."""
    return not by or (row.event is not None and row.by == by)


def _known(desk: "Desk", by: str) -> None:
    """Raises WrongUse for who neither is of the team nor ever acted: who has left can still be asked about."""
    from socialcare import store

    people = [*desk.rules.rulebook.people]
    if by and by not in people and by not in store.log.people(desk.store):
        raise WrongUse(unknown(say("person"), by, people))
