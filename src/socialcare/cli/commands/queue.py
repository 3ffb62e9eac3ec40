"""The morning: `triage`, `search`, `show`."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from socialcare.cli import options as opt
from socialcare.cli import output
from socialcare.cli.output import Output
from socialcare.cli.wiring import Session
from socialcare.errors import WrongUse
from socialcare.sentences import mark, say

if TYPE_CHECKING:
    from socialcare.cases import Case
    from socialcare.desk import Desk

WINDOW = timedelta(days=7)
"""What a morning looks at; open cases that are older are counted and named, never hidden."""
SCREENFUL = 30
EVERYTHING = ("all", "tout")


def register(app: typer.Typer) -> None:
    app.command("triage", help=mark("Pull, understand and route what is new, then show the queue, most urgent first."))(
        triage
    )
    app.command("show", help=mark("One case whole: messages, why it is here, its promise, what was done."))(show)
    app.command("search", help=mark("Cases with these words or tags, whatever the accents (livr* for a beginning)."))(
        search
    )


@opt.lists
def triage(
    context: typer.Context,
    shown: Output,
    as_of: opt.AsOf = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="TIME|all",
            help=mark("Cases written to since then; 7 days unless told, all for every open one."),
        ),
    ] = None,
    no_pull: Annotated[bool, typer.Option("--no-pull", help=mark("Do not ask the channels first."))] = False,
    again: Annotated[
        bool,
        typer.Option("--again", help=mark("Score, route and promise anew the open cases that nobody has touched.")),
    ] = False,
    aside: Annotated[
        bool, typer.Option("--set-aside", help=mark("List what was put aside instead of the queue."))
    ] = False,
    asleep: Annotated[
        bool, typer.Option("--asleep", help=mark("List what was put to sleep instead of the queue."))
    ] = False,
) -> None:
    from socialcare.cli.commands.sources import pull_all
    from socialcare.reports import QueueRow, queue_at

    if aside and asleep:
        raise WrongUse(say("choose one: {one} or {other}", one="--set-aside", other="--asleep"))
    session = opt.session(context)
    instant = session.time(as_of)
    failed = 0 if no_pull or instant else pull_all(session, session.desk(), (), None, notes=False)
    desk = session.decided_desk(instant, again=again, rescore=instant is None)
    if shown.is_table:
        desk.rules  # noqa: B018 - a mistake in them is told before half a screen is
    queue = queue_at(
        desk.store,
        desk.now,
        window(session, since, desk.now),
        rewound=instant is not None,
        brand=[session.settings.brand, *session.settings.every_handle],
    )
    rows, nothing = queue.rows, mark("Nothing waits for an answer.")
    if aside:
        rows, nothing = queue.aside, mark("Nothing is put aside.")
    elif asleep:
        rows, nothing = queue.asleep, mark("Nothing is asleep.")
    if not shown.is_table:
        output.write(rows, QueueRow, shown, session.settings.timezone)
    else:
        from socialcare.cli.screens.morning import morning

        morning(session, desk, queue, rows, SCREENFUL if shown.limit is None else shown.limit, nothing=nothing)
    if failed:
        raise typer.Exit(failed)


def window(session: Session, since: str | None, now: datetime) -> datetime | None:
    if since is None:
        return now - WINDOW
    return None if since.lower() in EVERYTHING else session.time(since)


@opt.lists
def search(
    context: typer.Context,
    shown: Output,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[WORD…]", help=mark("All of them must be there."))
    ] = None,
    tags: Annotated[
        list[str] | None,
        typer.Option("--tag", metavar="TAG", help=mark("Only cases with this tag; may be said again.")),
    ] = None,
    as_of: opt.AsOf = None,
) -> None:
    from socialcare import store
    from socialcare.cases import case_at
    from socialcare.reports import QueueRow, queue_row

    session = opt.session(context)
    desk = session.decided_desk(session.time(as_of))
    if not words and not tags:
        raise WrongUse(say("say what to look for: words, or --tag"))
    numbers = store.cases.matching(desk.store, " ".join(words)) if words else store.cases.tagged(desk.store, tags or [])
    cases = (case_at(history, desk.now) for history in store.cases.histories(desk.store, numbers))
    wanted = {tag.lstrip("#").casefold() for tag in tags or ()}
    rows = [queue_row(case, desk.now) for case in cases if case is not None and wanted <= set(case.tags)]
    if not shown.is_table:
        output.write(rows, QueueRow, shown, session.settings.timezone)
        return
    if not rows:
        session.tell(session.language(mark("No case has these words or tags.")))
        return
    from socialcare.cli.screens.tables import case_table

    case_table(session, desk, rows, SCREENFUL if shown.limit is None else shown.limit)


def show(
    context: typer.Context,
    number: opt.CaseNumber,
    as_of: opt.AsOf = None,
    thread: Annotated[
        bool,
        typer.Option(
            "--thread", help=mark("Ask the network what else is said around it: shown now, and kept nowhere.")
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help=mark("The case as one JSON object."))] = False,
) -> None:
    from socialcare import store
    from socialcare.cases import case_at

    if thread and as_of:
        raise WrongUse(say("--thread shows the network as it is now, never as it was: leave out --as-of or --thread"))
    session = opt.session(context)
    desk = session.desk(session.time(as_of))
    history = next(store.cases.histories(desk.store, [number], explained=True), None)
    case = case_at(history, desk.now) if history else None
    if case is None:
        raise WrongUse(say("there is no case {number}; socialcare triage lists them", number=str(number)))
    from socialcare.cli.screens.dossier import dossier, dossier_json

    if not as_json:
        dossier(session, desk, case)
        if thread:
            _around(session, desk, case)
    elif not thread:
        dossier_json(case, desk.now)
    else:
        _with_thread(desk, case)


def _around(session: Session, desk: "Desk", case: "Case") -> None:
    from socialcare.cli.screens.around import around
    from socialcare.desk.around import around as looked

    around(session, case, looked(desk, case.voice.mention))


def _with_thread(desk: "Desk", case: "Case") -> None:
    """`thread` is null where the channel cannot show it, or where it failed: then the case is told all the same."""
    from socialcare.cli.screens.around import around_json
    from socialcare.cli.screens.dossier import dossier_json
    from socialcare.desk.around import around as looked

    posts = None
    try:
        posts = looked(desk, case.voice.mention)
    finally:
        dossier_json(case, desk.now, {"thread": None if posts is None else around_json(case, posts)})
