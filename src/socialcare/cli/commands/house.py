"""Setting up and checking: `init`, `rules check`, `calendar lock`, `doctor`."""

import contextlib
import sys
from pathlib import Path
from typing import Annotated

import typer

from socialcare.cli import options as opt
from socialcare.cli.help import Commands
from socialcare.cli.safe import for_screen
from socialcare.errors import SocialcareError
from socialcare.sentences import mark, say, say_many

DEMO_BRAND = "Maison Lavande"


def register(app: typer.Typer) -> None:
    app.command("init", help=mark("Make the workspace of a brand."))(init)
    rules = typer.Typer(
        cls=Commands, help=mark("The rulebook: who answers what, by when."), no_args_is_help=True, rich_markup_mode=None
    )
    rules.command("check", help=mark("Every mistake of socialcare.yaml and the rules, with its place."))(rules_check)
    app.add_typer(rules, name="rules")
    calendar = typer.Typer(
        cls=Commands, help=mark("Working days and hours."), no_args_is_help=True, rich_markup_mode=None
    )
    calendar.command(
        "lock", help=mark("Resolve holidays and closures into the file that due times are computed from.")
    )(calendar_lock)
    app.add_typer(calendar, name="calendar")
    app.command("doctor", help=mark("What is well, what is not, and what to do about it."))(doctor)


def init(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=mark("A new or empty folder."))],
    brand: Annotated[
        str | None, typer.Option("--brand", metavar="NAME", help=mark("The brand's name; else the folder's."))
    ] = None,
    demo: Annotated[bool, typer.Option("--demo", help=mark("With invented mentions to try everything on."))] = False,
) -> None:
    from socialcare import desk as day

    session = opt.session(context)
    if demo:
        made, count, instant = day.make_demo(folder, brand or DEMO_BRAND, session.now, session.environment)
    else:
        made, count, instant = day.make_workspace(folder, brand or folder.resolve().name, session.now), 0, None
    session.workspace_named = made.folder
    _ = session.settings
    language = session.language
    session.tell(language(say("made: {folder}: socialcare.yaml, rules/sophie-paris.yaml, data/", folder=folder)))
    if instant is None:
        session.tell(language(say("next: name the channels in {file}, then socialcare triage", file=made.file)))
        return
    session.tell(
        language(
            say_many(
                "{n} invented mention, none of a real person", "{n} invented mentions, none of a real person", count
            )
        )
    )
    session.tell(
        language(
            say(
                "next, as if it were {at}: cd {folder}; export SOCIALCARE_NOW=$(cat data/demo-time); socialcare triage",
                folder=folder,
                at=instant,
            )
        )
    )


def rules_check(context: typer.Context) -> None:
    from socialcare import desk as day

    session = opt.session(context)
    _, text = day.read_rules(session.workspace, session.settings)
    desk = session.desk()
    _ = desk.rules
    session.tell(session.language(say("{file}: {rules}, {topics}, {experts}: no mistake", file=session.settings.rules,
        rules=say_many("{n} rule", "{n} rules", len(text.rules)), topics=say_many("{n} topic", "{n} topics", len(text.topics)),
        experts=say_many("{n} expert", "{n} experts", len(text.experts)))))  # fmt: skip


def calendar_lock(context: typer.Context) -> None:
    from socialcare import desk as day

    session = opt.session(context)
    first, last = day.lock_calendars(session.workspace, session.settings, session.now)
    session.tell(
        session.language(
            say("calendars resolved from {first} to {last}", first=first.isoformat(), last=last.isoformat())
        )
    )


def doctor(context: typer.Context) -> None:
    from socialcare import desk as day

    session = opt.session(context)
    with contextlib.suppress(SocialcareError):  # told below, with its place
        session.settings  # noqa: B018 - for its time zone
    findings = list(day.examine(session.workspace, session.now, session.environment))
    for finding in findings:
        sys.stdout.write(for_screen(f"[{'ok' if finding.well else '!!'}] {session.language(finding.sentence)}") + "\n")
    if not all(finding.well for finding in findings):
        raise typer.Exit(1)
