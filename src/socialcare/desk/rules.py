"""The rulebook file as a whole: who answers what (`routing`) and by when (`sla`), checked together."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from socialcare import routing, sla
from socialcare.documents import Document, parse, read
from socialcare.errors import FileMistakes, WrongUse
from socialcare.routing import Person
from socialcare.sentences import say
from socialcare.workspace import Settings, Workspace

YEARS_BACK, YEARS_AHEAD = 7, 3
"""A calendar lock covers the calendar years around the one it is written in."""


class RulesFile(routing.RoutingText, sla.PromisesText):
    """Both halves of one YAML file."""


@dataclass(frozen=True)
class Rules:
    rulebook: routing.Rulebook
    promises: sla.Promises


def read_rules(workspace: Workspace, settings: Settings) -> tuple[Document, RulesFile]:
    """Raises FileMistakes with every mistake of both halves."""
    document = read(workspace.read(settings.rules), settings.rules)
    text = parse(document, RulesFile)
    mistakes = [*routing.cross_mistakes(document, text, list(text.policies)), *sla.cross_mistakes(document, text)]
    mistakes += [
        settings.document.mistake(
            ("team", "logins", login), say("“{key}” is nobody in {file}", key=key, file=settings.rules)
        )
        for login, key in settings.logins.items()
        if key not in text.experts and key not in text.community_managers
    ]
    if mistakes:
        raise FileMistakes(sorted(mistakes, key=lambda m: (m.file, m.line, m.column)))
    return document, text


def load_rules(workspace: Workspace, settings: Settings) -> Rules:
    """Raises FileMistakes for the rules, WrongUse where the calendar lock is missing or of other calendars."""
    document, text = read_rules(workspace, settings)
    try:
        lock = json.loads(workspace.calendar_lock.read_text("utf-8")) if workspace.calendar_lock.exists() else None
    except ValueError as error:
        raise WrongUse(say("the calendar lock is damaged; run “socialcare calendar lock”")) from error
    return Rules(routing.Rulebook.compile(text, document), sla.Promises.load(text, lock))


def lock_calendars(workspace: Workspace, settings: Settings, now: datetime) -> tuple[date, date]:
    """Resolve the calendars of the rules into the lock file that every due time is computed from; its first and last day."""
    _, text = read_rules(workspace, settings)
    first, last = date(now.year - YEARS_BACK, 1, 1), date(now.year + YEARS_AHEAD, 12, 31)
    lock = sla.make_lock(text, first, last)
    part = workspace.calendar_lock.with_suffix(".part")
    part.write_text(json.dumps(lock, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
    part.replace(workspace.calendar_lock)
    return first, last


def person(rules: Rules, key: str) -> Person | None:
    return rules.rulebook.people.get(key)
