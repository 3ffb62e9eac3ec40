"""The rulebook file as a whole: who answers what (`routing`) and by when (`sla`), checked together."""

import contextlib
import gc
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from socialcare import routing, sla
from socialcare.documents import Document, parse, read
from socialcare.errors import FileMistakes, Mistake, WrongUse
from socialcare.rulework.remembering import remember, remembered
from socialcare.sentences import say
from socialcare.workspace import Settings, Workspace

YEARS_BACK, YEARS_AHEAD = 7, 3
"""A calendar lock covers the calendar years around the one it is written in."""


class RulesFile(routing.RoutingText, sla.PromisesText):
    """Both halves of one YAML file."""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """One rules file, compiled; `document` and `text` are what it was made from."""

    rulebook: routing.Rulebook
    promises: sla.Promises
    document: Document
    text: RulesFile

    @property
    def locked_until(self) -> date:
        """The last day that every calendar knows."""
        return min(calendar.last for calendar in self.promises.calendars.values())


def read_rules(workspace: Workspace, settings: Settings) -> tuple[Document, RulesFile]:
    """Raises FileMistakes with every mistake of both halves, and of the people that the settings name."""
    written = workspace.read(settings.rules)
    document, known = remembered(workspace.folder, settings.rules, written)
    text = parse(document, RulesFile)
    mistakes = [] if known else _cross_mistakes(document, text)
    mistakes += [
        settings.document.mistake(
            ("team", "logins", login), say("“{key}” is nobody in {file}", key=key, file=settings.rules)
        )
        for login, key in settings.logins.items()
        if key not in text.experts and key not in text.community_managers
    ]
    if mistakes:
        raise FileMistakes(sorted(mistakes, key=lambda m: (m.file, m.line, m.column)))
    if not known:
        remember(workspace.folder, document, written)
    return document, text


def read_file(path: Path, name: str) -> tuple[Document, RulesFile]:
    """A rules file of no workspace, called `name` in its mistakes. Raises FileMistakes, WrongUse."""
    document = read(Workspace(path.parent).read(path.name), name)
    text = parse(document, RulesFile)
    mistakes = _cross_mistakes(document, text)
    if mistakes:
        raise FileMistakes(sorted(mistakes, key=lambda m: (m.line, m.column)))
    return document, text


def load_rules(workspace: Workspace, settings: Settings) -> Rules:
    """Raises FileMistakes for the rules, WrongUse where the calendar lock is missing or of other calendars."""
    with _uncollected():
        document, text = read_rules(workspace, settings)
        return _compiled(document, text, _lock_of(workspace))


def load_file(path: Path, name: str, first: date, last: date) -> Rules:
    """A rules file of no workspace; its calendars are resolved here from `first` to `last`, and no lock is read."""
    document, text = read_file(path, name)
    return _compiled(document, text, sla.make_lock(text, first, last))


def lock_calendars(workspace: Workspace, settings: Settings, now: datetime) -> tuple[date, date]:
    """Resolve the calendars of the rules into the lock file that every due time is computed from; its first and last day."""
    _, text = read_rules(workspace, settings)
    first, last = date(now.year - YEARS_BACK, 1, 1), date(now.year + YEARS_AHEAD, 12, 31)
    lock = sla.make_lock(text, first, last)
    part = workspace.calendar_lock.with_suffix(".part")
    part.write_text(json.dumps(lock, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
    part.replace(workspace.calendar_lock)
    return first, last


def _cross_mistakes(document: Document, text: RulesFile) -> list[Mistake]:
    return [*routing.cross_mistakes(document, text, list(text.policies)), *sla.cross_mistakes(document, text)]


def _compiled(document: Document, text: RulesFile, lock: Any) -> Rules:
    return Rules(
        rulebook=routing.Rulebook.compile(text, document),
        promises=sla.Promises.load(text, lock),
        document=document,
        text=text,
    )


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """What is made here stays: a collection in the middle of it looks at every module for nothing, a third of the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _lock_of(workspace: Workspace) -> Any:
    """None where there is none yet."""
    try:
        return json.loads(workspace.calendar_lock.read_text("utf-8")) if workspace.calendar_lock.exists() else None
    except ValueError as error:
        raise WrongUse(say("the calendar lock is damaged; run “socialcare calendar lock”")) from error
