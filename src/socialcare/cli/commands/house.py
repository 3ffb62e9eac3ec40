"""Setting up and checking: `init`, `doctor`."""

import contextlib
import sys
from pathlib import Path
from typing import Annotated

import typer

from socialcare.cli import options as opt
from socialcare.cli.safe import for_screen
from socialcare.errors import SocialcareError
from socialcare.sentences import mark, say, say_many

DEMO_BRAND = "Maison Lavande"


def register(app: typer.Typer) -> None:
    app.command("init", help=mark("Make the workspace of a brand."))(init)
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
