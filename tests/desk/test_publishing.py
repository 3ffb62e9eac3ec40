"""An answer goes out once, whatever happens on the way; what nobody knows is looked for, never sent again blindly."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from socialcare import store
from socialcare.cases import Case, Leg, case_at, leg, verdict
from socialcare.connector import Page
from socialcare.desk import Desk, actions, publishing, pull, triage
from socialcare.errors import AuthError, ConnectorError, Rejected, WrongUse
from socialcare.facts import Action, Author, Mention, State, Verdict
from socialcare.routing import Person
from socialcare.store.outbox import Fate, Outgoing
from socialcare.workspace import Workspace

At = Callable[[str], Desk]
Network = Callable[..., list[str]]
FOREVER = datetime.max.replace(tzinfo=UTC)

REPLIER = """
import json
from socialcare.connector import Sent
from socialcare.errors import AuthError, RateLimited, Rejected

class Killed(BaseException):
    pass

BEFORE = {"killed before": Killed(), "refused": Rejected(say("too rude")), "no right": AuthError(say("no right")),
          "busy": RateLimited(say("come back later")), "fault": ZeroDivisionError("x")}
AFTER = {"killed after": Killed(), "timeout": Unavailable(say("no answer in 60 s"))}

class Plug(Forum):
    capabilities = frozenset({Capability.PULL, Capability.REPLY})
    longest = 20

    @property
    def mode(self):
        return (self.context.folder / "mode").read_text("utf-8")

    @property
    def posts(self):
        return [json.loads(line) for line in (self.context.folder / "posts").read_text("utf-8").splitlines()]

    def length(self, text):
        return len(text)

    def send(self, reply):
        if self.mode in BEFORE:
            raise BEFORE[self.mode]
        with (self.context.folder / "posts").open("a", encoding="utf-8") as file:
            file.write(json.dumps([reply.key, reply.to.ref, reply.text]) + chr(10))
        if self.mode in AFTER:
            raise AFTER[self.mode]
        return Sent(ref=reply.key, url="https://forum.example/1")

    def find(self, reply):
        if self.mode == "blind":
            raise Rejected(say("this network cannot look back"))
        return next((Sent(ref=key) for key, to, text in self.posts if (to, text) == (reply.to.ref, reply.text)), None)

    def pages(self, cursor, since):
        yield self.page(*(
            self.mention(key, "@lea " + text, own=True, in_reply_to=to) for key, to, text in self.posts
        ))
"""


@pytest.fixture(scope="module")
def ready(new_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """10:00 with case 1, by Léa. Made once: texts are scored."""
    folder = shutil.copytree(new_workspace, tmp_path_factory.mktemp("ready") / "marque")
    asked_at = datetime(2026, 11, 18, 8, tzinfo=UTC)
    asked = Mention(channel="avis", ref="1", author=Author(handle="lea"), text="Où est mon colis ?", posted_at=asked_at)
    desk = Desk(Workspace(folder), datetime(2026, 11, 18, 9, tzinfo=UTC), {})
    store.pages.save(desk.store, "avis", Page(mentions=(asked,), cursor={}), desk.now)
    triage(desk)
    desk.store.close()
    return folder


@pytest.fixture
def workspace(ready: Path, tmp_path: Path) -> Workspace:
    return Workspace(shutil.copytree(ready, tmp_path / "marque"))


@pytest.fixture(autouse=True)
def network(workspace: Workspace, plug_in: Callable[[str, str], None], channels: Callable[[str], None]) -> Network:
    """`network("timeout")` sets how it behaves from now on; `network()` is what was posted there."""
    plug_in("replier", REPLIER)
    channels("  avis: {connector: replier, handles: [lavande]}\n")
    posts = workspace.folder / "posts"
    posts.write_text("", "utf-8")

    def behaves(mode: str | None = None) -> list[str]:
        if mode is not None:
            (workspace.folder / "mode").write_text(mode, "utf-8")
        return [json.loads(line)[2] for line in posts.read_text("utf-8").splitlines()]

    behaves("well")
    return behaves


def who(desk: Desk, key: str = "claire") -> Person:
    return desk.rules.rulebook.people[key]


def case(desk: Desk, at: datetime = FOREVER) -> Case:
    (history,) = store.cases.histories(desk.store, [1])
    found = case_at(history, at)
    assert found is not None
    return found


def send(desk: Desk, text: str = "Il arrive demain.", by: str = "claire") -> Outgoing:
    return publishing.send(desk, publishing.prepare(desk, who(desk, by), 1, text))


def interrupted(desk: Desk) -> None:
    """Some of them end the process, and no `except Exception` sees them."""
    with pytest.raises(BaseException):  # noqa: B017
        send(desk)


def refusal(act: Callable[[], object], kind: type[Exception] = WrongUse) -> str:
    with pytest.raises(kind) as raised:
        act()
    return str(raised.value)


def acts(desk: Desk) -> list[Action]:
    return [event.action for event in case(desk).events]


def own(desk: Desk) -> list[str]:
    return [message.mention.text for message in case(desk).messages if message.mention.own]


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
    for undo in (publishing.undo, actions.undo):
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


def test_an_answer_typed_on_the_platform_is_seen_before_sending(desk_at: At, receive: Callable[..., None], a_mention: Callable[..., Mention], network: Network) -> None:  # fmt: skip
    desk = desk_at("2026-11-18 11:00")
    network("busy")
    with pytest.raises(ConnectorError):
        send(desk)
    network("well")
    typed = a_mention("Il est là.", by="lavande", own=True, in_reply_to="1", at="2026-11-18 11:30")
    noon = desk_at("2026-11-18 12:00")
    receive(noon, typed)
    (looked,) = publishing.retry(noon, who(noon))
    assert "case 1: answered meanwhile" in str(looked.failure)
    publishing.undo(noon, who(noon), 1)
    prepared = publishing.prepare(noon, who(noon), 1, "Il arrive.")
    assert prepared.answered_at == typed.posted_at
    assert network() == []


def test_what_a_colleague_just_did_is_told(desk_at: At) -> None:
    desk = desk_at("2026-11-18 11:00")
    actions.note(desk, who(desk, "mehdi"), 1, "je m’en occupe")
    soon, later = (replace(desk, now=desk.now + timedelta(minutes=m)) for m in (10, 11))
    seen = publishing.prepare(soon, who(desk), 1, "x").changed
    assert seen is not None
    assert (seen.by, publishing.prepare(later, who(desk), 1, "x").changed) == ("mehdi", None)
    assert publishing.prepare(soon, who(desk, "mehdi"), 1, "x").changed is None


@pytest.mark.parametrize(
    ("text", "by", "said"),
    [
        ("x" * 21, "claire", "case 1: the answer is 21 long and avis takes 20; shorten it"),
        (" ", "claire", "an answer needs a text: --text"),
        ("x", "karim", "Karim Benali cannot answer a customer: only a community manager speaks for the brand"),
    ],
)
def test_what_cannot_go_out_is_told_before_anything_is_written(text: str, by: str, said: str, desk_at: At) -> None:
    desk = desk_at("2026-11-18 11:00")
    assert refusal(lambda: send(desk, text, by)).startswith(said)
    assert acts(desk) == []


def test_a_message_that_cannot_be_answered_says_how_to_record_it(
    desk_at: At, receive: Callable[..., None], a_mention: Callable[..., Mention]
) -> None:
    desk = desk_at("2026-11-18 11:00")
    receive(desk, a_mention("Et moi ?", by="zoe", can_reply=False))
    assert refusal(lambda: publishing.prepare(desk, who(desk), 2, "x")) == (
        "case 2: this message cannot be answered on its network; answer on the platform, then record it with --mark-only"
    )


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        ("avis: {connector: files, path: x}", "avis cannot send (connector files)"),
        ("autre: {connector: files, path: x}", "“avis” is no channel of socialcare.yaml"),
    ],
)
def test_a_channel_that_cannot_send_says_how_to_record_it(
    channel: str, said: str, desk_at: At, workspace: Workspace
) -> None:
    text = workspace.file.read_text("utf-8")
    workspace.file.write_text(text.replace("avis: {connector: replier, handles: [lavande]}", channel), "utf-8")
    desk = desk_at("2026-11-18 11:00")
    assert refusal(lambda: send(desk)) == f"case 1: {said}; answer on the platform, then record it with --mark-only"


def test_a_closed_case_is_not_answered(desk_at: At) -> None:
    desk = desk_at("2026-11-18 11:00")
    actions.close(desk, who(desk), 1, "doublon")
    assert "case 1 is closed" in refusal(lambda: send(desk))
