"""What a case is at an instant: its messages, answers, state, owner and promises, folded from facts (pure).

Nothing here is stored as a verdict: the same facts give the same case at the same instant, whenever it is asked.
"""

from socialcare.cases.ambassadors import FEWEST_MESSAGES, LATELY, SPAN, is_ambassador, negative_lately
from socialcare.cases.blame import Leg, leg
from socialcare.cases.case import Case, Clock, ClockKind, Draft
from socialcare.cases.correcting import CORRECTABLE, corrected, standing, told
from socialcare.cases.feelings import Felt, felt, mean_polarity
from socialcare.cases.fold import case_at
from socialcare.cases.verdict import DUE_SOON, late_seconds, remaining_seconds, verdict

__all__ = [
    "CORRECTABLE",
    "DUE_SOON",
    "FEWEST_MESSAGES",
    "LATELY",
    "SPAN",
    "Case",
    "Clock",
    "ClockKind",
    "Draft",
    "Felt",
    "Leg",
    "case_at",
    "corrected",
    "felt",
    "is_ambassador",
    "late_seconds",
    "leg",
    "mean_polarity",
    "negative_lately",
    "remaining_seconds",
    "standing",
    "told",
    "verdict",
]
