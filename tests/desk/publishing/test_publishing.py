"""An answer goes out once, whatever happens on the way; what nobody knows is looked for, never sent again blindly."""

from dataclasses import replace

import pytest

from desk.publishing._answers import At, Network, acts, case, interrupted, own, refusal, send, who
from socialcare import store
from socialcare.cases import Leg, leg, verdict
from socialcare.desk import publishing, pull, triage, undoing
from socialcare.errors import AuthError, ConnectorError, Rejected
from socialcare.facts import Action, State, Verdict
from socialcare.store.outbox import Fate


def test_an_answer_goes_out_once_and_keeps_the_promise(desk_at: At, network: Network) -> None:
    desk = desk_at("2026-11-18 11:00")
    sent = send(desk)
    assert (sent.fate, sent.url, network()) == (Fate.SENT, "https://forum.example/1", ["Il arrive demain."])
    assert acts(desk) == [Action.QUEUE, Action.REPLY]
    found = case(desk)
    assert found.clock is not None
    assert (found.state, found.clock.answered_by, found.clock.answered_at) == (State.ANSWERED, "claire", desk.now)
    assert verdict(found.clock, desk.now) is Verdict.KEPT
    assert store.cases.open_since(desk.store, None) == []
    assert store.outbox.unsent(desk.store) == []


def test_the_next_pull_brings_the_same_answer_not_a_second_one(desk_at: At) -> None:
    send(desk_at("2026-11-18 11:00"))
    later = desk_at("2026-11-18 12:00")
    (pulled,) = pull(later, [], None)
    triage(later)
    assert (pulled.failure, pulled.saved.new) == (None, 0)
    assert own(later) == ["@lea Il arrive demain."]
    (message,) = [m for m in case(later).messages if m.mention.own]
    assert (message.mention.author.handle, message.mention.in_reply_to) == ("lavande", "1")


@pytest.mark.parametrize(
    ("mode", "kind", "said"),
    [
        ("refused", Rejected, "case 1: not sent, and as it was before: too rude"),
        ("no right", AuthError, "case 1: not sent, and as it was before: no right"),
    ],
)
def test_what_the_network_refuses_leaves_the_case_as_it_was(
    mode: str, kind: type[Exception], said: str, desk_at: At, network: Network
) -> None:
    desk = desk_at("2026-11-18 11:00")
    before = case(desk)
    network(mode)
    assert refusal(lambda: send(desk), kind) == said
    assert replace(case(desk), events=()) == before
    assert acts(desk) == [Action.QUEUE, Action.UNDO], "the log keeps both"
    assert [each.fate for each in store.outbox.unsent(desk.store)] == [Fate.REFUSED]
    network("well")
    assert send(desk, "Il arrive, Léa.").fate is Fate.SENT
    assert store.outbox.unsent(desk.store) == []


@pytest.mark.parametrize("mode", ["timeout", "killed after"])
@pytest.mark.parametrize("finds", ["retry", "look", "reply", "undo"])
def test_an_answer_that_arrived_unheard_is_found_and_not_sent_again(
    mode: str, finds: str, desk_at: At, network: Network
) -> None:
    desk = desk_at("2026-11-18 11:00")
    network(mode)
    interrupted(desk)
    assert case(desk).state is State.ASSIGNED
    network("well")
    later = desk_at("2026-11-18 18:00")
    if finds == "retry":
        (looked,) = publishing.retry(later, who(later))
        assert looked.failure is None
    elif finds == "undo":
        assert "cannot be unsent" in refusal(lambda: publishing.undo(later, who(later), 1))
    else:
        (looked,) = publishing.look(later, 1 if finds == "reply" else None)
        assert looked.outgoing.fate is Fate.SENT
    assert network() == ["Il arrive demain."]
    clock = case(later).clock
    assert clock is not None
    assert verdict(clock, later.now) is Verdict.KEPT, "it was there at 11:00, whenever it is found"
    assert own(later) == ["Il arrive demain."]


@pytest.mark.parametrize("mode", ["killed before", "busy", "fault"])
def test_an_answer_that_did_not_arrive_goes_out_at_the_next_try_under_its_key(
    mode: str, desk_at: At, network: Network
) -> None:
    desk = desk_at("2026-11-18 16:00")
    network(mode)
    interrupted(desk)
    network("well")
    (first,) = store.outbox.pending(desk.store)
    later = desk_at("2026-11-18 18:00")
    assert publishing.look(later)[0].outgoing.is_pending, "a look sends nothing"
    assert network() == []
    (looked,) = publishing.retry(later, who(later, "mehdi"))
    assert (looked.outgoing.fate, looked.outgoing.key, network()) == (Fate.SENT, first.key, ["Il arrive demain."])
    clock = case(later).clock
    assert clock is not None
    assert (clock.answered_by, leg(clock)) == (
        "claire",
        Leg.COMMUNITY_MANAGER if clock.ready_at is None else Leg.PUBLICATION,
    )
    assert clock.ready_at == desk.now


def test_the_same_words_typed_again_go_out_once(desk_at: At, network: Network) -> None:
    desk = desk_at("2026-11-18 11:00")
    network("killed before")
    interrupted(desk)
    network("well")
    assert "another answer, by Claire Martin, waits" in refusal(lambda: send(desk, "Autre chose"))
    assert send(desk).fate is Fate.SENT
    assert acts(desk) == [Action.QUEUE, Action.REPLY]
    assert network() == ["Il arrive demain."]


def test_where_the_network_cannot_look_back_a_person_decides(desk_at: At, network: Network) -> None:
    desk = desk_at("2026-11-18 11:00")
    network("timeout")
    assert "nobody knows whether the answer went out: no answer in 60 s" in refusal(lambda: send(desk), ConnectorError)
    network("blind")
    (looked,) = publishing.retry(desk, who(desk))
    assert "look into the network yourself, then socialcare publishing mark 1 --sent or --not-sent" in str(
        looked.failure
    )
    assert "look into the network yourself" in refusal(lambda: publishing.undo(desk, who(desk), 1), ConnectorError)
    assert network() == ["Il arrive demain."]
    assert publishing.mark(desk, who(desk), 1, was_sent=True).fate is Fate.SENT
    assert case(desk).state is State.ANSWERED
    assert refusal(lambda: publishing.mark(desk, who(desk), 1, was_sent=True)) == "case 1: no answer waits to go out"


def test_what_a_person_did_not_find_may_be_answered_anew(desk_at: At, network: Network) -> None:
    desk = desk_at("2026-11-18 11:00")
    network("killed before")
    interrupted(desk)
    assert publishing.mark(desk, who(desk), 1, was_sent=False).fate is Fate.TAKEN_BACK
    network("well")
    assert send(desk).fate is Fate.SENT


def test_an_answer_that_waits_is_taken_back_and_a_sent_one_is_not(desk_at: At, network: Network) -> None:
    desk = desk_at("2026-11-18 11:00")
    before = case(desk)
    network("busy")
    with pytest.raises(ConnectorError, match="the answer waits: come back later"):
        send(desk)
    (event,) = publishing.undo(desk, who(desk), None)
    assert event.action is Action.UNDO
    assert replace(case(desk), events=()) == before
    network("well")
    send(desk)
    for undo in (publishing.undo, undoing.undo):
        assert refusal(lambda undo=undo: undo(desk, who(desk), None)) == (  # type: ignore[misc]
            "case 1: this answer is on avis and cannot be unsent; answer once more with --anyway, and say what was wrong"
        )


def test_nothing_goes_out_while_it_is_stopped(desk_at: At, network: Network) -> None:
    desk = desk_at("2026-11-18 11:00")
    publishing.stop(desk, who(desk, "karim"))
    later = desk_at("2026-11-18 12:00")
    publishing.stop(later, who(later, "mehdi"))
    said = refusal(lambda: send(later))
    assert said.endswith("Karim Benali stopped it; socialcare publishing start lets it go on")
    assert "2026-11-18 10:00:00+00:00" in said
    assert refusal(lambda: list(publishing.retry(later, who(later)))) == said
    assert "Karim Benali cannot let answers go out again" in refusal(
        lambda: publishing.start(later, who(later, "karim"))
    )
    assert (network(), acts(later)) == ([], [])
    publishing.start(later, who(later))
    assert send(later).fate is Fate.SENT


def test_two_community_managers_at_once_send_one_answer(desk_at: At, network: Network) -> None:
    desk = desk_at("2026-11-18 11:00")
    claires = publishing.prepare(desk, who(desk), 1, "Il arrive.")
    mehdis = publishing.prepare(desk, who(desk, "mehdi"), 1, "Demain.")
    publishing.send(desk, claires)
    with pytest.raises(publishing.CaseChanged, match="case 1 has changed since you looked"):
        publishing.send(desk, mehdis)
    again = publishing.prepare(desk, who(desk, "mehdi"), 1, "Demain.")
    assert again.answered_at is not None
    assert again.changed is not None
    assert (again.changed.by, again.changed.action) == ("claire", Action.REPLY)
    assert network() == ["Il arrive."]
