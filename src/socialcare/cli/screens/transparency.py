"""What became of the complaints, as a table and what is to be said of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from socialcare.cli import output
from socialcare.cli.safe import for_screen
from socialcare.sentences import Sentence, mark, say, say_many

if TYPE_CHECKING:
    from socialcare.cli.language import Language
    from socialcare.cli.wiring import Session
    from socialcare.reports.transparency import TransparencyRow


NARROW = 100
"""Columns below which a column of _RARE goes that would hold only noughts."""

_COLUMNS = (
    ("complaints", mark("Complaints")), ("in_time", mark("In time")), ("late", mark("Late")),
    ("unpromised", mark("No promise")), ("unanswered", mark("Waiting")), ("closed_unanswered", mark("Closed unanswered")),
    ("answered_percent", mark("Answered %")), ("in_time_percent", mark("In time %")), ("vanished", mark("Vanished")),
)  # fmt: skip
_RARE = ("unpromised", "closed_unanswered", "vanished")


def transparency_table(session: "Session", rows: Sequence["TransparencyRow"], limit: int | None) -> None:
    """Then why people closed without an answer, and what is known of what vanished."""
    language, console, table = session.language, output.console(), output.table()
    table.add_column(language(mark("Channel")), no_wrap=True)
    channels, total = rows[:-1], rows[-1]
    wide = console.width >= NARROW
    columns = [each for each in _COLUMNS if wide or each[0] not in _RARE or getattr(total, each[0])]
    for _, title in columns:
        named = language(title)
        table.add_column(named, justify="right", min_width=max(map(len, named.split())))
    shown = [*(channels[:limit] if limit else channels), total]
    for row in shown:
        name = language(mark("all channels")) if row is total else row.channel
        style = "bold" if row is total else ""
        cells = (_number(language, getattr(row, field)) for field, _ in columns)
        table.add_row(output.cell(name, style), *(output.cell(each, style) for each in cells))
    console.print(table)
    for sentence in _remarks(total):
        console.print(output.indented(f"  {language(sentence)}"))
    left_out = len(rows) - len(shown)
    if left_out:
        told = say_many("… and {n} more: --limit 0 shows all", "… and {n} more: --limit 0 shows all", left_out)
        session.tell(session.language(told))


def _remarks(total: "TransparencyRow") -> list[Sentence]:
    told = []
    if total.closed_unanswered:
        told.append(say("closed without an answer: {reasons}", reasons=for_screen(total.closed_reasons)))
    if total.overdue:
        told.append(say_many("{n} of the unanswered is past its due time", "{n} of the unanswered are past their due time", total.overdue))  # fmt: skip
    if total.vanished:
        told.append(say_many("in {n} complaint, what the customer wrote is no longer shown: the network does not say who took it away", "in {n} complaints, what the customer wrote is no longer shown: the networks do not say who took it away", total.vanished))  # fmt: skip
    if total.own_vanished:
        told.append(say_many("in {n} complaint, an answer of the brand's own account is no longer shown", "in {n} complaints, an answer of the brand's own account is no longer shown", total.own_vanished))  # fmt: skip
    return told


def _number(language: "Language", number: float | None) -> str:
    return "–" if number is None else language.number(number)
