"""A case as it stood at one instant, and the clocks of its promises."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from socialcare.facts import Author, Correction, DueWarning, Event, Message, Priority, Score, State, Warned


class ClockKind(StrEnum):
    """What a clock waits for: the first answer, the next one after it, or the end of the case."""

    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    RESOLUTION = "resolution"


@dataclass(frozen=True, kw_only=True)
class Clock:
    """One promise of a case: from the oldest unanswered message to the answer, or to the closing without one.

    `due_at` is None where no promise could be made (older than the calendar). Until `expert_due_at` is the expert's leg,
    which the first draft stops; from `ready_at` on an approved answer waited to go out; `seen_at` and `routed_at` are of
    the message that the promise was made for, None while neither has happened. Only the closing of the case stops a clock
    of resolution; from `paused_at` on it stands still, while the customer has the word.
    """

    asked_at: datetime
    due_at: datetime | None
    kind: ClockKind = ClockKind.FIRST_RESPONSE
    policy: str = ""
    seen_at: datetime | None = None
    routed_at: datetime | None = None
    expert_due_at: datetime | None = None
    drafted_at: datetime | None = None
    ready_at: datetime | None = None
    warnings: tuple[DueWarning, ...] = ()
    answered_at: datetime | None = None
    answered_by: str = ""
    closed_at: datetime | None = None
    paused_at: datetime | None = None
    pauses: tuple[tuple[datetime, datetime], ...] = ()
    """Those that are over: from, until."""

    @property
    def runs(self) -> bool:
        return self.answered_at is None and self.closed_at is None

    def warnings_due(self, now: datetime) -> tuple[DueWarning, ...]:
        """Those whose time has come while the answer is owed, at any lateness.

        A draft ends the expert's leg, and with it what the expert is to be warned of.
        """
        if self.due_at is None or not self.runs:
            return ()
        drafted = self.drafted_at is not None
        return tuple(each for each in self.warnings if each.at <= now and not (drafted and each.to is Warned.EXPERT))

    def stopped(self, at: datetime, by: str) -> "Clock":
        return replace(self, answered_at=at, answered_by=by) if self.runs else self

    def drafted(self, at: datetime) -> "Clock":
        return replace(self, drafted_at=at) if self.runs and self.drafted_at is None else self

    def ready(self, at: datetime) -> "Clock":
        return replace(self, ready_at=at) if self.runs and self.ready_at is None else self

    def closed(self, at: datetime) -> "Clock":
        return replace(self, closed_at=at) if self.runs else self

    def read_at(self, now: datetime) -> datetime:
        """The instant that it shows: a clock that is paused stands still."""
        return now if self.paused_at is None else min(now, self.paused_at)

    def paused(self, at: datetime) -> "Clock":
        return replace(self, paused_at=at) if self.runs and self.paused_at is None else self

    def resumed(self, at: datetime, due_at: datetime) -> "Clock":
        if not self.runs or self.paused_at is None:
            return self
        return replace(self, due_at=due_at, paused_at=None, pauses=(*self.pauses, (self.paused_at, at)))


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One version of what the expert proposes; `number` is that of its event."""

    number: int
    at: datetime
    by: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Case:
    """A case as it stood at one instant. `voice` is the message that speaks for it: the gravest unanswered one.

    `score` is what `voice` was understood as, the standing `corrections` of it in place of what the scorer found.
    """

    number: int
    channel: str
    author: Author
    state: State
    voice: Message
    score: Score | None
    corrections: tuple[Correction, ...]
    opened_at: datetime
    clocks: tuple[Clock, ...]
    """Of the answers owed, one after the other."""
    resolutions: tuple[Clock, ...]
    """Of the end of the case: one each time it is opened, where its policy promises one."""
    expert: str
    team: str
    community_manager: str
    priority: Priority
    complaint: bool
    """False of a case that is followed in another: it is one complaint, there."""
    set_aside: str
    tags: tuple[str, ...]
    drafts: tuple[Draft, ...]
    """All versions since the last answer; the last one is `draft`."""
    draft: str
    draft_by: str
    in_hand_by: str
    in_hand_since: datetime | None
    snoozed_until: datetime | None
    closed_reason: str
    answered_at: datetime | None
    unanswered: tuple[Message, ...]
    """What the customer wrote since the last answer; closing the case does not answer it."""
    messages: tuple[Message, ...]
    """Of the cases merged into it too."""
    events: tuple[Event, ...]
    merged: tuple[int, ...]
    """The cases that are followed in this one."""
    merged_into: int | None

    @property
    def clock(self) -> Clock | None:
        """The promise that counts now: the one that runs, else the last."""
        return self.clocks[-1] if self.clocks else None

    @property
    def is_open(self) -> bool:
        """Somebody has to act now: an answer is owed, or a person took the case in hand."""
        return self.state in (State.NEW, State.ASSIGNED, State.DRAFTED)
