"""Questions about due times from outside a workspace: lines of JSON, and calendars resolved on the fly for them."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, ValidationError

from socialcare.documents import Document, parse
from socialcare.errors import FileMistakes, WrongUse
from socialcare.sentences import say
from socialcare.sla.checks import cross_mistakes
from socialcare.sla.lock import make_lock
from socialcare.sla.promises import Promises
from socialcare.sla.schema import PromisesText

YEARS_BEFORE, YEARS_AFTER = 1, 3
"""Resolved around a question; the longest promise is 366 working days."""

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""French holidays are known from 1803 on, time zones from 1900 on; past 2200 is a typing mistake."""

Source = Callable[[int], Promises]
"""The promises to ask about a question of that year."""


class Asked(BaseModel):
    """One line; what else stands in it is not read. Times are ISO 8601, in the calendar's zone where they have none."""

    model_config = ConfigDict(frozen=True, strict=True)

    policy: str
    asked_at: str
    calendar: str | None = None
    pauses: list[list[str]] = []


def unlocked(document: Document) -> Source:
    """The calendars and policies of a file, whatever else is in it. Raises FileMistakes with all that is wrong."""
    parts = {key: value for key, value in document.values.items() if key in PromisesText.model_fields}
    text = parse(document, PromisesText, values=parts)
    mistakes = cross_mistakes(document, text)
    if mistakes:
        raise FileMistakes(mistakes)

    @cache
    def around(year: int) -> Promises:
        first, last = date(year - YEARS_BEFORE, 1, 1), date(year + YEARS_AFTER, 12, 31)
        return Promises.load(text, make_lock(text, first, last))

    return around


def due_of_line(source: Source, line: bytes) -> datetime:
    """By the clocks of the calendar. Raises WrongUse or OutsideCalendar."""
    asked = _asked(line)
    year = _time(asked.asked_at).year
    promises = source(year)
    zone = promises.policy(asked.policy, asked.calendar).calendar.zone
    pauses = [_pause(pause, zone) for pause in asked.pauses]
    promise = promises.due(_time(asked.asked_at, zone), asked.policy, pauses, asked.calendar)
    return promise.due_at.astimezone(zone)


def _asked(line: bytes) -> Asked:
    try:
        return Asked.model_validate_json(line)
    except ValidationError as error:
        found = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in found["loc"]) or "–"
        raise WrongUse(
            say(
                "not a question ({place}: {why}); such as {example}",
                place=place,
                why=found["type"],
                example='{"policy": "noon-17h", "asked_at": "2026-11-18T11:42:00+01:00"}',
            )
        ) from error


def _pause(written: Sequence[str], zone: ZoneInfo) -> tuple[datetime, datetime]:
    if len(written) != 2:
        raise WrongUse(say("a pause is two times: [from, to]"))
    return _time(written[0], zone), _time(written[1], zone)


def _time(written: str, zone: ZoneInfo | None = None) -> datetime:
    try:
        found = datetime.fromisoformat(written)
    except ValueError as error:
        raise WrongUse(say("“{text}” is not an ISO 8601 time", text=written)) from error
    return within_reach(found.replace(tzinfo=zone) if found.tzinfo is None else found)


def within_reach(at: datetime) -> datetime:
    """Raises WrongUse for a year of which no holiday is known."""
    if FIRST_YEAR <= at.year <= LAST_YEAR:
        return at
    raise WrongUse(
        say(
            "{year} is too far: write a year from {first} to {last}",
            year=str(at.year),
            first=str(FIRST_YEAR),
            last=str(LAST_YEAR),
        )
    )
