"""By when an answer is promised, and why: calendars resolved once into a lock, policies, business time (pure)."""

from socialcare.sla.calendars import Calendar
from socialcare.sla.checks import cross_mistakes
from socialcare.sla.clock import Clock, OutsideCalendar
from socialcare.sla.days import DayRow, days_of, explained, reason
from socialcare.sla.lock import make_lock
from socialcare.sla.promises import Promises
from socialcare.sla.questions import Source, due_of_line, unlocked, within_reach
from socialcare.sla.schema import PromisesText

__all__ = [
    "Calendar", "Clock", "DayRow", "OutsideCalendar", "Promises", "PromisesText", "Source", "cross_mistakes", "days_of",
    "due_of_line", "explained", "make_lock", "reason", "unlocked", "within_reach",
]  # fmt: skip
