"""Facebook: what the kit does not ask."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from connectors._facebook import PAGE, Network, facebook
from connectors._graph import GONE, LONG_AGO, TOKEN, by_ref, minute, pull, refusal, written
from socialcare.connector import Context, Reply
from socialcare.errors import AuthError, ConnectorError, RateLimited, Rejected, Unavailable
from socialcare.facts import Kind
from socialcare.testing import NOW, Answer, LoopbackServer
from socialcare_connectors import _meta_api
from socialcare_connectors.facebook import Facebook, Settings


@pytest.fixture
def network() -> Network:
    network = Network()
    network.post()
    return network


@pytest.fixture
def server(network: Network) -> Iterator[str]:
    with LoopbackServer(network) as server:
        network.url = server.url
        yield server.url


@pytest.fixture
def source(server: str, context: Context) -> Facebook:
    return facebook(server, context)


def asked(network: Network) -> list[str]:
    paths = [request.path.partition("/v26.0/")[2] for request in network.requests]
    network.requests.clear()
    return paths


def test_a_comment_comes_with_all_that_facebook_tells(network: Network, source: Facebook) -> None:
    post = network.posts[0]["id"]
    image = {"type": "photo", "title": "Le colis", "media": {"image": {"src": "https://cdn.example/a.jpg"}}}
    top = network.comment(post, attachment=image)
    answer = network.own(post, "Bonjour", top["id"])
    found = by_ref(pull(source))
    first, own, mine = found[top["id"]], found[answer["id"]], found[post]
    assert (first.kind, first.in_reply_to, first.thread, first.can_reply) == (Kind.COMMENT, post, top["id"], True)
    assert (first.author.handle, first.author.name, dict(first.metrics)) == ("77", "Léa", {"likes": 1, "replies": 0})
    assert (first.media[0].kind, first.media[0].description) == ("photo", "Le colis")
    assert (own.own, own.kind, own.in_reply_to, own.thread) == (True, Kind.REPLY, top["id"], top["id"])
    assert (mine.own, mine.thread, dict(mine.metrics)) == (True, None, {"replies": 2, "shares": 2})


def test_what_is_said_below_a_visitors_post_is_one_conversation(network: Network, source: Facebook) -> None:
    visit = network.post(**{"from": {"id": "77", "name": "Léa"}})
    comment = network.comment(visit["id"])
    found = by_ref(pull(source))
    assert (found[visit["id"]].own, found[visit["id"]].thread) == (False, visit["id"])
    assert found[comment["id"]].thread == visit["id"]


def test_comments_of_unknown_people_are_not_taken_for_one_persons(network: Network, source: Facebook) -> None:
    visit = network.post(**{"from": None})
    refs = [network.comment(visit["id"], **{"from": None})["id"] for _ in range(2)]
    found = by_ref(pull(source))
    assert [found[ref].thread for ref in refs] == refs
    assert {found[ref].author.handle for ref in refs} == {""}


def test_a_post_on_which_nothing_happened_costs_no_call(network: Network, source: Facebook) -> None:
    post = network.posts[0]["id"]
    top = network.comment(post)
    cursor = pull(source)[-1].cursor
    asked(network)
    assert pull(source, cursor) == []
    assert asked(network) == [f"{PAGE}/feed", f"{PAGE}/tagged"]
    late = network.comment(post)
    network.delete(top["id"])
    found = pull(source, cursor)
    assert late["id"] in by_ref(found)
    assert asked(network) == [f"{PAGE}/feed", f"{post}/comments", f"{PAGE}/tagged"]


def test_a_new_comment_on_a_post_of_before_the_first_pull_is_seen(network: Network, source: Facebook) -> None:
    network.posts[0]["created_time"] = written(NOW - timedelta(days=20))
    old, new = (network.comment(network.posts[0]["id"], created_time=written(at)) for at in (minute(1), minute(100)))
    first = pull(source, since=minute(50))
    assert set(by_ref(first)) == {new["id"]}
    assert old["id"] not in by_ref(pull(source, first[-1].cursor))


def test_a_post_that_tags_the_page_comes_once(network: Network, source: Facebook) -> None:
    tagged = network.post(tagged=True, **{"from": None})
    first = pull(source)
    assert tagged["id"] in by_ref(first)
    assert pull(source, first[-1].cursor) == []


def test_tags_that_may_not_be_read_are_a_note(network: Network, source: Facebook) -> None:
    top = network.comment(network.posts[0]["id"])
    network.refused = {"tagged": refusal(10, "This endpoint requires a permission", 403)}
    pages = pull(source)
    assert top["id"] in by_ref(pages)
    assert "tagged: false" in str(pages[-1].notes[0])


def test_one_post_whose_comments_may_not_be_read_does_not_keep_the_others_from_being_read(
    network: Network, source: Facebook
) -> None:
    closed, opened = network.post()["id"], network.posts[0]["id"]
    network.comment(closed)
    comment = network.comment(opened)
    network.refused = {closed: refusal(10)}
    pages = pull(source)
    assert comment["id"] in by_ref(pages)
    assert any(closed in str(note) for page in pages for note in page.notes)
    network.refused = {}
    assert len(by_ref(pull(source, pages[-1].cursor))) == 2  # the post and its comment


@pytest.mark.parametrize("old_paging", [False, True])
def test_the_token_of_the_next_address_is_nowhere(
    network: Network, server: str, context: Context, monkeypatch: pytest.MonkeyPatch, *, old_paging: bool
) -> None:
    monkeypatch.setattr(_meta_api, "PAGE", 2)
    network.old_paging = old_paging
    network.comment(network.posts[0]["id"], created_time="hier", odd={"next": f"?access_token={TOKEN}"})
    refs = {network.comment(network.posts[0]["id"])["id"] for _ in range(5)}
    pages = pull(facebook(server, context))
    assert refs < by_ref(pages).keys()
    assert sum(len(page.rejects) for page in pages) == 1
    assert TOKEN not in repr(pages)
    assert all(TOKEN not in json.dumps(dict(request.query)) for request in network.requests)


def test_a_place_that_meta_has_forgotten_is_found_again_from_the_top(
    network: Network, server: str, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_meta_api, "PAGE", 2)
    refs = {network.comment(network.posts[0]["id"])["id"] for _ in range(5)}
    first = next(facebook(server, context).pages(None, LONG_AGO))
    monkeypatch.setattr(_meta_api, "PAGE", 50)
    network.stale = True
    rest = pull(facebook(server, context), first.cursor)
    assert refs < {*by_ref([first]), *by_ref(rest)}


@pytest.mark.parametrize(
    ("refused", "kind"),
    [
        (refusal(4), RateLimited),
        (refusal(17), RateLimited),
        (refusal(32), RateLimited),
        (refusal(613), RateLimited),
        (refusal(80_001), RateLimited),
        (refusal(190, error_subcode=463), AuthError),
        (refusal(10), AuthError),
        (refusal(200), AuthError),
        (refusal(100, "Invalid parameter"), Rejected),
        (refusal(2, "try again", is_transient=True), Unavailable),
        (refusal(2, "try again", 500), Unavailable),
        (Answer.of({"error": {"code": 1}}), Unavailable),
        (Answer.of([]), Unavailable),
        (Answer.of({"data": None}), Unavailable),
    ],
)
def test_a_refusal_is_what_its_code_says(
    network: Network, source: Facebook, refused: Answer, kind: type[ConnectorError]
) -> None:
    network.refused = {"feed": refused}
    with pytest.raises(kind):
        pull(source)


def test_meta_tells_how_long_to_wait_in_a_header(network: Network, source: Facebook) -> None:
    use = json.dumps({PAGE: [{"type": "pages", "call_count": 100, "estimated_time_to_regain_access": 19}]})
    limit = refusal(80_001)
    network.refused = {"feed": replace(limit, headers={**limit.headers, "X-Business-Use-Case-Usage": use})}
    with pytest.raises(RateLimited) as limited:
        pull(source)
    assert limited.value.until == NOW + timedelta(minutes=19)


def test_an_error_does_not_repeat_the_token(server: str, context: Context) -> None:
    with pytest.raises(AuthError, match="SOCIALCARE_MARQUE_FR_TOKEN") as refused:
        pull(facebook(server, context, token=SecretStr("EAAB-other")))
    assert "EAAB" not in str(refused.value)


def test_without_a_token_nothing_is_asked(network: Network, server: str, context: Context) -> None:
    with pytest.raises(AuthError, match="pages_read_user_content"):
        pull(facebook(server, context, token=None))
    assert network.requests == []


def test_a_lost_right_is_no_deletion(network: Network, source: Facebook) -> None:
    top = network.comment(network.posts[0]["id"])
    mention = by_ref(pull(source))[top["id"]]
    network.refused = {top["id"]: GONE, "feed": refusal(200)}
    with pytest.raises(AuthError):
        list(source.reread([mention]))
    network.refused = {top["id"]: GONE}
    assert [page.gone for page in source.reread([mention])] == [(top["id"],)]


def test_a_message_that_is_not_shown_is_counted_and_no_deletion(network: Network, source: Facebook) -> None:
    top = network.comment(network.posts[0]["id"])
    mention = by_ref(pull(source))[top["id"]]
    network.refused = {top["id"]: refusal(10)}
    (page,) = source.reread([mention])
    assert (page.gone, page.cursor) == ((), None)
    assert str(page.notes[0]).startswith("1 message could not")


def test_a_second_look_keeps_what_only_the_post_tells(network: Network, source: Facebook) -> None:
    visit = network.post(**{"from": {"id": "77", "name": "Léa"}})
    top = network.comment(visit["id"])
    below = network.comment(visit["id"], parent=top["id"])
    network.own(visit["id"], "Bonjour", top["id"])
    before = by_ref(pull(source))
    again = by_ref(list(source.reread([before[visit["id"]], before[top["id"]], before[below["id"]]])))
    for ref, mention in again.items():
        assert (mention.thread, mention.in_reply_to) == (before[ref].thread, before[ref].in_reply_to)
    assert len(again) == 4


def test_an_answer_to_a_reply_stands_beside_it(network: Network, source: Facebook) -> None:
    top = network.comment(network.posts[0]["id"])
    below = network.comment(network.posts[0]["id"], parent=top["id"])
    reply = Reply(key="1", to=by_ref(pull(source))[below["id"]], text="C’est réparé.", since=NOW)
    assert source.find(reply) is None
    sent = source.send(reply)
    assert network.requests[-1].path.endswith(f"{top['id']}/comments")
    assert source.find(reply) == sent
    assert source.find(replace(reply, since=NOW + timedelta(hours=1))) is None


def test_a_check_tells_who_the_page_is_and_what_is_missing(network: Network, source: Facebook) -> None:
    network.headers = {"X-App-Usage": json.dumps({"call_count": 28, "total_time": 25, "total_cputime": 5})}
    identity = source.check()
    assert (identity.name, identity.handles, identity.missing) == ("Maison Lavande", (PAGE, "maisonlavande"), ())
    assert str(identity.quota) == "28 % of the calls of this hour are used"
    granted = [{"permission": "pages_read_engagement", "status": "granted"}]
    network.replayed = {"permissions": Answer.of({"data": granted})}
    missing = [str(one) for one in source.check().missing]
    assert any("pages_manage_engagement" in one for one in missing)
    assert any("token is of a person" in one for one in missing)


@pytest.mark.parametrize("wrong", [{"page": "maisonlavande"}, {"version": "26"}, {"server": "http://ailleurs.example"}])
def test_settings_say_what_to_write(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="“"):
        Settings(**{"page": PAGE, **wrong})


@pytest.mark.parametrize(("body", "edge"), [
    ("comments_1", "comments"), ("comments_2", "comments"), ("page_feed_1", "feed"), ("page_feed_2", "feed"),
    ("page_feed_default_1", "feed"), ("page_feed_default_2", "feed"),
])  # fmt: skip
def test_recorded_listings_have_their_fields(
    network: Network, source: Facebook, recorded: Path, body: str, edge: str
) -> None:
    path = recorded / "facebook" / f"{body}.json"
    listing = json.loads(path.read_bytes())["data"]
    network.comment(network.posts[0]["id"])
    nothing = Answer.of({"data": []})
    network.replayed = {"tagged": nothing, "comments": nothing} | {edge: Answer(body=path.read_bytes())}
    found = [mention for page in pull(source) for mention in page.mentions if mention.posted_at < minute(0)]
    assert len(found) == len(listing) > 0
    told = {one["message"].strip() for one in listing if one.get("message")}
    assert told <= {mention.text for mention in found}
    assert all(mention.ref and mention.posted_at.utcoffset() == timedelta(0) for mention in found)
    assert all(mention.author.handle == "" for mention in found)


@pytest.mark.parametrize("body", ["error", "error_100"])
def test_recorded_errors_are_classified(network: Network, source: Facebook, recorded: Path, body: str) -> None:
    refused = (recorded / "facebook" / f"{body}.json").read_bytes()
    network.refused = {"feed": Answer(body=refused, status=400)}
    with pytest.raises(Rejected, match="Meta"):
        pull(source)
