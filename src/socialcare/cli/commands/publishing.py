"""Answers that go out: `reply` sends one; `publishing` lists what has not gone, stops, retries."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from socialcare.cli import options as opt
from socialcare.cli import output, person_here
from socialcare.cli.commands.sources import exit_code
from socialcare.cli.help import Commands
from socialcare.cli.output import Output
from socialcare.cli.wiring import Session
from socialcare.errors import SocialcareError, WrongUse
from socialcare.sentences import mark, say

if TYPE_CHECKING:
    from socialcare.desk import Desk
    from socialcare.desk.publishing import Looked, Prepared


def register(app: typer.Typer) -> None:
    publishing = typer.Typer(cls=Commands, rich_markup_mode=None)
    publishing.callback(
        invoke_without_command=True, help=mark("Answers that have not gone out: waiting, unknown, refused.")
    )(publishing_list)
    publishing.command("stop", help=mark("Emergency stop: no answer goes out until start."))(publishing_stop)
    publishing.command("start", help=mark("Let answers go out again."))(publishing_start)
    publishing.command("retry", help=mark("Look for each of them on its network; send those that are not there."))(
        publishing_retry
    )
    publishing.command("mark", help=mark("Say, after a look at the network, whether an answer is there."))(
        publishing_mark
    )
    app.add_typer(publishing, name="publishing")


@dataclass(frozen=True, kw_only=True)
class Asking:
    """How far `reply` goes without a person: `yes` for scripts, `anyway` though the case is answered."""

    yes: bool
    dry_run: bool
    anyway: bool


def send(session: Session, number: int, text: str, asking: Asking) -> "Desk | None":
    """Show it, ask, send it. The desk at the instant of sending; None where nothing was sent."""
    from socialcare.desk import publishing

    desk = session.desk()
    person = session.person(desk)
    publishing.may_answer(desk, person)
    if not asking.dry_run:
        publishing.refuse_stopped(desk)
        looked = publishing.look(desk, number)
        tell(session, looked)
        if any(each.outgoing.replied and each.outgoing.text == text for each in looked):
            return desk  # an earlier try of this very answer had arrived
    while True:
        prepared = publishing.prepare(desk, person, number, text)
        if not _agreed(session, desk, prepared, asking):
            return None
        desk = replace(session).desk()  # the clock anew: a person may have thought for a while
        try:
            publishing.send(desk, prepared)
        except publishing.CaseChanged as changed:
            session.complain(session.language(changed.sentence))
            continue
        return desk


def tell(session: Session, looked: "Sequence[Looked]") -> int:
    """One line an answer; the exit code of the whole."""
    from socialcare.store.outbox import Fate

    for each in looked:
        if each.failure is not None:
            session.complain(session.language(each.failure.sentence))
            continue
        case, channel = str(each.outgoing.case), each.outgoing.to.channel
        if each.outgoing.fate is Fate.SENT:
            session.tell(session.language(say("case {case}: the answer is on {channel}", case=case, channel=channel)))
        else:
            session.complain(
                session.language(
                    say(
                        "case {case}: an answer is not on {channel} yet; socialcare publishing retry sends it",
                        case=case,
                        channel=channel,
                    )
                )
            )
    return exit_code([each.failure for each in looked])


def _agreed(session: Session, desk: "Desk", prepared: "Prepared", asking: Asking) -> bool:
    from socialcare.cli.screens.publishing import preview

    if not (asking.yes or asking.dry_run or person_here.is_terminal()):
        raise WrongUse(say("there is nobody to ask here: add --yes to send, or --dry-run to look only"))
    lines = preview(session, desk, prepared)
    if asking.dry_run:
        sys.stdout.writelines(line + "\n" for line in lines)
        session.tell(session.language(say("nothing was sent")))
        return False
    if asking.yes:
        for line in lines:
            session.tell(line)
    else:
        session.complain(*lines)
    number = str(prepared.case.number)
    if prepared.held is not None and asking.yes and not asking.anyway:
        raise WrongUse(say("case {number} is in hand since {at} by {name}; --anyway answers all the same", number=number, at=prepared.held.at, name=prepared.held.name))  # fmt: skip
    if prepared.answered_at is not None and not asking.anyway:
        if asking.yes or not person_here.is_terminal():
            raise WrongUse(say("case {number} is answered already, {at}; --anyway answers once more", number=number, at=prepared.answered_at))  # fmt: skip
        question = say("It is answered already. Answer once more? [y/N]")
    else:
        question = say("Send it? [y/N]")
    if asking.yes or person_here.agrees(session.language(question)):
        return True
    session.complain(session.language(say("nothing was sent")))
    return False


@dataclass(frozen=True, kw_only=True)
class OutboxRow:
    """An answer that is not known to be out. `fate` is waiting, unknown or refused; `why` in the person's language."""

    case: int
    channel: str
    author: str
    text: str
    by: str
    fate: str
    since: datetime
    tried_at: datetime
    key: str
    why: str


@opt.lists
def publishing_list(context: typer.Context, shown: Output) -> None:
    from socialcare import store
    from socialcare.desk import publishing

    if context.invoked_subcommand:
        return
    session = opt.session(context)
    desk = session.desk()
    rows = [
        OutboxRow(case=each.case, channel=each.to.channel, author=each.to.author.handle, text=each.text, by=each.by,
                  fate=each.fate.value, since=each.since, tried_at=each.tried_at, key=each.key,
                  why="; ".join(session.language(sentence) for sentence in each.why))
        for each in store.outbox.unsent(desk.store)
    ]  # fmt: skip
    stopped = publishing.stopped(desk)
    if not shown.is_table:
        output.write(rows, OutboxRow, shown, session.language.zone)
    elif rows:
        from socialcare.cli.screens.publishing import outbox_table

        outbox_table(session, desk, rows, shown.limit)
    else:
        told = mark("No answer waits to go out.") if stopped else mark("No answer waits to go out; sending is not stopped.")  # fmt: skip
        session.tell(session.language(told))
    if stopped is not None:
        session.tell(session.language(stopped))


def publishing_stop(context: typer.Context) -> None:
    from socialcare.desk import publishing

    session = opt.session(context)
    desk = session.desk()
    publishing.stop(desk, session.person(desk))
    stopped = publishing.stopped(desk)
    assert stopped is not None
    session.tell(session.language(stopped))


def publishing_start(context: typer.Context) -> None:
    from socialcare.desk import publishing

    session = opt.session(context)
    desk = session.desk()
    publishing.start(desk, session.person(desk))
    session.tell(session.language(say("answers go out again; socialcare publishing lists those that waited")))


def publishing_retry(
    context: typer.Context,
    number: Annotated[int | None, typer.Argument(metavar="[CASE]", help=mark("Only of this case."))] = None,
) -> None:
    from socialcare.desk import publishing

    session = opt.session(context)
    desk = session.desk()
    looked = list(publishing.retry(desk, session.person(desk), number))
    if not looked:
        session.tell(session.language(say("no answer waits to go out")))
    code = tell(session, looked)
    if code:
        raise typer.Exit(code)


def publishing_mark(
    context: typer.Context,
    number: opt.CaseNumber,
    sent: Annotated[bool, typer.Option("--sent", help=mark("It is there."))] = False,
    not_sent: Annotated[bool, typer.Option("--not-sent", help=mark("It is not there."))] = False,
) -> None:
    from socialcare.desk import publishing

    session = opt.session(context)
    if sent is not_sent:
        raise WrongUse(say("choose one: --sent or --not-sent"))
    desk = session.desk()
    publishing.mark(desk, session.person(desk), number, was_sent=sent)
    told = say("case {number}: recorded as answered", number=str(number))
    if not_sent:
        told = say("case {number}: the answer is taken back; the case is as it was before", number=str(number))
    session.tell(session.language(told))


def look_before_pull(session: Session, desk: "Desk") -> None:
    """What an interrupted run left open is looked for, and told even under --quiet where it is not there."""
    from socialcare.desk import publishing

    try:
        tell(session, publishing.look(desk, wait=False))
    except SocialcareError as failure:
        session.complain(session.language(failure.sentence))
