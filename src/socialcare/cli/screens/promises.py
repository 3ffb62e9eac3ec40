"""Calendars and warnings as tables."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from socialcare.cli import output
from socialcare.facts import Warned
from socialcare.sentences import Sentence, mark, say_many

if TYPE_CHECKING:
    from socialcare.cli.wiring import Session
    from socialcare.desk import Desk
    from socialcare.reports import WarningRow
    from socialcare.sla import Calendar, DayRow


NARROW = 100
"""Columns below which the years of the times go."""


def month_table(session: "Session", calendar: "Calendar", rows: Sequence["DayRow"]) -> None:
    from socialcare.sla import reason

    language, console, table = session.language, output.console(), output.table()
    table.add_column(language(mark("Day")), no_wrap=True, min_width=15)
    table.add_column(language(mark("Hours")), no_wrap=True, min_width=24)
    table.add_column(language(mark("Why")), no_wrap=True, ratio=1)
    for row in rows:
        day = date.fromisoformat(row.day)
        style = "" if row.is_open else "dim"
        hours = row.hours or language(mark("closed all day"))
        told = language(Sentence("{day}", {"day": day})), hours, language(reason(calendar, day))
        table.add_row(*(output.cell(text, style) for text in told))
    console.print(table)


def warning_table(session: "Session", desk: "Desk", rows: Sequence["WarningRow"], limit: int | None) -> None:
    language, console, table = session.language, output.console(), output.table()
    time = language.full if console.width >= NARROW else language.day_and_time
    table.add_column(language(mark("No")), justify="right", no_wrap=True, min_width=5)
    for title in (mark("Since"), mark("Due")):
        table.add_column(language(title), no_wrap=True, min_width=16)
    table.add_column(language(mark("Left")), justify="right", no_wrap=True, min_width=9)
    table.add_column(language(mark("Whom")), ratio=1, min_width=18)
    shown = rows[:limit] if limit else rows
    for row in shown:
        left = int((row.due_at - desk.now).total_seconds())
        table.add_row(
            str(row.case),
            time(row.at),
            time(row.due_at),
            output.cell(language.duration(left), "bold red" if left < 0 else ""),
            output.paragraph(_whom(session, desk, row)),
        )
    console.print(table)
    left_out = len(rows) - len(shown)
    if left_out:
        told = say_many("… and {n} more: --limit 0 shows all", "… and {n} more: --limit 0 shows all", left_out)
        session.tell(language(told))


def _whom(session: "Session", desk: "Desk", row: "WarningRow") -> str:
    """The role, and who has it: a person who left the rules since by their key, nobody by a dash."""
    who = {
        Warned.EXPERT: row.expert,
        Warned.COMMUNITY_MANAGER: row.community_manager,
        Warned.RESPONSIBLE: row.responsible,
    }[row.to]
    person = desk.rules.rulebook.people.get(who)
    return f"{session.language.label(row.to)} ({person.name if person else who or '–'})"
