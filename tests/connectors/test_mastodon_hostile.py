"""Answers no Mastodon should give, and those real servers did give."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from socialcare.connector import Context, Page
from socialcare.errors import ConnectorError, Unavailable
from socialcare.facts import Kind
from socialcare.http import Client
from socialcare_connectors._statuses import BadStatus, mention_from
from socialcare_connectors.mastodon import Mastodon, Settings

TAG = "/api/v1/timelines/tag/marque"


def hashtag(instance: str, context: Context, cursor: Any = None) -> list[Page]:
    settings = Settings(instance=instance, hashtags=["marque"], mentions=False)
    return list(Mastodon(settings, context).pages(cursor, context.now.replace(year=1)))


def a_status(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "uri": f"https://social.example/{number}",
        "url": f"https://social.example/@lea/{number}",
        "created_at": "2026-03-02T08:00:00.000Z",
        "content": f"<p>message {number}</p>",
        "spoiler_text": "",
        "visibility": "public",
        "language": "fr",
        "in_reply_to_id": None,
        "reblog": None,
        "account": {"id": "7", "acct": "lea@social.example", "display_name": "Léa", "followers_count": 12},
        "favourites_count": 3,
        **changes,
    }


def one_page(httpserver: HTTPServer, statuses: list[Any]) -> str:
    httpserver.expect_ordered_request(TAG).respond_with_json(statuses)
    httpserver.expect_ordered_request(TAG).respond_with_json([])
    httpserver.expect_ordered_request(TAG).respond_with_json([])
    return httpserver.url_for("").rstrip("/")


def test_a_status_becomes_a_mention(httpserver: HTTPServer, context: Context) -> None:
    (mention,) = hashtag(one_page(httpserver, [a_status(1, spoiler_text="Colère")]), context)[0].mentions
    assert (mention.ref, mention.url) == ("https://social.example/1", "https://social.example/@lea/1")
    assert mention.text == "Colère\nmessage 1"
    assert (mention.author.handle, mention.author.name, mention.author.followers) == ("lea@social.example", "Léa", 12)
    assert (mention.language, mention.kind, mention.metrics) == ("fr", Kind.POST, {"likes": 3})


@pytest.mark.parametrize(
    "bad",
    [
        {"uri": None},
        {"created_at": "hier"},
        {"created_at": "2026-03-02T08:00:00"},
        {"created_at": "0001-01-01T00:00:00+14:00"},
        {"content": 12},
        {"account": None},
        {"account": {"acct": 5}},
    ],
)
def test_one_bad_status_is_told_and_the_others_stand(
    httpserver: HTTPServer, context: Context, bad: dict[str, Any]
) -> None:
    (first, *_) = hashtag(one_page(httpserver, [a_status(3), a_status(2, **bad), a_status(1)]), context)
    assert [mention.text for mention in first.mentions] == ["message 3", "message 1"]
    assert [reject.where for reject in first.rejects] == ["#marque, 2"]


@pytest.mark.parametrize("entry", [None, 12, "x", {}, []])
def test_an_entry_that_is_no_status_is_told_too(httpserver: HTTPServer, context: Context, entry: Any) -> None:
    (first, *_) = hashtag(one_page(httpserver, [a_status(2), entry, a_status(1)]), context)
    assert (len(first.mentions), len(first.rejects)) == (2, 1)


@pytest.mark.parametrize("changes", [{"visibility": "private"}, {"visibility": "direct"}, {"reblog": {"id": "9"}}])
def test_what_is_not_for_all_to_see_or_is_a_boost_is_left_out(
    httpserver: HTTPServer, context: Context, changes: dict[str, Any]
) -> None:
    (first, *_) = hashtag(one_page(httpserver, [a_status(2, **changes), a_status(1)]), context)
    assert [mention.text for mention in first.mentions] == ["message 1"]
    assert first.rejects == ()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html></html>",
        b"null",
        b"{}",
        b'"x"',
        b"[1]",
        b"[" * 200_000,
        b"9" * 5000,
        b'[{"id": "1"',
        b"\xff\xfe\xfa",
    ],
)
def test_an_answer_of_the_wrong_shape_is_not_used(httpserver: HTTPServer, context: Context, body: bytes) -> None:
    httpserver.expect_request(TAG).respond_with_data(body, content_type="application/json")
    with pytest.raises(Unavailable, match="did not answer as a Mastodon server does"):
        hashtag(httpserver.url_for("").rstrip("/"), context)


def test_more_new_replies_than_can_be_joined_are_counted(httpserver: HTTPServer, context: Context) -> None:
    httpserver.expect_request(re.compile("/api/v1/statuses/.*")).respond_with_data("", status=404)
    replies = [a_status(n, in_reply_to_id=str(n + 1000)) for n in range(40, 0, -1)]
    for statuses in (replies, [a_status(n + 40, in_reply_to_id=str(n + 2000)) for n in range(3, 0, -1)], []):
        httpserver.expect_oneshot_request(TAG).respond_with_json(statuses)
    httpserver.expect_request(TAG).respond_with_json([])
    pages = hashtag(httpserver.url_for("").rstrip("/"), context)
    assert [str(note) for page in pages for note in page.notes] == [
        "3 replies could not be joined to what they answer: too many were new at once; pull more often"
    ]
    assert all(mention.kind is Kind.REPLY for page in pages for mention in page.mentions)


@pytest.mark.parametrize(
    "fault",
    ["dup", "reorder", "badlink", "nolink", "offsite", "shift=1", "intids", "dst", "bom", "utf16", "latin1", "badutf8", "503@1", "reset@1",
     "trunc@1", "nan", "nul", "surrogate", "stringmetrics", "dupkeys", "future", "past", "evil", "bigint", "samepage", "loop"],
)  # fmt: skip
def test_every_status_of_a_badly_behaved_server_comes_through(
    nasty: str, by_hand: httpx.Client, context: Context, fault: str
) -> None:
    pages = hashtag(f"{nasty}/f/{fault}", context)
    truth = by_hand.get(f"{nasty}/_truth").json()["ids"]
    found = {mention.ref for page in pages for mention in page.mentions}
    rejected = sum(len(page.rejects) for page in pages)
    assert len(found) + rejected >= len(truth)


@pytest.mark.parametrize(
    "fault",
    ["html", "empty", "null", "object", "trunc200", "garbage", "gzipbomb=64", "badgzip", "depth",
     "hugestr=20", "hdrbomb", "redirlocal", "redirhost", "redirloop", "redirfile", "nulids", "close"],
)  # fmt: skip
def test_a_page_of_a_badly_behaved_server_is_refused_and_named(
    nasty: str, by_hand: httpx.Client, context: Context, fault: str
) -> None:
    with pytest.raises(ConnectorError, match=r"127\.0\.0\.1"):
        hashtag(f"{nasty}/f/{fault}", context)
    assert not [line for line in by_hand.get(f"{nasty}/_log").json() if "canary" in str(line)]


@pytest.mark.parametrize("fault", ["hang", "drip=0.05", "driphead=0.05", "endless"])
def test_a_server_that_takes_for_ever_is_left_at_the_deadline(nasty: str, context: Context, fault: str) -> None:
    with Client(now=lambda: context.now, deadline_seconds=0.5) as impatient, pytest.raises(Unavailable):
        hashtag(f"{nasty}/f/{fault}", replace(context, http=impatient))


def test_every_recorded_status_is_read(recorded: Path) -> None:
    answers = [*sorted(recorded.glob("mastodon/*.json")), *sorted(recorded.glob("local/mastodon_*/*.json"))]
    if not answers:
        pytest.skip(f"no recorded answer is in {recorded}")
    statuses = [
        status for path in answers for status in _statuses(json.loads(path.read_text(encoding="utf-8") or "{}"))
    ]
    assert len(statuses) > 40
    for status in statuses:
        mention = mention_from(status, channel="m", own_account=None, parent_of=lambda parent: f"parent {parent}")
        assert mention.ref.startswith("http")
        assert "<p>" not in mention.text
        assert (mention.kind is Kind.REPLY) == (status["in_reply_to_id"] not in (None, ""))


def _statuses(found: Any) -> list[dict[str, Any]]:
    """Every object of an answer that has what a status has."""
    if isinstance(found, list):
        return [status for entry in found for status in _statuses(entry)]
    if not isinstance(found, dict):
        return []
    if {"uri", "content", "account", "visibility", "in_reply_to_id"} <= found.keys():
        return [found]
    return [status for value in found.values() for status in _statuses(value)]


def test_a_status_without_author_is_no_mention() -> None:
    with pytest.raises(BadStatus, match="the author is missing"):
        mention_from(a_status(1, account=[]), channel="m", own_account=None, parent_of=str)


def test_a_server_that_knows_no_min_id_gives_only_what_is_new(httpserver: HTTPServer, context: Context) -> None:
    """As snac2 does for the posts of an account: whatever is asked, its newest."""
    shown = [a_status(2), a_status(1)]
    httpserver.expect_request(TAG).respond_with_handler(
        lambda asked: Response(json.dumps([] if "max_id" in asked.args else shown), content_type="application/json")
    )
    instance = httpserver.url_for("").rstrip("/")
    cursor = hashtag(instance, context)[-1].cursor
    assert [page for page in hashtag(instance, context, cursor) if page.mentions] == []
    shown.insert(0, a_status(3))
    assert [mention.text for page in hashtag(instance, context, cursor) for mention in page.mentions] == ["message 3"]
