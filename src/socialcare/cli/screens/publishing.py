"""An answer before it goes out, and those that have not."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from socialcare.cli import output
from socialcare.cli.safe import for_screen
from socialcare.sentences import Sentence, mark, say

if TYPE_CHECKING:
    from socialcare.cli.commands.publishing import OutboxRow
    from socialcare.cli.wiring import Session
    from socialcare.desk import Desk
    from socialcare.desk.publishing import Prepared
    from socialcare.store.outbox import Outgoing

FATES: Mapping[str, str] = MappingProxyType({
    "waiting": mark("waits"), "unknown": mark("nobody knows"), "refused": mark("refused by the network"),
})  # fmt: skip


def preview(session: "Session", desk: "Desk", prepared: "Prepared") -> list[str]:
    """To whom, where, what is answered, the answer and its length, and what speaks against sending it."""
    language, to = session.language, prepared.to
    who = for_screen(to.author.handle or to.author.name) or "–"
    head = say("case {number} · to {who} on {channel}", number=str(prepared.case.number), who=who, channel=to.channel)
    size = say("the answer, {length} of at most {longest}:", length=prepared.length, longest=prepared.longest)
    return [
        language(head),
        *_indented(language(say("{at}, {who}:", at=to.posted_at, who=who)), to.text),
        *_indented(language(size), prepared.text),
        *(f"! {language(each)}" for each in _doubts(desk, prepared)),
    ]


def _indented(title: str, text: str) -> list[str]:
    return [f"  {title}", *(f"    {line}" for line in for_screen(text, one_line=False).splitlines())]


def _doubts(desk: "Desk", prepared: "Prepared") -> list[Sentence]:
    from socialcare.desk import publishing

    found: list[Sentence] = []
    changed, held = prepared.changed, prepared.held
    if held is not None:
        found.append(say("in hand since {at} by {name}", at=held.at, name=held.name))
    elif changed is not None:
        name = publishing.name_of(desk, changed.by)
        found.append(say("{name} acted on this case {at}: {action}", name=name, at=changed.at, action=changed.action))
    if prepared.answered_at is not None:
        found.append(say("this case was answered {at}", at=prepared.answered_at))
    if prepared.pending is not None:
        found.append(say("this answer was tried {at} and is not on the network", at=prepared.pending.tried_at))
    stopped = publishing.stopped(desk)
    return [*found, *([stopped] if stopped else [])]


def going_out(session: "Session", desk: "Desk", outgoing: Sequence["Outgoing"]) -> list[str]:
    """What `show` tells of an answer that is not yet known to be there."""
    from socialcare.desk import publishing

    return [
        line
        for each in outgoing
        for line in (
            each.text,
            session.language(
                say(
                    "by {name}, {at}: {fate}; socialcare publishing retry looks for it and sends it",
                    name=publishing.name_of(desk, each.by),
                    at=each.tried_at,
                    fate=Sentence(FATES[each.fate]),
                )
            ),
        )
    ]


def outbox_table(session: "Session", desk: "Desk", rows: Sequence["OutboxRow"], limit: int | None) -> None:
    from socialcare.desk import publishing

    language, table = session.language, output.table()
    table.add_column(language(mark("No")), justify="right", no_wrap=True, min_width=5)
    for title in (mark("Tried"), mark("Fate"), mark("Channel"), mark("By"), mark("Answer"), mark("Why")):
        table.add_column(language(title))
    for row in rows[:limit] if limit else rows:
        at = language.day_and_time(row.tried_at)
        fate = language.text(FATES[row.fate])
        name = publishing.name_of(desk, row.by)
        cells = (at, fate, row.channel, name, for_screen(row.text), for_screen(row.why))
        table.add_row(str(row.case), *(output.paragraph(cell) for cell in cells))
    output.console().print(table)
