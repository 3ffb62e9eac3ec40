"""Past answers, each whole as it would be used again; and the templates."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from socialcare.cases import Case
from socialcare.cli import output
from socialcare.cli.safe import for_screen
from socialcare.sentences import Sentence, mark, say, say_many

if TYPE_CHECKING:
    from socialcare.cli.commands.answers import TemplateRow
    from socialcare.cli.wiring import Session
    from socialcare.desk import Desk
    from socialcare.reports.answers import AnswerRow

QUESTION = 200
"""Characters of a question; its case has the rest."""

NARROW = 100
"""Columns below which the text of a template goes: `templates show` has it."""

_DAYS_A_MONTH = 30.44


def answers_screen(session: "Session", desk: "Desk", case: Case, rows: Sequence["AnswerRow"], limit: int) -> None:
    """The question at hand, the answers to ones like it, then the templates of its topic."""
    from socialcare.desk.templating import templates, topic_label

    language, console = session.language, output.console()
    topic = case.voice.route.topic if case.voice.route else ""
    head = [language(say("case {number}", number=str(case.number))), topic_label(desk, topic)]
    console.print(output.cell(" · ".join(part for part in head if part), "bold"))
    console.print(output.indented("  " + language(_quoted(case.voice.mention.text))))
    shown = rows[:limit] if limit else rows
    for row in shown:
        _answer(session, desk, row)
    if not rows:
        session.tell(language(say("no past answer is near this question")))
    more = len(rows) - len(shown)
    if more:
        session.tell(language(say_many("… and {n} more: --limit 0 shows all", "… and {n} more: --limit 0 shows all", more)))  # fmt: skip
    fitting = [each.name for each in templates(desk).values() if topic and each.topic == topic]
    if fitting:
        told = say("templates of this topic: {names}; socialcare reply {number} --template {first}", names=fitting,
                   number=str(case.number), first=fitting[0])  # fmt: skip
        session.tell(language(told))


def _answer(session: "Session", desk: "Desk", row: "AnswerRow") -> None:
    from socialcare.desk.handing import name_of
    from socialcare.desk.templating import topic_label

    language, console = session.language, output.console()
    where = [language(say("case {number}", number=str(row.case))), row.channel, topic_label(desk, row.topic)]
    who = [name_of(desk, row.answered_by), language.full(row.answered_at)]
    console.print(output.paragraph(""))
    console.print(output.cell(" · ".join(part for part in (*where, *who) if part), "bold"))
    console.print(output.indented("  " + language(_quoted(row.question))))
    common = say("in common: {words}", words=row.shared) if row.shared else say("in common: the topic alone")
    console.print(output.indented(f"  {language(common)}", "dim"))
    for line in row.answer.splitlines():
        console.print(output.indented(f"    {line}"))
    for told in _remarks(desk, row):
        console.print(output.indented(f"  ! {language(told)}", "yellow"))


def _remarks(desk: "Desk", row: "AnswerRow") -> Iterator[Sentence]:
    """What to know before using it again; a word each, as colour alone is not seen by all."""
    from socialcare.desk.handing import name_of

    if row.times > 1:
        yield say_many("given {n} time, last {at}", "given {n} times, last {at}", row.times, at=row.last_at)
    if row.old:
        yield say_many("{n} month old: is it still right?", "{n} months old: is it still right?",
                       int(row.age_days / _DAYS_A_MONTH))  # fmt: skip
    if row.otherwise:
        names = [name_of(desk, key) for key in row.otherwise_by.split(", ")]
        yield say("answered otherwise by {names} (case {cases})", names=names, cases=row.otherwise)
    if row.names:
        yield say("it names its customer: {name}", name=for_screen(row.names))


def template_table(session: "Session", desk: "Desk", rows: Sequence["TemplateRow"], limit: int | None) -> None:
    from socialcare.desk.templating import topic_label

    language, console, table = session.language, output.console(), output.table()
    wide = console.width >= NARROW
    table.add_column(language(mark("Name")), no_wrap=True, min_width=14)
    table.add_column(language(mark("Label")), no_wrap=True, ratio=1, min_width=14)
    table.add_column(language(mark("Topic")), no_wrap=True, max_width=24)
    table.add_column(language(mark("To give: --set")), no_wrap=True, min_width=10)
    if wide:
        table.add_column(language(mark("Text")), no_wrap=True, ratio=1, min_width=20)
    for row in rows[:limit] if limit else rows:
        cells = (row.name, row.label or "–", topic_label(desk, row.topic) or "–", row.to_set or "–")
        table.add_row(*(output.cell(cell) for cell in (*cells, *([row.text] if wide else []))))
    console.print(table)


def _quoted(text: str) -> Sentence:
    line = for_screen(text)
    return say("“{text}”", text=line if len(line) <= QUESTION else line[: QUESTION - 1] + "…")
