"""WordPress as Debian installs it: what customers write below an article is in the queue, and what becomes of it is told."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from e2e.gate import SECONDS
from e2e.wordpress import Site
from e2e.wordpress_desk import QUESTION, Desk, at_desk, site_or_skip

pytestmark = pytest.mark.e2e

PRIVATE = 3
"""A draft that WordPress makes when it is installed: nobody reads what stands below it."""

NO_REST = "add_filter('rest_authentication_errors', fn() => new WP_Error('rest_off', 'Pas ici.', ['status' => 403]));"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with site_or_skip() as found:
        yield found


@pytest.fixture
def desk(site: Site, tmp_path: Path) -> Iterator[Desk]:
    with at_desk(site, tmp_path / "marque") as found:
        yield found


def test_what_is_written_below_an_article_is_in_the_queue_once(desk: Desk) -> None:
    before = datetime.now(UTC).replace(microsecond=0)  # noqa: TID251 - a real site lives in the present
    asked = desk.site.comment(QUESTION, "Léa d'Été & Cie 🎈")
    other = desk.site.comment("Moi aussi, j'attends !", "Zoé", parent=asked)
    rows = {int(row["url"].rpartition("-")[2]): row for row in desk.rows()}
    assert [rows[comment]["author"] for comment in (asked, other)] == ["Léa d'Été & Cie 🎈", "Zoé"]
    assert rows[asked]["text"] == QUESTION
    for row in rows.values():
        assert before <= datetime.fromisoformat(row["posted_at"]) < before + timedelta(seconds=SECONDS)
    _, told = desk.run("pull")
    assert "0 new mentions" in told
    assert len(desk.rows()) == len(rows) == 2


def test_comments_that_come_while_pages_are_read_leave_no_gap(desk: Desk) -> None:
    many = 230
    at = datetime.now(UTC) - timedelta(hours=3)  # noqa: TID251 - a real site lives in the present
    desk.site.begin([_row(number, at + timedelta(seconds=number // 7)) for number in range(many)])
    desk.gate.meanwhile = lambda: [desk.site.comment(f"entre-temps {number}") for number in range(3)]
    assert len(desk.rows("triage", "--since", "all", "--limit", "0")) == many
    rows = desk.rows("triage", "--limit", "0")
    assert sorted(int(row["url"].rpartition("-")[2]) for row in rows) == list(range(1, many + 4))


@pytest.mark.parametrize("who", ["malo", ""])
def test_comments_hidden_from_the_reader_do_not_end_the_listing(who: str, desk: Desk) -> None:
    """WordPress takes them out of the page after it has counted it: a short page is not the last one."""
    at = datetime.now(UTC) - timedelta(hours=3)  # noqa: TID251 - a real site lives in the present
    hidden = {"comment_approved": "0"} if who else {"comment_post_ID": PRIVATE}
    kept = [number for number in range(230) if number % 9]
    desk.site.begin([_row(n, at + timedelta(seconds=n), **({} if n in kept else hidden)) for n in range(230)])
    desk.reads_as(who)
    assert len(desk.rows("triage", "--limit", "0")) == len(kept)


def _row(number: int, at: datetime, **changes: Any) -> dict[str, Any]:
    told = at.strftime("%Y-%m-%d %H:%M:%S")
    here = at.astimezone(ZoneInfo("Europe/Paris")).strftime("%Y-%m-%d %H:%M:%S")
    return {"comment_post_ID": 1, "comment_author": f"Client {number}", "comment_content": f"Où est mon colis {number} ?",
            "comment_date": here, "comment_date_gmt": told, "comment_approved": "1", **changes}  # fmt: skip


def test_an_edit_is_told_and_what_is_gone_too(desk: Desk) -> None:
    texts = {what: f"Où est mon colis {what} ?" for what in ("edited", "trash", "spam", "deleted", "held")}
    asked = {what: desk.site.comment(text) for what, text in texts.items()}
    cases = desk.cases()
    desk.site.call("POST", f"comments/{asked['edited']}", content="Il est arrivé & merci !")
    desk.site.call("POST", f"comments/{asked['trash']}", status="trash")
    desk.site.call("POST", f"comments/{asked['spam']}", status="spam")
    desk.site.call("DELETE", f"comments/{asked['deleted']}?force=true")
    desk.site.call("POST", f"comments/{asked['held']}", status="hold")
    desk.run("pull")
    found = {what: desk.case(cases[number])["conversation"][0] for what, number in asked.items()}
    assert {what for what, message in found.items() if message["vanished_at"]} == {"trash", "spam", "deleted"}
    assert found["edited"]["text"] == "Il est arrivé & merci !"
    assert [one["text"] for one in found["edited"]["earlier"]] == [texts["edited"]]
    desk.site.call("POST", f"comments/{asked['trash']}", status="approved")
    desk.run("pull")
    assert desk.case(cases[asked["trash"]])["conversation"][0]["vanished_at"] is None
    with desk.site.binned_article():
        desk.run("pull")
    assert desk.case(cases[asked["edited"]])["conversation"][0]["vanished_at"]


def test_a_check_says_who_we_are_and_what_is_missing(desk: Desk) -> None:
    told, _ = desk.run("connectors", "check", "blog")
    assert "we are Claire, @Claire#2" in told
    assert "rights: moderate_comments" in told
    for user, missing in (("malo", "moderate_comments is missing"), ("", "there is no user")):
        desk.reads_as(user)
        told, _ = desk.run("connectors", "check", "blog", code=4)
        assert missing in told


def test_a_wrong_application_password_is_refused_with_what_to_do(desk: Desk) -> None:
    desk.password = "faux faux faux"
    for words in (("pull",), ("connectors", "check", "blog")):
        assert "SOCIALCARE_BLOG_PASSWORD" in "".join(desk.run(*words, code=4))


def test_a_site_without_the_api_says_so(desk: Desk) -> None:
    with desk.site.plugin(NO_REST):
        _, told = desk.run("pull", code=4)
    assert "Pas ici." in told
