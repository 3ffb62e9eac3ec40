"""What a Discourse forum does that others do not."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from connectors._discourse import Forum, discourse, listing_of, refusal
from socialcare.connector import Context, Reply
from socialcare.errors import AuthError, RateLimited, Rejected
from socialcare.facts import Kind, Mention
from socialcare.testing import NOW, LoopbackServer
from socialcare_connectors import _discourse_pages
from socialcare_connectors import discourse as module
from socialcare_connectors.discourse import Settings


@pytest.fixture
def forum(monkeypatch: pytest.MonkeyPatch) -> Forum:
    monkeypatch.setattr(_discourse_pages, "SPAN", 3)
    return Forum()


@pytest.fixture
def server(forum: Forum) -> Iterator[LoopbackServer]:
    with LoopbackServer(forum) as server:
        yield server


def pulled(server: LoopbackServer, context: Context, **given: Any) -> list[Mention]:
    pages = discourse(server.url, context, **given).pages(None, None)
    return [mention for page in pages for mention in page.mentions]


@pytest.mark.parametrize("inclusive", [True, False])
@pytest.mark.parametrize("by_ids", [True, False])
def test_posts_below_many_hidden_ones_are_read(
    forum: Forum, server: LoopbackServer, context: Context, inclusive: bool, by_ids: bool
) -> None:
    forum.inclusive, forum.by_ids = inclusive, by_ids
    for _ in range(20):
        forum.publish()
    forum.hidden = set(range(6, 17))
    assert {m.ref for m in pulled(server, context)} == {str(n) for n in (*range(1, 6), *range(17, 21))}


def test_a_reply_is_joined_to_what_it_answers_though_it_names_a_number(
    forum: Forum, server: LoopbackServer, context: Context
) -> None:
    forum.publish(id=41, created_at="2026-01-02T06:00:00Z")
    forum.publish(id=42, reply_to_post_number=1)
    (reply,) = pulled(server, context)
    assert (reply.in_reply_to, reply.thread, reply.kind) == ("41", "7", Kind.REPLY)


def test_only_what_concerns_the_brand_is_taken_on_a_forum_of_others(
    forum: Forum, server: LoopbackServer, context: Context
) -> None:
    forum.publish(topic_title="Vos avis sur la Maison Zorglub")
    forum.publish(cooked="<p>Cet après-midi, la crème ZORGLUB m'a brûlée</p>")
    forum.publish(cooked="<p>Bonjour <a class='mention'>@marque</a></p>")
    forum.publish(reply_to_user={"username": "Marque"})
    forum.publish_own("Bonjour", None)
    forum.publish()
    assert {m.ref for m in pulled(server, context, words=["zorglub"])} == {"1", "2", "3", "4", "5"}


def test_words_of_others_that_are_quoted_are_not_the_authors(
    forum: Forum, server: LoopbackServer, context: Context
) -> None:
    quote = "<aside class='quote'><blockquote>C'est nul <aside>et pire</aside></blockquote></aside>"
    forum.publish(cooked=f"{quote}<p>Pas d'accord</p>")
    forum.publish(cooked="<aside class='onebox'>La page</aside>")
    assert [m.text for m in pulled(server, context)] == ["La page", "Pas d'accord"]


def test_acts_and_whispers_are_no_messages_and_deleted_posts_are_gone(
    forum: Forum, server: LoopbackServer, context: Context
) -> None:
    forum.publish(post_type=3)
    forum.publish(post_type=4)
    forum.publish(user_deleted=True)
    (page,) = discourse(server.url, context).pages(None, None)
    assert (page.mentions, page.gone) == ((), ("3",))


def test_the_wait_is_read_from_the_body(forum: Forum, server: LoopbackServer, context: Context) -> None:
    forum.refused = refusal(429, "rate_limit", "Slow down", extras={"wait_seconds": 46})
    with pytest.raises(RateLimited) as limited:
        pulled(server, context)
    assert limited.value.until == context.now + timedelta(seconds=46)


def test_a_wrong_key_says_what_to_set(server: LoopbackServer, context: Context) -> None:
    with pytest.raises(AuthError, match="SOCIALCARE_MARQUE_FR_API_KEY"):
        pulled(server, context, api_key=SecretStr("autre"))


def test_a_post_that_the_account_may_no_longer_see_is_not_gone(
    forum: Forum, server: LoopbackServer, context: Context
) -> None:
    forum.publish()
    known = pulled(server, context)
    forum.hidden = {1}
    pages = list(discourse(server.url, context).reread(known))
    assert not any(page.gone for page in pages)
    assert "no longer shown" in str(pages[-1].notes[0])


def test_an_answer_that_waits_for_a_moderator_is_told(forum: Forum, server: LoopbackServer, context: Context) -> None:
    forum.publish()
    (to,) = pulled(server, context)
    forum.enqueues = True
    with pytest.raises(Rejected, match="moderator"):
        discourse(server.url, context).send(Reply(key="k", to=to, text="Bonjour", since=NOW))


def test_the_last_answers_of_a_long_topic_are_found(forum: Forum, server: LoopbackServer, context: Context) -> None:
    forum.publish()
    for number in range(25):
        forum.publish_own(f"Réponse {number}", 1)
    (to,) = (mention for mention in pulled(server, context) if not mention.own)
    reply = Reply(key="k", to=to, text="Réponse 24", since=datetime(2020, 1, 1, tzinfo=UTC))
    found = discourse(server.url, context).find(reply)
    assert found is not None
    assert found.ref == "26"


def test_a_check_without_a_key_says_what_is_missing(server: LoopbackServer, context: Context) -> None:
    identity = discourse(server.url, context, api_key=None).check()
    assert "nothing can be answered" in str(identity.missing[0])


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"forum": "forum.example"}, "https://forum.example"),
        ({"username": "ma marque"}, "without blanks"),
        ({"words": [" "]}, "find everything"),
    ],
)
def test_settings_say_what_to_write(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Settings(**{"forum": "https://forum.example", "username": "marque", **wrong})


def test_recorded_posts_have_their_fields(
    forum: Forum, server: LoopbackServer, context: Context, recorded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FIRST_PULL", timedelta(days=36_500))
    forum.replayed = listing_of((recorded / "discourse" / "posts_latest.json").read_bytes())
    newest = pulled(server, context)[0]
    assert (newest.ref, newest.text, newest.author.handle) == ("15", "holla bullhonky.", "johndoe")
    assert newest.posted_at.isoformat() == "2020-01-25T02:10:07.971000+00:00"
    assert newest.url.endswith("/t/this-is-an-uncategorized-title/11/2")
    forum.replayed = listing_of((recorded / "discourse" / "topic.json").read_bytes())
    assert len(pulled(server, context)) == 4
