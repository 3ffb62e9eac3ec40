"""What the tests of the rules found: failures with their place, then one line a file."""

import sys
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from socialcare.cli.safe import for_screen
from socialcare.rulework.coverage import coverage
from socialcare.sentences import say, say_many

if TYPE_CHECKING:
    from socialcare.cli.language import Language
    from socialcare.cli.wiring import Session
    from socialcare.rulework.deciding import Decided
    from socialcare.rulework.trials import Outcome, Tried


def tried_screen(session: "Session", tried: Sequence["Tried"], whole: bool) -> None:
    """`whole` lists the conditions of each rules file that were never true or never false too."""
    language = session.language
    for file in tried:
        for outcome in file.outcomes:
            _show(_outcome(file, outcome, language))
        _show([_closing(file, language)])
    for _, files in groupby(sorted(tried, key=lambda each: str(each.rules_path)), key=lambda each: each.rules_path):
        _show(_coverage(list(files), language, whole))


def expected_screen(session: "Session", decided: "Decided", *, met: bool, expected: str) -> None:
    language, route = session.language, decided.trace.route
    got = say("rule “{rule}”, expert {expert}, topic {topic}", rule=route.rule, expert=route.expert or "–", topic=route.topic or "–")  # fmt: skip
    told = (
        say("✔ {expected}: {got}", expected=expected, got=got)
        if met
        else say("✘ “{expected}” was expected: {got}", expected=expected, got=got)
    )
    _show([language(told), *(f"    {language(line)}" for line in route.because)])


def _outcome(file: "Tried", outcome: "Outcome", language: "Language") -> list[str]:
    if outcome.passed:
        if not outcome.todo:
            return []
        return [language(say("{place}: “{name}” passes now; drop “state: todo”", place=f"{file.file}:{outcome.line}", name=outcome.name))]  # fmt: skip
    if outcome.todo:
        return []
    return [
        *(f"{each.place}: {outcome.name}: {language(each.sentence)}" for each in outcome.failures),
        *(f"    {language(note)}" for note in outcome.notes),
    ]


def _closing(file: "Tried", language: "Language") -> str:
    passed = sum(outcome.passed for outcome in file.outcomes)
    todo = sum(outcome.todo and not outcome.passed for outcome in file.outcomes)
    failed = len(file.outcomes) - passed - todo
    return language(
        say(
            "{file}: {passed}, {failed}, {todo}",
            file=file.file,
            passed=say_many("{n} passed", "{n} passed", passed),
            failed=say_many("{n} failed", "{n} failed", failed),
            todo=say_many("{n} to do", "{n} to do", todo),
        )
    )


def _coverage(files: Sequence["Tried"], language: "Language", whole: bool) -> list[str]:
    found = coverage(files[0].rules, [outcome.trace for file in files for outcome in file.outcomes])
    name, total = files[0].rules.document.name, found.rules
    tested = total - len(found.untested)
    lines = [
        language(say("{file}: {tested} of {total} rules decided in a test", file=name, tested=tested, total=total))
    ]
    if found.untested:
        lines.append(language(say("rules without a test: {names}", names=list(found.untested))))
    return lines + ([f"{each.place}: {language(each.sentence)}" for each in found.unseen] if whole else [])


def _show(lines: Sequence[str]) -> None:
    """Lines keep the spaces with which they begin."""
    sys.stdout.writelines(line[: len(line) - len(line.lstrip(" "))] + for_screen(line) + "\n" for line in lines)
