"""What the App Store's feed does that others do not: empty answers, ten pages, no dates."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from connectors._appstore import APP, FIRST, Shop, appstore
from socialcare.connector import Context, Page
from socialcare.errors import Unavailable
from socialcare.facts import Kind, Mention
from socialcare.testing import LoopbackServer
from socialcare_connectors.appstore import Settings

LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def server(shop: Shop) -> Iterator[LoopbackServer]:
    with LoopbackServer(shop) as server:
        yield server


def pages(server: LoopbackServer, context: Context, cursor: Any = None, **given: Any) -> list[Page]:
    return list(appstore(server.url, context, **given).pages(json.loads(json.dumps(cursor)), LONG_AGO))


def refs(found: list[Page]) -> list[str]:
    return [mention.ref for page in found for mention in page.mentions]


def saved(found: list[Page]) -> Any:
    return next((page.cursor for page in reversed(found) if page.cursor is not None), None)


def test_a_page_that_is_empty_once_is_asked_for_again(shop: Shop, server: LoopbackServer, context: Context) -> None:
    for _ in range(7):
        shop.publish()
    shop.empty["fr", 2] = 1
    found = pages(server, context)
    assert len(refs(found)) == 7
    assert not any(page.notes for page in found)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_page_that_is_empty_twice_is_told_and_nothing_below_it_is_lost(
    shop: Shop, server: LoopbackServer, context: Context, number: int
) -> None:
    for _ in range(7):
        shop.publish()
    shop.empty["fr", number] = 2
    first = pages(server, context)
    assert first[-1].cursor is None
    assert f"page {number}" in str(first[-1].notes[0])
    second = pages(server, context, saved(first))
    assert {*refs(first), *refs(second)} == {str(1000 + n) for n in range(7)}
    assert "next" not in saved(second)["fr"]


def test_what_arrives_on_top_is_read_though_a_page_below_stays_empty(
    shop: Shop, server: LoopbackServer, context: Context
) -> None:
    for _ in range(7):
        shop.publish()
    shop.empty["fr", 3] = 100
    first = pages(server, context)
    shop.publish()
    second = pages(server, context, saved(first))
    assert "1007" in refs(second)
    assert saved(second) is None
    shop.empty.clear()
    assert "1000" in refs(pages(server, context, saved(first)))


def test_an_empty_storefront_does_not_stop_the_others(shop: Shop, server: LoopbackServer, context: Context) -> None:
    shop.publish("be")
    found = pages(server, context, storefronts=["fr", "be"])
    assert refs(found) == ["1000"]
    assert saved(found).keys() == {"be"}


def test_never_more_than_ten_pages_are_asked_for(shop: Shop, server: LoopbackServer, context: Context) -> None:
    shop.has_last = False
    for _ in range(40):
        shop.publish()
    assert len(refs(pages(server, context))) == 30
    assert len(shop.asked) == 10


def test_a_single_review_that_stands_without_a_list_is_read_with_all_its_fields(
    shop: Shop, server: LoopbackServer, context: Context
) -> None:
    shop.publish()
    ((review,),) = (page.mentions for page in pages(server, context))
    assert review == Mention(
        channel="marque-fr", ref="1000", author=review.author, text="Ça plante\nAvis 1000\n(version 12.4)",
        posted_at=FIRST + timedelta(minutes=1000), url=f"https://127.0.0.1/fr/review?id={APP}", kind=Kind.REVIEW,
        rating=2.0, metrics={"likes": 2, "votes": 3}, can_reply=False,
    )  # fmt: skip
    assert (review.author.name, review.author.handle) == ("Léa1000", "Léa1000")


def test_the_app_itself_is_no_review(shop: Shop, server: LoopbackServer, context: Context) -> None:
    shop.publish()
    shop.publish()["im:name"] = {"label": "Zorglub"}
    assert refs(pages(server, context)) == ["1000"]


def test_reviews_without_dates_are_new_by_their_number(shop: Shop, server: LoopbackServer, context: Context) -> None:
    for _ in range(7):
        shop.publish(updated=None)
    first = pages(server, context)
    assert refs(first) == ["1006", "1005", "1004"]
    assert "no dates" in str(first[0].notes[0])
    assert refs(pages(server, context, saved(first))) == []
    for _ in range(8):
        shop.publish(updated=None)
    assert set(refs(pages(server, context, saved(first)))) == {str(n) for n in range(1007, 1015)}


def test_reviews_without_dates_that_arrive_during_an_interrupted_pull_are_not_lost(
    shop: Shop, server: LoopbackServer, context: Context
) -> None:
    for _ in range(7):
        shop.publish(updated=None)
    cut = next(appstore(server.url, context).pages(None, LONG_AGO))
    for _ in range(8):
        shop.publish(updated=None)
    later = pages(server, context, cut.cursor)
    assert {*refs([cut]), *refs(later)} == {str(n) for n in range(1004, 1015)}


def test_a_later_run_reads_down_to_what_it_knows_and_no_further(
    shop: Shop, server: LoopbackServer, context: Context
) -> None:
    for number in range(30):
        shop.publish(updated={"label": (FIRST - timedelta(days=100 - number)).isoformat()})
    first = pages(server, context)
    shop.asked.clear()
    shop.publish()
    assert "1030" in refs(pages(server, context, saved(first), overlap_hours=0))
    assert len(shop.asked) == 2


def test_a_check_names_the_storefronts_that_show_nothing(shop: Shop, server: LoopbackServer, context: Context) -> None:
    shop.publish()
    identity = appstore(server.url, context, storefronts=["fr", "be"]).check()
    assert (identity.name, identity.rights) == (f"id{APP}", ("fr",))
    assert "“be”" in str(identity.missing[0])


def test_an_answer_that_is_no_feed_is_a_failure(shop: Shop, server: LoopbackServer, context: Context) -> None:
    shop.replayed = b'{"resultCount": 0}'
    with pytest.raises(Unavailable, match="feed of reviews"):
        pages(server, context)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"app": "id497799835"}, "App Store address"),
        ({"storefronts": ["France"]}, "two small letters"),
        ({"server": "http://itunes.apple.com"}, "take the line out"),
    ],
)
def test_settings_say_what_to_write(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Settings(**{"app": APP, **wrong})


@pytest.mark.parametrize(
    ("body", "count", "rating", "posted_at"),
    [
        ("fr_page_1", 50, 4.0, None), ("gb_single_page", 4, 5.0, None), ("cn_page_10_last", 50, None, None),
        ("podcast_us_50", 50, None, "2022-03-03T02:05:59+00:00"), ("empty_page", 0, None, None),
        ("gb_unknown_app", 0, None, None), ("broken_invalid_rating", 1, None, None),
    ],
)  # fmt: skip
def test_recorded_feeds_are_read(
    shop: Shop, server: LoopbackServer, context: Context, recorded: Path, body: str, count: int,
    rating: float | None, posted_at: str | None,
) -> None:  # fmt: skip
    shop.replayed = (recorded / "appstore" / f"{body}.json").read_bytes()
    found = [mention for page in pages(server, context) for mention in page.mentions]
    assert len({mention.ref for mention in found}) == count
    if rating:
        assert found[0].rating == rating
    if count:
        assert found[0].posted_at.isoformat() == (posted_at or context.now.isoformat())
    assert all(mention.text and mention.author.name for mention in found)
