"""The options that many commands share, declared once."""

import functools
import inspect
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import typer

from socialcare.cli import output
from socialcare.cli.wiring import Session
from socialcare.sentences import mark

AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="TIME", help=mark("The world as it was then: nothing posted or done later counts.")
    ),
]
Since = Annotated[
    str | None, typer.Option("--since", metavar="TIME", help=mark("From this time on (2h, 3d, monday, 19/07/2024)."))
]
Until = Annotated[str | None, typer.Option("--until", metavar="TIME", help=mark("Up to this time, not included."))]
CaseNumber = Annotated[int, typer.Argument(metavar="CASE", help=mark("The number of the case, as triage shows it."))]

_JSON = Annotated[bool, typer.Option("--json", help=mark("All rows as one JSON list."))]
_JSONL = Annotated[bool, typer.Option("--jsonl", help=mark("One JSON object a line."))]
_CSV = Annotated[bool, typer.Option("--csv", help=mark("CSV: UTF-8, commas, UTC times."))]
_EXCEL = Annotated[
    bool,
    typer.Option("--excel", help=mark("CSV that French Excel opens right: semicolons, decimal commas, local times.")),
]
_LIMIT = Annotated[int | None, typer.Option("--limit", min=0, metavar="N", help=mark("At most N rows; 0 for all."))]

Command = TypeVar("Command", bound=Callable[..., None])


def session(context: typer.Context) -> Session:
    found = context.obj
    assert isinstance(found, Session)
    return found


def lists(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the output options of every list; it receives them as one value, `shown`."""
    signature = inspect.signature(command)
    options = {"as_json": _JSON, "as_jsonl": _JSONL, "as_csv": _CSV, "excel": _EXCEL, "limit": _LIMIT}
    kept = [each for name, each in signature.parameters.items() if name != "shown"]
    added = [
        inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=None if name == "limit" else False
        )
        for name, kind in options.items()
    ]

    @functools.wraps(command)
    def with_output(**given: Any) -> None:
        chosen = {name: given.pop(name) for name in options}
        command(**given, shown=output.chosen(**chosen))

    keyword_only = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in kept]
    with_output.__signature__ = signature.replace(parameters=[*keyword_only, *added])  # type: ignore[attr-defined]
    with_output.__annotations__ = {each.name: each.annotation for each in [*keyword_only, *added]} | {"return": None}
    return with_output
