"""The scorer by itself: `score` reads texts, `quality` says how right it is."""

import json
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from socialcare.cli import options as opt
from socialcare.cli import output
from socialcare.cli.wiring import Session
from socialcare.errors import WrongUse
from socialcare.hints import unknown
from socialcare.sentences import Sentence, mark, say, say_many

if TYPE_CHECKING:
    from socialcare.quality.labelled import LeftOut
    from socialcare.scoring import Scorer

FAILED = 1
LONGEST = 1 << 20
"""Bytes of a line that are read; a longer one is an error in its place, and memory stays bounded."""
TOLD = 3
"""Lines left out that are told one by one."""


class Which(StrEnum):
    CARE = "care"
    TEXTBLOB = "textblob-fr"


class Scheme(StrEnum):
    EKMAN = "ekman"
    PLUTCHIK = "plutchik"


_SCORER = Annotated[
    str, typer.Option("--scorer", metavar="NAME", help=mark("care (ours), or textblob-fr as it is, to compare with."))
]
_PRECISE = Annotated[
    bool,
    typer.Option("--precise", help=mark("With the encoder for what is unsure; slower, needs the extra “encoder”.")),
]


def register(app: typer.Typer) -> None:
    app.command("score", help=mark("What a text feels and wants, and which words made it. Needs no workspace; in one, its own words count."))(score)  # fmt: skip
    app.command("quality", help=mark("How right the scores are: against a labelled file (JSON Lines with text and sentiment), or people’s corrections."))(quality)  # fmt: skip


def score(
    context: typer.Context,
    text: Annotated[str | None, typer.Option("--text", help=mark("The text, between quotes."))] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help=mark("Each piece of evidence with its weight, and textblob-fr beside."))
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help=mark("As one JSON object."))] = False,
    as_jsonl: Annotated[
        bool, typer.Option("--jsonl", help=mark('From stdin, one {"text": …} a line; one score a line, in order.'))
    ] = False,
    which: _SCORER = Which.CARE.value,
    precise: _PRECISE = False,
    emotions: Annotated[
        str | None, typer.Option("--emotions", metavar="NAME", help=mark("In JSON: the emotions as ekman or plutchik."))
    ] = None,
) -> None:
    from socialcare.cli.screens.scored import score_json, scored_screen

    session = opt.session(context)
    if (text is None) == (not as_jsonl):
        raise WrongUse(say("give a --text, or --jsonl for lines on stdin, one of them"))
    scheme = scheme_of(emotions)
    scorer = _scorer(session, which, precise=precise)
    if text is None:
        _stream(session, scorer, scheme)
        return
    found = scorer.score(text)
    if as_json:
        sys.stdout.write(output.as_json({"text": text, **score_json(text, found, scheme)}, indent=2) + "\n")
    else:
        scored_screen(session, text, found, explained=explain)


def scheme_of(named: str | None) -> str | None:
    """Raises WrongUse for a scheme that nobody knows."""
    if named is not None and named not in tuple(Scheme):
        raise WrongUse(unknown(say("scheme of emotions"), named, tuple(Scheme)))
    return named


def _scorer(session: Session, which: str, *, precise: bool) -> "Scorer":
    from socialcare import scoring
    from socialcare.rulework.scorers import scorer_of, scorer_shipped

    if which not in tuple(Which):
        raise WrongUse(unknown(say("scorer"), which, tuple(Which)))
    if which == Which.TEXTBLOB:
        if precise:
            raise WrongUse(say("--precise goes with our own scorer; leave --scorer {name} out", name=which))
        return scoring.BaselineScorer()
    try:
        workspace = session.workspace
    except WrongUse:
        if session.workspace_named is not None:
            raise
        return scorer_shipped(precise=precise)  # a text can be scored anywhere
    return scorer_of(workspace, precise=precise)


def _stream(session: Session, scorer: "Scorer", scheme: str | None) -> None:
    """A line out for each line in; a key of theirs that a score has too comes back as given_KEY."""
    from socialcare.cli.screens.scored import score_json

    failed = 0
    for number, line in enumerate(_lines(sys.stdin.buffer), start=1):
        record = _record(line)
        if isinstance(record, Sentence):
            failed += 1
            answer: dict[str, Any] = {"line": number, "error": str(record)}
        else:
            text = record["text"]
            found = score_json(
                text, scorer.score(text, language=record.get("language"), rating=record.get("rating")), scheme
            )
            answer = {(f"given_{key}" if key in found else key): value for key, value in record.items()} | found
        sys.stdout.write(output.as_json(answer) + "\n")
        sys.stdout.flush()
    if failed:
        session.complain(
            session.language(say_many("{n} line could not be read", "{n} lines could not be read", failed))
        )
        raise typer.Exit(FAILED)


def _lines(source: BinaryIO) -> Iterator[bytes]:
    """The first LONGEST bytes of each line, and one more of one that is longer."""
    while line := source.readline(LONGEST + 1):
        rest = line
        while len(rest) > LONGEST and not rest.endswith(b"\n"):
            rest = source.readline(LONGEST + 1)
        yield line


def _record(line: bytes) -> dict[str, Any] | Sentence:
    if len(line) > LONGEST:
        return say("the line is longer than {limit} bytes", limit=LONGEST)
    try:
        found: Any = json.loads(line, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return say("this line is not JSON")
    if not isinstance(found, dict) or not isinstance(found.get("text"), str):
        return say("this line has no “text”")
    if not isinstance(found.get("language"), (str, type(None))):
        return say("“language” must be a code such as fr")
    rating = found.get("rating")
    if isinstance(rating, bool) or not isinstance(rating, (int, float, type(None))):
        return say("“rating” must be a number of stars")
    return found


def _no_number(named: str) -> None:
    """JSON knows neither NaN nor Infinity, which Python would read."""
    raise ValueError(named)


def quality(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help=mark("Labelled texts; else the corrections of the workspace."))
    ] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="channel", help=mark("Also channel by channel."))] = None,
    suggest: Annotated[
        int | None,
        typer.Option(
            "--suggest",
            min=1,
            metavar="N",
            help=mark("Instead: the N cases whose label would teach most, and what to type."),
        ),
    ] = None,
    which: _SCORER = Which.CARE.value,
    precise: _PRECISE = False,
    as_json: Annotated[bool, typer.Option("--json", help=mark("As one JSON object."))] = False,
) -> None:
    session = opt.session(context)
    if by not in (None, "channel"):
        raise WrongUse(unknown(say("part"), by or "", ["channel"]))
    if suggest is not None:
        if file is not None:
            raise WrongUse(say("--suggest looks at the cases of the workspace; leave {file} out", file=file))
        _suggest(session, suggest, as_json=as_json)
        return
    from socialcare.cli.screens.judged import quality_json, quality_screen
    from socialcare.quality.labelled import of_corrections, of_file
    from socialcare.quality.report import measure
    from socialcare.scoring import BaselineScorer

    if file is None:
        if precise:
            raise WrongUse(say("--precise reads a labelled file anew; give its FILE"))
        desk = session.decided_desk(None)
        report = measure(of_corrections(desk.store, desk.now), BaselineScorer())
        if not report.texts:
            raise WrongUse(say("nobody has corrected a score yet: socialcare quality --suggest 20 says where to begin"))
    else:
        left_out: list[LeftOut] = []
        report = measure(of_file(file, _scorer(session, which, precise=precise), left_out.append), BaselineScorer())
        _say_left_out(session, file, left_out)
        if not report.texts:
            raise WrongUse(say("{file} has no labelled text", file=file))
    if as_json:
        quality_json(report, channels=by is not None)
    else:
        quality_screen(session, report, channels=by is not None, corrections=file is None)


def _suggest(session: Session, most: int, *, as_json: bool) -> None:
    from socialcare.cli.screens.judged import suggestions_screen
    from socialcare.quality.suggesting import suggestions

    desk = session.decided_desk(None)
    rows = suggestions(desk.store, desk.now, most)
    if as_json:
        sys.stdout.write(output.as_json([output.plain(row) for row in rows], indent=2) + "\n")
    else:
        suggestions_screen(session, rows)


def _say_left_out(session: Session, file: Path, found: "list[LeftOut]") -> None:
    for each in found[:TOLD]:
        session.tell(f"{file}:{each.line}: {session.language(each.why)}")
    if found:
        session.tell(session.language(say_many("{n} line left out", "{n} lines left out", len(found))))
