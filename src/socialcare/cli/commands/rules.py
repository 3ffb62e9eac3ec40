"""The rulebook: `rules check`, `test`, `explain`, `replay`, `schema`."""

import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from socialcare.cli import options as opt
from socialcare.cli import output
from socialcare.cli.help import Commands
from socialcare.cli.language import Language
from socialcare.cli.wiring import Session
from socialcare.errors import FileMistakes, WrongUse
from socialcare.sentences import mark, say, say_many

if TYPE_CHECKING:
    from socialcare.desk import Desk
    from socialcare.rulework import Rules
    from socialcare.rulework.deciding import Decided
    from socialcare.rulework.remarks import Remark
    from socialcare.rulework.trials import Tried
    from socialcare.scoring import Scorer

FAILED = 1
ENGLISH = "en"

_JSON = Annotated[bool, typer.Option("--json", help=mark("As one JSON object."))]


def register(app: typer.Typer) -> None:
    rules = typer.Typer(
        cls=Commands, help=mark("The rulebook: who answers what, by when."), no_args_is_help=True, rich_markup_mode=None
    )
    rules.command("check", help=mark("Every mistake of socialcare.yaml and the rules, with its place."))(check)
    rules.command("test", help=mark("Run the tests of the rules; exit 1 when one fails."))(try_rules)
    rules.command("explain", help=mark("Why a case or a text goes where it goes: every rule, every condition."))(
        explain
    )
    rules.command(
        "replay", help=mark("What another rules file would have made of the stored mentions; writes nothing.")
    )(replay)
    rules.command("schema", help=mark("The JSON Schema of the rules file, for the completion of editors."))(schema)
    app.add_typer(rules, name="rules")


def check(
    context: typer.Context,
    strict: Annotated[bool, typer.Option("--strict", help=mark("A warning is a mistake too."))] = False,
    history: Annotated[
        bool,
        typer.Option("--history", help=mark("Also rules that did nothing for the stored mentions (of 90 days).")),
    ] = False,
    since: opt.Since = None,
) -> None:
    from socialcare import desk as day
    from socialcare.rulework.lint import lint
    from socialcare.rulework.own_words import FILE as OWN
    from socialcare.rulework.own_words import own_words
    from socialcare.rulework.templates import FILE as ANSWERS
    from socialcare.rulework.templates import read_templates

    session = opt.session(context)
    if since is not None and not history:
        raise WrongUse(say("--since goes with --history"))
    own = own_words(session.workspace)
    _, text = day.read_rules(session.workspace, session.settings)
    templates = read_templates(session.workspace, text.topics)
    rules = session.desk().rules
    remarks = lint(rules, _tried(session), session.now.astimezone(session.settings.timezone).date())
    if history:
        remarks += _of_history(session, rules, since)
    found = [remark.as_mistake() for remark in remarks]
    if strict and found:
        raise FileMistakes(found)
    for mistake in found:
        session.tell(f"{mistake.place}: {session.language(mistake.sentence)}")
    session.tell(session.language(say("{file}: {rules}, {topics}, {experts}: no mistake", file=session.settings.rules,
        rules=say_many("{n} rule", "{n} rules", len(text.rules)), topics=say_many("{n} topic", "{n} topics", len(text.topics)),
        experts=say_many("{n} expert", "{n} experts", len(text.experts)))))  # fmt: skip
    if own:
        session.tell(session.language(say("{file}: {words}", file=OWN.as_posix(), words=say_many("{n} word of your own", "{n} words of your own", len(own)))))  # fmt: skip
    if templates:
        session.tell(session.language(say("{file}: {templates}", file=ANSWERS.as_posix(), templates=say_many("{n} template", "{n} templates", len(templates)))))  # fmt: skip
    if found:
        session.tell(session.language(say_many("{n} warning", "{n} warnings", len(found))))


def try_rules(
    context: typer.Context,
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE…|TEXT", help=mark("Test files; else all in rules/tests. A text with --expect.")),
    ] = None,
    expect: Annotated[
        str | None, typer.Option("--expect", metavar="NAME", help=mark("The expert, rule or topic that TEXT must get."))
    ] = None,
    coverage: Annotated[
        bool, typer.Option("--coverage", help=mark("Also the conditions that were never true or never false."))
    ] = False,
) -> None:
    session = opt.session(context)
    if expect is not None:
        _expect(session, " ".join(files or ()), expect)
        return
    from socialcare.cli.screens.trials import tried_screen

    tried = _tried(session, [Path(file) for file in files or ()])
    if not tried:
        raise WrongUse(say("there is no test file yet; write one, such as rules/tests/essais.test.yaml"))
    tried_screen(session, tried, coverage)
    if any(each.failed for each in tried):
        raise typer.Exit(FAILED)


def explain(
    context: typer.Context,
    number: Annotated[int | None, typer.Argument(metavar="CASE", help=mark("The number of the case."))] = None,
    text: Annotated[str | None, typer.Option("--text", help=mark("A text instead of a case."))] = None,
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="TIME", help=mark("When the text was posted, or the case is looked at.")),
    ] = None,
    channel: Annotated[str, typer.Option("--channel", metavar="NAME", help=mark("The channel of the text."))] = "test",
    author: Annotated[str, typer.Option("--author", metavar="HANDLE", help=mark("Who wrote the text."))] = "",
    as_json: _JSON = False,
) -> None:
    from socialcare.rulework.explaining import explanation

    session = opt.session(context)
    if (number is None) == (text is None):
        raise WrongUse(say("name a case or give a --text, one of them"))
    desk = session.desk(session.time(at))
    decided = _of_case(desk, number) if number is not None else _of_text(desk, text or "", channel, author)
    found = explanation(desk.rules, decided, recalled=number is not None)
    from socialcare.cli.screens.explained import explained_json, explained_screen

    if as_json:
        explained_json(found, Language(ENGLISH, session.language.zone))
    else:
        explained_screen(session, found)


def replay(
    context: typer.Context,
    rules: Annotated[Path, typer.Option("--rules", metavar="NEW.yaml", help=mark("The rules file to try."))],
    since: opt.Since = None,
    threshold: Annotated[
        str | None,
        typer.Option("--threshold", metavar="2%", help=mark("Exit 1 when more than this share of mentions changes.")),
    ] = None,
    as_json: _JSON = False,
) -> None:
    from socialcare.cli.screens.replayed import replayed_json, replayed_screen
    from socialcare.rulework.replaying import replay as replayed
    from socialcare.store import open_store

    session = opt.session(context)
    most = _share(threshold)
    desk = session.desk()
    new = _new_rules(desk, rules)
    with closing(open_store(session.workspace.database)) as stored:
        found = replayed(stored, desk.now, session.time(since), desk.rules, new)
    if as_json:
        replayed_json(found, Language(ENGLISH, session.language.zone))
    else:
        replayed_screen(session, found)
    if most is not None and found.share > most:
        session.complain(
            session.language(
                say(
                    "{share} % of the mentions change, more than {threshold}",
                    share=_percent(found.share),
                    threshold=threshold,
                )
            )
        )
        raise typer.Exit(FAILED)


def schema(context: typer.Context) -> None:
    from socialcare.rulework.schema import json_schema

    session = opt.session(context)
    sys.stdout.write(output.as_json(json_schema(session.language.text), indent=2) + "\n")


def _tried(session: Session, files: Sequence[Path] = ()) -> "list[Tried]":
    """The files named, else those beside the rules of the workspace that test them."""
    from socialcare.rulework.scorers import scorer_of
    from socialcare.rulework.trials import trial_files, try_file

    def load_scorer() -> "Scorer":
        return scorer_of(session.workspace)

    if files:
        return [try_file(file, str(file), load_scorer) for file in files]
    folder = session.workspace.folder
    rules = folder / session.settings.rules
    tried = [try_file(file, file.relative_to(folder).as_posix(), load_scorer) for file in trial_files(rules)]
    return [each for each in tried if each.rules_path == rules.resolve()]


def _of_history(session: Session, rules: "Rules", since: str | None) -> "tuple[Remark, ...]":
    from socialcare.rulework.lint_history import lint_history
    from socialcare.store import open_store

    with closing(open_store(session.workspace.database)) as stored:
        lived = lint_history(stored, rules, session.now, session.time(since))
    session.tell(session.language(say_many("{n} stored mention looked at", "{n} stored mentions looked at", lived.mentions)))  # fmt: skip
    return lived.remarks


def _expect(session: Session, text: str, expected: str) -> None:
    """Exit 1 with the reason where the text goes elsewhere. Raises WrongUse for a name that the rules do not know."""
    from socialcare.cli.screens.trials import expected_screen
    from socialcare.hints import unknown

    if not text:
        raise WrongUse(say("--expect needs a text before it, between quotes"))
    desk = session.desk()
    known = [*desk.rules.text.experts, *(rule.name for rule in desk.rules.text.rules), *desk.rules.text.topics]
    if expected not in known:
        raise WrongUse(unknown(say("expert, rule or topic"), expected, known))
    decided = _of_text(desk, text, "test", "")
    route = decided.trace.route
    met = expected in (route.expert, route.rule, route.topic)
    expected_screen(session, decided, met=met, expected=expected)
    if not met:
        raise typer.Exit(FAILED)


def _of_text(desk: "Desk", text: str, channel: str, author: str) -> "Decided":
    from socialcare.facts import Author, Mention
    from socialcare.rulework.deciding import decide
    from socialcare.rulework.scorers import scorer_of

    handle = author.strip().removeprefix("@")
    mention = Mention(channel=channel, ref="text", author=Author(handle=handle), text=text, posted_at=desk.now)
    return decide(desk.rules, mention, scorer_of(desk.workspace).score(text))


def _of_case(desk: "Desk", number: int) -> "Decided":
    """The message that speaks for the case, with the score it was given and what was known then. Raises WrongUse."""
    from socialcare import store
    from socialcare.cases import case_at
    from socialcare.rulework.deciding import decide
    from socialcare.rulework.recalling import recall
    from socialcare.rulework.scorers import scorer_of

    history = next(store.cases.histories(desk.store, [number]), None)
    case = case_at(history, desk.now) if history else None
    if case is None:
        raise WrongUse(say("there is no case {number}; socialcare triage lists them", number=str(number)))
    mention, score = case.voice.mention, case.voice.score
    found = score or scorer_of(desk.workspace).score(mention.text, language=mention.language, rating=mention.rating)
    known = recall(desk.store, desk.now, desk.settings.timezone, desk.rules).known(case.voice)
    return decide(desk.rules, mention, found, known)


def _new_rules(desk: "Desk", path: Path) -> "Rules":
    """Its calendars are resolved for the days that the present lock covers, so that no answer is lost or won by that."""
    from socialcare.rulework import load_file

    calendar = desk.rules.promises.calendar()
    return load_file(path, str(path), calendar.first, calendar.last)


def _share(written: str | None) -> float | None:
    """0 to 1, of `2%`, `2 %`, `2,5%` or `0.02`. Raises WrongUse."""
    if written is None:
        return None
    number = written.strip().removesuffix("%").strip().replace(",", ".")
    try:
        share = float(number) / (100 if "%" in written else 1)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise WrongUse(say("“{text}” is no share; write one such as 2%", text=written))
    return share


def _percent(share: float) -> float:
    return round(share * 100, 1)
