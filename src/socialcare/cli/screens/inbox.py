"""What waits for one person, section by section."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from socialcare.cases.changes import Change, Changes
from socialcare.cli import output
from socialcare.cli.safe import for_screen
from socialcare.cli.screens.events import name_of, shortened
from socialcare.facts import Emotion, Priority, State, Verdict
from socialcare.reports.inbox import InboxRow, Waits
from socialcare.sentences import Sentence, mark, say, say_many

if TYPE_CHECKING:
    from datetime import datetime

    from socialcare.cli.wiring import Session
    from socialcare.desk import Desk
    from socialcare.routing import Person

LONG, SHORT = 600, 120
"""Characters of the customer's text: for who is to find an answer, and for who only has to know which case it is."""

INDENT = 6

_LATE = "bold red"
_STYLES = {Change.KEPT: "", Change.REMOVED: "red strike", Change.ADDED: "green"}


def inbox(session: "Session", desk: "Desk", person: "Person", rows: Sequence[InboxRow], since: "datetime") -> None:
    language, console = session.language, output.console()
    console.print(output.paragraph(f"{person.name} · {language.headline(desk.now)}", "bold"))
    if all(row.waits.is_outcome for row in rows):
        console.print(output.paragraph(language(mark("Nothing waits for you."))))
    coloured = output.has_colour(console)
    for waits, group in groupby(rows, key=lambda row: None if row.waits.is_outcome else row.waits):
        found = list(group)
        title = _title(waits, len(found)) if waits else say("What became of your drafts since {at}", at=since)
        console.print(output.paragraph(""))
        console.print(output.paragraph(language(title), "bold"))
        for row in found:
            told = _outcome(session, desk, row) if row.waits.is_outcome else _to_do(session, desk, row)
            console.print(output.indented(f"  {row.case}  {told[0]}", _style(row)))
            for line in told[1:]:
                console.print(output.indented(" " * INDENT + line))
            if row.waits is Waits.CHANGED:
                console.print(output.pieces(_compared(row.changes, coloured=coloured), INDENT))


def _title(waits: Waits, n: int) -> Sentence:
    return {
        Waits.FOR_DRAFT: say_many("{n} case waits for your draft", "{n} cases wait for your draft", n),
        Waits.DRAFTED: say_many("{n} draft to read and send", "{n} drafts to read and send", n),
        Waits.GOING_OUT: say_many(
            "{n} approved answer not known to be out", "{n} approved answers not known to be out", n
        ),
        Waits.HANDED_BACK: say_many("{n} case handed back by its expert", "{n} cases handed back by their experts", n),
        Waits.IN_HAND: say_many("{n} case in your hand", "{n} cases in your hand", n),
        Waits.COMES_BACK: say_many("{n} case back from sleep today", "{n} cases back from sleep today", n),
    }[waits]


def _style(row: InboxRow) -> str:
    return "" if row.waits.is_outcome or row.verdict is not Verdict.LATE else _LATE


def _to_do(session: "Session", desk: "Desk", row: InboxRow) -> list[str]:
    """By when and how it feels; what the customer said; why it is here."""
    who = say("{what}: {value}", what=f"{row.channel}, {row.author or '–'}", value=_text(row))
    told = [" · ".join(_head(session, desk, row)), session.language(who)]
    if row.waits is Waits.GOING_OUT:
        told += _going_out(session, desk, row)
    elif row.waits is Waits.DRAFTED:
        told.append(_said(session, desk, row, row.draft))
    elif row.message.strip():
        told.append(_said(session, desk, row, row.message))
    return told


def _head(session: "Session", desk: "Desk", row: InboxRow) -> Iterator[str]:
    language = session.language
    if row.back_at is not None:
        asleep = row.state is State.SNOOZED
        yield language(say("asleep until {at}", at=row.back_at) if asleep else say("awake since {at}", at=row.back_at))
    if row.expert_due_at is not None and row.waits is Waits.FOR_DRAFT:
        left = language.duration(int((row.expert_due_at - desk.now).total_seconds()))
        yield language(say("draft by {at} ({left})", at=row.expert_due_at, left=left))
    if row.due_at is not None and row.remaining_seconds is not None:
        left = language.duration(row.remaining_seconds)
        yield language(say("answer by {at} ({left})", at=row.due_at, left=left))
    if row.emotion not in (None, Emotion.NEUTRAL):
        yield language.label(row.emotion)
    if row.priority is not Priority.NORMAL:
        yield language(say("priority {priority}", priority=row.priority))
    if row.in_hand_since is not None:
        yield language(say("in hand since {at} by {name}", at=row.in_hand_since, name=name_of(desk, row.in_hand_by)))
    if row.tags:
        yield language(say("tags: {tags}", tags=row.tags))


def _text(row: InboxRow) -> str:
    return shortened(row.text, LONG if row.waits is Waits.FOR_DRAFT else SHORT)


def _said(session: "Session", desk: "Desk", row: InboxRow, text: str) -> str:
    assert row.at is not None  # nobody says anything at no time
    said = say("{name}, {at}: “{text}”", name=name_of(desk, row.by), at=row.at, text=for_screen(text, one_line=False))
    return session.language(said)


def _going_out(session: "Session", desk: "Desk", row: InboxRow) -> list[str]:
    """The answer, and what is known of it now; by whom alone where the desk looks back and it is settled since."""
    from socialcare import store
    from socialcare.cli.screens.publishing import going_out

    pending = [each for each in store.outbox.pending(desk.store, row.case) if each.since <= desk.now]
    return going_out(session, desk, pending) or [_said(session, desk, row, row.answer)]


def _outcome(session: "Session", desk: "Desk", row: InboxRow) -> list[str]:
    """Who did what when; then, where nothing was changed, the answer."""
    name = name_of(desk, row.by) if row.by else session.language(mark("the brand’s account"))
    if row.waits is Waits.CLOSED:
        closed = say("closed without an answer by {name}, {at}: “{text}”", name=name, at=row.at, text=shortened(row.message, SHORT))  # fmt: skip
        return [session.language(closed), shortened(row.draft, SHORT)]
    if row.waits is Waits.AS_PROPOSED:
        return [session.language(say("answered as you proposed by {name}, {at}", name=name, at=row.at)), row.answer]
    return [session.language(say("answered with changes by {name}, {at}", name=name, at=row.at))]


def _compared(changes: Changes, *, coloured: bool) -> list[tuple[str, str]]:
    """What was taken away and added, by colour where colours are seen, else by marks."""
    if not coloured:
        return [(str(changes), "")]
    return [(part.text, _STYLES[part.change]) for part in changes]
