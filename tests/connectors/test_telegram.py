"""What Telegram does that others do not."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from connectors._telegram import GROUP, TOKEN, Chats, refusal, telegram
from socialcare.connector import Context, Page, Reply
from socialcare.errors import AuthError, ConnectorError, RateLimited, Rejected, Unavailable
from socialcare.facts import Kind, Mention
from socialcare.testing import NOW, LoopbackServer
from socialcare_connectors import _telegram_api
from socialcare_connectors.telegram import Settings


@pytest.fixture
def chats() -> Chats:
    return Chats()


@pytest.fixture
def server(chats: Chats) -> Iterator[LoopbackServer]:
    with LoopbackServer(chats) as server:
        yield server


def pages(server: LoopbackServer, context: Context, cursor: Any = None, **given: Any) -> list[Page]:
    return list(telegram(server.url, context, **given).pages(cursor, None))


def pulled(server: LoopbackServer, context: Context, **given: Any) -> list[Mention]:
    return [mention for page in pages(server, context, **given) for mention in page.mentions]


def test_messages_are_confirmed_only_by_the_run_after_they_were_stored(
    chats: Chats, server: LoopbackServer, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_telegram_api, "PAGE", 2)
    chats.page = 2
    for _ in range(3):
        chats.publish()
    (rehearsed,) = pages(server, context)
    assert len(chats.updates) == 3
    assert "pull again" in str(rehearsed.notes[0])
    (first,) = pages(server, context)
    assert first.mentions == rehearsed.mentions
    (last,) = pages(server, context, first.cursor)
    assert (len(chats.updates), len(last.mentions), last.notes) == (1, 1, ())
    assert pages(server, context, last.cursor) == []
    assert chats.updates == []


def test_a_message_has_its_place_its_author_and_its_address(
    chats: Chats, server: LoopbackServer, context: Context
) -> None:
    chats.publish(text="Et ma commande ?", message_thread_id=4, reply_to_message={"message_id": 4, "chat": GROUP})
    (found,) = pulled(server, context)
    assert (found.ref, found.in_reply_to, found.thread) == ("-1001234/11", "-1001234/4", "-1001234/4")
    assert (found.author.handle, found.author.name, found.kind) == ("lea", "Léa Roux", Kind.REPLY)
    assert found.posted_at == datetime(2026, 3, 2, 6, 1, tzinfo=UTC)
    assert found.url == "https://t.me/clients_marque/11"


def test_a_caption_is_the_text_and_no_address_of_a_file_is_told(
    chats: Chats, server: LoopbackServer, context: Context
) -> None:
    chats.publish(text=None, caption="Reçu comme ça", photo=[{"file_id": "AgAC"}])
    (found,) = pulled(server, context)
    assert (found.text, [(m.kind, m.url) for m in found.media]) == ("Reçu comme ça", [("photo", "")])


def test_an_edit_stands_for_its_message(chats: Chats, server: LoopbackServer, context: Context) -> None:
    chats.publish()
    chats.publish("edited_message", message_id=11, text="Tout est rentré", edit_date=1_772_434_800)
    (found,) = pulled(server, context)
    assert found.text == "Tout est rentré"
    assert found.edited_at == datetime(2026, 3, 2, 7, tzinfo=UTC)


def test_a_talk_with_the_bot_is_one_thread_of_messages(chats: Chats, server: LoopbackServer, context: Context) -> None:
    chats.publish(chat={"id": 71, "type": "private"}, **{"from": {"id": 71, "first_name": "Léa"}})
    (found,) = pulled(server, context)
    assert (found.kind, found.thread, found.author.handle, found.url) == (Kind.MESSAGE, "71", "71", "")
    assert pulled(server, context, private=False) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"sender_chat": GROUP, "from": {"id": 1087968824, "username": "GroupAnonymousBot"}},
        {"sender_chat": {"id": -1007, "type": "channel"}, "is_automatic_forward": True},
        {"chat": {"id": -1007, "type": "channel", "title": "Marque"}, "from": None},
    ],
)
def test_who_speaks_as_the_group_or_the_channel_is_the_brand(
    chats: Chats, server: LoopbackServer, context: Context, changes: dict[str, Any]
) -> None:
    chats.publish(**changes)
    assert [mention.own for mention in pulled(server, context)] == [True]


def test_what_answers_nothing_in_a_forum_answers_nothing(
    chats: Chats, server: LoopbackServer, context: Context
) -> None:
    notice = {"message_id": 2, "chat": GROUP, "forum_topic_created": {"name": "Retards"}}
    chats.publish(message_thread_id=2, is_topic_message=True, reply_to_message=notice)
    (found,) = pulled(server, context)
    assert (found.in_reply_to, found.thread, found.kind) == (None, "-1001234/2", Kind.POST)


def test_a_group_that_became_a_supergroup_is_still_read(chats: Chats, server: LoopbackServer, context: Context) -> None:
    old, new = {"id": -55, "type": "group", "title": "Clients"}, {**GROUP, "username": None}
    chats.publish(chat=old)
    chats.publish(chat=old, text=None, migrate_to_chat_id=GROUP["id"])
    (page,) = pages(server, context, chats=["-55"])
    chats.publish(chat=new, text=None, migrate_from_chat_id=-55)
    chats.publish(chat=new)
    chats.publish(chat={**GROUP, "id": -77})
    (after,) = pages(server, context, page.cursor, chats=["-55"])
    assert [m.ref.partition("/")[0] for m in (*page.mentions, *after.mentions)] == ["-55", "-1001234"]


def test_what_may_have_been_dropped_after_a_day_is_told(chats: Chats, server: LoopbackServer, context: Context) -> None:
    chats.publish()
    (first,) = pages(server, context)
    chats.number += 5
    chats.publish()
    late = replace(context, now=context.now + timedelta(hours=25))
    (page,) = pages(server, late, first.cursor)
    assert "messages may be lost" in str(page.notes[0])
    (page,) = pages(server, context, first.cursor)
    assert page.notes == ()


@pytest.mark.parametrize(
    ("answer", "kind", "told"),
    [
        (refusal(401, "Unauthorized"), AuthError, "refuses the token"),
        (refusal(404, "Not Found"), AuthError, "refuses the token"),
        (refusal(429, "Too Many Requests: retry after 300", retry_after=300), RateLimited, "asks to wait until"),
        (refusal(409, "Conflict: can't use getUpdates method while webhook is active"), Rejected, "by a webhook"),
        (refusal(409, "Conflict: terminated by other getUpdates request"), Unavailable, "another program reads"),
        (refusal(400, "Bad Request: chat not found"), Rejected, "chat not found"),
        (refusal(502, "Bad Gateway"), Unavailable, "502"),
    ],
)
def test_a_refusal_is_what_its_body_says(
    chats: Chats, server: LoopbackServer, context: Context, answer: Any, kind: type[ConnectorError], told: str
) -> None:
    chats.refused = answer
    with pytest.raises(kind, match=told) as error:
        pages(server, context)
    if isinstance(error.value, RateLimited):
        assert error.value.until == context.now + timedelta(seconds=300)
    assert error.value.response is None


@pytest.mark.parametrize("token", ["", "jeton", "12:a/../b", f"{TOKEN}\n/x"])
def test_what_is_no_token_never_gets_into_an_address(server: LoopbackServer, context: Context, token: str) -> None:
    with pytest.raises(AuthError, match="SOCIALCARE_MARQUE_FR_TOKEN") as error:
        pages(server, context, token=SecretStr(token))
    assert server.requests == []
    assert not token or token not in str(error.value)


def test_an_answer_stands_below_what_it_answers(chats: Chats, server: LoopbackServer, context: Context) -> None:
    chats.publish()
    (to,) = pulled(server, context)
    sent = telegram(server.url, context).send(Reply(key="k", to=to, text="Bonjour", since=NOW))
    assert chats.sent == [{"chat_id": -1001234, "text": "Bonjour", "reply_parameters": {"message_id": 11}}]
    assert (sent.ref, sent.url) == ("-1001234/900", "https://t.me/clients_marque/900")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (refusal(403, "Forbidden: bot was blocked by the user"), "blocked by the user"),
        (refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-100), "has become another one"),
    ],
)
def test_a_refused_answer_was_not_sent_and_may_be_tried_again(
    chats: Chats, server: LoopbackServer, context: Context, answer: Any, told: str
) -> None:
    chats.publish()
    (to,) = pulled(server, context)
    chats.refused = answer
    reply = Reply(key="k", to=to, text="Bonjour", since=NOW)
    with pytest.raises(Rejected, match=told):
        telegram(server.url, context).send(reply)
    assert telegram(server.url, context).find(reply) is None


def test_a_check_tells_of_privacy_mode_and_of_a_webhook(chats: Chats, server: LoopbackServer, context: Context) -> None:
    assert telegram(server.url, context).check().missing == ()
    chats.reads_all, chats.webhook = False, "https://autre.example"
    identity = telegram(server.url, context).check()
    assert identity.handles == ("marque_bot",)
    assert [str(one).split()[:2] for one in identity.missing] == [["privacy", "mode"], ["a", "webhook"]]


@pytest.mark.parametrize(("wrong", "told"), [({"chats": ["Mes clients"]}, "@name"), ({"server": "x"}, "take the line")])
def test_settings_say_what_to_write(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Settings(**wrong)


def test_recorded_updates_are_read_and_acts_of_a_chat_are_no_messages(
    chats: Chats, server: LoopbackServer, context: Context, recorded: Path
) -> None:
    bodies = [path for path in sorted((recorded / "telegram").glob("*.json")) if ".meta." not in path.name]
    chats.updates = [json.loads(path.read_bytes()) for path in bodies]
    (page,) = pages(server, context)
    assert {m.text for m in page.mentions} == {"", "/report", "4"}
    assert page.rejects == ()
    report = next(m for m in page.mentions if m.text == "/report")
    assert report.in_reply_to == "-1001293752024/134545" == report.thread
    assert page.cursor is not None
    assert page.cursor["offset"] == 845402292
