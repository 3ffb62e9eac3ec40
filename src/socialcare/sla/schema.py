"""The part of a rulebook that promises: its calendars and its policies, by name."""

from socialcare.sla.calendar_text import Block, CalendarText
from socialcare.sla.policy_text import PolicyText


class PromisesText(Block):
    """The part of a rulebook that says when people work and by when they answer."""

    calendars: dict[str, CalendarText]
    policies: dict[str, PolicyText]

    def calendar_of(self, policy: str) -> str:
        """The calendar named by `policy`, else the first of the file ("" where there is none)."""
        return self.policies[policy].calendar or next(iter(self.calendars), "")
