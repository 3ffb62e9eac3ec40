"""What lists find a case by, renewed from its facts at each change."""

from collections.abc import Sequence
from datetime import UTC, datetime

from socialcare import store
from socialcare.cases import case_at
from socialcare.facts import History
from socialcare.store.cases import Outline

FOREVER = datetime.max.replace(tzinfo=UTC)


def renew_cases(cases: store.Store) -> None:
    """Fold the cases that changed, so that lists find them."""
    while numbers := store.cases.stale(cases):
        with cases.unit_of_work():
            _renew(cases, numbers)


def renew(cases: store.Store, numbers: Sequence[int]) -> None:
    """Call it inside the unit of work that changed them. Those taken into them, and those they were taken into, follow."""
    below = (merge.case for merge in store.joined.merges(cases, numbers))
    _renew(cases, [*dict.fromkeys((*store.joined.with_holders(cases, numbers), *below))])


def _renew(cases: store.Store, numbers: Sequence[int]) -> None:
    store.cases.renew(cases, [_outline(history) for history in store.cases.histories(cases, numbers)])


def _outline(history: History) -> Outline:
    case = case_at(history, FOREVER)
    if case is None:
        return Outline(number=history.number, last_at=None, is_open=False, answered=False, complaint=False)
    return Outline(
        number=history.number,
        last_at=max(message.at for message in case.messages if not message.mention.own),
        is_open=case.is_open,
        answered=case.answered_at is not None,
        complaint=any(message.route is not None and message.route.complaint for message in case.messages),
    )
