"""Where on its way an answer was made late: no expert is blamed for a channel that nobody read (pure)."""

from datetime import datetime
from enum import StrEnum

from socialcare.cases.case import Clock, ClockKind


class Leg(StrEnum):
    """The parts of the way from a post to its answer, in their order."""

    SOURCE = "source"
    ROUTING = "routing"
    EXPERT = "expert"
    COMMUNITY_MANAGER = "community_manager"
    PUBLICATION = "publication"


def leg(clock: Clock) -> Leg | None:
    """Where an answer was made late, the earliest leg first; None where nothing was promised.

    Publication: an answer was approved in time, which makes good all that was late before it. Source: we saw the message
    after the draft was due, or never. Routing: its expert was chosen after that, or never. Expert: no draft by the time
    it was due, whoever answered. Community manager: all the rest, and the end of a case. At its very due instant each is
    in time. Where the policy gives the expert no leg, no draft was promised and the answer's own due time stands for it.
    Whether the promise is broken at all is for `verdict` to say.
    """
    if clock.due_at is None:
        return None
    if clock.kind is ClockKind.RESOLUTION:  # who follows the case to its end
        return Leg.COMMUNITY_MANAGER
    if _is_in_time(clock.ready_at, clock.due_at):
        return Leg.PUBLICATION
    draft_due_at = clock.expert_due_at or clock.due_at
    if not _is_in_time(clock.seen_at, draft_due_at):
        return Leg.SOURCE
    if not _is_in_time(clock.routed_at, draft_due_at):
        return Leg.ROUTING
    if clock.expert_due_at is not None and not _is_in_time(clock.drafted_at, clock.expert_due_at):
        return Leg.EXPERT
    return Leg.COMMUNITY_MANAGER


def _is_in_time(at: datetime | None, due_at: datetime) -> bool:
    return at is not None and at <= due_at
