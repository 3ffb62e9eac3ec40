"""Understand what came in: conversation, score, route and promise of each new mention, then its case."""

from dataclasses import dataclass
from datetime import UTC, datetime

from socialcare import scoring, sla, store
from socialcare.cases import case_at
from socialcare.desk.desk import Desk
from socialcare.facts import History, Promise
from socialcare.store.cases import Outline
from socialcare.store.triage import Decision, Untriaged
from socialcare.workspace import shipped

FOREVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Triaged:
    """How many mentions were decided about, and how many of them are older than the calendar and got no promise."""

    mentions: int
    before_calendar: int


def triage(desk: Desk, *, again: bool = False) -> Triaged:
    """Decide about every mention that nobody has decided about; nothing is decided inside a transaction.

    `again` decides anew, promises included, about open cases that no person has touched.
    """
    store.triage.recognise_own(desk.store, desk.settings.is_own)
    store.triage.thread(desk.store)
    if again:
        store.triage.forget_decisions(desk.store)
    count = undated = 0
    waiting = store.triage.untriaged(desk.store)
    scorer = scorer_shipped() if waiting else None
    while waiting and scorer:
        decisions = [_decide(desk, scorer, mention) for mention in waiting]
        store.triage.save(desk.store, decisions, desk.rules.rulebook.digest, desk.now)
        count += len(decisions)
        undated += sum(
            d.promise is None and not d.route.set_aside and not w.promised
            for d, w in zip(decisions, waiting, strict=True)
        )
        waiting = store.triage.untriaged(desk.store)
    renew_cases(desk.store)
    return Triaged(mentions=count, before_calendar=undated)


def scorer_shipped() -> scoring.Scorer:
    """With the lexicons that come with socialcare."""
    folder = shipped("data/lexicon")
    return scoring.load({file.name: file.read_text("utf-8") for file in sorted(folder.glob("*.tsv"))})


def renew_cases(cases: store.Store) -> None:
    """Fold the cases that changed, so that lists find them."""
    while numbers := store.cases.stale(cases):
        with cases.unit_of_work():
            store.cases.renew(cases, [outline(history) for history in store.cases.histories(cases, numbers)])


def outline(history: History) -> Outline:
    case = case_at(history, FOREVER)
    return Outline(
        number=history.number,
        is_open=case is not None and case.is_open,
        answered=case is not None and case.answered_at is not None,
        complaint=case is not None and case.complaint,
    )


def _decide(desk: Desk, scorer: scoring.Scorer, waiting: Untriaged) -> Decision:
    mention = waiting.mention
    score = scorer.score(mention.text, language=mention.language, rating=mention.rating)
    route = desk.rules.rulebook.route(mention, score)
    promise = None if route.set_aside or waiting.promised else _promise(desk, mention.posted_at, route.policy)
    return Decision(number=waiting.number, score=score, route=route, promise=promise)


def _promise(desk: Desk, asked_at: datetime, policy: str) -> Promise | None:
    try:
        return desk.rules.promises.due(asked_at, policy)
    except sla.OutsideCalendar:
        return None
