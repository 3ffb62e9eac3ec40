"""Instagram: what the kit does not ask."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from connectors._graph import GONE, TOKEN, by_ref, minute, pull, refusal, written
from connectors._instagram import ACCOUNT, NAME, Network, instagram
from socialcare.connector import Context, Reply
from socialcare.errors import AuthError, Rejected
from socialcare.facts import Kind
from socialcare.testing import NOW, Answer, LoopbackServer
from socialcare_connectors.instagram import Instagram, Settings


@pytest.fixture
def network() -> Network:
    network = Network()
    network.publish()
    return network


@pytest.fixture
def server(network: Network) -> Iterator[str]:
    with LoopbackServer(network) as server:
        network.url = server.url
        yield server.url


@pytest.fixture
def source(server: str, context: Context) -> Instagram:
    return instagram(server, context)


def test_a_comment_comes_with_all_that_instagram_tells(network: Network, source: Instagram) -> None:
    media = network.media[0]
    top = network.comment(media["id"])
    answer = network.comment(media["id"], top["id"], username=NAME.upper())
    found = by_ref(pull(source))
    first, own, mine = found[top["id"]], found[answer["id"]], found[media["id"]]
    assert (first.kind, first.in_reply_to, first.thread) == (Kind.COMMENT, media["id"], top["id"])
    assert (first.author.handle, first.url, dict(first.metrics)) == ("lea", media["permalink"], {"likes": 1})
    assert (own.own, own.kind, own.in_reply_to, own.thread) == (True, Kind.REPLY, top["id"], top["id"])
    assert (mine.own, mine.media[0].kind, mine.can_reply) == (True, "image", None)


def test_replies_that_a_comment_does_not_carry_are_fetched(network: Network, source: Instagram) -> None:
    media = network.media[0]["id"]
    top = network.comment(media)
    refs = {network.comment(media, top["id"])["id"] for _ in range(5)}
    pages = pull(source)
    assert refs < by_ref(pages).keys()
    assert TOKEN not in repr(pages)
    assert pull(source, pages[-1].cursor) == []


def test_a_reply_to_an_older_comment_is_seen(network: Network, source: Instagram) -> None:
    media = network.media[0]["id"]
    top = network.comment(media, timestamp=written(NOW - timedelta(days=12)))
    network.comment(media)
    cursor = pull(source)[-1].cursor
    late = network.comment(media, top["id"], timestamp=written(NOW))
    assert late["id"] in by_ref(pull(source, cursor))


def test_a_reply_that_cannot_be_read_costs_itself(network: Network, source: Instagram) -> None:
    media = network.media[0]["id"]
    top = network.comment(media)
    network.comment(media, top["id"], timestamp=None)
    good = network.comment(media, top["id"])
    pages = pull(source)
    assert {top["id"], good["id"]} < by_ref(pages).keys()
    assert sum(len(page.rejects) for page in pages) == 1


def test_media_that_tag_the_account_cannot_be_answered_from_here(network: Network, source: Instagram) -> None:
    network.publish(network.tags, username="lea", caption="Merci @maisonlavande")
    tagged = by_ref(pull(source))[network.tags[0]["id"]]
    assert (tagged.own, tagged.author.handle, tagged.can_reply, tagged.kind) == (False, "lea", False, Kind.POST)
    with pytest.raises(Rejected, match="in the app"):
        source.send(Reply(key="1", to=tagged, text="Merci", since=NOW))
    (page,) = source.reread([tagged])
    assert (page.gone, len(page.notes)) == ((), 1)


@pytest.mark.parametrize("refused", [refusal(10), refusal(100, "Tried accessing nonexisting field (tags)")])
def test_tags_that_the_login_does_not_have_are_a_note(network: Network, source: Instagram, refused: Answer) -> None:
    network.refused = {"tags": refused}
    assert "tags: false" in str(pull(source)[-1].notes[0])


def test_an_answer_to_a_reply_stands_beside_it(network: Network, source: Instagram) -> None:
    media = network.media[0]["id"]
    top = network.comment(media)
    below = network.comment(media, top["id"])
    reply = Reply(key="1", to=by_ref(pull(source))[below["id"]], text="C’est réparé.", since=NOW)
    assert source.find(reply) is None
    sent = source.send(reply)
    assert network.requests[-1].path.endswith(f"{top['id']}/replies")
    assert source.find(reply) == sent
    assert source.find(replace(reply, since=NOW + timedelta(hours=1))) is None


def test_a_second_look_at_a_reply_finds_the_answer_beside_it(network: Network, source: Instagram) -> None:
    media = network.media[0]["id"]
    top = network.comment(media)
    below = network.comment(media, top["id"])
    mention = by_ref(pull(source))[below["id"]]
    answer = network.comment(media, top["id"], username=NAME)
    found = by_ref(list(source.reread([mention])))
    assert set(found) == {below["id"], answer["id"]}
    assert found[below["id"]] == mention


def test_a_lost_right_is_no_deletion(network: Network, source: Instagram) -> None:
    top = network.comment(network.media[0]["id"])
    mention = by_ref(pull(source))[top["id"]]
    network.refused = {top["id"]: GONE, "media": refusal(190)}
    with pytest.raises(AuthError):
        list(source.reread([mention]))


def test_a_check_tells_who_the_account_is(source: Instagram) -> None:
    identity = source.check()
    assert (identity.name, identity.handles, identity.missing) == ("Maison Lavande", (NAME,), ())


def test_settings_say_what_to_write() -> None:
    with pytest.raises(ValueError, match="“"):
        Settings(account=f"@{NAME}")
    assert Settings(account=ACCOUNT).server == "https://graph.instagram.com"


@pytest.mark.parametrize(
    ("body", "edge"),
    [("media_comments_1", "comments"), ("media_comments_2", "comments"), ("user_medias_1", "media"),
     ("user_medias_2", "media"), ("tagged_medias", "tags")],
)  # fmt: skip
def test_recorded_listings_have_their_fields(
    network: Network, source: Instagram, recorded: Path, body: str, edge: str
) -> None:
    path = recorded / "instagram" / f"{body}.json"
    listing = json.loads(path.read_bytes())["data"]
    network.comment(network.media[0]["id"])
    nothing = Answer.of({"data": []})
    network.replayed = {"comments": nothing} | {edge: Answer(body=path.read_bytes())}
    found = {ref: one for ref, one in by_ref(pull(source)).items() if one.posted_at < minute(0)}
    assert set(found) == {one["id"] for one in listing}
    for one in listing:
        mention = found[one["id"]]
        assert mention.text == " ".join(one.get("caption", one.get("text", "")).split("\r")).strip()
        assert mention.own == (edge == "media")
        assert len(mention.media) == ("media_url" in one)
