"""`rules replay`: what would be otherwise, by how much, and for which mentions."""

import sys
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from socialcare.cli import output
from socialcare.cli.safe import for_screen
from socialcare.sentences import Sentence, mark, say, say_many

if TYPE_CHECKING:
    from socialcare.cli.language import Language
    from socialcare.cli.wiring import Session
    from socialcare.rulework.replaying import Example, Load, Replay

MOVES = 15
"""Of the most frequent, on a screen."""


def replayed_screen(session: "Session", found: "Replay") -> None:
    console = output.console()
    for line, style in _lines(session.language, found):
        console.print(output.indented(line, style))


def replayed_json(found: "Replay", english: "Language") -> None:
    told = {
        "mentions": found.mentions,
        "changed": found.changed,
        "share": round(found.share, 4),
        "kinds": found.kinds,
        "moves": [asdict(move) for move in found.moves],
        "shift_seconds": found.shift_seconds,
        "verdicts": found.verdicts,
        "load": [asdict(load) for load in found.load],
        "examples": [_example_json(example, english) for example in found.examples],
    }
    sys.stdout.write(output.as_json(told, indent=2) + "\n")


def _example_json(example: "Example", english: "Language") -> dict[str, Any]:
    """A cause in English, as all sentences in the JSON of this program."""
    written = {each.name: output.iso(getattr(example, each.name)) for each in fields(example) if each.name != "cause"}
    return {**written, "cause": {"place": example.cause.place, "said": english(example.cause.sentence)}}


def _lines(language: "Language", found: "Replay") -> list[tuple[str, str]]:
    told = [(language(_headline(found)), "bold")]
    told += [_counted(language, language.text(_KINDS[kind]), count) for kind, count in found.kinds.items()]
    if found.shift_seconds is not None:
        told.append((f"  {language(_shift(found.shift_seconds, language))}", ""))
    told += [_counted(language, language(_verdicts(key)), count) for key, count in found.verdicts.items()]
    told += _part(language, mark("Moves"), [_move(each, language) for each in found.moves[:MOVES]])
    told += _part(language, mark("Load"), [_load(each, language) for each in found.load if each.before != each.after])
    return told + _part(
        language, mark("Examples"), [line for each in found.examples for line in _example(each, language)]
    )


def _headline(found: "Replay") -> Sentence:
    if not found.mentions:
        return say("no mention to replay: none that was posted then has been triaged; nothing was written")
    mentions = say_many("{n} mention", "{n} mentions", found.mentions)
    if not found.changed:
        return say("{mentions} replayed: nothing would change; nothing was written", mentions=mentions)
    changed = say_many("{n} would change ({share} %)", "{n} would change ({share} %)", found.changed, share=round(found.share * 100, 1))  # fmt: skip
    return say("{mentions} replayed: {changed}; nothing was written", mentions=mentions, changed=changed)


_KINDS = {
    "rule": mark("another rule"),
    "expert": mark("another expert"),
    "priority": mark("another priority"),
    "promise": mark("another promise"),
    "due": mark("the same promise, due at another time"),
    "set_aside": mark("put aside, or no more"),
}


def _part(language: "Language", title: str, lines: list[str]) -> list[tuple[str, str]]:
    return [("", ""), (language.text(title), "bold"), *((f"  {line}", "") for line in lines)] if lines else []


def _counted(language: "Language", what: str, count: int) -> tuple[str, str]:
    return "  " + language(say("{what}: {value}", what=what, value=language.number(count))), ""


def _move(move: Any, language: "Language") -> str:
    before, after = (language.label(value) or "–" for value in (move.before, move.after))
    kind = language.text(_KINDS[move.change])
    told = language(say("{what}: {value}", what=kind, value=f"{before} → {after}"))
    return f"{language.number(move.mentions)}  {told}"


def _load(load: "Load", language: "Language") -> str:
    moved = f"{load.before} → {load.after} ({load.after - load.before:+d})"
    return language(say("{what}: {value}", what=load.expert, value=moved))


def _shift(seconds: int, language: "Language") -> Sentence:
    later = "+" if seconds > 0 else ""
    return say("due times that move: by {shift} (median)", shift=later + language.duration(seconds))


def _verdicts(key: str) -> Sentence:
    if key == "kept → broken":
        return say("promises kept that would be broken")
    return say("promises broken that would be kept")


def _example(example: "Example", language: "Language") -> list[str]:
    moved = [
        f"{was or '–'} → {is_now or '–'}"
        for was, is_now in (
            (example.rule_before, example.rule_after),
            (example.expert_before, example.expert_after),
        )
        if was != is_now
    ]
    if example.due_before != example.due_after:
        moved.append(" → ".join(language.day_and_time(at) if at else "–" for at in (example.due_before, example.due_after)))  # fmt: skip
    text = for_screen(example.text)
    return [
        f"{example.case}  « {text[:60]}{'…' if len(text) > 60 else ''} »",
        f"    {' · '.join(moved)}",
        f"    {example.cause.place}: {language(example.cause.sentence)}",
    ]
