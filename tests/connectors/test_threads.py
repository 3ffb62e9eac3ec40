"""The conversation around a message, on each network as it tells it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from connectors import _bluesky, _discourse, _facebook, _graph, _instagram, _wordpress, _youtube
from socialcare.connector import MOST_AROUND, Connector, Context
from socialcare.errors import AuthError, Rejected, Unavailable
from socialcare.facts import Author, Mention
from socialcare.testing import NOW, Answer, LoopbackServer
from socialcare_connectors import mastodon, wordpress
from socialcare_connectors._around import around
from socialcare_connectors._bluesky_thread import above, below
from socialcare_connectors._discourse_errors import NotForUs


def pulled(connector: Connector) -> dict[str, Mention]:
    """By their texts."""
    return {mention.text: mention for page in connector.pages(None, None) for mention in page.mentions}


@pytest.mark.parametrize(("older", "newer", "kept"), [
    (3, 4, (3, 4)), (200, 0, (99, 0)), (0, 200, (0, 99)), (200, 200, (50, 49)), (60, 200, (50, 49)), (95, 2, (95, 2)),
])  # fmt: skip
def test_a_long_thread_is_cut_to_what_is_nearest(
    a_mention: Callable[..., Mention], older: int, newer: int, kept: tuple[int, int]
) -> None:
    before = [a_mention(ref=f"above-{n}") for n in range(older)]
    after = [a_mention(ref=f"below-{n}") for n in range(newer)]
    itself = a_mention(ref="itself")
    found = around(before, itself, after)
    near, next_ones = kept
    assert found == (*before[older - near :], itself, *after[:next_ones])
    assert len(found) <= MOST_AROUND


@pytest.fixture
def fediverse(context: Context, recorded: Path) -> Iterator[Callable[[str], tuple[mastodon.Mastodon, Mention]]]:
    """`fediverse("context_empty")`: a server that gives this recorded context, and the message it is around."""
    servers = []

    def made(name: str) -> tuple[mastodon.Mastodon, Mention]:
        body = (recorded / "mastodon" / f"{name}.json").read_bytes()
        context_of = json.loads((recorded / "mastodon" / f"{name}.meta.json").read_bytes())["request"]["uri"]
        path = "/" + context_of.split("/", 3)[3]
        posts = [*json.loads(body)["ancestors"], *json.loads(body)["descendants"]]
        brand = posts[0]["account"]["id"] if posts else "1"

        def answer(request: Any) -> Answer:
            if request.path == "/api/v1/accounts/verify_credentials":
                return Answer.of({"id": brand, "acct": "marque"})
            return Answer(body=body) if request.path == path else Answer.of({"error": "Record not found"}, 404)

        server = LoopbackServer(answer).__enter__()
        servers.append(server)
        ref = f"{server.url}/users/lea/statuses/{path.split('/')[4]}"
        asked = Mention(channel=context.channel, ref=ref, author=Author(), text="le message", posted_at=NOW)
        settings = mastodon.Settings(instance=server.url, hashtags=["zorglub"], token=SecretStr("t"))
        return mastodon.Mastodon(settings, context), asked

    yield made
    for server in servers:
        server.__exit__(None, None, None)


@pytest.mark.parametrize(("name", "over", "under"), [
    ("context_empty", 0, 0), ("context_with_ancestors", 1, 3), ("context_with_descendants", 0, 6),
])  # fmt: skip
def test_a_context_that_mastodon_gave_is_read_in_its_order(
    fediverse: Any, recorded: Path, name: str, over: int, under: int
) -> None:
    channel, asked = fediverse(name)
    found = channel.thread(asked)
    assert [one.ref == asked.ref for one in found] == [*[False] * over, True, *[False] * under]
    given = json.loads((recorded / "mastodon" / f"{name}.json").read_bytes())
    uris = {status["id"]: status["uri"] for key in given for status in given[key]} | {
        asked.ref.split("/")[-1]: asked.ref
    }
    posts = [*given["ancestors"], *given["descendants"]]
    others = [one for one in found if one is not asked]
    assert [(one.ref, one.in_reply_to) for one in others] == [
        (status["uri"], uris.get(status["in_reply_to_id"])) for status in posts
    ]
    brand = posts[0]["account"]["id"] if posts else ""
    assert [one.own for one in others] == [status["account"]["id"] == brand for status in posts]


def test_a_message_that_no_server_can_find_again_is_not_said_to_be_gone(fediverse: Any) -> None:
    channel, asked = fediverse("context_empty")
    with pytest.raises(Rejected, match="can no longer find this message"):
        channel.thread(replace(asked, ref="https://ailleurs.example/1"))


@pytest.mark.parametrize("body", [b"[]", b'{"ancestors": []}', b'{"ancestors": {}, "descendants": []}'])
def test_a_context_of_the_wrong_shape_is_a_failure(context: Context, body: bytes) -> None:
    with LoopbackServer(lambda _: Answer(body=body)) as server:
        settings = mastodon.Settings(instance=server.url, hashtags=["zorglub"], mentions=False)
        ref = f"{server.url}/users/lea/statuses/12"
        asked = Mention(channel=context.channel, ref=ref, author=Author(), text="", posted_at=NOW)
        with pytest.raises(Unavailable, match="did not answer as a Mastodon server does"):
            mastodon.Mastodon(settings, context).thread(asked)


def test_a_thread_that_bluesky_gave_is_read_from_its_root(recorded: Path, context: Context) -> None:
    body = (recorded / "bluesky" / "get_post_thread_b.json").read_bytes()
    thread = json.loads(body)["thread"]
    network = _bluesky.Network(_bluesky.PASSWORD)
    network.replayed = ("/xrpc/app.bsky.feed.getPostThread", Answer(body=body))
    asked = Mention(channel=context.channel, ref=thread["post"]["uri"], author=Author(), text="", posted_at=NOW)
    with LoopbackServer(network) as server:
        found = _bluesky.over(server, context).thread(asked)
    chain = [thread["parent"]["parent"], thread["parent"], thread, *thread["replies"]]
    assert [one.ref for one in found] == [held["post"]["uri"] for held in chain]
    assert [one.in_reply_to for one in found[1:]] == [one.ref for one in found[:-1]]
    (request,) = [one for one in network.seen if one.path.endswith("getPostThread")]
    assert (request.query["depth"], request.query["parentHeight"]) == ("6", "80")


def test_whoever_blocks_the_brand_shows_it_no_thread(context: Context) -> None:
    network = _bluesky.Network(_bluesky.PASSWORD)
    asked = Mention(channel=context.channel, ref="at://did:plc:lea/x/1", author=Author(), text="", posted_at=NOW)
    blocked = {"$type": "app.bsky.feed.defs#blockedPost", "uri": asked.ref, "blocked": True}
    network.replayed = ("/xrpc/app.bsky.feed.getPostThread", Answer.of({"thread": blocked}))
    with LoopbackServer(network) as server:
        assert _bluesky.over(server, context).thread(asked) == ()


def test_posts_inside_posts_may_go_deeper_than_any_stack() -> None:
    thread: dict[str, Any] = {}
    for number in range(20_000):
        thread = {"post": {"uri": str(number)}, "replies": [thread, {"$type": "blocked"}], "parent": thread}
    assert [post["uri"] for post in below(thread)][:2] == ["19998", "19997"]
    assert len(above(thread)) == 19_999


def test_a_forum_shows_the_posts_just_before_and_after(context: Context) -> None:
    forum = _discourse.Forum()
    for number in range(1, 31):
        forum.publish(reply_to_post_number=1 if number > 1 else None)
    forum.of("11").update(post_type=4)
    forum.of("12").update(deleted_at="2026-03-02T07:00:00Z")
    forum.of("13").update(username=_discourse.BRAND, yours=True)
    forum.publish(topic_id=8)
    with LoopbackServer(forum) as server:
        channel = _discourse.discourse(server.url, context)
        asked = pulled(channel)["Message 10 & rien ne vient"]
        found = channel.thread(asked)
        assert [one.ref for one in found] == [str(n) for n in (*range(5, 11), *range(13, 25))]
        assert [one.ref for one in found if one.own] == ["13"]
        assert {one.in_reply_to for one in found} == {"1"}
        forum.hidden.add(10)
        with pytest.raises(NotForUs, match="does not show this to the brand"):
            channel.thread(asked)


def test_comments_of_a_site_are_read_up_to_the_first_that_is_hidden(context: Context) -> None:
    site = _wordpress.Site()
    spam = site.publish("spam", status="spam")
    first = site.publish("un", parent=spam["id"])
    second = site.publish("deux", parent=first["id"], author=_wordpress.ME)
    third = site.publish("trois", parent=second["id"])
    site.publish("quatre", parent=third["id"])
    site.publish("ailleurs", parent=first["id"])
    with LoopbackServer(site) as server:
        password = SecretStr(_wordpress.PASSWORD)
        settings = wordpress.Settings(site=server.url, user=_wordpress.USER, password=password)
        channel = wordpress.WordPress(settings, context)
        asked = pulled(channel)
        found = channel.thread(asked["trois"])
        assert [(one.text, one.own) for one in found] == [
            ("un", False), ("deux", True), ("trois", False), ("quatre", False)
        ]  # fmt: skip
        site.find(str(third["id"])).update(status="trash")  # type: ignore[union-attr]
        assert channel.thread(asked["trois"]) == ()


def test_replies_on_youtube_are_read_by_their_time_below_the_comment_they_stand_under(context: Context) -> None:
    network = _youtube.Network()
    network.publish(text="autre")
    top = network.publish(text="dessus")
    for number in range(4):
        network.publish(
            text=f"réponse {number}", parent=top["id"], **({"author_id": _youtube.BRAND} if number == 1 else {})
        )
    with LoopbackServer(network) as server:
        channel = _youtube.youtube(server.url, context)
        found = channel.thread(pulled(channel)["réponse 2"])
    assert [(one.text, one.own) for one in found] == [
        ("dessus", False), ("réponse 0", False), ("réponse 1", True), ("réponse 2", False), ("réponse 3", False)
    ]  # fmt: skip


def test_below_a_post_of_the_brand_on_facebook_each_top_comment_has_its_own_replies(context: Context) -> None:
    network = _facebook.Network()
    post = network.post()["id"]
    top = network.comment(post, message="dessus")["id"]
    network.comment(post, message="autre")
    for number in range(4):
        network.comment(post, message=f"réponse {number}", parent=top)
    network.own(post, "la marque", top)
    with LoopbackServer(network) as server:
        network.url = server.url
        channel = _facebook.facebook(server.url, context)
        asked = pulled(channel)
        found = channel.thread(asked["réponse 2"])
        assert [(one.text, one.own) for one in found] == [
            ("dessus", False), ("réponse 0", False), ("réponse 1", False), ("réponse 2", False), ("réponse 3", False),
            ("la marque", True),
        ]  # fmt: skip
        assert [one.ref for one in channel.thread(asked["dessus"])] == [one.ref for one in found]
        network.refused = {top: _graph.GONE}
        assert [one.text for one in channel.thread(asked["réponse 2"])] == ["réponse 2"], "it is still shown itself"


def test_below_a_visitors_post_on_facebook_all_is_one_conversation(context: Context) -> None:
    network = _facebook.Network()
    post = network.post(**{"from": {"id": "77", "name": "Léa"}}, message="la visiteuse")["id"]
    top = network.comment(post, message="dessus")["id"]
    network.own(post, "la marque", None)
    network.comment(post, message="réponse", parent=top)
    whole = ["la visiteuse", "dessus", "la marque", "réponse"]
    with LoopbackServer(network) as server:
        network.url = server.url
        channel = _facebook.facebook(server.url, context)
        asked = pulled(channel)
        assert [[one.text for one in channel.thread(asked[text])] for text in whole] == [whole] * 4


@pytest.mark.parametrize("network", [_facebook.Network, _instagram.Network])
def test_meta_says_of_a_lost_right_what_it_says_of_a_deletion_so_the_right_is_proven_first(
    network: Callable[[], Any], context: Context
) -> None:
    there = network()
    place = there.post() if isinstance(there, _facebook.Network) else there.publish()
    ref = there.comment(place["id"])["id"]
    with LoopbackServer(there) as server:
        there.url = server.url
        make = _facebook.facebook if isinstance(there, _facebook.Network) else _instagram.instagram
        channel: Any = make(server.url, context)
        (asked,) = [mention for mention in pulled(channel).values() if mention.ref == ref]
        there.refused = {ref: _graph.GONE}
        assert channel.thread(asked) == ()
        there.refused = {
            ref: _graph.GONE,
            "feed": _graph.refusal(10, "no right"),
            "media": _graph.refusal(10, "no right"),
        }
        with pytest.raises(AuthError, match="the token lacks a right"):
            channel.thread(asked)


def test_replies_on_instagram_stand_below_their_comment_and_media_of_others_show_nothing(context: Context) -> None:
    network = _instagram.Network()
    media = network.publish()["id"]
    top = network.comment(media, text="dessus")["id"]
    network.comment(media, text="autre")
    for number in range(4):
        network.comment(media, top, text=f"réponse {number}", **({"username": _instagram.NAME} if number == 1 else {}))
    network.publish(network.tags, username="zoe", caption="leur image")
    with LoopbackServer(network) as server:
        network.url = server.url
        channel = _instagram.instagram(server.url, context)
        asked = pulled(channel)
        found = channel.thread(asked["réponse 2"])
        assert [(one.text, one.own) for one in found] == [
            ("dessus", False), ("réponse 0", False), ("réponse 1", True), ("réponse 2", False), ("réponse 3", False)
        ]  # fmt: skip
        with pytest.raises(Rejected, match="nothing below media of others"):
            channel.thread(asked["leur image"])
        network.refused = {top: _graph.GONE}
        assert [one.text for one in channel.thread(asked["réponse 2"])] == ["réponse 2"], "it is still shown itself"
