"""Understand what came in: conversation, score, route and promise of each new mention, then its case."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from socialcare import scoring, store
from socialcare.cases import CORRECTABLE, case_at, told
from socialcare.desk.desk import Desk
from socialcare.desk.outlines import FOREVER, renew_cases
from socialcare.desk.pausing import with_pauses
from socialcare.facts import Mention, Score
from socialcare.routing import UNKNOWN, Past
from socialcare.rulework.deciding import promised
from socialcare.rulework.regulars import Regulars
from socialcare.rulework.scorers import scorer_of
from socialcare.store.triage import Before, Decision, Untriaged


@dataclass(frozen=True, kw_only=True)
class Triaged:
    """How many mentions were decided about, and how many of them are older than the calendar and got no promise.

    `rescored` were read anew by a scorer of another version, and `reread` of them turned out otherwise.
    """

    mentions: int
    before_calendar: int
    rescored: int = 0
    reread: int = 0


def triage(desk: Desk, *, again: bool = False, rescore: bool = False, now: datetime | None = None) -> Triaged:
    """Decide about every mention that nobody has decided about; nothing is decided inside a transaction.

    `again` decides anew, promises included, about open cases that no person has touched. `rescore` reads open cases
    anew where the scorer has changed since; what it moves keeps its promise. `now` is the clock's where the
    desk looks at another instant: what is decided today was not decided then.
    """
    if again or store.triage.untriaged(desk.store):
        _ = desk.rules  # a rulebook that does not load leaves the store as it was
    store.triage.recognise_own(desk.store, desk.settings.is_own)
    store.triage.thread(desk.store)
    if again:
        store.triage.forget_decisions(desk.store)
    rescored, reread = _rescore(desk) if rescore else (0, 0)
    count = undated = 0
    waiting = store.triage.untriaged(desk.store)
    decider = _Decider(desk, now or desk.now) if waiting else None
    while waiting and decider:
        decisions = decider.decide(waiting)
        store.triage.save(desk.store, decisions, desk.rules.rulebook.digest, now or desk.now)
        count += len(decisions)
        undated += sum(
            d.promise is None and not d.route.set_aside and not w.promised
            for d, w in zip(decisions, waiting, strict=True)
        )
        waiting = store.triage.untriaged(desk.store)
    renew_cases(desk.store)
    return Triaged(mentions=count, before_calendar=undated, rescored=rescored, reread=reread)


def _rescore(desk: Desk) -> tuple[int, int]:
    """How many messages of open cases were of another version, and how many of them are read otherwise now."""
    scorer = scorer_of(desk.workspace)
    count = otherwise = 0
    while found := store.rescoring.outdated(desk.store, scorer.version):
        numbers = (each.number for each in found)
        scores = list(zip(numbers, scorer.score_all(_written(each.mention) for each in found), strict=True))
        differing = [
            each.number for each, (_, after) in zip(found, scores, strict=True) if _facts(each.before) != _facts(after)
        ]
        store.rescoring.save(desk.store, scores, differing)
        count, otherwise = count + len(found), otherwise + len(differing)
    return count, otherwise


def _facts(score: Score) -> list[str]:
    """What rules and people go by."""
    return [told(score, name) for name in CORRECTABLE]


class _Decider:
    """Scores, routes and promises, with what the day knows: who is away, who has too much, what was before."""

    def __init__(self, desk: Desk, now: datetime) -> None:
        self._desk, self._now = desk, now
        self._scorer = scorer_of(desk.workspace)
        self._today = now.astimezone(desk.settings.timezone).date()
        self._load = _open_by_expert(desk) if desk.rules.rulebook.has_limits else Counter[str]()

    def decide(self, waiting: Sequence[Untriaged]) -> list[Decision]:
        scores = list(self._scorer.score_all(_written(each.mention) for each in waiting))
        pasts = self._pasts(waiting, scores)
        decided = [self._decide(each, score, past) for each, score, past in zip(waiting, scores, pasts, strict=True)]
        return with_pauses(self._desk, waiting, decided)

    def _pasts(self, waiting: Sequence[Untriaged], scores: Sequence[Score]) -> list[Past]:
        """Looked up only where a rule asks."""
        rulebook = self._desk.rules.rulebook
        before = store.triage.before(self._desk.store, waiting, self._now) if rulebook.asks_past else {}
        loyal = self._ambassadors(waiting, scores) if rulebook.asks_ambassador else {}
        return [_past(each, before.get(each.number), loyal.get(each.number)) for each in waiting]

    def _ambassadors(self, waiting: Sequence[Untriaged], scores: Sequence[Score]) -> dict[int, bool | None]:
        regulars = Regulars(self._desk.store, self._now, self._desk.settings.timezone)
        oldest = min(each.mention.posted_at for each in waiting)
        regulars.read((each.account for each in waiting), self._now, oldest)
        fresh = {each.number: score for each, score in zip(waiting, scores, strict=True)}
        return {
            each.number: regulars.ambassador(each.account, each.mention.posted_at, self._now, fresh) for each in waiting
        }

    def _decide(self, waiting: Untriaged, score: Score, past: Past) -> Decision:
        mention, rules = waiting.mention, self._desk.rules
        route = rules.rulebook.route(mention, score, past=past, today=self._today, load=self._load)
        if route.expert:
            self._load[route.expert] += 1
        promise = None if route.set_aside or waiting.promised else promised(rules, mention, route.policy)
        return Decision(number=waiting.number, score=score, route=route, promise=promise)


def _written(mention: Mention) -> scoring.Written:
    return scoring.Written(mention.text, mention.language, mention.rating)


def _past(waiting: Untriaged, before: Before | None, ambassador: bool | None) -> Past:
    if before is None:
        return _ONLY[ambassador]
    answered = before.answered_at
    return Past(
        mentions_90d=before.mentions,
        complaints_90d=before.complaints,
        days_since_answer=(waiting.mention.posted_at - answered).days if answered else None,
        last_expert=before.expert,
        ambassador=ambassador,
    )


_ONLY = {None: UNKNOWN, True: Past(ambassador=True), False: Past(ambassador=False)}
"""Where no rule asks for the rest."""


def _open_by_expert(desk: Desk) -> Counter[str]:
    """Open cases of each expert, by hand or by rule."""
    numbers = store.cases.open_since(desk.store, None)
    cases = (case_at(history, FOREVER) for history in store.cases.histories(desk.store, numbers))
    return Counter(case.expert for case in cases if case is not None and case.expert)
