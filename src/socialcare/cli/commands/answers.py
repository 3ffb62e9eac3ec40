"""What the brand answered before, and what it has written beforehand: `answers`, `templates`."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from socialcare.cli import options as opt
from socialcare.cli import output
from socialcare.cli.help import Commands
from socialcare.cli.output import Output
from socialcare.cli.safe import for_screen
from socialcare.cli.wiring import Session, login
from socialcare.errors import WrongUse
from socialcare.sentences import mark, say

if TYPE_CHECKING:
    from socialcare.desk import Desk
    from socialcare.routing import Person
    from socialcare.rulework.templates import Template

FEW = 5
"""Answers on a screen: the nearest ones are what is looked for."""

TemplateName = Annotated[
    str | None,
    typer.Option("--template", metavar="NAME", help=mark("The text is this template of rules/answers.yaml.")),
]
Given = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help=mark("A variable of the template; may be said again.")),
]


def register(app: typer.Typer) -> None:
    app.command("answers", help=mark("What was answered before to questions like this one; nothing is sent."))(answers)
    templates = typer.Typer(cls=Commands, rich_markup_mode=None)
    templates.callback(invoke_without_command=True, help=mark("Answers written beforehand, in rules/answers.yaml."))(
        templates_list
    )
    templates.command("show", help=mark("One template; with --case as that customer would read it."))(show)
    app.add_typer(templates, name="templates")


def templated(desk: "Desk", by: "Person", number: int, name: str, given: Sequence[str] | None) -> str:
    """The text of this template for a case. Raises WrongUse with all that is missing or too much."""
    from socialcare.desk import templating

    return templating.templated(desk, by, number, name, values(given))


def values(given: Sequence[str] | None) -> dict[str, str]:
    """Of `--set commande=123`. Raises WrongUse for what is no such pair."""
    found: dict[str, str] = {}
    for each in given or ():
        name, equals, value = each.partition("=")
        if not (name.strip() and equals):
            raise WrongUse(say("“{text}” sets no variable; write --set commande=123", text=each))
        found[name.strip()] = value
    return found


@opt.lists
def answers(context: typer.Context, number: opt.CaseNumber, shown: Output, as_of: opt.AsOf = None) -> None:
    from socialcare import store
    from socialcare.cases import case_at
    from socialcare.reports.answers import AnswerRow, answers_at

    session = opt.session(context)
    desk = session.decided_desk(session.time(as_of))
    history = next(store.cases.histories(desk.store, [number]), None)
    case = case_at(history, desk.now) if history else None
    if case is None:
        raise WrongUse(say("there is no case {number}; socialcare triage lists them", number=str(number)))
    settings = session.settings
    rows = answers_at(desk.store, case, desk.now, [settings.brand, *settings.every_handle])
    if shown.is_table:
        from socialcare.cli.screens.answers import answers_screen

        answers_screen(session, desk, case, rows, FEW if shown.limit is None else shown.limit)
    else:
        output.write(rows, AnswerRow, shown, settings.timezone)


@dataclass(frozen=True, kw_only=True)
class TemplateRow:
    """`variables` are those that socialcare fills, then the template's own, given by --set."""

    name: str
    label: str
    topic: str
    variables: str
    to_set: str
    text: str


@opt.lists
def templates_list(context: typer.Context, shown: Output) -> None:
    from socialcare.desk import templating
    from socialcare.rulework.templates import FILE

    if context.invoked_subcommand:
        return
    session = opt.session(context)
    desk = session.desk()
    rows = [_row(template) for template in templating.templates(desk).values()]
    if not shown.is_table:
        output.write(rows, TemplateRow, shown, session.settings.timezone)
        return
    if not rows:
        session.tell(session.language(say("there is no template yet; {file} holds them", file=FILE.as_posix())))
        return
    from socialcare.cli.screens.answers import template_table

    template_table(session, desk, rows, shown.limit)


def show(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=mark("As socialcare templates lists it."))],
    number: Annotated[
        int | None, typer.Option("--case", metavar="N", help=mark("Filled for this case; nothing is sent."))
    ] = None,
    given: Given = None,
) -> None:
    from socialcare.desk import handing, templating
    from socialcare.rulework.templates import named

    session = opt.session(context)
    desk = session.desk()
    template = named(templating.templates(desk), name)
    known = {}
    if number is not None:
        known = templating.values(desk, handing.case_of(desk, number), _acting(session, desk))
    text, left = template.preview(known, values(given))
    sys.stdout.write(for_screen(text, one_line=False) + "\n")
    if left:
        told = say("still to give: {variables}", variables=[f"--set {each}=…" for each in left])
        session.tell(session.language(told if number is not None else say("filled by --case and --set: {variables}", variables=[f"{{{each}}}" for each in left])))  # fmt: skip


def _row(template: "Template") -> TemplateRow:
    return TemplateRow(
        name=template.name,
        label=template.label,
        topic=template.topic,
        variables=", ".join(name for name in template.variables if name not in template.own),
        to_set=", ".join(template.own),
        text=template.text,
    )


def _acting(session: Session, desk: "Desk") -> "Person | None":
    """Nobody needs to say who they are to look."""
    return session.person(desk) if session.acting or login() in desk.settings.logins else None
