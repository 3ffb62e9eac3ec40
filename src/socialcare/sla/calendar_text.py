"""A calendar as written in YAML: when people work; each mistake is a BadValue at its place."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, PlainSerializer, field_validator

from socialcare.documents import BadValue
from socialcare.hints import nearest
from socialcare.sentences import say
from socialcare.sla import wall
from socialcare.sla.week import Hours, apart, week, weekdays

HOLIDAYS = (
    "FR", "FR-57", "FR-6AE", "FR-971", "FR-972", "FR-973", "FR-974", "FR-976", "FR-BL", "FR-MF", "FR-NC", "FR-PF",
    "FR-PM", "FR-TF", "FR-WF",
)  # fmt: skip
"""ISO 3166-2 codes of places with holidays of their own; Moselle is 57, Alsace (67 and 68) is 6AE."""


@dataclass(frozen=True, kw_only=True)
class Closure:
    """Both days are closed."""

    first: date
    last: date

    def __str__(self) -> str:
        return f"{self.first}..{self.last}"


def _closure(written: object) -> Closure:
    ends = written.split("..", 1) if isinstance(written, str) else [written]
    closure = Closure(first=wall.day(ends[0]), last=wall.day(ends[-1]))
    if closure.last < closure.first:
        raise BadValue(say("“{written}” ends before it begins; swap the two dates", written=written))
    return closure


def _hours_of_date(spans: Hours) -> Hours:
    for span in spans:
        if span.closes > wall.MIDNIGHT:
            raise BadValue(
                say("{span} goes past midnight; end it at 24:00 and write the rest under the next date", span=str(span))
            )
    return apart(spans, say("this date"))


def _days_of_week(written: str) -> str:
    weekdays(written)
    return written


def _time_zone(written: str) -> str:
    try:
        ZoneInfo(written)
    except (KeyError, ValueError, OSError) as error:
        hint = nearest(written, sorted(available_timezones())) or say("write one such as “Europe/Paris”")
        raise BadValue(say("unknown time zone “{zone}”; {hint}", zone=written, hint=hint)) from error
    return written


def _holiday_code(written: str) -> str:
    if written in HOLIDAYS:
        return written
    if written in ("FR-67", "FR-68"):
        raise BadValue(say("the holidays of Alsace are “FR-6AE”, not “{code}”", code=written))
    raise BadValue(say("unknown holidays “{code}”; known: {known}", code=written, known=", ".join(HOLIDAYS)))


SpanText = Annotated[wall.Span, BeforeValidator(wall.span), PlainSerializer(str)]
DayText = Annotated[date, BeforeValidator(wall.day)]
ClosureText = Annotated[Closure, BeforeValidator(_closure), PlainSerializer(str)]


class Block(BaseModel):
    """Every block of the file: a key it does not know is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CalendarText(Block):
    """When people answer. An exception beats a closure, which beats a holiday, which beats the week."""

    timezone: Annotated[str, AfterValidator(_time_zone)] = "Europe/Paris"
    hours: dict[Annotated[str, AfterValidator(_days_of_week)], tuple[SpanText, ...]]
    holidays: Annotated[str, AfterValidator(_holiday_code)] | None = None
    worked_holidays: tuple[DayText, ...] = ()
    closed: tuple[ClosureText, ...] = ()
    exceptions: dict[DayText, Annotated[tuple[SpanText, ...], AfterValidator(_hours_of_date)]] = {}

    @field_validator("hours")
    @classmethod
    def _is_a_week(cls, hours: dict[str, Hours]) -> dict[str, Hours]:
        week(hours)
        return hours
