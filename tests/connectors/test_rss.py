import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import ValidationError
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from socialcare.connector import Context, Page
from socialcare.errors import ConnectorError, Rejected, SocialcareError, Unavailable
from socialcare.facts import Kind, Mention
from socialcare_connectors.rss import Rss, Settings

Pull = Callable[..., list[Page]]

NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Le Quotidien</title><language>fr-FR</language>
<item><guid>1</guid><title>La marque &lt;b&gt;Zéphyr&lt;/b&gt; rappelle un lot</title>
<link>https://www.google.com/url?rct=j&amp;url=https://quotidien.example/zephyr%3Fid%3D1&amp;ct=ga</link>
<description>&lt;p&gt;Par précaution, &lt;br/&gt;le fabricant retire 3 000 boîtes.&lt;/p&gt;</description>
<pubDate>Mon, 02 Mar 2026 08:00:00 +0100</pubDate></item>
<item><guid>2</guid><title>Sans date</title><link>javascript:alert(1)</link><author>Zoé</author></item>
<item><link>https://quotidien.example/3</link><title>Vieux</title><pubDate>Sun, 01 Feb 2026 08:00:00 GMT</pubDate></item>
<item><guid>2</guid><title>Même clef</title></item>
<item><guid isPermaLink="false">9</guid></item>
</channel></rss>"""


@pytest.fixture
def pull(context: Context) -> Pull:
    def pull(*feeds: str, cursor: Any = None, since: Any = None) -> list[Page]:
        return list(Rss(Settings(feeds=list(feeds)), context).pages(cursor, since))

    return pull


def mentions(pages: list[Page]) -> list[Mention]:
    return [mention for page in pages for mention in page.mentions]


def test_an_article_is_its_title_and_the_start_of_it(httpserver: HTTPServer, pull: Pull, context: Context) -> None:
    httpserver.expect_request("/f").respond_with_data(NEWS, content_type="application/rss+xml")
    (page,) = pull(httpserver.url_for("/f"))
    first, undated, by_link = page.mentions
    assert first.text == "La marque Zéphyr rappelle un lot: Par précaution, le fabricant retire 3 000 boîtes."
    assert first.url == "https://quotidien.example/zephyr?id=1"
    assert first.posted_at.isoformat() == "2026-03-02T07:00:00+00:00"
    assert (first.kind, first.language, first.author.handle) == (Kind.ARTICLE, "fr", "")
    assert (undated.posted_at, undated.url, undated.author.handle) == (context.now, "", "Zoé")
    assert by_link.ref.endswith(":https://quotidien.example/3")
    assert [str(reject.why) for reject in page.rejects] == [
        "another entry of the feed has the same id",
        "no title, text or link",
    ]


def test_only_a_first_pull_leaves_out_what_is_older_than_asked(
    httpserver: HTTPServer, pull: Pull, context: Context
) -> None:
    httpserver.expect_request("/f").respond_with_data(NEWS)
    assert len(mentions(pull(httpserver.url_for("/f"), since=context.now.replace(hour=0)))) == 2
    assert len(mentions(pull(httpserver.url_for("/f"), cursor={"feeds": {}}, since=context.now))) == 3


def test_a_feed_that_did_not_change_is_not_sent_again(httpserver: HTTPServer, pull: Pull) -> None:
    def answer(request: Request) -> Response:
        if request.headers.get("If-None-Match") == '"v1"':
            return Response(status=304)
        return Response(NEWS, headers={"ETag": '"v1"', "Last-Modified": "Mon, 02 Mar 2026 07:00:00 GMT"})

    httpserver.expect_request("/f").respond_with_handler(answer)
    (page,) = pull(httpserver.url_for("/f"))
    assert pull(httpserver.url_for("/f"), cursor=json.loads(json.dumps(page.cursor))) == []


def test_a_damaged_feed_is_said_and_asked_for_whole_again(httpserver: HTTPServer, pull: Pull) -> None:
    cut = NEWS[: NEWS.index("Sans date")]
    httpserver.expect_request("/f").respond_with_data(cut, headers={"ETag": '"v1"'})
    (page,) = pull(httpserver.url_for("/f"))
    assert page.mentions[0].text.startswith("La marque Zéphyr")
    assert [str(note) for note in page.notes] == ["127.0.0.1 is damaged; some of its entries may be missing"]
    assert page.cursor == {"feeds": {httpserver.url_for("/f"): {}}}


def test_a_feed_that_moved_says_where_to(httpserver: HTTPServer, pull: Pull) -> None:
    httpserver.expect_request("/old").respond_with_data("", status=301, headers={"Location": "/new"})
    httpserver.expect_request("/new").respond_with_data(NEWS)
    (page,) = pull(httpserver.url_for("/old"))
    (note,) = page.notes
    assert (
        str(note)
        == f"{httpserver.url_for('/old')} has moved to {httpserver.url_for('/new')}; write that in the settings"
    )


def test_a_feed_that_is_gone_for_good_says_so(httpserver: HTTPServer, pull: Pull) -> None:
    httpserver.expect_request("/f").respond_with_data("", status=410)
    with pytest.raises(Rejected, match="gone for good; take it out of the settings") as gone:
        pull(httpserver.url_for("/f?key=s3cret"))
    assert "s3cret" not in str(gone.value)


@pytest.mark.parametrize(
    ("declared", "kind", "saved_as"),
    [
        ("iso-8859-1", "application/xml", "iso-8859-1"),
        ("utf-8", "application/xml; charset=utf-8", "windows-1252"),
        ("utf-8", "text/xml", "utf-8"),
        ("utf-16", "application/xml", "utf-16"),
    ],
)
def test_a_wrong_or_rare_charset_costs_no_accent(
    httpserver: HTTPServer, pull: Pull, declared: str, kind: str, saved_as: str
) -> None:
    body = NEWS.replace('encoding="UTF-8"', f'encoding="{declared}"').encode(saved_as)
    httpserver.expect_request("/f").respond_with_data(body, content_type=kind)
    assert mentions(pull(httpserver.url_for("/f")))[0].text.startswith("La marque Zéphyr rappelle un lot")


def test_without_ids_and_dates_the_same_entry_keeps_its_key(
    httpserver: HTTPServer, pull: Pull, context: Context
) -> None:
    item = "<item><title>Rappel de lot</title><description>Un texte</description></item>"
    httpserver.expect_request("/f").respond_with_data(f"<rss version='2.0'><channel>{item}</channel></rss>")
    first, again = (mentions(pull(httpserver.url_for("/f"))) for _ in range(2))
    assert [mention.ref for mention in first] == [mention.ref for mention in again]
    assert first[0].posted_at == context.now


@pytest.mark.parametrize("feed", ["feed.xml", "file:///etc/passwd", ""])
def test_a_feed_is_an_address_on_the_web(feed: str) -> None:
    with pytest.raises(ValidationError, match="is not a web address"):
        Settings(feeds=[feed])


def test_two_feeds_that_number_from_one_do_not_meet(httpserver: HTTPServer, pull: Pull) -> None:
    httpserver.expect_request("/a").respond_with_data(NEWS)
    httpserver.expect_request("/b").respond_with_data(NEWS)
    refs = [mention.ref for mention in mentions(pull(httpserver.url_for("/a"), httpserver.url_for("/b")))]
    assert len(set(refs)) == len(refs) == 6


def test_a_feed_that_fails_does_not_lose_the_others(httpserver: HTTPServer, context: Context) -> None:
    httpserver.expect_request("/gone").respond_with_data("", status=410)
    httpserver.expect_request("/page").respond_with_data("<!DOCTYPE html><html></html>")
    httpserver.expect_request("/f").respond_with_data(NEWS)
    feeds = [httpserver.url_for(path) for path in ("/gone", "/page", "/f")]
    pages = Rss(Settings(feeds=feeds), context).pages(None, None)
    assert len(next(pages).mentions) == 3
    with pytest.raises(SocialcareError, match="410") as failed:
        next(pages)
    assert "a web page, not a feed" in str(failed.value)


BOMB = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><rss version="2.0"><channel>&b;</channel></rss>'


@pytest.mark.parametrize(
    "body",
    [
        BOMB,
        "<?xml version='1.0'?>\n<!-- <rss> -->" + BOMB,
        ('<?xml version="1.0" encoding="utf-16"?>' + BOMB).encode("utf-16"),
        "\ufeff" + BOMB,
        "<html><body>404</body></html>",
        "",
        "{}",
        "<rss><channel></item>",
        "\0\0\0",
    ],
)
def test_what_is_not_a_plain_feed_is_refused(httpserver: HTTPServer, pull: Pull, body: str | bytes) -> None:
    httpserver.expect_request("/f").respond_with_data(body)
    with pytest.raises(Unavailable):
        pull(httpserver.url_for("/f"))


def test_an_article_about_document_types_is_no_attack(httpserver: HTTPServer, pull: Pull) -> None:
    body = NEWS.replace("Sans date", "<![CDATA[Que veut dire &lt;!DOCTYPE html> ? <!ENTITY a>]]>")
    httpserver.expect_request("/f").respond_with_data(body)
    assert len(mentions(pull(httpserver.url_for("/f")))) == 3


@pytest.mark.parametrize(
    "fault", ["xmlbomb", "xmlquad", "xxe", "dtdurl", "badxml", "trunc", "gzipbomb=64", "redirhost", "evil"]
)
def test_a_badly_behaved_server_gives_no_more_than_its_texts(
    nasty: str, by_hand: httpx.Client, pull: Pull, fault: str
) -> None:
    found: list[Mention] = []
    with suppress(ConnectorError):
        found = mentions(pull(f"{nasty}/f/{fault}/feed.xml"))
    for mention in found:
        (mention.text + mention.ref + mention.url).encode()
        assert len(mention.text) < 1000
        assert "root:" not in mention.text
    assert not [line for line in by_hand.get(f"{nasty}/_log").json() if "canary" in str(line)]


def test_every_recorded_feed_is_read_or_refused(recorded: Path, httpserver: HTTPServer, pull: Pull) -> None:
    feeds = sorted((recorded / "rss").glob("*.xml"))
    if not feeds:
        pytest.skip(f"no recorded feed is in {recorded / 'rss'}")
    read = 0
    for path in feeds:
        told = json.loads(path.with_suffix("").with_suffix(".meta.json").read_text(encoding="utf-8"))
        headers = (told.get("response") or {}).get("headers") or {}
        kind = headers.get("content-type", "application/xml") if isinstance(headers, dict) else "application/xml"
        httpserver.expect_oneshot_request("/f").respond_with_data(path.read_bytes(), content_type=kind)
        try:
            (page,) = pull(httpserver.url_for("/f"))
        except Unavailable:
            continue
        read += bool(page.mentions)
        assert len({mention.ref for mention in page.mentions}) == len(page.mentions)
        assert all("<p>" not in mention.text for mention in page.mentions)
    assert read >= 25
