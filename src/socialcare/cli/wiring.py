"""Where the world comes in: the clock, the environment, the person, the workspace."""

import getpass
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from socialcare.cli.language import Language
from socialcare.errors import WrongUse
from socialcare.sentences import say, say_many

if TYPE_CHECKING:  # these load pydantic and YAML, which --help must not wait for
    from socialcare.desk import Desk
    from socialcare.routing import Person
    from socialcare.workspace import Settings, Workspace


INTERRUPTED = 130


@dataclass
class Session:
    """One run of the program; made by the global options, read by every command."""

    language: Language
    workspace_named: Path | None = None
    acting: str | None = None
    quiet: bool = False
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    _desks: "list[Desk]" = field(default_factory=list)

    @cached_property
    def now(self) -> datetime:
        """The clock, read once a run. SOCIALCARE_NOW stands in for it, for demonstrations and rehearsals of cron."""
        named = self.environment.get("SOCIALCARE_NOW")
        if not named:
            return datetime.now(UTC)
        try:
            found = datetime.fromisoformat(named)
        except ValueError as error:
            raise WrongUse(
                say("SOCIALCARE_NOW must be an ISO time with an offset, not “{text}”", text=named)
            ) from error
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)

    @cached_property
    def workspace(self) -> "Workspace":
        from socialcare.workspace import find

        return find(Path.cwd(), self.workspace_named)

    @cached_property
    def settings(self) -> "Settings":
        from socialcare.workspace import load

        settings = load(self.workspace)
        self.language = self.language.with_zone(settings.timezone)
        return settings

    def time(self, text: str | None) -> datetime | None:
        """A time the person typed, in the brand's zone."""
        from socialcare.cli.moments import moment

        return moment(text, self.now, self.settings.timezone) if text else None

    def desk(self, as_of: datetime | None = None) -> "Desk":
        from socialcare.desk import Desk

        _ = self.settings
        desk = Desk(self.workspace, as_of or self.now, self.environment)
        self._desks.append(desk)
        return desk

    def decided_desk(self, as_of: datetime | None, *, again: bool = False, rescore: bool = False) -> "Desk":
        """With every stored mention decided about: a report must not miss what cron pulled since the last triage."""
        from socialcare import desk as day

        desk = self.desk(as_of)
        done = day.triage(desk, again=again, rescore=rescore, now=self.now)
        if done.rescored:
            self.tell(self.language(say_many("{n} open message read anew, as the scorer has changed: {reread}", "{n} open messages read anew, as the scorer has changed: {reread}",
                done.rescored, reread=say_many("{n} is understood otherwise", "{n} are understood otherwise", done.reread))))  # fmt: skip
        if done.before_calendar:
            self.tell(
                self.language(
                    say_many(
                        "{n} mention is older than the calendar and has no promise",
                        "{n} mentions are older than the calendar and have no promise",
                        done.before_calendar,
                    )
                )
            )
        return desk

    def close(self) -> None:
        for desk in self._desks:
            desk.close()

    def person(self, desk: "Desk") -> "Person":
        from socialcare.desk import deeds

        return deeds.actor(desk, self.acting, login())

    def tell(self, text: str) -> None:
        """Talk, not data: to stderr, and not at all under --quiet."""
        if not self.quiet:
            self.complain(text)

    def complain(self, *lines: str) -> None:
        """Errors, to stderr even under --quiet: cron mails them. A line keeps its indent."""
        from socialcare.cli.safe import for_screen

        for line in lines:
            indent = len(line) - len(line.lstrip(" "))
            sys.stderr.write(" " * indent + for_screen(line) + "\n")


def login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user without a name
        return ""
