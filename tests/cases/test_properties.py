"""A case at an instant depends on the facts up to it, and on nothing else."""

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from socialcare.cases import case_at
from socialcare.facts import Action, Author, Event, History, Mention, Message, Priority, Promise, Route, State

MORNING = datetime(2026, 11, 18, 8, tzinfo=UTC)
HOURS = st.integers(0, 12).map(lambda hour: MORNING + timedelta(hours=hour))


@st.composite
def messages(draw: st.DrawFn) -> Message:
    at, own = draw(HOURS), draw(st.booleans())
    priority, aside = draw(st.sampled_from(Priority)), draw(st.sampled_from(["", "", "spam"]))
    ref = str(draw(st.integers(0, 10**9)))
    mention = Mention(channel="avis", ref=ref, author=Author(handle="lea"), text=ref, posted_at=at, own=own)
    route = Route(
        rule="r", expert="karim", team="", community_manager="claire", priority=priority, policy="", complaint=False,
        set_aside=aside,
    )  # fmt: skip
    promise = Promise(due_at=at + timedelta(hours=draw(st.integers(1, 9))), policy="", calendar="", digest="")
    triaged = draw(st.booleans())
    return Message(
        mention=mention,
        seen_at=at,
        route=route if triaged else None,
        promise=promise if triaged and not aside else None,
    )


@st.composite
def events(draw: st.DrawFn) -> list[Event]:
    """In the order of their numbers and times; each is undone at most once."""
    found: list[Event] = []
    undoable: list[int] = []
    for number, at in enumerate(sorted(draw(st.lists(HOURS, max_size=6))), start=1):
        action = draw(st.sampled_from([action for action in Action if action is not Action.MERGE]))
        undoes = undoable.pop() if action is Action.UNDO and undoable else None
        if action is Action.UNDO and undoes is None:
            continue
        if action is not Action.UNDO:
            undoable.append(number)
        after = draw(HOURS).isoformat() if action in (Action.SNOOZE, Action.RESUME) else "anne"
        found.append(
            Event(number=number, at=at, by="claire", case=1, action=action, text="t", after=after, undoes=undoes)
        )
    return found


@st.composite
def histories(draw: st.DrawFn) -> History:
    said = draw(st.lists(messages(), max_size=6, unique_by=lambda message: message.mention.ref))
    return History(
        number=1, channel="avis", author=Author(handle="lea"), messages=tuple(said), events=tuple(draw(events()))
    )


@settings(max_examples=150, deadline=None)
@given(life=histories(), instant=HOURS)
def test_what_comes_later_changes_nothing(life: History, instant: datetime) -> None:
    until = History(
        number=1,
        channel="avis",
        author=life.author,
        messages=tuple(message for message in life.messages if message.at <= instant),
        events=tuple(event for event in life.events if event.at <= instant),
    )
    assert case_at(until, instant) == case_at(life, instant)


@settings(max_examples=150, deadline=None)
@given(life=histories(), instant=HOURS, chance=st.randoms(use_true_random=False))
def test_the_order_in_which_facts_are_given_does_not_matter(life: History, instant: datetime, chance: Random) -> None:
    said, done = list(life.messages), list(life.events)
    chance.shuffle(said)
    chance.shuffle(done)
    shuffled = History(number=1, channel="avis", author=life.author, messages=tuple(said), events=tuple(done))
    case, again = case_at(life, instant), case_at(shuffled, instant)
    assert (case is None) is (again is None)
    if case and again:
        assert case.messages == again.messages
        assert (case.state, case.clocks, case.voice, case.draft, case.expert) == (
            again.state, again.clocks, again.voice, again.draft, again.expert,
        )  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(life=histories(), instant=HOURS)
def test_at_most_the_last_clock_runs_and_a_waiting_customer_has_one(life: History, instant: datetime) -> None:
    case = case_at(life, instant)
    if case is None:
        return
    assert not any(clock.runs for clock in case.clocks[:-1])
    if case.clock is not None and case.clock.runs:
        assert case.is_open or case.state is State.SNOOZED
