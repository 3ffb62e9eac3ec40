"""What X does that others do not: prices, edits with new ids, seven days, and refusals in a 200."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from connectors._x import BRAND, Network, id_at, problem, x
from socialcare.connector import Context, Page
from socialcare.errors import AuthError, ConnectorError, QuotaSpent, RateLimited, Rejected
from socialcare.facts import Kind, Mention
from socialcare.testing import Answer, LoopbackServer
from socialcare.testing.subject import attempt
from socialcare_connectors import x as module
from socialcare_connectors.x import Settings

ACCOUNT_READ = 10
"""Tenths of a cent: once, to know the id of the account."""


@pytest.fixture
def network() -> Network:
    return Network()


@pytest.fixture
def server(network: Network) -> Iterator[LoopbackServer]:
    with LoopbackServer(network) as server:
        yield server


def pages(server: LoopbackServer, context: Context, cursor: Any = None, **given: Any) -> list[Page]:
    return list(x(server.url, context, **given).pages(cursor, None))


def pulled(server: LoopbackServer, context: Context, cursor: Any = None, **given: Any) -> list[Mention]:
    return [mention for page in pages(server, context, cursor, **given) for mention in page.mentions]


def cursor_of(read: list[Page]) -> Any:
    return [page.cursor for page in read if page.cursor is not None][-1]


def test_a_post_has_its_fields(network: Network, server: LoopbackServer, context: Context) -> None:
    link = {"url": "https://t.co/a", "expanded_url": "https://boutique.example/colis"}
    picture = {"url": "https://t.co/b", "expanded_url": "https://x.com/photo/1", "media_key": "3_1"}
    entities = {"mentions": [{"username": "MARQUE"}], "urls": [link, picture]}
    network.publish(
        text="@marque où ? &amp; quand https://t.co/a https://t.co/b", entities=entities, lang="qst",
        referenced_tweets=[{"type": "replied_to", "id": "12"}], conversation_id="11",
    )  # fmt: skip
    (found,) = pulled(server, context)
    assert found.text == "@marque où ? & quand https://boutique.example/colis"
    assert (found.author.handle, found.author.followers, found.language) == ("lea", 12, None)
    assert (found.in_reply_to, found.thread, found.kind, found.can_reply) == ("12", "11", Kind.REPLY, True)
    assert found.metrics == {"likes": 2, "shares": 1, "replies": 0, "quotes": 0}


@pytest.mark.parametrize(
    ("changes", "summoned"),
    [
        ({}, True),
        ({"entities": {"mentions": [{"username": "autre"}]}}, False),
        ({"entities": {}, "referenced_tweets": [{"type": "quoted", "id": "4"}]}, None),
        ({"entities": None}, None),
    ],
)
def test_only_who_named_the_brand_can_be_answered(
    network: Network, server: LoopbackServer, context: Context, changes: dict[str, Any], summoned: bool | None
) -> None:
    network.publish(**changes)
    assert [mention.can_reply for mention in pulled(server, context)] == [summoned]


def test_an_edited_post_stays_one_message(network: Network, server: LoopbackServer, context: Context) -> None:
    first = network.publish()["id"]
    read = pages(server, context)
    network.edit(first, "@marque tout est rentré")
    (found,) = pulled(server, context, cursor_of(read))
    assert (found.ref, found.text) == (first, "@marque tout est rentré")
    assert found.edited_at is not None
    assert found.edited_at > found.posted_at
    assert found.url.endswith(network.posts[-1]["id"])
    assert len(pulled(server, context)) == 1


def test_a_retweet_says_nothing_of_its_own(network: Network, server: LoopbackServer, context: Context) -> None:
    network.publish(referenced_tweets=[{"type": "retweeted", "id": "12"}])
    assert pulled(server, context) == []


def test_what_is_known_is_not_asked_for_again(network: Network, server: LoopbackServer, context: Context) -> None:
    newest = [network.publish()["id"] for _ in range(4)][-1]
    read = pages(server, context)
    network.asked.clear()
    assert pages(server, context, cursor_of(read)) == []
    (asked,) = (request for request in network.asked if request.path.endswith("/mentions"))
    assert asked.query["since_id"] == newest


def test_after_a_week_of_silence_x_is_asked_for_no_more_than_it_has(
    network: Network, server: LoopbackServer, context: Context
) -> None:
    network.publish(at=context.now - timedelta(days=6))
    read = pages(server, context, searches=["marque"], mentions=False)
    later = replace(context, now=context.now + timedelta(days=3))
    network.asked.clear()
    pages(server, later, cursor_of(read), searches=["marque"], mentions=False)
    query = next(request.query for request in network.asked if request.path.endswith("/recent"))
    assert query["since_id"] == id_at(later.now - timedelta(days=7) + timedelta(minutes=2))


def test_a_gap_that_x_no_longer_shows_is_told(server: LoopbackServer, context: Context) -> None:
    low = id_at(context.now - timedelta(days=9))
    state = {"high": ["5"], "top": [id_at(context.now)], "next": low, "since": "2026-02-01T00:00:00+00:00"}
    (page,) = pages(server, context, {"listings": {"?marque": state}}, searches=["marque"], mentions=False)
    assert "lost" in str(page.notes[0])
    assert page.cursor is not None
    assert page.cursor["listings"]["?marque"] == {"high": state["top"]}


def test_pages_of_nothing_are_no_end(network: Network, server: LoopbackServer, context: Context) -> None:
    network.empty_pages = 2
    for _ in range(7):
        network.publish()
    assert len(pulled(server, context)) == 7


def test_reading_tells_what_it_costs(network: Network, server: LoopbackServer, context: Context) -> None:
    for _ in range(4):
        network.publish()
    network.publish_own("Bonjour")
    read = pages(server, context)
    assert str(read[-1].notes[0]) == "reading 5 posts cost about $0.03; today $0.03 of $50.00"
    cost = cursor_of(read)["cost"]
    assert cost == {"day": "2026-03-02", "spent": ACCOUNT_READ + 5 * 1 + 10}


def test_the_same_post_is_paid_once_a_day(network: Network, server: LoopbackServer, context: Context) -> None:
    network.publish()
    spent = cursor_of(pages(server, context))["cost"]["spent"]
    assert cursor_of(pages(server, context))["cost"]["spent"] == spent
    tomorrow = replace(context, now=context.now + timedelta(days=1))
    assert cursor_of(pages(server, tomorrow))["cost"]["spent"] == 1 + 10


def test_the_budget_is_never_passed_and_what_was_read_stands(
    network: Network, server: LoopbackServer, context: Context
) -> None:
    for number in range(40):
        network.publish(author_id=str(1000 + number))
    network.page = 100
    read, error = attempt(x(server.url, context, budget=0.1).pages(None, None))
    assert isinstance(error, QuotaSpent)
    assert "of the budget of $0.10" in str(error)
    assert error.until == datetime(2026, 3, 3, tzinfo=UTC)
    assert sum(len(page.mentions) for page in read) > 0
    assert all(page.cursor["cost"]["spent"] <= 100 for page in read if page.cursor)
    first, again = network.asked[1], len(network.asked)
    assert first.query["max_results"] == "8"
    with pytest.raises(QuotaSpent):
        pages(server, context, read[-1].cursor, budget=0.1)
    assert len(network.asked) == again
    tomorrow = replace(context, now=context.now + timedelta(days=1))
    found = {m.ref for page in read for m in page.mentions}
    found |= {m.ref for m in pulled(server, tomorrow, read[-1].cursor, budget=10)}
    assert len(found) == 40


def test_what_a_lost_page_cost_is_not_forgotten(network: Network, server: LoopbackServer, context: Context) -> None:
    network.publish()
    next(iter(x(server.url, context).pages(None, None)))
    quota = x(server.url, context).check().quota
    assert str(quota) == "about $0.02 of $50.00 of today are spent"


@pytest.mark.parametrize(
    ("answer", "kind", "told"),
    [
        (problem(429, "usage-capped", "cap", period="Monthly"), QuotaSpent, "2026-04-01"),
        (problem(429, "usage-capped", "cap", period="Daily"), QuotaSpent, "2026-03-03"),
        (problem(402, "credits", "no credits"), QuotaSpent, "used up"),
        (Answer.of({"title": "Too Many Requests", "status": 429}, 429), RateLimited, "asks to wait"),
        (problem(403, "client-forbidden", "not enrolled"), AuthError, "not enrolled"),
        (Answer.of({"errors": [{"message": "bad query"}], "title": "Invalid Request"}, 400), Rejected, "bad query"),
        (Answer.of({"errors": [{"detail": "User suspended", "type": "x"}]}), Rejected, "User suspended"),
    ],
)
def test_a_refusal_is_what_its_body_says(
    network: Network, server: LoopbackServer, context: Context, answer: Answer, kind: type[ConnectorError], told: str
) -> None:
    network.refused = answer
    with pytest.raises(kind, match=told):
        pages(server, context)


def test_who_is_suspended_is_not_gone(network: Network, server: LoopbackServer, context: Context) -> None:
    network.publish()
    known = pulled(server, context)
    network.suspended = {known[0].ref}
    (page,) = x(server.url, context).reread(known)
    assert page.gone == ()
    assert "suspended" in str(page.notes[0])


@pytest.mark.parametrize(
    ("wrong", "told"),
    [({"account": "ma marque"}, "mamarque"), ({"searches": ["x" * 513]}, "512"), ({"server": "x"}, "take the line")],
)
def test_settings_say_what_to_write(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Settings(**{"account": "marque", **wrong})


@pytest.mark.parametrize(
    ("name", "count", "first"),
    [
        ("search_recent_default", 10, "1578516068309794817"),
        ("search_recent_query", 4, "1276035977375477760"),
        ("edited_after", 1, "1576994746135764992"),
        ("edited_before", 1, "1576994746135764992"),
        ("withheld", 1, "506695756406095872"),
        ("search_recent_full_page", None, None),
        ("media", 1, "1558553189766631429"),
    ],
)
def test_recorded_posts_are_read(
    network: Network, server: LoopbackServer, context: Context, recorded: Path, monkeypatch: pytest.MonkeyPatch,
    name: str, count: int | None, first: str | None,
) -> None:  # fmt: skip
    monkeypatch.setattr(module, "FIRST_PULL", timedelta(days=6_000))
    network.replayed = (recorded / "x" / f"{name}.json").read_bytes()
    found = pulled(server, context, own_posts=False)
    assert found
    if count is not None:
        assert (len(found), found[0].ref) == (count, first)
    assert not any("&amp;" in mention.text or mention.text.startswith("RT @") for mention in found)
    if name == "media":
        assert [media.kind for media in found[0].media] == ["video"]
    if name == "edited_after":
        assert found[0].edited_at == datetime(2022, 10, 3, 17, 57, 11, tzinfo=UTC)
        assert found[0].posted_at.replace(microsecond=0) == datetime(2022, 10, 3, 17, 57, 1, tzinfo=UTC)


def test_the_brands_own_posts_need_no_price_for_their_author(
    network: Network, server: LoopbackServer, context: Context
) -> None:
    network.publish_own("Bonjour", "12")
    (own,) = pulled(server, context)
    assert (own.own, own.author.handle, own.in_reply_to) == (True, "marque", "12")
    asked = next(request for request in network.asked if request.path == f"/2/users/{BRAND}/tweets")
    assert "author_id" not in asked.query["expansions"].split(",")
