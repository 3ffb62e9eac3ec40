"""What people do to a case: `assign`, `draft`, `reply`, `note`, `correct`, `close`, `undo`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from socialcare.cli import options as opt
from socialcare.cli.commands.answers import Given, TemplateName, templated
from socialcare.cli.wiring import Session
from socialcare.errors import WrongUse
from socialcare.sentences import Sentence, mark, say, say_many

if TYPE_CHECKING:
    from socialcare.desk import Desk

Numbers = Annotated[
    list[int], typer.Argument(metavar="CASE…", help=mark("The numbers of the cases, as triage shows them."))
]


def register(app: typer.Typer) -> None:
    app.command("assign", help=mark("Give cases to an expert."))(assign)
    app.command("draft", help=mark("Propose the matter of an answer; a community manager sends it."))(draft)
    app.command("reply", help=mark("Send the answer of a community manager, or record one given on the platform."))(
        reply
    )
    app.command("note", help=mark("A note for colleagues; it stops no clock."))(note)
    app.command("correct", help=mark("Say what a score should have told. It is kept with your name beside the score; routing is not redone (rules replay shows what would)."))(correct)  # fmt: skip
    app.command("close", help=mark("End a case, with a reason."))(close)
    app.command("undo", help=mark("Take back your last act, of any case or of one, or a chosen one."))(undo)


def assign(
    context: typer.Context,
    numbers: Numbers,
    to: Annotated[str, typer.Option("--to", metavar="EXPERT", help=mark("The expert's key in the rules."))],
    message: Annotated[
        str, typer.Option("--message", help=mark("A word for the expert, who reads it in their inbox."))
    ] = "",
) -> None:
    from socialcare.desk import actions

    session, desk = _at_work(context)
    events = actions.assign(desk, session.person(desk), numbers, to, message)
    name = desk.rules.rulebook.people[to].name
    told = say_many("{n} case given to {name}", "{n} cases given to {name}", len(events), name=name)
    _said(session, told if events else say("nothing has changed: {name} has it already", name=name))


def draft(
    context: typer.Context,
    number: opt.CaseNumber,
    text: Annotated[str | None, typer.Option("--text", help=mark("The text, between quotes."))] = None,
    template: TemplateName = None,
    given: Given = None,
) -> None:
    from socialcare.cli.commands import writing
    from socialcare.desk import actions

    writing.refuse_two(writing.Wording(text=text, template=template, given=given))
    if text is None and template is None:
        raise WrongUse(say("{name} is missing", name="--text"))
    session, desk = _at_work(context)
    person = session.person(desk)
    words = templated(desk, person, number, template, given) if template is not None else text or ""
    actions.draft(desk, person, number, words)
    _said(session, say("case {number}: draft kept; a community manager is to read and send it", number=str(number)))


def reply(
    context: typer.Context,
    number: opt.CaseNumber,
    text: Annotated[
        str | None, typer.Option("--text", help=mark("The text, between quotes; else your editor opens."))
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help=mark("The text is in this file, in UTF-8."))
    ] = None,
    template: TemplateName = None,
    given: Given = None,
    yes: Annotated[bool, typer.Option("--yes", help=mark("Send without asking."))] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=mark("Show what would go out, send nothing."))] = False,
    anyway: Annotated[bool, typer.Option("--anyway", help=mark("Even where the case is answered already."))] = False,
    mark_only: Annotated[
        bool, typer.Option("--mark-only", help=mark("The answer was given on the platform: only record it."))
    ] = False,
) -> None:
    from socialcare.cli.commands import publishing, writing
    from socialcare.desk import actions
    from socialcare.desk.publishing import may_answer

    session, desk = _at_work(context)
    person = session.person(desk)
    may_answer(desk, person)
    wording = writing.Wording(text=text, file=file, template=template, given=given)
    words = writing.written(session, desk, person, number, wording)
    if mark_only:
        actions.reply(desk, person, number, words)
        _said(session, _kept(desk, number))
        return
    sent = publishing.send(session, number, words, publishing.Asking(yes=yes, dry_run=dry_run, anyway=anyway))
    if sent is not None:
        _said(session, _kept(sent, number))


def note(
    context: typer.Context,
    number: opt.CaseNumber,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=mark("The note, between quotes."))],
) -> None:
    from socialcare.desk import actions

    session, desk = _at_work(context)
    actions.note(desk, session.person(desk), number, text)
    _said(session, say("case {number}: note kept", number=str(number)))


def correct(
    context: typer.Context,
    number: opt.CaseNumber,
    sentiment: Annotated[
        str | None, typer.Option("--sentiment", metavar="NAME", help=mark("negative, neutral or positive."))
    ] = None,
    emotion: Annotated[
        str | None,
        typer.Option(
            "--emotion",
            metavar="NAME",
            help=mark("anger, disappointment, worry, sadness, disgust, surprise, joy, gratitude or neutral."),
        ),
    ] = None,
    intent: Annotated[
        str | None,
        typer.Option("--intent", metavar="NAME", help=mark("complaint, question, praise, suggestion or other.")),
    ] = None,
    flags: Annotated[
        list[str] | None,
        typer.Option(
            "--flag",
            metavar="NAME",
            help=mark("question, irony, spam, mixed, urgency, churn or insult; may be said again."),
        ),
    ] = None,
    not_flags: Annotated[
        list[str] | None, typer.Option("--no-flag", metavar="NAME", help=mark("The same, where the text is none."))
    ] = None,
    note: Annotated[str, typer.Option("--note", help=mark("Why, for colleagues."))] = "",
) -> None:
    from socialcare.desk import correcting

    session, desk = _at_work(context)
    named = {"sentiment": sentiment, "emotion": emotion, "intent": intent}
    said = correcting.Said(
        values={name: value for name, value in named.items() if value is not None},
        flags=flags or (),
        not_flags=not_flags or (),
    )
    correcting.correct(desk, session.person(desk), number, said, note)
    _said(session, say_many("case {number}: {n} correction kept", "case {number}: {n} corrections kept", len(said.facts), number=str(number)))  # fmt: skip


def close(
    context: typer.Context,
    number: opt.CaseNumber,
    reason: Annotated[str, typer.Option("--reason", help=mark("Why the case ends here."))],
) -> None:
    from socialcare.desk import actions

    session, desk = _at_work(context)
    actions.close(desk, session.person(desk), number, reason)
    _said(session, say("case {number} closed", number=str(number)))


def undo(
    context: typer.Context,
    number: Annotated[int | None, typer.Argument(metavar="[CASE]", help=mark("Only of this case."))] = None,
    event: Annotated[
        int | None, typer.Option("--event", metavar="N", help=mark("This very act, by its number in socialcare log."))
    ] = None,
) -> None:
    from socialcare.desk import publishing, undoing

    session, desk = _at_work(context)
    for done in publishing.undo(desk, session.person(desk), number, event):
        taken_back = undoing.undone(desk, done) or done
        _said(session, say("case {number}: undone: {action} of {at}", number=str(done.case), action=taken_back.action, at=taken_back.at))  # fmt: skip


def _at_work(context: typer.Context) -> "tuple[Session, Desk]":
    session = opt.session(context)
    return session, session.desk()


def _said(session: Session, sentence: Sentence) -> None:

    session.tell(session.language(sentence))


def _kept(desk: "Desk", number: int) -> Sentence:
    """Whether the promise was kept, said at once to the person who has just answered."""
    from socialcare import store
    from socialcare.cases import case_at, late_seconds, verdict
    from socialcare.facts import Verdict

    case = case_at(next(store.cases.histories(desk.store, [number])), desk.now)
    clock = case.clock if case else None
    if clock is None or clock.due_at is None:
        return say("case {number}: answered; nothing was promised", number=str(number))
    if verdict(clock, desk.now) is Verdict.KEPT:
        return say("case {number}: answered within the promise", number=str(number))
    minutes = late_seconds(clock, desk.now) // 60
    return say_many(
        "case {number}: answered {n} minute after the promise",
        "case {number}: answered {n} minutes after the promise",
        minutes,
        number=str(number),
    )
