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


def transparency_table(session: "Session", rows: Sequence["TransparencyRow"], limit: int | None) -> None:
    """Then why people closed without an answer, and what is known of what vanished."""
    language, console, table = session.language, output.console(), output.table()
    table.add_column(language(mark("Channel")), no_wrap=True)
    titles = (mark("Complaints"), mark("In time"), mark("Late"), mark("No promise"), mark("Waiting"), mark("Closed unanswered"),
              mark("Answered %"), mark("In time %"), mark("Vanished"))  # fmt: skip
    for title in titles:
        table.add_column(language(title), justify="right")
    channels, total = rows[:-1], rows[-1]
    shown = [*(channels[:limit] if limit else channels), total]
    for row in shown:
        name = language(mark("all channels")) if row is total else row.channel
        counts = (row.complaints, row.in_time, row.late, row.unpromised, row.unanswered, row.closed_unanswered)
        percents = (_percent(language, row.answered_percent), _percent(language, row.in_time_percent))
        style = "bold" if row is total else ""
        cells = (*map(language.number, counts), *percents, language.number(row.vanished))
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


def _percent(language: "Language", percent: float | None) -> str:
    return "–" if percent is None else language.number(percent)
