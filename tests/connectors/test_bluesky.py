"""Bluesky: sessions, times, searches that count from their top, answers, and real recorded answers."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr, ValidationError

from connectors._bluesky import BRAND, HANDLE, LEA, PASSWORD, Network, mentions, over
from socialcare.connector import Context, Page, Reply
from socialcare.errors import Rejected
from socialcare.facts import Kind, Mention
from socialcare.testing import NOW, Answer, LoopbackServer
from socialcare_connectors import _bluesky_api, _bluesky_listings
from socialcare_connectors._bluesky_settings import Settings
from socialcare_connectors._bluesky_text import facets, length, record_key
from socialcare_connectors.bluesky import Bluesky


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    monkeypatch.setattr(_bluesky_api, "PAGE", 4)
    monkeypatch.setattr(_bluesky_api, "AT_ONCE", 1)
    monkeypatch.setattr(_bluesky_listings, "STEP_BACK", 2)
    return Network(PASSWORD)


@pytest.fixture
def server(network: Network) -> Iterator[LoopbackServer]:
    with LoopbackServer(network) as server:
        yield server


@pytest.fixture
def channel(server: LoopbackServer, context: Context) -> Bluesky:
    return over(server, context)


def _reply(to: Mention, text: str = "Bonjour, nous regardons.") -> Reply:
    return Reply(key="cas-12-1", to=to, text=text, since=NOW)


def test_a_post_deleted_between_two_pages_of_a_search_hides_no_other(network: Network, channel: Bluesky) -> None:
    uris = [network.publish()["uri"] for _ in range(12)]
    pages = channel.pages(None, None)
    first = next(pages)
    network.delete(uris[-1])
    network.delete(uris[-2])
    assert {mention.ref for mention in [*first.mentions, *mentions(pages)]} == set(uris)


def test_a_deep_search_begins_again_where_it_ended(
    network: Network, channel: Bluesky, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_bluesky_listings, "DEEPEST", 8)
    uris = {network.publish()["uri"] for _ in range(30)}
    assert {mention.ref for mention in mentions(channel.pages(None, None))} == uris
    cursors = [request.query.get("cursor", "0") for request in network.seen if request.path.endswith("searchPosts")]
    assert max(int(cursor) for cursor in cursors) < 8


def test_a_post_that_arrives_late_is_found_within_the_overlap(network: Network, channel: Bluesky) -> None:
    network.publish()
    cursor = list(channel.pages(None, None))[-1].cursor
    late = network.publish(createdAt="2026-03-01T20:00:00Z")["uri"]
    assert late in {mention.ref for mention in mentions(channel.pages(cursor, None))}


@pytest.mark.parametrize(
    ("written", "posted_at"),
    [
        ("2026-03-02T05:58:00.5Z", datetime(2026, 3, 2, 5, 58, 0, 500000, UTC)),
        ("2026-03-02T00:58:00-05:00", datetime(2026, 3, 2, 5, 58, tzinfo=UTC)),
        ("2031-01-01T00:00:00Z", datetime(2026, 3, 2, 6, 1, tzinfo=UTC)),
        ("1999-01-01T00:00:00Z", datetime(2026, 3, 2, 6, 1, tzinfo=UTC)),
        ("hier", datetime(2026, 3, 2, 6, 1, tzinfo=UTC)),
    ],
)
def test_a_time_that_an_author_chose_is_believed_within_a_day(
    network: Network, channel: Bluesky, written: str, posted_at: datetime
) -> None:
    network.answer("at://x", "Zorglub", LEA)["record"]["createdAt"] = written
    assert [one.posted_at for one in mentions(channel.pages(None, NOW - timedelta(days=20_000)))] == [posted_at]


def test_a_mention_is_the_whole_post(network: Network, channel: Bluesky) -> None:
    image = {"fullsize": "https://cdn.example/1.jpg", "alt": "un carton écrasé"}
    embed = {"$type": "app.bsky.embed.recordWithMedia#view", "record": {},
             "media": {"$type": "app.bsky.embed.images#view", "images": [image]}}  # fmt: skip
    network.publish(f"@{HANDLE} mon carton").update(embed=embed, viewer={"replyDisabled": True})
    (mention,) = mentions(channel.pages(None, None))
    assert (mention.kind, mention.language, mention.can_reply) == (Kind.POST, "fr", False)
    assert [(media.kind, media.url, media.description) for media in mention.media] == [
        ("image", "https://cdn.example/1.jpg", "un carton écrasé")
    ]
    assert mention.author.followers == 12
    assert mention.metrics == {"likes": 1, "shares": 0, "replies": 0, "quotes": 0}


def test_a_mention_that_the_network_shows_no_more_stands_as_it_was_told(
    network: Network, server: LoopbackServer, channel: Bluesky
) -> None:
    network.publish(f"@{HANDLE} mon carton")
    server.route = lambda request: Answer.of({"posts": []}) if "osts" in request.path else network(request)
    assert [mention.text for mention in mentions(channel.pages(None, None))] == [f"@{HANDLE} mon carton"]


def test_an_answer_names_what_it_answers_and_where_the_thread_began(network: Network, channel: Bluesky) -> None:
    root = network.publish(did="did:plc:zoe")["uri"]
    asked = network.answer(root, "Zorglub, et moi ?", LEA)["uri"]
    to = next(mention for mention in mentions(channel.pages(None, None)) if mention.ref == asked)
    sent = channel.send(_reply(to, "@lea.bsky.example été : https://a.example/é"))
    record = network.posts[-1]["record"]
    assert network.posts[-1]["uri"] == sent.ref
    assert [record["reply"][key]["uri"] for key in ("root", "parent")] == [root, asked]
    assert record["langs"] == ["fr"]
    assert record["facets"][0]["features"] == [{"$type": "app.bsky.richtext.facet#mention", "did": LEA}]
    assert sent.url == f"https://bsky.app/profile/{BRAND}/post/{sent.ref.rpartition('/')[2]}"


def test_an_answer_tried_again_leaves_the_first_as_it_is(network: Network, channel: Bluesky) -> None:
    network.publish()
    (to,) = mentions(channel.pages(None, None))
    first = channel.send(_reply(to))
    assert channel.send(replace(_reply(to), text="autre", since=NOW + timedelta(hours=1))) == first
    assert [post["record"]["text"] for post in network.posts[1:]] == ["Bonjour, nous regardons."]


def test_a_post_closed_to_answers_is_not_answered(network: Network, channel: Bluesky) -> None:
    network.publish()["viewer"] = {"replyDisabled": True}
    (to,) = mentions(channel.pages(None, None))
    with pytest.raises(Rejected, match="closed it to answers"):
        channel.send(_reply(to))


def test_a_refused_answer_says_why_in_the_words_of_the_server(network: Network, channel: Bluesky) -> None:
    network.publish()
    (to,) = mentions(channel.pages(None, None))
    with pytest.raises(Rejected, match="must not be longer than 300 graphemes"):
        channel.send(_reply(to, "é" * 301))


def test_a_refused_search_says_why_in_the_words_of_the_server(
    network: Network, server: LoopbackServer, channel: Bluesky
) -> None:
    refusal = Answer.of({"error": "InvalidRequest", "message": "q: unbalanced quotes"}, 400)
    server.route = lambda request: refusal if "searchPosts" in request.path else network(request)
    with pytest.raises(Rejected, match="refuses this call: q: unbalanced quotes"):
        list(channel.pages(None, None))


def test_an_author_who_blocks_the_brand_is_not_gone(network: Network, server: LoopbackServer, channel: Bluesky) -> None:
    network.publish()
    (mention,) = mentions(channel.pages(None, None))
    blocked = {"thread": {"$type": "app.bsky.feed.defs#blockedPost", "uri": mention.ref, "blocked": True}}
    server.route = lambda request: Answer.of(blocked) if "getPostThread" in request.path else network(request)
    assert list(channel.reread([mention])) == [Page(mentions=(), cursor=None)]


def test_places_in_a_text_are_counted_in_bytes() -> None:
    text = "Été 👩‍👩‍👧 @lea.bsky.example, voir https://a.example/é?b=#c. #colis #1 a@b.example"
    found = {
        text.encode()[one["index"]["byteStart"] : one["index"]["byteEnd"]].decode(): one["features"][0]
        for one in facets(text, {"lea.bsky.example": LEA}.get)
    }
    assert {shown: feature["$type"].partition("#")[2] for shown, feature in found.items()} == {
        "@lea.bsky.example": "mention", "https://a.example/é?b=#c": "link", "#colis": "tag",
    }  # fmt: skip


def test_a_text_of_too_many_bytes_is_too_long() -> None:
    family = "👩‍👩‍👧‍👦"
    assert (length(family * 100), length(family * 200)) == (100, 301)


def test_a_record_key_is_a_tid_of_its_key() -> None:
    keys = {record_key(f"cas-{number}", NOW) for number in range(500)}
    assert len(keys) == 500
    assert all(re.fullmatch(r"[234567abcdefghij][234567a-z]{12}", key) for key in keys)
    assert record_key("cas-1", NOW) == record_key("cas-1", NOW) < record_key("cas-1", NOW + timedelta(seconds=2))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"handle": "marque"}, "whole handle, such as marque.bsky.social"),
        ({"service": "http://bsky.social"}, "such as https://bsky.social"),
        ({"keywords": [" "]}, "empty keyword"),
        ({"mentions": False}, "nothing to read"),
    ],
)
def test_a_mistake_in_the_settings_says_what_to_write(given: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Settings.model_validate({"handle": HANDLE, "app_password": SecretStr("x"), **given})


def test_a_page_of_nothing_but_strange_entries_is_told(network: Network, channel: Bluesky) -> None:
    entries = [
        None,
        7,
        {},
        {"uri": "at://x/y/z"},
        {"uri": 4, "record": []},
        {"uri": f"at://{LEA}/{'a' * 9}", "record": {"text": "x"}},
    ]
    network.replayed = ("/xrpc/app.bsky.feed.searchPosts", Answer.of({"posts": entries}))
    pages = list(channel.pages(None, None))
    assert (len(mentions(pages)), sum(len(page.rejects) for page in pages)) == (0, len(entries))
