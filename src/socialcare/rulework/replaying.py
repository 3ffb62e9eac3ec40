"""What other rules would have made of the mentions that are stored, with the scores they had; nothing is written."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

from socialcare import store
from socialcare.cases import Case, Clock, case_at, verdict
from socialcare.errors import Mistake
from socialcare.facts import Mention, Message, Promise, Route, Score, Verdict
from socialcare.rulework.causes import cause
from socialcare.rulework.deciding import Known, day_of, decide, promised
from socialcare.rulework.loading import Rules
from socialcare.rulework.recalling import recall
from socialcare.store import Store

EXAMPLES = 10
ALIKE = 2
"""Examples that go from the same rule to the same rule."""


class Change(StrEnum):
    """What is another under the new rules. A due time that moves under another policy is told as the policy."""

    RULE = "rule"
    EXPERT = "expert"
    PRIORITY = "priority"
    PROMISE = "promise"
    DUE = "due"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True, kw_only=True)
class Move:
    """`mentions` went from one value to another."""

    change: Change
    before: str
    after: str
    mentions: int


@dataclass(frozen=True, kw_only=True)
class Load:
    """Mentions that an expert gets, of all that were replayed."""

    expert: str
    before: int
    after: int


@dataclass(frozen=True, kw_only=True)
class Example:
    """One mention that changes; `cause` is the first thing that differs, with its place."""

    case: int
    text: str
    rule_before: str
    rule_after: str
    expert_before: str
    expert_after: str
    due_before: datetime | None
    due_after: datetime | None
    cause: Mistake


@dataclass(frozen=True, kw_only=True)
class Replay:
    """`kinds` counts mentions by what changes; `verdicts` only promises whose question was answered or closed.

    `shift_seconds` is the median by which due times move, positive where they are later; None where none does.
    """

    mentions: int
    changed: int
    kinds: dict[str, int]
    moves: tuple[Move, ...]
    shift_seconds: int | None
    verdicts: dict[str, int]
    load: tuple[Load, ...]
    examples: tuple[Example, ...]

    @property
    def share(self) -> float:
        """0 to 1; 0 where nothing was replayed."""
        return self.changed / self.mentions if self.mentions else 0.0


@dataclass(frozen=True)
class _Side:
    """One mention under one rules file."""

    route: Route
    due_at: datetime | None


@dataclass
class _Tally:
    mentions: int = 0
    changed: int = 0
    moves: Counter[tuple[Change, str, str]] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    shifts: list[float] = field(default_factory=list)
    verdicts: Counter[str] = field(default_factory=Counter)
    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)
    shown: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: list[Example] = field(default_factory=list)


def replay(desk: Store, now: datetime, since: datetime | None, old: Rules, new: Rules) -> Replay:
    """Mentions of customers posted in [since, now] that have been triaged, each with what was known of its author then.

    Both files see the load that the experts really had, not the one that the new file would have given them.
    """
    tally = _Tally()
    recalled = recall(desk, now, old.promises.calendar().zone, old, new)
    for case, message in decided_mentions(desk, now, since):
        assert message.score is not None
        mention, score, known = message.mention, message.score, recalled.known(message)
        before, after = _side(old, mention, score, known), _side(new, mention, score, known)
        _count(tally, before, after)
        changes = list(_changes(before, after))
        if not changes:
            continue
        tally.changed += 1
        tally.kinds.update(change for change, _, _ in changes)
        tally.moves.update(change for change in changes if change[0] is not Change.DUE)
        if before.due_at and after.due_at and before.due_at != after.due_at:
            tally.shifts.append((after.due_at - before.due_at) / timedelta(seconds=1))
        _judge(tally, case, message, before, after, now)
        kind = (before.route.rule, after.route.rule)
        if len(tally.examples) < EXAMPLES and tally.shown[kind] < ALIKE:
            tally.shown[kind] += 1
            was, is_now = (decide(rules, mention, score, known) for rules in (old, new))
            tally.examples.append(_example(case, message, before, after, cause(old, new, was, is_now)))
    return _replay(tally)


def decided_mentions(desk: Store, now: datetime, since: datetime | None) -> Iterator[tuple[Case, Message]]:
    """Those of customers posted in [since, now] that have a score, with their case as it is now."""
    for history in store.cases.histories(desk, store.cases.opened_by(desk, now)):
        case = case_at(history, now)
        for message in case.messages if case else ():
            if not message.mention.own and message.score and (since is None or message.at >= since):
                assert case is not None
                yield case, message


def _side(rules: Rules, mention: Mention, score: Score, known: Known) -> _Side:
    day = known.today or day_of(rules, mention)
    route = rules.rulebook.route(mention, score, past=known.past, today=day, load=known.load)
    promise: Promise | None = None if route.set_aside else promised(rules, mention, route.policy)
    return _Side(route, promise.due_at if promise else None)


def _changes(before: _Side, after: _Side) -> Iterator[tuple[Change, str, str]]:
    pairs = (
        (Change.RULE, before.route.rule, after.route.rule),
        (Change.EXPERT, before.route.expert, after.route.expert),
        (Change.PRIORITY, before.route.priority, after.route.priority),
        (Change.PROMISE, before.route.policy, after.route.policy),
        (Change.SET_ASIDE, before.route.set_aside, after.route.set_aside),
    )
    yield from ((change, was, is_now) for change, was, is_now in pairs if was != is_now)
    if before.due_at != after.due_at and before.route.policy == after.route.policy:
        yield Change.DUE, str(before.due_at), str(after.due_at)


def _count(tally: _Tally, before: _Side, after: _Side) -> None:
    tally.mentions += 1
    if before.route.expert:
        tally.before[before.route.expert] += 1
    if after.route.expert:
        tally.after[after.route.expert] += 1


def _judge(tally: _Tally, case: Case, message: Message, before: _Side, after: _Side, now: datetime) -> None:
    clock = _clock(case, message)
    if clock is None or clock.runs:
        return
    was, is_now = (verdict(replace(clock, due_at=side.due_at), now) for side in (before, after))
    if was is not is_now and Verdict.NONE not in (was, is_now):
        tally.verdicts[f"{was} → {is_now}"] += 1


def _clock(case: Case, message: Message) -> Clock | None:
    """That of the answer to this message; None where it asked for none."""
    found = next((clock for clock in reversed(case.clocks) if clock.asked_at <= message.at), None)
    if found is None or (found.answered_at is not None and found.answered_at < message.at):
        return None
    return found


def _example(case: Case, message: Message, before: _Side, after: _Side, why: Mistake) -> Example:
    return Example(
        case=case.number,
        text=message.mention.text,
        rule_before=before.route.rule,
        rule_after=after.route.rule,
        expert_before=before.route.expert,
        expert_after=after.route.expert,
        due_before=before.due_at,
        due_after=after.due_at,
        cause=why,
    )


def _replay(tally: _Tally) -> Replay:
    experts = sorted({*tally.before, *tally.after}, key=lambda expert: (-tally.after[expert], expert))
    return Replay(
        mentions=tally.mentions,
        changed=tally.changed,
        kinds={change: tally.kinds[change] for change in Change if tally.kinds[change]},
        moves=tuple(
            Move(change=change, before=before, after=after, mentions=count)
            for (change, before, after), count in tally.moves.most_common()
        ),
        shift_seconds=round(median(tally.shifts)) if tally.shifts else None,
        verdicts=dict(tally.verdicts),
        load=tuple(Load(expert=each, before=tally.before[each], after=tally.after[each]) for each in experts),
        examples=tuple(tally.examples),
    )
