"""A policy as written in YAML: by when people answer; each mistake is a BadValue at its place."""

from datetime import timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from socialcare.documents import BadValue
from socialcare.hints import unknown
from socialcare.sentences import say
from socialcare.sla import wall
from socialcare.sla.calendar_text import Block

SEVENTEEN = 17 * 60
MOST_DAYS = 366
EXAMPLE_WINDOW = '{before: "12:00", due: "17:00"}'


def _days(written: int, *, least: int) -> int:
    if least <= written <= MOST_DAYS:
        return written
    raise BadValue(say("{written} working days: write {least} to {most}", written=written, least=least, most=MOST_DAYS))


ClockText = Annotated[int, BeforeValidator(wall.clock_minutes)]
"""Minutes after midnight."""

LengthText = Annotated[timedelta, BeforeValidator(wall.length)]
WorkingDays = Annotated[int, AfterValidator(lambda written: _days(written, least=1))]
DaysFromNow = Annotated[int, AfterValidator(lambda written: _days(written, least=0))]


class WindowText(Block):
    """Asked strictly before `before`: due at `due`, `day` working days later."""

    before: ClockText
    due: ClockText
    day: DaysFromNow = 0

    @model_validator(mode="after")
    def _is_due_after(self) -> Self:
        if self.day == 0 and self.due < self.before:
            raise BadValue(
                say(
                    "{due} is before {before}: a question would be late as it is asked; choose a later “due”",
                    due=wall.clock_text(self.due),
                    before=wall.clock_text(self.before),
                )
            )
        return self


class OtherwiseText(Block):
    """For what no window takes: due at `due`, `day` working days later."""

    day: WorkingDays = 1
    due: ClockText = SEVENTEEN


class ClosedDay(StrEnum):
    """What a question asked on a closed day is worth: one of the next working day, or of the evening before."""

    OPENING = "opening"
    AFTER = "after"


class OutOfHours(StrEnum):
    """What becomes of a due hour that falls outside the hours of its day."""

    DEFER = "defer"
    CLOSE = "close"
    KEEP = "keep"


class _PolicyText(Block):
    """`calendar` is the first of the file where none is named; `says` is for people."""

    calendar: str | None = None
    says: str = ""


class CutoffText(_PolicyText):
    """Asked before noon, answered before 17:00."""

    type: Literal["cutoff"]
    windows: tuple[WindowText, ...]
    otherwise: OtherwiseText = OtherwiseText()
    closed_day: ClosedDay = ClosedDay.OPENING
    out_of_hours: OutOfHours = OutOfHours.DEFER

    @field_validator("windows")
    @classmethod
    def _has_one(cls, windows: tuple[WindowText, ...]) -> tuple[WindowText, ...]:
        if not windows:
            raise BadValue(say("write at least one window, such as {example}", example=EXAMPLE_WINDOW))
        return windows

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        for one, other in pairwise(self.windows):
            if other.before <= one.before:
                raise BadValue(
                    say(
                        "the window before {other} is never reached after that before {one}; put the earlier one first",
                        other=wall.clock_text(other.before),
                        one=wall.clock_text(one.before),
                    )
                )
        due = [(window.day, window.due) for window in self.windows]
        if any(other < one for one, other in pairwise([*due, (self.otherwise.day, self.otherwise.due)])):
            raise BadValue(say("a later question is due before an earlier one; put the due times in order"))
        return self


class DurationText(_PolicyText):
    """`business` is counted in opening hours, `elapsed` day and night; one of them."""

    type: Literal["duration"]
    business: LengthText | None = None
    elapsed: LengthText | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.business is None) == (self.elapsed is None):
            raise BadValue(say("write either “business: 4h” (opening hours) or “elapsed: 24h” (day and night)"))
        return self


class DaysText(_PolicyText):
    """`days` working days later, at `due` or at the last closing time of that day."""

    type: Literal["days"]
    days: WorkingDays
    due: ClockText | None = None


def _known_type(written: Any) -> Any:
    kinds = ("cutoff", "duration", "days")
    if not isinstance(written, dict) or written.get("type") in kinds:
        return written
    if "type" not in written:
        raise BadValue(say("the key “type” is missing here; write one of {known}", known=", ".join(kinds)))
    raise BadValue(unknown(say("type"), str(written["type"]), kinds))


PolicyText = Annotated[CutoffText | DurationText | DaysText, Field(discriminator="type"), BeforeValidator(_known_type)]
