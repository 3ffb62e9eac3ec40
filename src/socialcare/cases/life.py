"""What a case carries from one moment of its life to the next, and what its messages do to it (pure)."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from socialcare.cases.case import Clock, ClockKind, Draft
from socialcare.facts import Message, Route, State

_DONE_WITH = (State.ANSWERED, State.WAITING, State.CLOSED, State.SET_ASIDE)


@dataclass
class Life:
    """`as_of` is the instant looked at. `tags` tells of each tag a person named whether it stands."""

    as_of: datetime
    state: State = State.NEW
    route: Route | None = None
    expert: str | None = None
    community_manager: str = ""
    in_hand_by: str = ""
    in_hand_since: datetime | None = None
    snoozed_until: datetime | None = None
    tags: dict[str, bool] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)
    closed_reason: str = ""
    answered_at: datetime | None = None
    clocks: list[Clock] = field(default_factory=list)
    resolutions: list[Clock] = field(default_factory=list)
    waiting: list[Message] = field(default_factory=list)
    seen: list[Message] = field(default_factory=list)
    merged: list[int] = field(default_factory=list)
    merged_into: int | None = None

    def asked(self, message: Message) -> None:
        self.seen.append(message)
        if not message.needs_answer:
            if self.state is State.NEW and not self.waiting:
                self.state, self.route = State.SET_ASIDE, message.route
            return
        self.waiting.append(message)
        self.snoozed_until = None
        kind = ClockKind.FIRST_RESPONSE if self.answered_at is None else ClockKind.NEXT_RESPONSE
        self._owe(_clock(message, self.as_of, kind))
        self._to_be_resolved(message)
        if self.route is None or self.state is State.SET_ASIDE:
            self.route = message.route
        if self.state is not State.DRAFTED:
            self.state = State.ASSIGNED if self.route else State.NEW

    def answered(self, at: datetime, by: str) -> None:
        """Who waits for the customer waits on: a second answer is not theirs."""
        self.state = State.WAITING if self.state is State.WAITING else State.ANSWERED
        self.answered_at = at
        self.waiting.clear()
        self.touched(hand=True)
        self.drafts.clear()
        if self.clocks:
            self.clocks[-1] = self.clocks[-1].stopped(at, by)

    def touched(self, *, hand: bool = False) -> None:
        """Somebody has acted: it sleeps no more, and once it is answered or closed nobody has it in hand."""
        self.snoozed_until = None
        if hand:
            self.in_hand_by, self.in_hand_since = "", None

    def adopt(self, other: "Life", number: int) -> None:
        """From now on case `number` is followed here: its customer's questions, what it owes, its drafts and tags."""
        self.merged.append(number)
        self.seen = sorted([*self.seen, *other.seen], key=lambda message: message.at)
        self.waiting = sorted([*self.waiting, *other.waiting], key=lambda message: message.at)
        if other.clocks and other.clocks[-1].runs:
            self._owe(other.clocks[-1])
        if other.resolutions and other.resolutions[-1].runs and not (self.resolutions and self.resolutions[-1].runs):
            self.resolutions.append(other.resolutions[-1])
        self.tags = {**other.tags, **self.tags}
        if not self.drafts:
            self.drafts = list(other.drafts)
        if self.route is None or (self.state is State.SET_ASIDE and other.waiting):
            self.route = other.route
        if other.waiting and self.state in _DONE_WITH:
            self.snoozed_until = None
            self.state = other.state if other.state in (State.ASSIGNED, State.DRAFTED) else State.NEW

    def left_for(self, number: int) -> None:
        """What is still owed is owed by case `number` now; what was kept or broken before stays here."""
        self.state, self.merged_into = State.MERGED, number
        self.waiting.clear()
        self.clocks = [clock for clock in self.clocks if not clock.runs]
        self.resolutions = [clock for clock in self.resolutions if not clock.runs]

    def _owe(self, clock: Clock) -> None:
        """One clock runs at a time: from the oldest unanswered message; what is graver may only hasten it."""
        if not (self.clocks and self.clocks[-1].runs):
            self.clocks.append(clock)
            return
        older, newer = sorted((self.clocks[-1], clock), key=lambda each: each.asked_at)
        self.clocks[-1] = _sooner(older, newer)

    def _to_be_resolved(self, message: Message) -> None:
        """The end of a case is promised once, from the message that opened it; one that opens it again promises anew.

        A clock that waited for this customer runs on, to the due time that was found with the pause.
        """
        due_at = message.promise.resolution_due_at if message.promise else None
        if due_at is None:
            return
        if self.resolutions and self.resolutions[-1].runs:
            self.resolutions[-1] = self.resolutions[-1].resumed(message.at, due_at)
            return
        policy = message.promise.policy if message.promise else ""
        self.resolutions.append(Clock(kind=ClockKind.RESOLUTION, asked_at=message.at, due_at=due_at, policy=policy))


def _clock(message: Message, as_of: datetime, kind: ClockKind) -> Clock:
    """What we saw or decided after `as_of` had not happened; the promise itself counts from the question on."""
    seen_at = message.seen_at if message.seen_at <= as_of else None
    routed_at = message.routed_at if message.routed_at and message.routed_at <= as_of else None
    if message.promise is None:
        return Clock(asked_at=message.at, due_at=None, kind=kind, seen_at=seen_at, routed_at=routed_at)
    return Clock(
        asked_at=message.at,
        due_at=message.promise.due_at,
        kind=kind,
        policy=message.promise.policy,
        seen_at=seen_at,
        routed_at=routed_at,
        expert_due_at=message.promise.expert_due_at,
        warnings=message.promise.warnings,
    )


def _sooner(clock: Clock, other: Clock) -> Clock:
    """The clock runs from the oldest unanswered message; a graver one that came after it may only hasten it."""
    if other.due_at is None or (clock.due_at is not None and clock.due_at <= other.due_at):
        return clock
    way = replace(other, asked_at=clock.asked_at, kind=clock.kind)
    return replace(way, drafted_at=clock.drafted_at, ready_at=clock.ready_at)
