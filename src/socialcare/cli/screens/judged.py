"""`quality`: figures with their intervals, textblob-fr beside them; and what to label next."""

import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from socialcare.cli import output
from socialcare.quality.report import SENTIMENT, Report, by_channel
from socialcare.sentences import Label, mark, say, say_many

if TYPE_CHECKING:
    from socialcare.cli.wiring import Session
    from socialcare.quality.measures import Figures
    from socialcare.quality.suggesting import Suggestion

DIGITS = 3


def quality_json(report: Report, *, channels: bool) -> None:
    base = report.base.figures()
    found: dict[str, Any] = {
        "texts": report.texts,
        "facts": {name: asdict(figures) for name, figures in report.figures.items()},
        "textblob_fr": {SENTIMENT: asdict(base)} if base else {},
        "calibration": {"error": report.calibration.error, "bins": [asdict(each) for each in report.calibration.bins]},
    }
    if channels:
        found["channels"] = [
            {"channel": e.channel, SENTIMENT: asdict(e.figures), "textblob_fr": asdict(e.base)}
            for e in by_channel(report)
        ]
    sys.stdout.write(output.as_json(_rounded(found), indent=2) + "\n")


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    return [_rounded(each) for each in value] if isinstance(value, (list, tuple)) else value


def quality_screen(session: "Session", report: Report, *, channels: bool, corrections: bool) -> None:
    language, console = session.language, output.console()
    console.print(output.paragraph(language(say_many("{n} labelled text", "{n} labelled texts", report.texts)), "bold"))
    if corrections:
        console.print(output.paragraph(language(mark("Only texts that somebody looked at: those that looked wrong are among them more often than elsewhere."))))  # fmt: skip
    _summary(session, report)
    for name, figures in report.figures.items():
        _fact(session, name, figures)
    if report.calibration.bins:
        _calibration(session, report)
    if channels:
        _channels(session, report)


def _table(session: "Session", *titles: str) -> Any:
    table = output.table()
    table.expand = False
    for number, title in enumerate(titles):
        table.add_column(session.language(title), justify="right" if number else "left", no_wrap=True)
    return table


def _summary(session: "Session", report: Report) -> None:
    table = _table(session, mark("Fact"), mark("Texts"), mark("Accuracy"), mark("Macro-F1"), mark("95 %"))
    base = report.base.figures()
    for name, figures in report.figures.items():
        table.add_row(output.cell(session.language.label(name)), *_row(session, figures))
        if name == SENTIMENT and base:
            table.add_row(output.cell("  textblob-fr", "dim"), *_row(session, base))
    output.console().print(table)


def _row(session: "Session", figures: "Figures") -> list[str]:
    shown = [_two(session, value) for value in (figures.accuracy, figures.macro_f1, figures.low, figures.high)]
    return [session.language.number(figures.count), shown[0], shown[1], f"{shown[2]}–{shown[3]}"]


def _fact(session: "Session", name: str, figures: "Figures") -> None:
    """The confusion matrix, labels in the rows, and each class's figures beside its row."""
    language, console = session.language, output.console()
    console.print(output.paragraph(language(say("{fact}: labelled ↓ scored →", fact=Label(name))), "bold"))
    classes = [language.label(each) for each in figures.classes]
    table = _table(session, "", *classes, mark("Precision"), mark("Recall"), "F1")
    for at, each in enumerate(figures.by_class):
        if not each.support and not any(row[at] for row in figures.matrix):
            continue
        counts = [language.number(n) if n else "·" for n in figures.matrix[at]]
        table.add_row(output.cell(classes[at]), *counts, *(_two(session, value) for value in (each.precision, each.recall, each.f1)))  # fmt: skip
    console.print(table)


def _calibration(session: "Session", report: Report) -> None:
    language, console = session.language, output.console()
    error = _two(session, report.calibration.error)
    console.print(output.paragraph(language(say("Confidence beside what was right (expected error {error})", error=error)), "bold"))  # fmt: skip
    table = _table(session, mark("Confidence"), mark("Texts"), mark("Mean"), mark("Right"))
    for each in report.calibration.bins:
        shown = f"{_two(session, each.low)}–{_two(session, each.low + 0.1)}"
        table.add_row(output.cell(shown), language.number(each.count), _two(session, each.confidence), _two(session, each.accuracy))  # fmt: skip
    console.print(table)


def _channels(session: "Session", report: Report) -> None:
    table = _table(
        session, mark("Channel"), mark("Texts"), mark("Accuracy"), mark("Macro-F1"), mark("95 %"), "textblob-fr"
    )
    for each in by_channel(report):
        table.add_row(output.cell(each.channel or "–"), *_row(session, each.figures), _two(session, each.base.macro_f1))
    output.console().print(table)


def _two(session: "Session", value: float) -> str:
    text = f"{value:.2f}"
    return text.replace(".", ",") if session.language.code == "fr" else text


def suggestions_screen(session: "Session", rows: Sequence["Suggestion"]) -> None:
    """Each case with the command that would confirm its score; whoever types it changes what is wrong."""
    language, console = session.language, output.console()
    if not rows:
        console.print(output.paragraph(language(mark("Nothing to ask: no case of the last 30 days is without a correction."))))  # fmt: skip
        return
    for row in rows:
        said = language(say("{what}: {value}", what=row.author, value=row.text))
        line = output.cell(f"{row.case:>5}  {_two(session, row.confidence)}  {said}")
        console.print(line, no_wrap=True, overflow="ellipsis")
        console.print(output.indented(f"             {row.command}", "dim"))
    session.tell(language(mark("Correct what is wrong in the command, then run it; a label that agrees teaches too.")))
