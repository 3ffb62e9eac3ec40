"""Where a broken promise was made late, so that an expert is not blamed for a channel that nobody read (pure)."""

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
    """The first leg that could no longer be kept; whether the promise is broken is for `verdict` to say.

    Publication: the answer was approved in time, so that whatever was late before it was made good. Source: seen when less than the expert's leg was left, or never. Routing: the same of routing. Expert: no draft by
    the time it was due, whoever answered. Community manager: all the rest. Each is in time at its very due instant.
    Where the policy gives the expert no leg, nobody promised a draft and what was routed in time is the community
    manager's. None where nothing was promised.
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
