"""The first screen of the day: what is late, due within the hour, unusual, put aside; then the queue."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from socialcare.cli import output
from socialcare.cli.screens.tables import case_table
from socialcare.facts import Verdict
from socialcare.sentences import Sentence, mark, say, say_many

if TYPE_CHECKING:
    from socialcare.cli.language import Language
    from socialcare.cli.wiring import Session
    from socialcare.desk import Desk
    from socialcare.reports import Queue, QueueRow, Spike


def morning(
    session: "Session", desk: "Desk", queue: "Queue", rows: Sequence["QueueRow"], limit: int, *, nothing: str
) -> None:
    """`rows` are those of the queue, or those that sleep or were put aside; `nothing` is said where there are none."""
    console = output.console()
    language = session.language
    console.print(output.cell(f"socialcare · {session.settings.brand} · {language.headline(queue.as_of)}", "bold"))
    console.print(output.lines(head(queue, language)))
    console.print()
    if rows:
        case_table(session, desk, rows, limit)
    else:
        console.print(output.paragraph("  " + language(nothing)))


def head(queue: "Queue", language: "Language") -> list[tuple[str, str]]:
    """Label and text of each line; a line that would say nothing is not there."""
    lines = [(mark("To handle"), _to_handle(queue, language))]
    if queue.asleep and queue.asleep[0].snoozed_until:
        first = queue.asleep[0].snoozed_until
        asleep = say_many("{n} case, until {at}   (triage --asleep)", "{n} cases, the first until {at}   (triage --asleep)", len(queue.asleep), at=first)  # fmt: skip
        lines.append((mark("Asleep"), language(asleep)))
    if queue.spikes:
        lines.append((mark("Unusual"), " · ".join(_spike(spike, language) for spike in queue.spikes)))
    if queue.aside:
        reasons = sorted(queue.set_aside.items(), key=lambda each: (-each[1], each[0]))
        told = " · ".join(f"{language.text(reason)} ({language.number(count)})" for reason, count in reasons)
        lines.append(
            (
                mark("Put aside"),
                language(say("{count}: {reasons}   (triage --set-aside)", count=len(queue.aside), reasons=told)),
            )
        )
    if queue.older and queue.oldest_at:
        older = say_many("{n} open case older than these, since {at}   (triage --since all)", "{n} open cases older than these, since {at}   (triage --since all)", queue.older, at=queue.oldest_at)  # fmt: skip
        lines.append((mark("Older"), language(older)))
    return [(language.text(label), text) for label, text in lines]


def _to_handle(queue: "Queue", language: "Language") -> str:
    verdicts = queue.verdicts
    counts: list[tuple[Sentence, int]] = [
        (say_many("{n} LATE", "{n} LATE", verdicts.get(Verdict.LATE, 0)), verdicts.get(Verdict.LATE, 0)),
        (say_many("{n} within the hour", "{n} within the hour", verdicts.get(Verdict.DUE_SOON, 0)), verdicts.get(Verdict.DUE_SOON, 0)),
        (say_many("{n} later", "{n} later", verdicts.get(Verdict.ON_TIME, 0)), verdicts.get(Verdict.ON_TIME, 0)),
        (say_many("{n} without a promise", "{n} without a promise", verdicts.get(Verdict.NONE, 0)), verdicts.get(Verdict.NONE, 0)),
    ]  # fmt: skip
    told = " · ".join(language(sentence) for sentence, count in counts if count)
    return f"{language.number(len(queue.rows))}{'  ' + told if told else ''}"


def _spike(spike: "Spike", language: "Language") -> str:
    if spike.times is None:
        return language(
            say("“{word}”: {n} mentions in 24 h, none in the 4 weeks before", word=spike.word, n=spike.mentions)
        )
    return language(
        say("“{word}”: {n} mentions in 24 h (×{times})", word=spike.word, n=spike.mentions, times=spike.times)
    )
