"""What a promise asks of people before it is due: the expert's own leg, and whom to warn, backward in opening hours."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from socialcare.facts import DueWarning
from socialcare.sentences import Sentence, say
from socialcare.sla.calendars import Calendar
from socialcare.sla.policy_text import PolicyText
from socialcare.sla.wall import length_text


@dataclass(frozen=True, kw_only=True)
class Legs:
    """In UTC; `because` goes on where that of the due time ends."""

    expert_due_at: datetime | None = None
    warnings: tuple[DueWarning, ...] = ()
    because: tuple[Sentence, ...] = ()


NONE = Legs()


def legs(policy: PolicyText, calendar: Calendar, asked_at: datetime, due_at: datetime) -> Legs:
    """Warnings in the order in which they come, none before the question.

    An expert who would be late as the question is asked gets no leg, and that is told. Raises OutsideCalendar.
    """
    if policy.expert is None and not policy.warn:
        return NONE
    left = calendar.clock.elapsed(asked_at, due_at)
    expert_due_at = _before(calendar, left, due_at, policy.expert.before_due) if policy.expert else None
    warnings = (
        DueWarning(at=_before(calendar, left, due_at, warn.before) or asked_at, to=warn.to) for warn in policy.warn
    )
    found = Legs(expert_due_at=expert_due_at, warnings=tuple(sorted(warnings, key=lambda each: each.at)))
    return replace(found, because=tuple(_told(policy, calendar, found)))


def _before(calendar: Calendar, left: timedelta, due_at: datetime, length: timedelta) -> datetime | None:
    """`length` of opening hours before `due_at`; None where the question leaves no more than that."""
    return calendar.clock.subtract(due_at, length) if left > length else None


def _told(policy: PolicyText, calendar: Calendar, found: Legs) -> Iterator[Sentence]:
    if found.expert_due_at is not None:
        yield say("the expert's draft is due on {at}", at=found.expert_due_at.astimezone(calendar.zone))
    elif policy.expert is not None:
        length = length_text(policy.expert.before_due)
        yield say("no more than {length} of opening hours until then: no time of its own for a draft", length=length)
    for warning in found.warnings:
        yield say("warning to the {who} on {at}", who=warning.to, at=warning.at.astimezone(calendar.zone))
