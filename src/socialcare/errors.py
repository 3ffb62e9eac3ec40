"""What can go wrong, by what the person can do about it; each kind has one exit code (DESIGN.md §7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from socialcare.sentences import Sentence, say, say_many

if TYPE_CHECKING:
    from socialcare.connector import Response


class SocialcareError(Exception):
    """A sentence that says what, where and what to do; `cli/app.py` alone prints it."""

    exit_code = 1

    def __init__(self, sentence: Sentence, *details: Sentence) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.details = details

    def __str__(self) -> str:
        return "\n".join(str(line) for line in (self.sentence, *self.details))


class WrongUse(SocialcareError):
    """The command was asked for something that does not exist or is not allowed."""

    exit_code = 2


@dataclass(frozen=True)
class Mistake:
    """One mistake in a person's file. `line` and `column` count from 1; 0 where the file has no such place."""

    file: str
    line: int
    column: int
    sentence: Sentence

    @property
    def place(self) -> str:
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}"


class FileMistakes(SocialcareError):
    """All the mistakes of a settings or rules file at once."""

    exit_code = 2

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__(
            say_many("{n} mistake to mend", "{n} mistakes to mend", len(mistakes)),
            *(say("{place}: {what}", place=mistake.place, what=mistake.sentence) for mistake in mistakes),
        )
        self.mistakes = tuple(mistakes)

    def __str__(self) -> str:
        return "\n".join(str(mistake) for mistake in self.mistakes)


class StoreFailed(SocialcareError):
    """The database cannot be read or written: disk, rights, damage."""


class AlreadyRunning(SocialcareError):
    """Another process holds what this one needs; trying again later is right."""

    exit_code = 75


class SourcesFailed(SocialcareError):
    """Some channels failed; the others are done and saved."""

    exit_code = 5


class ConnectorError(SocialcareError):
    """Raised by a connector or its client; the cursor stays where it was.

    `response` is what the server answered, where it did: at most the first 64 KiB of its body. It is never shown.
    """

    exit_code = 5
    response: "Response | None" = None


class AuthError(ConnectorError):
    """The credentials are missing, refused or lack a right."""

    exit_code = 4


class Unavailable(ConnectorError):
    """The network or the server failed; the same call may succeed later."""


class RateLimited(ConnectorError):
    """The server asks to wait. `until` is aware UTC, or None where it did not say."""

    def __init__(self, sentence: Sentence, *, until: datetime | None = None) -> None:
        super().__init__(sentence)
        self.until = until


class QuotaSpent(RateLimited):
    """The allowance of the day or the month is used up; waiting a minute changes nothing."""


class Rejected(ConnectorError):
    """The server understood and refuses; the same call will not succeed."""
