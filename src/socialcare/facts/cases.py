"""What was decided about a message, what was done about it, and a case's whole past."""

from dataclasses import dataclass
from datetime import datetime

from socialcare.facts.kinds import Action, Priority, Warned
from socialcare.facts.mentions import Author, Mention, Wording
from socialcare.facts.scores import Score
from socialcare.sentences import Sentence


@dataclass(frozen=True, kw_only=True)
class Route:
    """Who gets a mention, why, and under which promise. `set_aside` is the reason it waits for nobody, or ""."""

    rule: str
    expert: str
    team: str
    community_manager: str
    priority: Priority
    policy: str
    complaint: bool
    topic: str = ""
    tags: tuple[str, ...] = ()
    set_aside: str = ""
    because: tuple[Sentence, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DueWarning:
    """At `at`, `to` is to hear that an answer is owed, if it still is."""

    at: datetime
    to: Warned


@dataclass(frozen=True, kw_only=True)
class Promise:
    """An answer promised by `due_at` under the policy of that day; both are kept when the policy changes.

    `expert_due_at` is the expert's own leg, None where the policy gives none or too little time is left for one;
    `resolution_due_at` is when the case is to be closed, None where no end is promised. `snapshot` is the policy as JSON,
    `digest` of it and its resolved calendar, `tzdata` the version of the time zones; `because` tells why, line by line.
    """

    due_at: datetime
    policy: str
    calendar: str
    digest: str
    expert_due_at: datetime | None = None
    resolution_due_at: datetime | None = None
    warnings: tuple[DueWarning, ...] = ()
    snapshot: str = ""
    tzdata: str = ""
    because: tuple[Sentence, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Event:
    """One line of the append-only log. `undoes` names the event that this one takes back.

    `text` is what a person wrote. `before` and `after` are, by the action: the expert (assign, hand back), the community manager
    (take), the draft that was there (draft, reply), the tag (tag, untag), until when (snooze), "paused" where the end of
    the case has a duration (wait), when the case is to be closed now (resume), the case that is followed in this one from
    now on (merge); times as ISO 8601 in UTC.
    """

    number: int
    at: datetime
    by: str
    case: int
    action: Action
    text: str = ""
    before: str = ""
    after: str = ""
    undoes: int | None = None


@dataclass(frozen=True, kw_only=True)
class Correction:
    """A person says what one fact of a message's score should be; `event` is its line in the log, which undo takes back.

    `field` is one of cases.CORRECTABLE; `before` and `after` are values of the facts, "true" or "false" for a flag. Where both
    are the same, the person says that the score was right.
    """

    event: int
    at: datetime
    by: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Message:
    """A stored mention of a case: the customer's, or the brand's own where `mention.own`.

    `seen_at` is when we first had it, `routed_at` when its expert was chosen; score, route and promise are None until then.
    `vanished_at` is when the network no longer showed it; `earlier` are its wordings before this one, oldest first.
    `corrections` are all that were ever made, oldest first, undone ones too.
    """

    mention: Mention
    seen_at: datetime
    routed_at: datetime | None = None
    score: Score | None = None
    route: Route | None = None
    promise: Promise | None = None
    vanished_at: datetime | None = None
    earlier: tuple[Wording, ...] = ()
    corrections: tuple[Correction, ...] = ()

    @property
    def at(self) -> datetime:
        return self.mention.posted_at

    @property
    def needs_answer(self) -> bool:
        return not self.mention.own and not (self.route and self.route.set_aside)


@dataclass(frozen=True, kw_only=True)
class History:
    """All that is known of one case, in any order; later than the instant asked about is for the fold to leave out.

    `events` are its own, and the merges, undone ones too, that took it into another case; `merged` are the histories of
    the cases that were ever taken into it.
    """

    number: int
    channel: str
    author: Author
    messages: tuple[Message, ...]
    events: tuple[Event, ...] = ()
    merged: tuple["History", ...] = ()
