"""What is told before an answer is written down, while nothing has gone out yet."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from desk.publishing._answers import At, Network, acts, refusal, send, who
from socialcare.desk import actions, holding, publishing
from socialcare.errors import ConnectorError
from socialcare.facts import Mention
from socialcare.workspace import Workspace


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


def test_who_has_the_case_in_hand_is_told(desk_at: At) -> None:
    desk = desk_at("2026-11-18 11:00")
    holding.take(desk, who(desk, "mehdi"), [1])
    later = replace(desk, now=desk.now + timedelta(hours=2))
    held = publishing.prepare(later, who(desk), 1, "x").held
    assert held is not None
    assert (held.name, held.at) == ("Mehdi Diallo", desk.now)
    assert publishing.prepare(later, who(desk, "mehdi"), 1, "x").held is None


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
