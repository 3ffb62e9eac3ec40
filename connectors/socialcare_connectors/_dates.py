"""Dates as exports and people write them, read as aware UTC."""

import re
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from socialcare.sentences import Sentence, say


class DateForm(StrEnum):
    """How the dates of a file are written."""

    WITH_OFFSET = "with_offset"
    LOCAL = "local"
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    UNIX = "unix"


_UNIX = re.compile(r"\d{9,10}(\.\d+)?|\d{13}")
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?:[ T,à]+(\d{1,2})[:h](\d{2})(?::(\d{2}))?)?")
_OFFSET = re.compile(r"(?:Z|UTC|GMT|[+-]\d\d:?\d\d)$")
_MILLISECONDS_DIGITS = 13


def form_of(text: str) -> DateForm:
    """The form alone; `read_date` says whether there is a date in it."""
    if _UNIX.fullmatch(text):
        return DateForm.UNIX
    if _SLASHED.fullmatch(text):
        return DateForm.DAY_FIRST
    return DateForm.WITH_OFFSET if _OFFSET.search(text) and ":" in text else DateForm.LOCAL


def order_shown(text: str) -> DateForm | None:
    """What one date such as 25/12/2025 or 12/25/2025 says of its order by itself; None where it could be either."""
    found = _SLASHED.fullmatch(text)
    if not found:
        return None
    first, second = int(found[1]), int(found[2])
    if first > 12 >= second:
        return DateForm.DAY_FIRST
    return DateForm.MONTH_FIRST if second > 12 >= first else None


def read_date(text: str, zone: ZoneInfo, *, month_first: bool = False) -> datetime:
    """Aware UTC; a time written without an offset is in `zone`. Raises ValueError for what is not a date."""
    try:
        if _UNIX.fullmatch(text):
            seconds = int(text) / 1000 if len(text) == _MILLISECONDS_DIGITS else float(text)
            return datetime.fromtimestamp(seconds, UTC)
        found = _SLASHED.fullmatch(text)
        at = _slashed(found, month_first=month_first) if found else datetime.fromisoformat(_iso(text))
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except (OverflowError, OSError) as error:
        raise ValueError(text) from error


def described(form: DateForm, timezone: str) -> Sentence:
    match form:
        case DateForm.WITH_OFFSET:
            return say("dates are read as ISO 8601 with their own offset")
        case DateForm.LOCAL:
            return say("dates have no offset and are read as times of {timezone}", timezone=timezone)
        case DateForm.DAY_FIRST:
            return say("dates are read as DD/MM/YYYY, times of {timezone}", timezone=timezone)
        case DateForm.MONTH_FIRST:
            return say("dates are read as MM/DD/YYYY, times of {timezone}", timezone=timezone)
        case DateForm.UNIX:
            return say("dates are read as Unix time")


def _slashed(found: re.Match[str], *, month_first: bool) -> datetime:
    one, two, year, hour, minute, second = (int(part or 0) for part in found.groups())
    day, month = (two, one) if month_first else (one, two)
    return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 – its zone is given by the caller


def _iso(text: str) -> str:
    """`fromisoformat` knows neither "UTC" nor a blank before the offset."""
    return re.sub(r"\s+(?=[+-]\d\d:?\d\d$)", "", re.sub(r"\s*(UTC|GMT)$", "Z", text))
