"""One mention under one rules file: its route, every rule's answer, and its promise."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from socialcare import sla
from socialcare.facts import Mention, Promise, Score
from socialcare.routing.reading import UNKNOWN, Past
from socialcare.routing.trace import Trace
from socialcare.rulework.loading import Rules


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a decision takes from beside the mention.

    `today` is the desk's day, the mention's own where it is None; `load` are open cases per expert.
    """

    past: Past = UNKNOWN
    today: date | None = None
    load: Mapping[str, int] = field(default_factory=dict)


NOTHING = Known()


@dataclass(frozen=True, kw_only=True)
class Decided:
    """`promise` is None for what is set aside, and for what is older than the calendar."""

    mention: Mention
    score: Score
    trace: Trace
    promise: Promise | None


def decide(rules: Rules, mention: Mention, score: Score, known: Known = NOTHING) -> Decided:
    """As triage would."""
    day = known.today or day_of(rules, mention)
    trace = rules.rulebook.trace(mention, score, past=known.past, today=day, load=known.load)
    return Decided(
        mention=mention,
        score=score,
        trace=trace,
        promise=None if trace.route.set_aside else promised(rules, mention, trace.route.policy),
    )


def promised(rules: Rules, mention: Mention, policy: str) -> Promise | None:
    """None where the mention is older than the calendar."""
    try:
        return rules.promises.due(mention.posted_at, policy)
    except sla.OutsideCalendar:
        return None


def day_of(rules: Rules, mention: Mention) -> date:
    """The date of the mention by the clocks of the first calendar."""
    return mention.posted_at.astimezone(rules.promises.calendar().zone).date()
