import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from connectors._wordpress import ME, PASSWORD, USER, Site, refused
from socialcare.connector import Context, Page, Reply
from socialcare.errors import AuthError, Rejected, Unavailable
from socialcare.facts import Kind, Mention
from socialcare.testing import LoopbackServer
from socialcare_connectors import _wordpress_api
from socialcare_connectors.wordpress import Settings, WordPress

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    with LoopbackServer(site) as server:
        yield server.url


def wordpress(address: str, context: Context, **changes: Any) -> WordPress:
    given: dict[str, Any] = {"site": address, "user": USER, "password": SecretStr(PASSWORD), **changes}
    return WordPress(Settings(**given), context)


def mentions(pages: Iterator[Page]) -> list[Mention]:
    return [mention for page in pages for mention in page.mentions]


def test_a_comment_is_a_mention_whose_date_is_utc(site: Site, address: str, context: Context) -> None:
    asked = site.publish()
    site.publish("On regarde.", parent=asked["id"], author=ME, author_name="Claire")
    answer, question = mentions(wordpress(address, context).pages(None, LONG_AGO))
    assert (question.text, question.kind, question.own) == ("Où est ma commande 10 ?", Kind.COMMENT, False)
    assert question.posted_at == datetime(2026, 3, 2, 6, 10, tzinfo=UTC)
    assert (question.author.name, question.author.handle) == ("Élodie", "")
    assert (answer.kind, answer.own, answer.in_reply_to) == (Kind.REPLY, True, question.ref)


def test_a_visitor_who_takes_the_name_of_the_brand_is_a_visitor(site: Site, address: str, context: Context) -> None:
    site.publish(author_name=f"Claire#{ME}")
    (found,) = mentions(wordpress(address, context).pages(None, LONG_AGO))
    assert (found.own, found.author.handle) == (False, "")


def test_what_waits_for_approval_is_read_with_a_user_only(site: Site, address: str, context: Context) -> None:
    site.publish(status="hold")
    site.publish(status="spam")
    assert len(mentions(wordpress(address, context).pages(None, LONG_AGO))) == 1
    assert mentions(wordpress(address, context, user="").pages(None, LONG_AGO)) == []
    assert mentions(wordpress(address, context, pending=False).pages(None, LONG_AGO)) == []


def test_comments_of_one_second_fill_more_than_a_page(
    site: Site, address: str, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_wordpress_api, "PAGE", 2)
    for _ in range(5):
        site.publish(date="2026-03-02T08:00:00", date_gmt="2026-03-02T07:00:00")
    site.publish(date="2026-03-02T07:00:00", date_gmt="2026-03-02T06:00:00")
    assert len({mention.ref for mention in mentions(wordpress(address, context).pages(None, LONG_AGO))}) == 6


def test_a_comment_put_into_the_bin_is_gone_and_one_that_waits_is_not(
    site: Site, address: str, context: Context
) -> None:
    for _ in range(3):
        site.publish()
    connector = wordpress(address, context)
    known = mentions(connector.pages(None, LONG_AGO))
    site.comments[0]["status"], site.comments[1]["status"] = "trash", "hold"
    (page,) = connector.reread(known)
    assert page.gone == ("comment-10",)
    assert {mention.ref for mention in page.mentions} == {"comment-11", "comment-12"}


def test_signs_are_sent_as_they_were_typed(site: Site, address: str, context: Context) -> None:
    asked = site.publish()
    connector = wordpress(address, context)
    (question,) = mentions(connector.pages(None, LONG_AGO))
    reply = Reply(key="1", to=question, text="a < b & <b>c</b>", since=LONG_AGO)
    sent = connector.send(reply)
    assert sent.ref == f"comment-{asked['id'] + 1}"
    assert mentions(connector.pages(None, LONG_AGO))[0].text == "a < b & <b>c</b>"
    assert connector.find(reply) == sent


def test_an_answer_is_found_in_the_typography_of_the_site(site: Site, address: str, context: Context) -> None:
    site.publish()
    connector = wordpress(address, context)
    (question,) = mentions(connector.pages(None, LONG_AGO))
    text = "Bonjour, l'avis 10x15 (tm) -- c'est promis... :D\n\nL'équipe Wordpress, www.marque.fr"
    reply = Reply(key="1", to=question, text=text, since=LONG_AGO)
    assert connector.find(reply) is None
    sent = connector.send(reply)
    assert connector.find(reply) == sent == connector.send(reply)
    assert connector.find(Reply(key="1", to=question, text=f"{text} Bien", since=LONG_AGO)) is None


def test_two_answers_of_signs_alone_are_two(site: Site, address: str, context: Context) -> None:
    site.publish()
    connector = wordpress(address, context)
    (question,) = mentions(connector.pages(None, LONG_AGO))
    heart, thumb = (Reply(key=text, to=question, text=text, since=LONG_AGO) for text in ("❤️", "👍"))
    sent = connector.send(heart)
    assert connector.find(heart) == sent
    assert connector.find(thumb) is None


@pytest.mark.parametrize("user", [USER, ""])
@pytest.mark.parametrize("hidden", [{21}, {20, 21}, set(range(10, 22, 2)), set(range(12, 22))])
def test_a_short_page_is_not_the_last_one(
    user: str, hidden: set[int], site: Site, address: str, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """WordPress takes what the reader may not see out of a page after it has counted it."""
    monkeypatch.setattr(_wordpress_api, "PAGE", 2)
    for _ in range(12):
        site.publish(parent=7)
    site.hidden = hidden
    connector = wordpress(address, context, user=user)
    seen = {f"comment-{number}" for number in range(10, 22) if number not in hidden}
    assert {mention.ref for mention in mentions(connector.pages(None, LONG_AGO))} == seen
    site.hidden = set()
    known = mentions(connector.pages(None, LONG_AGO))
    site.hidden = hidden
    assert {mention.ref for mention in mentions(connector.reread(known))} == seen


def test_a_site_that_counts_pages_and_shows_nothing_is_left(
    site: Site, address: str, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_wordpress_api, "PAGE", 1)
    monkeypatch.setattr(_wordpress_api, "MOST_PAGES", 3)
    site.hidden = {site.publish()["id"] for _ in range(4)}
    with pytest.raises(Unavailable):
        mentions(wordpress(address, context).pages(None, LONG_AGO))


@pytest.mark.parametrize("code", ["rest_comment_closed", "rest_comment_trash_post", "rest_comment_draft_post"])
def test_an_article_that_takes_no_comments_is_no_fault_of_the_password(
    code: str, site: Site, address: str, context: Context
) -> None:
    site.publish()
    site.refusal = refused(403, code, "Sorry, comments are closed for this item.")
    connector = wordpress(address, context)
    (question,) = mentions(connector.pages(None, LONG_AGO))
    with pytest.raises(Rejected, match="comments are closed"):
        connector.send(Reply(key="1", to=question, text="Bonjour", since=LONG_AGO))


def test_a_site_with_plain_addresses_is_read_and_answered(site: Site, address: str, context: Context) -> None:
    site.plain = True
    site.publish()
    connector = wordpress(address, context)
    (question,) = mentions(connector.pages(None, LONG_AGO))
    reply = Reply(key="1", to=question, text="Bonjour", since=LONG_AGO)
    assert connector.send(reply) == wordpress(address, context).find(reply)
    assert sum("rest_route" not in query for query in site.asked) == 2, "each asks once at the usual place"


def test_a_page_that_is_no_wordpress_is_said_as_it_was(site: Site, address: str, context: Context) -> None:
    site.body = b"<!doctype html>"
    with pytest.raises(Unavailable, match="did not answer as WordPress does"):
        mentions(wordpress(address, context, user="").pages(None, LONG_AGO))


def test_who_may_not_ask_for_what_waits_is_told_which_right_is_missing(
    site: Site, address: str, context: Context
) -> None:
    site.publish()
    site.rights = {}
    with pytest.raises(AuthError) as refusal:
        mentions(wordpress(address, context).pages(None, LONG_AGO))
    assert "moderate_comments is missing" in str(refusal.value)
    assert len(mentions(wordpress(address, context, pending=False).pages(None, LONG_AGO))) == 1


def test_a_comment_whose_article_was_put_into_the_bin_is_gone(site: Site, address: str, context: Context) -> None:
    site.publish()
    connector = wordpress(address, context)
    known = mentions(connector.pages(None, LONG_AGO))
    site.comments[0]["status"] = "post-trashed"
    (page,) = connector.reread(known)
    assert (page.gone, page.mentions) == (("comment-10",), ())


def test_a_comment_that_is_gone_cannot_be_answered(site: Site, address: str, context: Context) -> None:
    site.publish()
    connector = wordpress(address, context)
    (question,) = mentions(connector.pages(None, LONG_AGO))
    site.comments.clear()
    with pytest.raises(Rejected, match="no longer has the comment"):
        connector.send(Reply(key="1", to=question, text="Bonjour", since=LONG_AGO))


def test_a_refused_password_says_what_the_site_said_and_what_to_do(address: str, context: Context) -> None:
    with pytest.raises(AuthError) as refused:
        wordpress(address, context, password=SecretStr("faux")).check()
    assert "Le mot de passe est faux." in str(refused.value)
    assert "SOCIALCARE_MARQUE_FR_PASSWORD" in str(refused.value)


def test_a_check_says_who_we_are_and_what_is_missing(site: Site, address: str, context: Context) -> None:
    assert wordpress(address, context).check().rights == ("moderate_comments",)
    site.rights = {"read": True}
    assert "moderate_comments is missing" in str(wordpress(address, context).check().missing[0])
    assert "there is no user" in str(wordpress(address, context, user="").check().missing[0])


@pytest.mark.parametrize("site", ["marque.example", "http://marque.example", "https://claire@marque.example"])
def test_a_site_is_a_safe_web_address(site: str) -> None:
    with pytest.raises(ValidationError, match="must be the address of a site"):
        Settings(site=site)


def test_recorded_answers_of_a_real_site_are_read(recorded: Path, site: Site, address: str, context: Context) -> None:
    """Of WordPress 6.1.9: lists, one comment, refusals, and feeds that are no answer of this API."""
    bodies = sorted(
        path for path in (recorded / "local" / "wordpress").glob("*") if not path.name.endswith(".meta.json")
    )
    if not bodies:
        pytest.skip("no recorded answer of WordPress is there")
    read = 0
    for body in bodies:
        site.body = body.read_bytes()
        try:
            found = mentions(wordpress(address, context, user="").pages(None, LONG_AGO))
        except Unavailable:  # one comment, a refusal, a feed: no list
            continue
        listed = json.loads(site.body)
        assert [mention.ref for mention in found] == [f"comment-{one['id']}" for one in listed]
        read += len(found)
        for mention, one in zip(found, listed, strict=True):
            assert mention.posted_at.isoformat() == f"{one['date_gmt']}+00:00"
            assert mention.in_reply_to == (f"comment-{one['parent']}" if one["parent"] else None)
            assert mention.text
            assert "<" not in mention.text
    assert read
