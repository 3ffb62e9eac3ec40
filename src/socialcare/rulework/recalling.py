"""What was known when a mention was decided about, told by the facts that are stored: the day, the author, the load."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import NamedTuple
from zoneinfo import ZoneInfo

from socialcare import store
from socialcare.cases import case_at
from socialcare.facts import Author, History, Message
from socialcare.routing import UNKNOWN, Past
from socialcare.rulework.deciding import Known
from socialcare.rulework.loading import Rules
from socialcare.rulework.regulars import Regulars
from socialcare.store import Store
from socialcare.store.triage import MEMORY

OLDEST = datetime.min.replace(tzinfo=UTC) + MEMORY
LAST = datetime.max.replace(tzinfo=UTC)


class Run(NamedTuple):
    """Where a decision stands among all: triage decides many at one instant, in the order of `store.triage.untriaged`."""

    at: datetime
    posted_at: datetime
    channel: str
    ref: str


def _run(message: Message) -> Run:
    return Run(message.routed_at or LAST, message.at, message.mention.channel, message.mention.ref)


class Recall:
    """`asks_past`, `has_limits` and whether there are `regulars` say what is worth the work, as in triage."""

    def __init__(
        self,
        histories: Iterable[History],
        zone: ZoneInfo,
        *,
        asks_past: bool = True,
        has_limits: bool = True,
        regulars: Regulars | None = None,
    ) -> None:
        self._zone, self._regulars = zone, regulars
        kept = list(histories) if asks_past or has_limits else []
        self._authors = _by_author(kept) if asks_past else {}
        self._loads = _loads(kept) if has_limits else {}

    def known(self, message: Message) -> Known:
        """When the message was routed; where it was not, by all that came before it."""
        at = message.routed_at
        return Known(
            past=self._past(message),
            today=at.astimezone(self._zone).date() if at else None,
            load={expert: load.at(_run(message)) for expert, load in self._loads.items()},
        )

    def _past(self, message: Message) -> Past:
        channel, who = message.mention.channel, message.mention.author
        author = self._authors.get(_identity(channel, who))
        past = author.past(message) if author else UNKNOWN
        account = self._regulars.account(channel, who) if self._regulars else None
        if self._regulars is None or account is None:
            return past
        return replace(past, ambassador=self._regulars.ambassador(account, message.at, message.routed_at or LAST))


def recall(desk: Store, now: datetime, zone: ZoneInfo, *rules: Rules) -> Recall:
    """All cases are read only where one of `rules` asks for what they say. `zone` is that of the desk's day."""
    asks_past = any(each.rulebook.asks_past for each in rules)
    has_limits = any(each.rulebook.has_limits for each in rules)
    numbers = store.cases.opened_by(desk, now) if asks_past or has_limits else []
    return Recall(
        store.cases.histories(desk, numbers),
        zone,
        asks_past=asks_past,
        has_limits=has_limits,
        regulars=Regulars(desk, now, zone) if any(each.rulebook.asks_ambassador for each in rules) else None,
    )


@dataclass(frozen=True)
class _Author:
    """All that one identity wrote, and all that the brand answered in its cases."""

    messages: list[Message] = field(default_factory=list)
    answers: list[Message] = field(default_factory=list)

    def past(self, message: Message) -> Past:
        """As `store.triage.before`: what came in by then and was posted before. What the same run decided is not in it."""
        then, since = message.routed_at or LAST, max(message.at, OLDEST) - MEMORY
        before = [each for each in self.messages if each.at < message.at and each.seen_at <= then]
        decided = [(each.at, each.route) for each in before if each.route and (each.routed_at or LAST) < then]
        answers = [each.at for each in self.answers if each.at < message.at and each.seen_at <= then]
        owners = [(at, route.expert) for at, route in decided if route.expert]
        return Past(
            mentions_90d=sum(each.at >= since for each in before),
            complaints_90d=sum(route.complaint and at >= since for at, route in decided),
            days_since_answer=(message.at - max(answers)) // timedelta(days=1) if answers else None,
            last_expert=max(owners)[1] if owners else None,
        )


def _by_author(histories: Iterable[History]) -> dict[tuple[str, str], _Author]:
    found: defaultdict[tuple[str, str], _Author] = defaultdict(_Author)
    for history in histories:
        author = found[_identity(history.channel, history.author)]
        for message in history.messages:
            (author.answers if message.mention.own else author.messages).append(message)
    return found


def _identity(channel: str, author: Author) -> tuple[str, str]:
    """As the store tells authors apart."""
    return channel, f"@{author.handle}" if author.handle else author.name


class _Load:
    """The open cases of one expert through time."""

    def __init__(self, changes: Iterable[tuple[datetime, int]], runs: Iterable[Run]) -> None:
        ordered = sorted(changes)
        self._times = [at for at, _ in ordered]
        self._open = list(accumulate((change for _, change in ordered), initial=0))
        self._runs = sorted(runs)

    def at(self, run: Run) -> int:
        """Open before the run began, and what it gave out since."""
        first = bisect_left(self._runs, (run.at,))
        return self._open[bisect_left(self._times, run.at)] + bisect_left(self._runs, run) - first


def _loads(histories: Iterable[History]) -> dict[str, _Load]:
    changes: defaultdict[str, list[tuple[datetime, int]]] = defaultdict(list)
    runs: defaultdict[str, list[Run]] = defaultdict(list)
    for history in histories:
        owner = ""
        for at, expert in _owners(history):
            if expert != owner:
                changes[owner].append((at, -1))
                changes[expert].append((at, 1))
                owner = expert
        for message in history.messages:
            if message.route and message.routed_at:
                runs[message.route.expert].append(_run(message))
    return {expert: _Load(changes[expert], runs[expert]) for expert in {*changes, *runs} if expert}


def _owners(history: History) -> Iterator[tuple[datetime, str]]:
    """Who had the open case after each moment at which we learnt or did something; "" where it was not open."""
    for at in sorted({*map(_learnt_at, history.messages), *(event.at for event in history.events)}):
        by_then = tuple(message for message in history.messages if _learnt_at(message) <= at)
        case = case_at(replace(history, messages=by_then), at)
        yield at, case.expert if case and case.is_open else ""


def _learnt_at(message: Message) -> datetime:
    return message.routed_at or message.seen_at
