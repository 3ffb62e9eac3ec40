"""Answers that go out: `reply` sends one; `publishing` lists what has not gone, stops, retries."""

import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from socialcare.cli import options as opt
from socialcare.cli import output
from socialcare.cli.commands.answers import templated
from socialcare.cli.commands.sources import exit_code
from socialcare.cli.help import Commands
from socialcare.cli.output import Output
from socialcare.cli.wiring import Session
from socialcare.errors import SocialcareError, WrongUse
from socialcare.sentences import mark, say

if TYPE_CHECKING:
    from socialcare.desk import Desk
    from socialcare.desk.publishing import Looked, Prepared
    from socialcare.routing import Person

YES = ("y", "yes", "o", "oui")


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


@dataclass(frozen=True, kw_only=True)
class Wording:
    """Where the words of an answer come from; `given` are the variables of the template."""

    text: str | None = None
    file: Path | None = None
    template: str | None = None
    given: Sequence[str] | None = None


def written(session: Session, desk: "Desk", by: "Person", number: int, wording: Wording) -> str:
    """`--text`, `--file`, `--template`, else what the person writes in their editor, beginning with the expert's draft."""
    refuse_two(wording)
    if wording.text is not None:
        return wording.text
    if wording.file is not None:
        return _read(wording.file)
    if wording.template is not None:
        return templated(desk, by, number, wording.template, wording.given)
    if not _is_terminal():
        raise WrongUse(say("an answer needs a text: --text"))
    _take(session, desk, by, number)
    return _edited(session, _draft(desk, number))


def _take(session: Session, desk: "Desk", by: "Person", number: int) -> None:
    """Who begins to write has the case in hand, and hears of who had it before."""
    from socialcare.desk import holding

    for held in holding.in_hands(desk, by, [number]):
        sentence = say("case {number} is in hand since {at} by {name}", number=str(number), at=held.at, name=held.name)
        session.complain(session.language(sentence))
        if not _asked(session.language(say("Take it over? [y/N]"))):
            session.complain(session.language(say("nothing was sent")))
            raise typer.Exit(1)
    holding.take(desk, by, [number])


def refuse_two(wording: Wording) -> None:
    """Raises WrongUse for two sources of one text, and for variables of no template."""
    named = {"--text": wording.text, "--file": wording.file, "--template": wording.template}
    chosen = [option for option, value in named.items() if value is not None]
    if len(chosen) > 1:
        raise WrongUse(say("choose one: {one} or {other}", one=chosen[0], other=chosen[1]))
    if wording.given and wording.template is None:
        raise WrongUse(say("--set goes with --template"))


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

    if not (asking.yes or asking.dry_run or _is_terminal()):
        raise WrongUse(say("there is nobody to ask here: add --yes to send, or --dry-run to look only"))
    lines = preview(session, desk, prepared)
    if asking.dry_run:
        sys.stdout.writelines(line + "\n" for line in lines)
        session.tell(session.language(say("nothing was sent")))
        return False
    if asking.yes:
        session.tell("\n".join(lines))
    else:
        session.complain(*lines)
    number = str(prepared.case.number)
    if prepared.held is not None and asking.yes and not asking.anyway:
        raise WrongUse(say("case {number} is in hand since {at} by {name}; --anyway answers all the same", number=number, at=prepared.held.at, name=prepared.held.name))  # fmt: skip
    if prepared.answered_at is not None and not asking.anyway:
        if asking.yes or not _is_terminal():
            raise WrongUse(say("case {number} is answered already, {at}; --anyway answers once more", number=number, at=prepared.answered_at))  # fmt: skip
        question = say("It is answered already. Answer once more? [y/N]")
    else:
        question = say("Send it? [y/N]")
    if asking.yes or _asked(session.language(question)):
        return True
    session.complain(session.language(say("nothing was sent")))
    return False


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _asked(question: str) -> bool:
    sys.stderr.write(question + " ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in YES


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise WrongUse(say("{file} cannot be read ({why}); it must be a text in UTF-8", file=file, why=why)) from error


def _edited(session: Session, draft: str) -> str:
    command = next((os.environ[name] for name in ("VISUAL", "EDITOR") if os.environ.get(name)), "vi")
    with tempfile.TemporaryDirectory(prefix="socialcare-") as folder:
        file = Path(folder) / "answer.txt"
        file.write_text(draft, "utf-8")
        try:
            done = subprocess.run([*shlex.split(command), str(file)], check=False)  # noqa: S603 - the person's own editor
        except OSError as error:
            raise WrongUse(say("the editor “{command}” cannot be started; set EDITOR, or use --text", command=command)) from error  # fmt: skip
        if done.returncode:
            session.complain(session.language(say("nothing was sent")))
            raise typer.Exit(1)
        return _read(file)


def _draft(desk: "Desk", number: int) -> str:
    from socialcare import store
    from socialcare.cases import case_at

    history = next(store.cases.histories(desk.store, [number]), None)
    case = case_at(history, desk.now) if history else None
    if case is None:
        raise WrongUse(say("there is no case {number}; socialcare triage lists them", number=str(number)))
    return case.draft


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
    if shown.is_table:
        from socialcare.cli.screens.publishing import outbox_table

        outbox_table(session, rows, shown.limit)
    else:
        output.write(rows, OutboxRow, shown, session.language.zone)
    stopped = publishing.stopped(desk)
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
