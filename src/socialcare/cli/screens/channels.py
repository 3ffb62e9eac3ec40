"""A connector described, and a channel as it answers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from socialcare.cli import output
from socialcare.cli.safe import for_screen
from socialcare.errors import FileMistakes
from socialcare.sentences import Sentence, mark, say

if TYPE_CHECKING:
    from socialcare.cli.wiring import Session
    from socialcare.connector import Connector
    from socialcare.desk import Checked
    from socialcare.workspace import Setting


def described(session: "Session", name: str, connector: "type[Connector]", settings: Sequence["Setting"]) -> None:
    from socialcare.workspace import example

    language, console, table = session.language, output.console(), output.table()
    console.print(
        output.paragraph(language(say("{what}: {value}", what=name, value=language(connector.summary))), "bold")
    )
    console.print(output.paragraph(language(say("can: {names}", names=sorted(connector.capabilities)))))
    console.print()
    for title in (mark("Setting"), mark("Type"), mark("Default"), mark("What it is")):
        table.add_column(language(title))
    for each in settings:
        default = language(say("from {variable}", variable=each.variable)) if each.secret else each.default
        default = language(mark("required")) if each.required and not each.secret else default
        cells = (each.name, language(each.type), default or "–", language(each.description))
        table.add_row(*(output.paragraph(cell) for cell in cells))
    console.print(table)
    console.print(output.paragraph(language(mark("In socialcare.yaml, the channel named as you like:"))))
    console.print(output.paragraph(example(name, list(settings), name)))
    console.print()
    common = mark(
        "Every channel may also have: handles (the brand's own there), expect_every (2d: longer without a message is said), reread_days (open cases are read again so many days, 0 is never), private_network (true: it may be inside your network)."
    )
    console.print(output.paragraph(language(common)))


def described_json(name: str, connector: "type[Connector]", settings: Sequence["Setting"]) -> dict[str, Any]:
    from socialcare.workspace import example

    return {
        "connector": name,
        "summary": connector.summary,
        "capabilities": sorted(connector.capabilities),
        "settings": [output.plain(each) for each in settings],
        "example": example(name, list(settings), name),
    }


def answered(session: "Session", checked: "Checked") -> None:
    """One line that says whether all is well, and below it what is known; nothing that would say nothing."""
    language, console = session.language, output.console()
    name = checked.channel.name
    head = say("{channel} ({connector})", channel=name, connector=checked.channel.connector)
    console.print(output.paragraph(f"[{'ok' if checked.is_well else '!!'}] {language(head)}"))
    for sentence in _told(checked):
        console.print(output.indented("     " + for_screen(language(sentence))))


def _told(checked: "Checked") -> list[Sentence]:
    identity, last = checked.identity, checked.last
    found: list[Sentence] = []
    if checked.failure is not None:
        mistakes = isinstance(checked.failure, FileMistakes)
        found += checked.failure.details if mistakes else (checked.failure.sentence, *checked.failure.details)
    if identity is not None:
        handles = ["@" + handle.lstrip("@") for handle in identity.handles]
        found += [say("we are {name}", name=", ".join([*([identity.name] if identity.name else []), *handles]))]
        found += [say("rights: {rights}", rights=identity.rights)] if identity.rights else []
        found += [identity.quota] if identity.quota else []
    elif checked.failure is None:
        found.append(say("this connector cannot say who we are; the settings are in order"))
    if last is None or last.succeeded_at is None:
        found.append(say("never pulled"))
    else:
        found.append(say("read {at}", at=last.succeeded_at))
    if last is not None and last.spoke_at is not None:
        found.append(say("the newest message is of {at}", at=last.spoke_at))
    return [*found, *checked.doubts]
