"""By when an answer is promised, and why: calendars resolved once into a lock, policies, business time (pure)."""

from socialcare.sla.calendars import Calendar
from socialcare.sla.checks import cross_mistakes
from socialcare.sla.clock import Clock, OutsideCalendar
from socialcare.sla.lock import make_lock
from socialcare.sla.promises import Promises
from socialcare.sla.schema import PromisesText

__all__ = ["Calendar", "Clock", "OutsideCalendar", "Promises", "PromisesText", "cross_mistakes", "make_lock"]
