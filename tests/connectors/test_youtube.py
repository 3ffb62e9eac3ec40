"""Comments of YouTube: what the kit does not ask."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors._youtube import BRAND, SECRET, Network, minute, refusal, replayed, youtube
from socialcare.connector import Context, Page, Reply
from socialcare.errors import AuthError, ConnectorError, QuotaSpent, RateLimited, Rejected, Unavailable
from socialcare.facts import Kind, Mention
from socialcare.testing import NOW, Answer, LoopbackServer
from socialcare_connectors import _youtube_api
from socialcare_connectors.youtube import Settings, YouTube

LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)
MIDNIGHT = datetime(2026, 3, 3, 8, tzinfo=UTC)
"""Of the Pacific, in winter."""


@pytest.fixture
def network() -> Network:
    return Network()


@pytest.fixture
def server(network: Network) -> Iterator[str]:
    with LoopbackServer(network) as server:
        yield server.url


@pytest.fixture
def source(server: str, context: Context) -> YouTube:
    return youtube(server, context)


def pull(source: YouTube, cursor: Any = None) -> list[Page]:
    return list(source.pages(json.loads(json.dumps(cursor)), LONG_AGO))


def by_ref(pages: list[Page]) -> dict[str, Mention]:
    return {mention.ref: mention for page in pages for mention in page.mentions}


def test_a_comment_comes_with_all_that_youtube_tells(network: Network, source: YouTube) -> None:
    top = network.publish(updated=minute(30).isoformat())
    reply = network.publish(parent=top["id"], author="Zoé", author_id="UCzoe")
    own = network.publish(parent=top["id"], author="@maisonlavande", author_id=BRAND)
    found = by_ref(pull(source))
    first = found[top["id"]]
    assert (first.kind, first.thread, first.in_reply_to, first.can_reply) == (Kind.COMMENT, top["id"], None, True)
    assert (first.author.handle, first.text, first.edited_at) == ("lea", "Message 1 : rien ne vient & <3", minute(30))
    assert (dict(first.metrics), first.url) == (
        {"likes": 3, "replies": 2}, f"https://www.youtube.com/watch?v=vidMarque01&lc={top['id']}"
    )  # fmt: skip
    second = found[reply["id"]]
    assert (second.kind, second.in_reply_to, second.thread, second.own) == (Kind.REPLY, top["id"], top["id"], False)
    assert (second.author.handle, second.author.name, second.edited_at) == ("UCzoe", "Zoé", None)
    assert found[own["id"]].own


def test_replies_that_a_thread_does_not_carry_are_fetched_once(network: Network, source: YouTube) -> None:
    top = network.publish()
    refs = {network.publish(parent=top["id"])["id"] for _ in range(5)}
    first = pull(source)
    assert refs < by_ref(first).keys()
    network.requests.clear()
    pull(source, first[-1].cursor)
    assert [request.path for request in network.requests] == ["/youtube/v3/commentThreads"]
    late = network.publish(parent=top["id"])
    assert late["id"] in by_ref(pull(source, first[-1].cursor))


def test_a_reply_that_takes_the_place_of_a_deleted_one_is_seen(network: Network, source: YouTube) -> None:
    top = network.publish()
    replies = [network.publish(parent=top["id"]) for _ in range(4)]
    first = pull(source)
    network.comments.remove(replies[0])
    late = network.publish(parent=top["id"])
    assert late["id"] in by_ref(pull(source, first[-1].cursor))


def test_a_reply_to_a_comment_of_before_the_first_pull_brings_that_comment_too(
    network: Network, source: YouTube
) -> None:
    top = network.publish(at=minute(1))
    reply = network.publish(parent=top["id"], at=minute(60))
    network.publish(at=minute(2))
    pages = list(source.pages(None, minute(30)))
    assert set(by_ref(pages)) == {top["id"], reply["id"]}
    assert set(by_ref(pull(source, pages[-1].cursor))) == {top["id"], reply["id"]}


def test_a_place_that_youtube_has_forgotten_is_found_again_from_the_top(
    network: Network, server: str, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_youtube_api, "PAGE", 2)
    refs = {network.publish()["id"] for _ in range(5)}
    first = next(youtube(server, context).pages(None, LONG_AGO))
    monkeypatch.setattr(_youtube_api, "PAGE", 100)
    network.stale_tokens = True
    rest = pull(youtube(server, context), first.cursor)
    assert {*by_ref([first]), *by_ref(rest)} == refs


def test_units_are_counted_and_kept_in_the_cursor_of_the_day(
    network: Network, source: YouTube, context: Context
) -> None:
    top = network.publish()
    for _ in range(3):
        network.publish(parent=top["id"])
    pages = pull(source)
    assert pages[-1].cursor is not None
    assert pages[-1].cursor["quota"] == {"day": "2026-03-02", "units": 2}
    assert context.vault.read()["quota"] == {"day": "2026-03-02", "units": 2}
    assert "4 of 9000" in str(source.check().quota)


def test_reading_stops_at_its_share_of_the_day_and_goes_on_the_day_after(
    network: Network, server: str, context: Context
) -> None:
    network.publish()
    kept = {"quota": {"day": "2026-03-02", "units": 10}, "listings": {}}
    with pytest.raises(QuotaSpent) as spent:
        pull(youtube(server, context, units_a_day=10), kept)
    assert spent.value.until == MIDNIGHT
    assert network.requests == []
    tomorrow = replace(context, now=MIDNIGHT)
    assert len(by_ref(pull(youtube(server, tomorrow, units_a_day=10), kept))) == 1


@pytest.mark.parametrize(
    ("refused", "kind"),
    [
        (refusal(403, "quotaExceeded"), QuotaSpent),
        (refusal(403, "dailyLimitExceeded"), QuotaSpent),
        (refusal(429, "quotaExceeded"), QuotaSpent),
        (refusal(403, "rateLimitExceeded"), RateLimited),
        (refusal(400, "keyInvalid"), AuthError),
        (refusal(403, "forbidden"), AuthError),
        (refusal(404, "channelNotFound"), Rejected),
        (refusal(400, "processingFailure"), Rejected),
        (
            Answer.of({"error": {"code": 400, "details": [{"reason": "API_KEY_INVALID"}], "message": "no"}}, 400),
            AuthError,
        ),
        (Answer.of({"kind": "youtube#videoListResponse", "items": []}), Unavailable),
        (Answer.of([]), Unavailable),
    ],
)
def test_a_refusal_is_what_its_reason_says(
    network: Network, source: YouTube, refused: Answer, kind: type[ConnectorError]
) -> None:
    network.refused = refused
    with pytest.raises(kind) as raised:
        pull(source)
    assert type(raised.value).__mro__.index(kind) <= 1
    if kind is QuotaSpent:
        assert getattr(raised.value, "until", None) == MIDNIGHT


def test_comments_that_are_switched_off_are_a_note(network: Network, source: YouTube) -> None:
    network.refused = refusal(403, "commentsDisabled")
    (page,) = pull(source)
    assert page.cursor is None
    assert "switched off" in str(page.notes[0])


def test_without_a_key_nothing_is_asked(network: Network, server: str, context: Context) -> None:
    with pytest.raises(AuthError, match="SOCIALCARE_MARQUE_FR_API_KEY"):
        pull(youtube(server, context, api_key=None, refresh_token=None))
    assert network.requests == []


def test_a_login_alone_reads_and_is_made_anew_when_google_takes_it_back(
    network: Network, server: str, context: Context
) -> None:
    network.publish()
    assert len(by_ref(pull(youtube(server, context, api_key=None)))) == 1
    pull(youtube(server, context, api_key=None))
    assert network.tokens_made == 1
    network.tokens_made = 7
    assert len(by_ref(pull(youtube(server, context, api_key=None)))) == 1
    assert network.tokens_made == 8


def test_an_answer_goes_below_the_top_comment_and_needs_the_login(
    network: Network, server: str, context: Context, source: YouTube
) -> None:
    top = network.publish()
    below = network.publish(parent=top["id"])
    asked = by_ref(pull(source))[below["id"]]
    reply = Reply(key="1", to=asked, text="Bonjour, c’est réparé.", since=NOW)
    with pytest.raises(AuthError, match="REFRESH_TOKEN"):
        youtube(server, context, refresh_token=None).send(reply)
    sent = source.send(reply)
    assert network.of(sent.ref)["parent"] == top["id"]
    assert sent.url.endswith(f"v=vidMarque01&lc={sent.ref}")
    assert source.find(reply) == sent
    assert source.find(replace(reply, text="Bonjour")) is None


def test_an_answer_is_refused_with_what_youtube_says(network: Network, source: YouTube) -> None:
    network.publish()
    (asked,) = by_ref(pull(source)).values()
    network.refused = refusal(400, "commentTextTooLong", "The comment is too long.")
    with pytest.raises(Rejected, match="The comment is too long"):
        source.send(Reply(key="1", to=asked, text="…", since=NOW))


def test_a_check_tells_who_the_brand_is_and_what_is_missing(server: str, context: Context, source: YouTube) -> None:
    identity = source.check()
    assert (identity.name, identity.handles, identity.rights) == (
        "Maison Lavande",
        ("maisonlavande",),
        ("read", "answer"),
    )
    without = youtube(server, context, client_id="").check()
    assert "client_id" in str(without.missing[0])


def test_a_login_of_another_channel_is_told(server: str, context: Context) -> None:
    other = "UC" + "x" * 22
    assert "another channel" in str(youtube(server, context, channel_id=other).check().missing[0])


@pytest.mark.parametrize(
    "wrong", [{"channel_id": "@marque"}, {"videos": ["https://youtu.be/x"]}, {"server": "http://ailleurs.example"}]
)
def test_settings_say_what_to_write(wrong: Mapping[str, Any]) -> None:
    with pytest.raises(ValueError, match="“"):
        Settings(**{"channel_id": BRAND, **wrong})


def test_recorded_comments_have_their_fields(network: Network, source: YouTube, recorded: Path) -> None:
    network.replayed = {
        **replayed(recorded / "youtube" / "comment_threads_all_to_channel.json"),
        **replayed(recorded / "youtube" / "comments_by_parent_1.json"),
    }
    found = by_ref(pull(source))
    assert len(found) >= 6
    assert all(mention.author.handle.startswith("UC") and mention.text for mention in found.values())
    assert {bool(mention.url) for mention in found.values()} == {True, False}  # two are on the channel, not on a video
    assert {mention.kind for mention in found.values()} == {Kind.COMMENT, Kind.REPLY}


def test_no_secret_is_in_an_address(network: Network, source: YouTube) -> None:
    network.publish()
    pull(source)
    source.check()
    assert all(SECRET not in "".join(request.query.values()) for request in network.requests)
