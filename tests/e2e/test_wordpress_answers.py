"""Answers to comments of WordPress: below the comment exactly once, whatever is killed on the way."""

import json
import socket
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from e2e.wordpress import Site
from e2e.wordpress_desk import QUESTION, Desk, at_desk, site_or_skip

pytestmark = pytest.mark.e2e

ANSWER = "Bonjour Léa, l'avoir de 10 < 20 € & \"la suite\" partent -- promis :) www.a.example, https://a.example/é?b=1&c=2\n\nL'équipe"
MODERATED = "add_filter('pre_option_comment_moderation', fn() => 1);"
PLAIN = (
    "foreach (['permalink_structure', 'rewrite_rules'] as $o) add_filter(\"pre_option_$o\", '__return_empty_string');"
)
CLOSED = "add_filter('comments_open', '__return_false');"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with site_or_skip() as found:
        yield found


@pytest.fixture
def desk(site: Site, tmp_path: Path) -> Iterator[Desk]:
    with at_desk(site, tmp_path / "marque") as found:
        yield found


def own(case: dict[str, Any]) -> list[str]:
    return [message["text"] for message in case["conversation"] if message["own"]]


def is_answered_once(desk: Desk, number: str, comment: int) -> None:
    (answer,) = desk.answers()
    assert (answer["author_name"], answer["parent"], answer["status"]) == ("Claire", comment, "approved")
    assert unescape(answer["content"]["raw"]) == ANSWER
    assert desk.rows() == []
    case = desk.case(number)
    assert (case["state"], case["verdict"]) == ("answered", "kept")
    (text,) = own(case)
    assert "10 < 20 € &" in text
    assert [event["action"] for event in case["events"]][-2:] == ["queue", "reply"]
    assert len(desk.answers()) == 1
    assert desk.rows("publishing") == []


def test_an_answer_is_below_the_comment_once_and_the_promise_is_kept(desk: Desk) -> None:
    number, comment = desk.asked()
    assert "10 < 20 €" in desk.run("reply", number, "--text", ANSWER, "--dry-run")[0]
    assert desk.answers() == []
    _, told = desk.run("reply", number, "--text", ANSWER, "--yes")
    assert "answered within the promise" in told
    is_answered_once(desk, number, comment)
    desk.run("reply", number, "--text", "Encore", "--yes", code=2)
    assert len(desk.answers()) == 1


@pytest.mark.parametrize(("mode", "repair"), [
    ("held before", ("publishing", "retry")), ("held after", ("publishing", "retry")),
    ("held after", ("reply", "{case}", "--text", ANSWER, "--yes"))])  # fmt: skip
def test_a_kill_between_outbox_call_and_record_neither_loses_nor_doubles(
    mode: str, repair: tuple[str, ...], desk: Desk
) -> None:
    number, comment = desk.asked()
    desk.gate.mode = mode
    desk.killed_when_reached("reply", number, "--text", ANSWER, "--yes")
    assert len(desk.answers()) == (mode == "held after")
    (row,) = desk.rows("publishing")
    assert (row["case"], row["fate"], row["text"]) == (int(number), "waiting", ANSWER)
    desk.gate.mode = "open"
    desk.run(*(word.format(case=number) for word in repair))
    is_answered_once(desk, number, comment)


def test_a_line_cut_after_the_site_accepted_is_no_second_answer(desk: Desk) -> None:
    number, comment = desk.asked()
    desk.gate.mode = "cut after"
    _, told = desk.run("reply", number, "--text", ANSWER, "--yes", code=5)
    assert f"case {number}: nobody knows whether the answer went out" in told
    assert len(desk.answers()) == 1
    desk.gate.mode = "open"
    _, told = desk.run("pull")
    assert f"case {number}: the answer is on blog" in told
    is_answered_once(desk, number, comment)


def test_an_author_whose_answers_are_rendered_only_finds_them_as_well(desk: Desk) -> None:
    """Without moderate_comments the words as they were typed are not told."""
    desk.reads_as("malo")
    number, _ = desk.asked()
    desk.gate.mode = "cut after"
    desk.run("reply", number, "--text", ANSWER, "--yes", code=5)
    desk.gate.mode = "open"
    _, told = desk.run("pull")
    assert f"case {number}: the answer is on blog" in told
    assert len(desk.answers()) == 1


def test_an_answer_typed_in_wordpress_closes_the_case(desk: Desk) -> None:
    number, comment = desk.asked()
    fields = {"post": 1, "parent": comment, "content": "C'est parti <b>ce soir</b>."}
    desk.site.call("POST", "comments", who="claire", **fields)
    desk.run("triage", "--json")
    case = desk.case(number)
    assert (case["state"], case["verdict"], own(case)) == ("answered", "kept", ["C’est parti ce soir."])


def test_what_waits_for_approval_is_seen_by_who_may_approve_it(desk: Desk) -> None:
    with desk.site.plugin(MODERATED):
        held = desk.site.comment("En attente de vous ?")
        for user in ("malo", ""):
            desk.reads_as(user)
            assert desk.rows() == []
        desk.reads_as("lou")
        _, told = desk.run("pull", code=4)
        assert "moderate_comments is missing" in told
        desk.reads_as("claire")
        number = str(desk.rows()[0]["case"])
        desk.run("reply", number, "--text", ANSWER, "--yes")
        is_answered_once(desk, number, held)


def test_an_article_closed_to_comments_is_no_fault_of_the_password(desk: Desk) -> None:
    number, _ = desk.asked()
    with desk.site.plugin(CLOSED):
        _, told = desk.run("reply", number, "--text", ANSWER, "--yes", code=5)
    assert "comments are closed" in told.casefold()
    assert "PASSWORD" not in told
    assert desk.answers() == []


@pytest.mark.parametrize("user", ["claire", ""])
def test_a_site_with_plain_addresses_is_read_and_answered(user: str, desk: Desk) -> None:
    with desk.site.plugin(PLAIN):
        desk.reads_as(user)
        comment = desk.site.comment(QUESTION)
        (row,) = desk.rows()
        if user:
            desk.run("reply", str(row["case"]), "--text", ANSWER, "--yes")
            is_answered_once(desk, str(row["case"]), comment)


def test_a_site_that_is_down_is_told_and_read_later(desk: Desk) -> None:
    number, comment = desk.asked()
    settings = desk.folder / "socialcare.yaml"
    written = settings.read_text("utf-8")
    with socket.create_server(("127.0.0.1", 0)) as closed:
        nobody = int(closed.getsockname()[1])
    settings.write_text(written.replace(f":{desk.gate.port}", f":{nobody}"), "utf-8")
    desk.run("pull", code=5)
    desk.run("reply", number, "--text", ANSWER, "--yes", code=5)
    settings.write_text(written, "utf-8")
    desk.run("publishing", "retry")
    is_answered_once(desk, number, comment)


def test_the_thread_around_a_comment_is_shown(desk: Desk) -> None:
    first = desk.site.comment("Bravo pour l'article", "Zoé")
    number, comment = desk.asked(below=first)
    desk.site.comment("Pareil", "Yan", parent=comment)
    desk.run("reply", number, "--text", ANSWER, "--yes")
    around = json.loads(desk.run("show", number, "--thread", "--json")[0])["thread"]
    assert [post["text"] for post in around][:3:2] == ["Bravo pour l’article", "Pareil"]
    assert [(post["own"], post["of_the_case"]) for post in around] == [
        (False, False), (False, True), (False, False), (True, True)]  # fmt: skip
