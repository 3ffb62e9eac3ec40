"""The life of a test's mention after it came in: time advances, people act, and the promise is looked at."""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from socialcare.cases import Case, case_at, verdict
from socialcare.documents import Document, Place
from socialcare.errors import Mistake
from socialcare.facts import Action, Event, History, Kind, Message
from socialcare.rulework.deciding import Decided, decide
from socialcare.rulework.differing import differs
from socialcare.rulework.given import mention_of, score_of
from socialcare.rulework.loading import Rules
from socialcare.rulework.trial_text import GivenText, LaterText, StepText, TrialsText, TrialText
from socialcare.scoring import Scorer


def walked(
    rules: Rules,
    text: TrialsText,
    document: Document,
    place: Place,
    trial: TrialText,
    first: Decided,
    scorer: Scorer | None,
) -> Iterator[Mistake]:
    """What differs from what the steps expect, in their order. `scorer` reads what the customer writes again."""
    life = _Life(rules, trial.mention, first, scorer)
    zone = ZoneInfo(text.timezone)
    for number, step in enumerate(trial.steps):
        at = text.aware(step.at).astimezone(UTC)
        life.happens(step, at)
        there: Place = (*place, "steps", number, "expect")
        for key, wanted, got in _seen(life.case(at), step.expect, text, at):
            if wanted != got:
                shown = got.astimezone(zone) if isinstance(got, datetime) else got
                yield document.mistake((*there, key), differs(key, wanted, shown))


class _Life:
    """The facts of one case as they grow."""

    def __init__(self, rules: Rules, given: GivenText, first: Decided, scorer: Scorer | None) -> None:
        self._rules, self._given, self._scorer = rules, given, scorer
        self._messages = [_message(first)]
        self._events: list[Event] = []

    def happens(self, step: StepText, at: datetime) -> None:
        event = step.event
        if event is None:
            return
        if event.customer is not None:
            self._writes(event.customer, at)
        elif event.reply is not None:
            self._acts(Action.REPLY, event.reply, at)
        elif event.draft is not None:
            self._acts(Action.DRAFT, event.draft, at)

    def case(self, at: datetime) -> Case | None:
        first = self._messages[0].mention
        history = History(
            number=1,
            channel=first.channel,
            author=first.author,
            messages=tuple(self._messages),
            events=tuple(self._events),
        )
        return case_at(history, at)

    def _writes(self, text: str, at: datetime) -> None:
        """What the customer felt and wanted in the first message is not known of the next."""
        again = GivenText(
            channel=self._given.channel,
            author=self._given.author,
            followers=self._given.followers,
            kind=Kind.REPLY,
            text=text,
            posted_at=at,
        )
        mention = mention_of(again, at, ref=f"test-{len(self._messages):04}")
        self._messages.append(_message(decide(self._rules, mention, score_of(again, self._scorer))))

    def _acts(self, action: Action, by: str, at: datetime) -> None:
        number = len(self._events) + 1
        self._events.append(Event(number=number, at=at, by=by, case=1, action=action, text=action))


def _message(decided: Decided) -> Message:
    return Message(
        mention=decided.mention,
        seen_at=decided.mention.posted_at,
        score=decided.score,
        route=decided.trace.route,
        promise=decided.promise,
    )


def _seen(
    case: Case | None, expect: LaterText, text: TrialsText, now: datetime
) -> Iterator[tuple[str, object, object]]:
    """Key, what was expected, what there is."""
    clock = case.clock if case else None
    if expect.verdict is not None:
        yield "verdict", expect.verdict, verdict(clock, now)
    if expect.state is not None:
        yield "state", expect.state, case.state if case else None
    if expect.due_at is not None:
        yield "due_at", text.aware(expect.due_at), clock.due_at if clock else None
