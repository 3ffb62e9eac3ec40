"""Answers, second looks, keywords and rights, against a Mastodon API we did not write."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from pydantic import SecretStr, ValidationError

from socialcare.connector import Context, Page, Reply
from socialcare.errors import AuthError, Rejected
from socialcare.facts import Mention
from socialcare_connectors.mastodon import Mastodon, Settings

BRAND, CUSTOMER, OTHER = "ada_token", "grace_token", "alan_token"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

Post = Callable[..., dict[str, Any]]
Pull = Callable[..., Iterator[Page]]


def moved(pages: list[Page]) -> Any:
    """The cursor as the store has it after these pages."""
    return next((page.cursor for page in reversed(pages) if page.cursor), None)


def by_text(pages: list[Page]) -> dict[str, Mention]:
    return {mention.text: mention for page in pages for mention in page.mentions}


def texts(pages: list[Page]) -> list[str]:
    return [text for text in by_text(pages) if "essai" in text]


def first_mention(pages: list[Page], text: str) -> Mention:
    return by_text(pages)[text]


@pytest.fixture
def brand(mastodon_server: str, context: Context) -> Callable[..., Mastodon]:
    def brand(**settings: Any) -> Mastodon:
        given = {"instance": mastodon_server, "hashtags": ["zorglub"], "token": SecretStr(BRAND), **settings}
        return Mastodon(Settings(**given), context)

    return brand


def test_an_answer_names_whom_it_answers_and_is_no_wider_than_what_it_answers(
    post: Post, pull: Pull, brand: Callable[..., Mastodon]
) -> None:
    for visibility in ("public", "unlisted", "private", "direct"):
        post(CUSTOMER, f"@ada essai {visibility}", visibility=visibility)
    pages = list(pull())
    for visibility in ("public", "unlisted", "private", "direct"):
        asked = first_mention(pages, f"@ada essai {visibility}")
        sent = brand().send(Reply(key=visibility, to=asked, text="Bonjour, essai de réponse", since=LONG_AGO))
        answered = by_text(list(pull(moved(pages))))["@grace Bonjour, essai de réponse"]
        assert sent.ref.startswith("http")
        assert answered.own
    found = {mention.ref: mention for page in pull(moved(pages)) for mention in page.mentions if mention.own}
    assert {mention.in_reply_to for mention in found.values()} == {
        first_mention(pages, f"@ada essai {visibility}").ref
        for visibility in ("public", "unlisted", "private", "direct")
    }


def test_an_answer_sent_twice_is_one_post_and_is_found_again(
    post: Post, pull: Pull, brand: Callable[..., Mastodon]
) -> None:
    post(CUSTOMER, "@ada essai")
    asked = first_mention(list(pull()), "@ada essai")
    reply = Reply(key="k1", to=asked, text="Bonjour Grace, voir https://boutique.example/retours.", since=LONG_AGO)
    assert brand().find(reply) is None
    sent = brand().send(reply)
    assert brand().send(reply) == sent
    assert brand().find(reply) == sent
    assert brand().find(replace(reply, text="autre chose")) is None
    assert brand().find(replace(reply, since=datetime(2100, 1, 1, tzinfo=UTC))) is None


def test_an_answer_to_a_deleted_message_is_rejected(
    post: Post, pull: Pull, brand: Callable[..., Mastodon], mastodon_server: str
) -> None:
    status = post(CUSTOMER, "@ada essai")
    asked = first_mention(list(pull()), "@ada essai")
    headers = {"Authorization": f"Bearer {CUSTOMER}"}
    httpx.delete(f"{mastodon_server}/api/v1/statuses/{status['id']}", headers=headers).raise_for_status()
    with pytest.raises(Rejected, match="no longer knows the message"):
        brand().send(Reply(key="k", to=asked, text="Bonjour", since=LONG_AGO))
    (page,) = brand().reread([asked])
    assert (page.gone, page.mentions, page.cursor) == ((asked.ref,), (), None)


def test_an_answer_that_the_server_refuses_says_why(post: Post, pull: Pull, brand: Callable[..., Mastodon]) -> None:
    post(CUSTOMER, "@ada essai")
    asked = first_mention(list(pull()), "@ada essai")
    with pytest.raises(Rejected, match="refuses this answer: Validation failed"):
        brand().send(Reply(key="k", to=asked, text="x" * 6000, since=LONG_AGO))


def test_a_second_look_brings_edits_and_the_brands_answers(
    post: Post, pull: Pull, brand: Callable[..., Mastodon], mastodon_server: str
) -> None:
    status = post(CUSTOMER, "@ada essai")
    asked = first_mention(list(pull()), "@ada essai")
    headers = {"Authorization": f"Bearer {CUSTOMER}"}
    edited = {"status": "@ada essai corrigé"}
    httpx.put(f"{mastodon_server}/api/v1/statuses/{status['id']}", headers=headers, data=edited).raise_for_status()
    post(BRAND, "@grace essai, on regarde", in_reply_to_id=status["id"])
    post(OTHER, "@grace essai, moi aussi", in_reply_to_id=status["id"])
    (page,) = brand().reread([asked])
    again, answer = page.mentions
    assert (again.ref, again.text, again.edited_at is not None) == (asked.ref, "@ada essai corrigé", True)
    assert (answer.text, answer.own, answer.in_reply_to) == ("@grace essai, on regarde", True, asked.ref)


def test_keywords_are_searched(post: Post, pull: Pull) -> None:
    post(CUSTOMER, "essai du Zorglubot 3000")
    settings = {"hashtags": [], "keywords": ["zorglubot"]}
    first = list(pull(**settings))
    assert texts(first) == ["essai du Zorglubot 3000"]
    post(OTHER, "un autre essai de zorglubot")
    assert "un autre essai de zorglubot" in texts(list(pull(moved(first), **settings)))


def test_a_search_that_finds_nothing_is_told_once(pull: Pull) -> None:
    settings = {"hashtags": [], "keywords": ["introuvable"]}
    first = list(pull(**settings))
    assert "finds nothing for “introuvable”; a server without full-text" in str(first[0].notes[0])
    assert not [note for page in pull(moved(first), **settings) for note in page.notes]


def test_keywords_need_a_token_and_some_letters(pull: Pull) -> None:
    with pytest.raises(AuthError, match="SOCIALCARE_MARQUE_FR_TOKEN"):
        next(pull(token=None, mentions=False, keywords=["zorglub"]))
    with pytest.raises(ValidationError, match="would find everything"):
        next(pull(keywords=[" "]))


def test_a_check_says_who_we_are(brand: Callable[..., Mastodon]) -> None:
    identity = brand().check()
    assert identity.handles == ("ada",)
    nobody = brand(token=None, mentions=False).check()
    assert "there is no token" in str(nobody.missing[0])
    with pytest.raises(AuthError):
        brand(token=SecretStr("expired")).check()
