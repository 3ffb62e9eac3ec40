"""Telling people what concerns them: `notify`, `notify test`."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from socialcare.cli import options as opt
from socialcare.cli.help import Commands
from socialcare.cli.safe import for_screen
from socialcare.errors import SourcesFailed, WrongUse
from socialcare.sentences import mark, say, say_many

if TYPE_CHECKING:
    from socialcare.cli.wiring import Session
    from socialcare.desk import Desk
    from socialcare.desk.notifying import Plan, Told


def register(app: typer.Typer) -> None:
    group = typer.Typer(cls=Commands, rich_markup_mode=None)
    group.callback(
        invoke_without_command=True,
        help=mark("Tell each person what concerns them: one message a person, each thing once, in opening hours."),
    )(notify)
    group.command("test", help=mark("Send one person a message now, to see that it arrives."))(try_out)
    app.add_typer(group, name="notify")


def notify(
    context: typer.Context,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=mark("Show the messages; nothing is sent or kept as told."))
    ] = False,
) -> None:
    from socialcare.desk import notifying

    if context.invoked_subcommand is not None:
        if dry_run:
            raise WrongUse(say("notify test sends one message; it has no --dry-run"))
        return
    session = opt.session(context)
    desk = session.decided_desk(None)
    if dry_run:
        planned = notifying.plan(desk, session.language)
        _show(session, planned)
        _tell_of(session, desk, planned)
        return
    done = notifying.notify(desk, session.language)
    if done.plan.digests:
        session.tell(session.language(say_many("{n} person told", "{n} people told", len(done.reached))))
    _tell_of(session, desk, done.plan)
    _fail(done)


def try_out(
    context: typer.Context,
    person: Annotated[str, typer.Argument(metavar="PERSON", help=mark("Their key in the rules."))],
) -> None:
    from socialcare.desk import notifying

    session = opt.session(context)
    name = notifying.try_out(session.desk(), person, session.language)
    session.tell(session.language(say("a message has gone to {name}", name=name)))


def _show(session: "Session", planned: "Plan") -> None:
    for digest in planned.digests:
        head = session.language(say("to {name}: {title}", name=digest.name, title=digest.message.title))
        sys.stdout.write(for_screen(head) + "\n")
        sys.stdout.writelines("  " + for_screen(line) + "\n" for line in digest.message.lines)


def _tell_of(session: "Session", desk: "Desk", planned: "Plan") -> None:
    """What nobody hears now, and why."""
    from socialcare.desk import notifying

    if not planned.digests:
        session.tell(session.language(say("nobody has anything new to hear")))
    if planned.held:
        session.tell(session.language(say_many("{n} thing waits for opening hours", "{n} things wait for opening hours", planned.held)))  # fmt: skip
    missing = notifying.without_address(planned)
    if missing:
        session.tell(session.language(say_many("{n} person has no address: set {variables}", "{n} people have no address: set {variables}", len(missing), variables=missing)))  # fmt: skip
    if planned.orphans:
        nobody = say(
            "nobody is responsible for the team; write “responsible: {example}” in {file}",
            example=desk.rules.rulebook.community_manager,
            file=session.settings.rules,
        )
        session.tell(session.language(nobody))


def _fail(done: "Told") -> None:
    """Raises SourcesFailed where somebody could not be told."""
    if done.failures:
        raise SourcesFailed(
            say_many(
                "{n} person could not be told; the next socialcare notify tries again",
                "{n} people could not be told; the next socialcare notify tries again",
                len(done.failures),
            ),
            *(say("{name}: {why}", name=digest.name, why=error.sentence) for digest, error in done.failures),
        )
