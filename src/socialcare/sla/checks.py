"""Mistakes that show only when calendars and policies are read together."""

from collections.abc import Iterator

from socialcare.documents import Document, Place
from socialcare.errors import Mistake
from socialcare.hints import unknown
from socialcare.sentences import say
from socialcare.sla.calendar_text import CalendarText
from socialcare.sla.calendars import is_eligible
from socialcare.sla.policy_text import CutoffText, DaysText, OutOfHours, PolicyText
from socialcare.sla.schema import PromisesText
from socialcare.sla.wall import clock_text
from socialcare.sla.week import week


def cross_mistakes(document: Document, text: PromisesText) -> list[Mistake]:
    """A policy on a calendar that is not there, or due at an hour that no day of its calendar can keep."""
    mistakes: list[Mistake] = []
    for name, policy in text.policies.items():
        place: Place = ("policies", name)
        if policy.resolution is not None and policy.resolution not in text.policies:
            sentence = unknown(say("policy"), policy.resolution, list(text.policies))
            mistakes.append(document.mistake((*place, "resolution"), sentence))
        calendar = text.calendar_of(name)
        if calendar in text.calendars:
            mistakes.extend(_never_due(document, place, policy, calendar, text.calendars[calendar]))
        elif policy.calendar is not None:
            sentence = unknown(say("calendar"), calendar, list(text.calendars))
            mistakes.append(document.mistake((*place, "calendar"), sentence))
        else:
            mistakes.append(document.mistake(place, say("a policy needs a calendar; write one under “calendars”")))
    return mistakes


def _never_due(
    document: Document, place: Place, policy: PolicyText, name: str, calendar: CalendarText
) -> Iterator[Mistake]:
    days = [hours for hours in week(calendar.hours) if hours]
    for step, due in _due_hours(policy):
        capped = isinstance(policy, CutoffText) and policy.out_of_hours is OutOfHours.CLOSE
        if any(is_eligible(hours, due) or (capped and due > hours[-1].closes) for hours in days):
            continue
        yield document.mistake(
            (*place, *step),
            say(
                "no day of calendar “{calendar}” is open until {due}; choose an hour between opening and closing",
                calendar=name,
                due=clock_text(due),
            ),
        )


def _due_hours(policy: PolicyText) -> Iterator[tuple[Place, int]]:
    if isinstance(policy, CutoffText) and policy.out_of_hours is not OutOfHours.KEEP:
        for number, window in enumerate(policy.windows):
            yield ("windows", number, "due"), window.due
        yield ("otherwise", "due"), policy.otherwise.due
    if isinstance(policy, DaysText) and policy.due is not None:
        yield ("due",), policy.due
