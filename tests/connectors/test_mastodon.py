from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from pydantic import SecretStr, ValidationError

from socialcare.connector import Context, Page
from socialcare.errors import AuthError, ConnectorError, RateLimited, Rejected, Unavailable
from socialcare.facts import Kind, Mention
from socialcare_connectors import _mastodon_api
from socialcare_connectors.mastodon import Mastodon, Settings

BRAND, CUSTOMER, OTHER = "ada_token", "grace_token", "alan_token"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

Post = Callable[..., dict[str, Any]]
Pull = Callable[..., Iterator[Page]]


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_mastodon_api, "PAGE", 3)


def texts(pages: list[Page]) -> list[str]:
    return [mention.text for page in pages for mention in page.mentions if "essai" in mention.text]


def moved(pages: list[Page]) -> Any:
    """The cursor as the store has it after these pages."""
    return next((page.cursor for page in reversed(pages) if page.cursor), None)


def by_text(pages: list[Page]) -> dict[str, Mention]:
    return {mention.text: mention for page in pages for mention in page.mentions}


def test_what_customers_post_comes_out_once_and_not_again(post: Post, pull: Pull) -> None:
    post(CUSTOMER, "essai 1 #zorglub")
    post(OTHER, "@ada essai 2 #zorglub, toujours en panne")
    post(CUSTOMER, "@ada essai 3", visibility="direct")
    post(CUSTOMER, "essai 4, sans rapport")
    post(CUSTOMER, "essai 5 #zorglub entre nous", visibility="private")
    first = list(pull())
    assert sorted(texts(first)) == ["@ada essai 2 #zorglub, toujours en panne", "@ada essai 3", "essai 1 #zorglub"]
    assert by_text(first)["@ada essai 3"].kind is Kind.MESSAGE
    assert by_text(first)["essai 1 #zorglub"].author.handle == "grace"
    assert texts(list(pull(first[-1].cursor))) == []
    post(CUSTOMER, "essai 6 #zorglub")
    assert texts(list(pull(first[-1].cursor))) == ["essai 6 #zorglub"]


def test_the_answers_of_the_brand_are_joined_to_what_they_answer(post: Post, pull: Pull) -> None:
    question = post(CUSTOMER, "@ada essai, colis perdu")
    answer = post(BRAND, "@grace essai, on regarde", in_reply_to_id=question["id"])
    post(CUSTOMER, "@ada essai, merci", in_reply_to_id=answer["id"])
    found = by_text(list(pull()))
    asked, answered, thanked = (
        found[text] for text in ("@ada essai, colis perdu", "@grace essai, on regarde", "@ada essai, merci")
    )
    assert (asked.own, asked.kind, asked.in_reply_to) == (False, Kind.POST, None)
    assert (answered.own, answered.kind, answered.in_reply_to) == (True, Kind.REPLY, asked.ref)
    assert (thanked.own, thanked.in_reply_to) == (False, answered.ref)
    assert asked.ref == question["uri"]


def test_an_answer_to_a_message_of_an_earlier_pull_is_joined_too(post: Post, pull: Pull) -> None:
    question = post(CUSTOMER, "@ada essai, colis perdu")
    cursor = list(pull())[-1].cursor
    post(BRAND, "@grace essai, retrouvé", in_reply_to_id=question["id"])
    assert by_text(list(pull(cursor)))["@grace essai, retrouvé"].in_reply_to == question["uri"]


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("crash_after", [1, 2, 4, 7])
def test_a_crash_between_two_pages_loses_nothing(post: Post, pull: Pull, crash_after: int) -> None:
    expected = [f"@ada essai {n} #zorglub" for n in range(10)]
    for text in expected:
        post(CUSTOMER, text)
    first = pull()
    saved = [page for _, page in zip(range(crash_after), first, strict=False)]
    late = [f"@ada essai {n} #zorglub" for n in range(10, 17)]
    for text in late:
        post(OTHER, text)
    resumed = list(pull(moved(saved)))
    assert set(texts([*saved, *resumed])) == {*expected, *late}
    again = pull(moved(resumed) or moved(saved))
    assert texts([page for page in again if page.cursor]) == []


@pytest.mark.usefixtures("small_pages")
def test_one_page_a_run_reaches_the_end(post: Post, pull: Pull) -> None:
    expected = [f"essai {n} #zorglub" for n in range(10)]
    for text in expected:
        post(CUSTOMER, text)
    pages: list[Page] = []
    cursor: Any = None
    while (page := next(pull(cursor), None)) is not None and page.cursor is not None:
        pages.append(page)
        cursor = page.cursor
    assert sorted(texts(pages)) == expected


def test_a_first_pull_goes_back_a_week_where_nobody_says(post: Post, mastodon_server: str, context: Context) -> None:
    written = datetime.fromisoformat(post(CUSTOMER, "essai #zorglub")["created_at"])
    settings = Settings(instance=mastodon_server, hashtags=["#zorglub"], mentions=False)
    for days, expected in ((6, ["essai #zorglub"]), (8, [])):
        later = replace(context, now=datetime.fromtimestamp(written.timestamp() + days * 86_400, UTC))
        assert texts(list(Mastodon(settings, later).pages(None, None))) == expected


def test_without_a_token_mentions_name_the_variable_to_set(pull: Pull) -> None:
    with pytest.raises(AuthError, match="SOCIALCARE_MARQUE_FR_TOKEN"):
        next(pull(token=None))


def test_a_refused_token_names_the_variable_to_set(pull: Pull) -> None:
    with pytest.raises(AuthError, match="SOCIALCARE_MARQUE_FR_TOKEN") as refused:
        next(pull(token=SecretStr("périmé_secret")))
    assert "secret" not in str(refused.value)
    with pytest.raises(AuthError, match="answered 401") as refused:
        next(pull(token=SecretStr("expired_secret")))
    assert "secret" not in str(refused.value)


def test_hashtags_alone_need_no_token(post: Post, pull: Pull) -> None:
    post(CUSTOMER, "essai #zorglub")
    assert texts(list(pull(token=None, mentions=False))) == ["essai #zorglub"]


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"instance": "http://social.example"}, "must be the address of a server"),
        ({"instance": "https://user:secret@social.example"}, "must be the address of a server"),
        ({"instance": "https://social.example", "hashtags": ["a/../b"]}, "is not one word"),
        ({"instance": "https://social.example", "mentions": False}, "nothing to read"),
    ],
)
def test_settings_that_cannot_work_are_told(settings: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Settings(**settings)


@pytest.fixture
def fault(mastodon_server: str, by_hand: httpx.Client) -> Callable[..., None]:
    def fault(path: str, kind: str, count: int = 1, **effect: Any) -> None:
        rule = {"match": {"path": path}, "effect": {"type": kind, **effect}, "count": count}
        by_hand.post(f"{mastodon_server}/api/v1/_mock/faults", json=rule).raise_for_status()

    return fault


TAG = "/api/v1/timelines/tag/zorglub"


def test_a_server_that_stumbles_once_is_asked_again(post: Post, pull: Pull, fault: Callable[..., None]) -> None:
    post(CUSTOMER, "essai #zorglub")
    fault(TAG, "status", status=503)
    assert texts(list(pull())) == ["essai #zorglub"]


def test_a_short_wait_is_waited_and_a_long_one_is_left_to_the_next_pull(
    post: Post, pull: Pull, fault: Callable[..., None], waits: list[float]
) -> None:
    post(CUSTOMER, "essai #zorglub")
    fault(TAG, "ratelimit", headers={"Retry-After": "7"})
    assert texts(list(pull())) == ["essai #zorglub"]
    assert waits == [7.0]
    fault(TAG, "ratelimit", headers={"Retry-After": "1, 300"})
    with pytest.raises(RateLimited) as limited:
        list(pull())
    assert limited.value.until == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "effect", "error"),
    [
        ("status", {"status": 503}, Unavailable),
        ("status", {"status": 401}, AuthError),
        ("status", {"status": 404}, Rejected),
        ("malformed", {}, Unavailable),
        ("status", {"status": 200, "body": {"error": "no"}}, Unavailable),
        ("status", {"status": 200, "body": [{"n": 1}]}, Unavailable),
    ],
)
def test_a_page_that_fails_keeps_the_pages_before_it(
    post: Post, pull: Pull, fault: Callable[..., None], kind: str, effect: dict[str, Any], error: type[ConnectorError]
) -> None:
    post(CUSTOMER, "@ada essai 1")
    post(CUSTOMER, "essai 2 #zorglub")
    fault(TAG, kind, count=9, **effect)
    pages = pull()
    kept = next(pages)
    assert texts([kept]) == ["@ada essai 1"]
    with pytest.raises(error, match=r"127\.0\.0\.1"):
        list(pages)
    fault(TAG, "latency", count=1)
    assert kept.cursor["listings"].keys() == {"mentions"}
