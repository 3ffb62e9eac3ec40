"""What a case is at an instant: its messages, answers, state, owner and promises, folded from facts (pure).

Nothing here is stored as a verdict: the same facts give the same case at the same instant, whenever it is asked.
"""

from socialcare.cases.blame import Leg, leg
from socialcare.cases.case import Case, Clock, ClockKind, Draft
from socialcare.cases.correcting import CORRECTABLE, corrected, standing, told
from socialcare.cases.fold import case_at
from socialcare.cases.verdict import DUE_SOON, late_seconds, remaining_seconds, verdict

__all__ = [
    "CORRECTABLE",
    "DUE_SOON",
    "Case",
    "Clock",
    "ClockKind",
    "Draft",
    "Leg",
    "case_at",
    "corrected",
    "late_seconds",
    "leg",
    "remaining_seconds",
    "standing",
    "told",
    "verdict",
]
