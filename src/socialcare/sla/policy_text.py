"""A policy as written in YAML: by when people answer; each mistake is a BadValue at its place."""

from datetime import timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, field_validator, model_validator

from socialcare.documents import BadValue
from socialcare.facts import Warned
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


def _length_text(length: timedelta) -> str:
    return f"{int(length.total_seconds()) // 60}min"


# Written back as they are read, so that the snapshot of a promise is a policy again.
ClockText = Annotated[int, BeforeValidator(wall.clock_minutes), PlainSerializer(wall.clock_text, when_used="json")]
"""Minutes after midnight."""

LengthText = Annotated[timedelta, BeforeValidator(wall.length), PlainSerializer(_length_text, when_used="json")]
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


class ExpertText(Block):
    """The expert's draft is due `before_due` opening hours before the answer."""

    before_due: LengthText


class WarnText(Block):
    """`to` is warned `before` opening hours before the answer is due."""

    before: LengthText
    to: Warned


class _PolicyText(Block):
    """`calendar` is the first of the file where none is named; `says` is for people.

    `resolution` names the policy by which the case is to be closed; without one, nothing is promised of that.
    """

    calendar: str | None = None
    says: str = ""
    expert: ExpertText | None = None
    warn: tuple[WarnText, ...] = ()
    resolution: str | None = None


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

    @model_validator(mode="after")
    def _leaves_the_expert_time(self) -> Self:
        if self.expert is not None and self.business is not None and self.expert.before_due >= self.business:
            raise BadValue(
                say(
                    "the expert's draft would be due {before} before an answer due in {length}: at once; choose less",
                    before=wall.length_text(self.expert.before_due),
                    length=wall.length_text(self.business),
                )
            )
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
