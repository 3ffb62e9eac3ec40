"""Lists as tables. Number, time left, emotion and expert keep their widths; only the message shrinks."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from socialcare.cli import output
from socialcare.facts import Priority, Verdict
from socialcare.sentences import mark, say, say_many

if TYPE_CHECKING:
    from socialcare.cli.wiring import Session
    from socialcare.desk import Desk
    from socialcare.reports import BreachRow, ComplaintRow, QueueRow

NARROW = 100
"""Columns below which channel and author go, as they can be read in `show`: what was said needs the room."""
NARROW_BREACHES = 118
"""Below which the message goes, and the years of the times."""
NARROW_COMPLAINTS = 100
"""Below which the expert goes, and the years of the times."""

_MARKS = {Priority.URGENT: "!!", Priority.HIGH: "!", Priority.NORMAL: "", Priority.LOW: "↓"}
_STYLES = {Verdict.LATE: "bold red", Verdict.BROKEN: "red", Verdict.DUE_SOON: "yellow", Verdict.KEPT: "green"}


def case_table(session: "Session", desk: "Desk", rows: Sequence["QueueRow"], limit: int) -> None:
    """The queue; what is put aside shows its reason where the time left would stand."""
    language, console, table = session.language, output.console(), output.table()
    wide = console.width >= NARROW
    table.add_column(language(mark("No")), justify="right", no_wrap=True, min_width=5)
    table.add_column(language(mark("Left")), justify="right", no_wrap=True, min_width=9)
    table.add_column("P", no_wrap=True, min_width=2)
    table.add_column(language(mark("Emotion")), no_wrap=True, min_width=11)
    if wide:
        table.add_column(language(mark("Channel")), no_wrap=True, max_width=10)
        table.add_column(language(mark("Author")), no_wrap=True, max_width=13)
    table.add_column(language(mark("Message")), no_wrap=True, ratio=1, min_width=20)
    table.add_column(language(mark("Expert")), no_wrap=True, min_width=12, max_width=16)
    shown = rows[:limit] if limit else rows
    for row in shown:
        left = language.text(row.set_aside) if row.set_aside else _left(session, row)
        if row.snoozed_until:
            left = language.near(row.snoozed_until, desk.now)
        style = _STYLES.get(row.verdict, "")
        cells: list[Any] = [str(row.case), output.cell(left, style), _MARKS[row.priority]]
        cells.append(output.cell(language.label(row.emotion)))
        if wide:
            cells += [output.cell(row.channel), output.cell(row.author)]
        text = _signs(session, desk, row) + _alarms(session, row) + _text(session, row)
        cells += [output.cell(text), output.cell(_expert(desk, row.expert))]
        table.add_row(*cells)
    console.print(table)
    _more(session, len(rows) - len(shown))


def breach_table(session: "Session", desk: "Desk", rows: Sequence["BreachRow"], limit: int | None) -> None:
    language, console, table = session.language, output.console(), output.table()
    wide = console.width >= NARROW_BREACHES
    time = language.full if wide else language.day_and_time
    for title, width in ((mark("No"), 5), (mark("Late by"), 9), (mark("Due"), 16), (mark("Answered"), 16)):
        table.add_column(language(title), justify="right", no_wrap=True, min_width=width)
    table.add_column(language(mark("Where")), no_wrap=True, min_width=12 if wide else 9, max_width=17)
    table.add_column(language(mark("Whose")), no_wrap=True, min_width=12 if wide else 15, max_width=16)
    if wide:
        table.add_column(language(mark("Message")), no_wrap=True, ratio=1, min_width=20)
    shown = rows[:limit] if limit else rows
    for row in shown:
        table.add_row(
            str(row.case),
            output.cell(language.duration(row.late_seconds), _STYLES[row.verdict]),
            time(row.due_at) if row.due_at else "",
            time(row.answered_at) if row.answered_at else "–",
            output.cell(language.label(row.leg)),
            output.cell(_expert(desk, row.expert)),
            *([output.cell(row.text)] if wide else []),
        )
    console.print(table)
    _more(session, len(rows) - len(shown))


def complaint_table(session: "Session", desk: "Desk", rows: Sequence["ComplaintRow"], limit: int | None) -> None:
    from socialcare.desk.templating import topic_label

    language, console, table = session.language, output.console(), output.table()
    wide = console.width >= NARROW_COMPLAINTS
    time = language.full if wide else language.day_and_time
    table.add_column(language(mark("No")), justify="right", no_wrap=True, min_width=5)
    table.add_column(language(mark("Posted")), no_wrap=True, min_width=16)
    table.add_column(language(mark("Promise")), no_wrap=True, min_width=9)
    table.add_column(language(mark("Topic")), no_wrap=True, max_width=20 if wide else 14)
    table.add_column(language(mark("Emotion")), no_wrap=True, min_width=11)
    table.add_column(language(mark("Message")), no_wrap=True, ratio=1, min_width=20)
    if wide:
        table.add_column(language(mark("Expert")), no_wrap=True, min_width=12, max_width=16)
    shown = rows[:limit] if limit else rows
    for row in shown:
        verdict = output.cell(language.label(row.verdict), _STYLES.get(row.verdict, ""))
        table.add_row(
            str(row.case),
            time(row.posted_at),
            verdict,
            output.cell(topic_label(desk, row.topic) or "–"),
            output.cell(language.label(row.emotion)),
            output.cell(_text(session, row)),
            *([output.cell(_expert(desk, row.expert))] if wide else []),
        )
    console.print(table)
    _more(session, len(rows) - len(shown))


def _text(session: "Session", row: "QueueRow | ComplaintRow") -> str:
    """A message that its network no longer shows says so before anything else."""
    if row.vanished_at is None:
        return row.text
    return session.language(say("[vanished {at}] {text}", at=row.vanished_at, text=row.text))


def _signs(session: "Session", desk: "Desk", row: "QueueRow") -> str:
    """A pencil where a draft waits to be read; who has the case in hand, so that two do not answer it."""
    held = ""
    if row.in_hand_by and row.in_hand_since:
        since = session.language.near(row.in_hand_since, desk.now)
        held = session.language(say("[{name} since {at}] ", name=_expert(desk, row.in_hand_by), at=since))
    return ("✎ " if row.draft else "") + held


def _alarms(session: "Session", row: "QueueRow") -> str:
    """A word, as colour alone is not seen by all."""
    language = session.language
    words = [language(mark("URGENT"))] * row.urgency + [language(mark("LEAVING"))] * row.churn
    return f"[{' · '.join(words)}] " if words else ""


def _left(session: "Session", row: "QueueRow") -> str:
    if row.remaining_seconds is not None:
        return session.language.duration(row.remaining_seconds)
    return session.language.label(row.verdict) if row.verdict is not Verdict.NONE else "–"


def _expert(desk: "Desk", key: str) -> str:
    person = desk.rules.rulebook.people.get(key)
    return person.name if person else key or "–"


def _more(session: "Session", count: int) -> None:
    if count > 0:
        session.tell(
            session.language(
                say_many("… and {n} more: --limit 0 shows all", "… and {n} more: --limit 0 shows all", count)
            )
        )
