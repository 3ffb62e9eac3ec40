"""The log as rows: the story of one case, or what people did over all cases."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from socialcare import store
from socialcare.cases import Case, case_at
from socialcare.cases.changes import is_copy, standing_events
from socialcare.facts import Action, Event, History, Message, State
from socialcare.store import Store

WROTE, PUBLISHED = "wrote", "published"
"""What a customer's message and the brand's own are called where an act has its name."""


@dataclass(frozen=True, kw_only=True)
class StoryRow:
    """One message or one act. `event` is the number by which undo knows an act, None for a message; times are UTC.

    `action` is a value of Action, or `wrote` (a customer) or `published` (the brand, seen on its network). `undoes` is the
    event that this one takes back, `undoes_action` what that was; `undone_by` the event that took this one back.
    """

    at: datetime
    case: int
    event: int | None
    by: str
    action: str
    text: str
    before: str
    after: str
    undoes: int | None
    undoes_action: str
    undone_by: int | None
    channel: str


def story_of(history: History, as_of: datetime) -> list[StoryRow]:
    """Of a case and of those followed in it, oldest first; nothing where its customer had not written yet."""
    case = case_at(history, as_of)
    if case is None:
        return []
    events = sorted(_events(history, case, as_of).values(), key=lambda event: event.number)
    told = [
        *acts(events, {event.number: event for event in events}),
        *_messages(history, case, standing_events(events)),
    ]
    return sorted(told, key=lambda row: (row.at, row.event or 0))


def deeds_between(
    desk: Store, since: datetime | None, until: datetime | None, as_of: datetime, by: str = ""
) -> list[StoryRow]:
    """What people did in [since, until), or one of them, over all cases, oldest first."""
    events = [event for event in store.log.between(desk, since, until, by) if event.at <= as_of]
    undone = store.log.found(desk, [event.undoes for event in events if event.undoes is not None])
    undoing = store.log.taken_back(desk, events)
    known = {**undone, **{event.number: event for event in (*events, *undoing.values()) if event.at <= as_of}}
    return list(acts(events, known))


def acts(events: Sequence[Event], known: dict[int, Event]) -> Iterator[StoryRow]:
    """`known` has the events that these take back, and that took them back, by number."""
    undone_by = {event.undoes: event.number for event in known.values() if event.undoes is not None}
    for event in events:
        undone = known.get(event.undoes) if event.undoes is not None else None
        yield StoryRow(
            at=event.at,
            case=event.case,
            event=event.number,
            by=event.by,
            action=event.action,
            text="" if undone else event.text,
            before=event.before,
            after=event.after,
            undoes=event.undoes,
            undoes_action=undone.action if undone else "",
            undone_by=undone_by.get(event.number),
            channel="",
        )


def last(case: Case, *actions: Action) -> Event | None:
    """The newest of these acts that stands."""
    return next((event for event in reversed(standing_events(case.events)) if event.action in actions), None)


def handed_back(case: Case) -> Event | None:
    """How an expert gave the case back, while it waits and nobody has it since."""
    given = last(case, Action.ASSIGN, Action.HAND_BACK)
    waits = (case.is_open or case.state is State.SNOOZED) and not case.expert
    return given if waits and given is not None and given.action is Action.HAND_BACK else None


def approved(case: Case) -> Event | None:
    """How an answer was approved that is not known to be out, while the case waits for it."""
    given = last(case, Action.QUEUE, Action.REPLY)
    waits = case.is_open or case.state is State.SNOOZED
    return given if waits and given is not None and given.action is Action.QUEUE else None


def _events(history: History, case: Case, as_of: datetime) -> dict[int, Event]:
    """A merge is known to both cases, and told once."""
    found = {event.number: event for event in case.events}
    for other in history.merged:
        within = case_at(other, as_of) if other.number in case.merged else None
        if within is not None:
            found.update(_events(other, within, as_of))
    return found


def _messages(history: History, case: Case, standing: Iterable[Event]) -> Iterator[StoryRow]:
    """Without what is told as an act already: the copy of an answer that was sent from here."""
    of = dict(_homes(history))
    replies = [event for event in standing if event.action is Action.REPLY]
    for message in case.messages:
        mention = message.mention
        if mention.own and any(is_copy(message, event) for event in replies):
            continue
        yield StoryRow(
            at=message.at,
            case=of[mention.channel, mention.ref],
            event=None,
            by=mention.author.handle or mention.author.name,
            action=PUBLISHED if mention.own else WROTE,
            text=mention.text,
            before="",
            after="",
            undoes=None,
            undoes_action="",
            undone_by=None,
            channel=mention.channel,
        )


def _homes(history: History) -> Iterator[tuple[tuple[str, str], int]]:
    for message in history.messages:
        yield _key(message), history.number
    for other in history.merged:
        yield from _homes(other)


def _key(message: Message) -> tuple[str, str]:
    return message.mention.channel, message.mention.ref
