"""`rules explain`: every rule with its conditions, who could have it, and the clock."""

import sys
from typing import TYPE_CHECKING, Any

from socialcare.cli import output
from socialcare.cli.safe import for_screen
from socialcare.routing.trace import Truth
from socialcare.sentences import mark, say

if TYPE_CHECKING:
    from socialcare.cli.language import Language
    from socialcare.cli.wiring import Session
    from socialcare.rulework.explaining import ConditionRow, Explanation, RuleRow

_MARKS = {Truth.TRUE: "✔", Truth.FALSE: "✘", Truth.UNKNOWN: "?"}


def explained_screen(session: "Session", found: "Explanation") -> None:
    console = output.console()
    for line, style in _lines(session.language, found):
        console.print(output.indented(line, style))


def explained_json(found: "Explanation", english: "Language") -> None:
    """Sentences in English, as in every JSON of this program."""
    route, promise = found.route, found.promise
    told = {
        "text": found.text,
        "file": found.file,
        "digest": found.digest,
        "scorer": found.scorer,
        "recalled": found.recalled,
        "rule": route.rule,
        "expert": route.expert,
        "community_manager": route.community_manager,
        "topic": route.topic,
        "priority": route.priority,
        "tags": list(route.tags),
        "set_aside": route.set_aside,
        "complaint": route.complaint,
        "because": [english(line) for line in route.because],
        "rules": [_rule_json(rule, english) for rule in found.rules],
        "candidates": [{"expert": c.expert, "chosen": c.chosen, "why": english(c.why)} for c in found.candidates],
        "promise": {
            "policy": promise.policy,
            "calendar": promise.calendar,
            "due_at": output.iso(promise.due_at),
            "digest": promise.digest,
            "because": [english(line) for line in promise.because],
        }
        if promise
        else None,
    }
    sys.stdout.write(output.as_json(told, indent=2) + "\n")


def _rule_json(rule: "RuleRow", english: "Language") -> dict[str, Any]:
    return {
        "name": rule.name,
        "line": rule.line,
        "stage": rule.stage,
        "truth": rule.truth,
        "used": rule.used,
        "conditions": [
            {
                "said": english(each.said),
                "truth": each.truth,
                "line": each.line,
                "column": each.column,
                "words": list(each.words),
                "spans": [list(span) for span in each.spans],
            }
            for each in rule.conditions
        ],
    }


def _lines(language: "Language", found: "Explanation") -> list[tuple[str, str]]:
    told = [(f"« {for_screen(found.text)} »", "bold"), ("", "")]
    for rule in found.rules:
        told += _rule(language, found.file, rule)
    if not found.recalled:
        unknown = say("of a text alone, the author’s history and the experts’ open cases are unknown")
        told.append((language(unknown), "dim"))
    told += [("", ""), (language.text(mark("Why")), "bold")]
    told += [(f"  {language(line)}", "") for line in found.route.because]
    if found.candidates:
        told += [("", ""), (language.text(mark("Candidates")), "bold")]
        for each in found.candidates:
            line = language(say("{what}: {value}", what=each.expert, value=each.why))
            told.append((f"  {'→' if each.chosen else '·'} {line}", ""))
    told += [("", ""), (language.text(mark("Promise")), "bold")]
    if found.route.set_aside:
        aside = say("put aside: {reason}", reason=language.text(found.route.set_aside))
        return [*told, (f"  {language(aside)}", "")]
    if found.promise is None:
        none = say("none: it is older than the calendar")
        return [*told, (f"  {language(none)}", "")]
    told += [(f"  {language(line)}", "") for line in found.promise.because]
    policy = say("policy {policy}, calendar {calendar}", policy=found.promise.policy, calendar=found.promise.calendar)
    return [*told, (f"  {language(policy)}", "dim")]


def _rule(language: "Language", file: str, rule: "RuleRow") -> list[tuple[str, str]]:
    head = f"{'→' if rule.used else ' '} {_MARKS[rule.truth]} {rule.name}  [{file}:{rule.line}]"
    style = "bold" if rule.used else "" if rule.truth is Truth.TRUE else "dim"
    return [(head, style), *((_condition(language, each), style and "dim") for each in rule.conditions)]


def _condition(language: "Language", row: "ConditionRow") -> str:
    found = " ".join(f"« {for_screen(word)} »" for word in row.words)
    return f"      {_MARKS[row.truth]} {language(row.said)}{'  ' + found if found else ''}"
