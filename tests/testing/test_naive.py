"""The kit itself is tried: a connector that is naive in one way fails, by the check made for that."""

import itertools
import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import stamina

from socialcare import connector
from socialcare.connector import Cursor, Page, Reply, Sent
from socialcare.errors import ConnectorError, RateLimited, Rejected, Unavailable
from socialcare.facts import Mention
from socialcare.paging import Batch
from socialcare.testing import DAMAGED, Fault, FeedServer
from socialcare.testing.workbench import workbench
from testing.forum import Forum, ForumSuite, suite_of


class SavesTheNewestFirst(Forum):
    """The best known peer does this: the newest id is saved with the first page."""

    def pages(self, cursor: Cursor | None, since: datetime | None) -> Iterator[Page]:  # noqa: ARG002
        known, below, top = (cursor or {}).get("newest"), None, None
        while batch := self.older(below).items:
            top = top or batch[0].id
            new = list(itertools.takewhile(lambda item: item.id != known, batch))
            if new:
                yield self.page([item.content for item in new], {"newest": top})
            if len(new) < len(batch):
                return
            below = batch[-1].id


class DropsAPageOnError(Forum):
    def older(self, below: str | None) -> Batch:
        try:
            return super().older(below)
        except ConnectorError:
            return Batch([], None)


class TakesAWaitForTheEnd(Forum):
    def older(self, below: str | None) -> Batch:
        try:
            return super().older(below)
        except RateLimited:
            return Batch([], None)


class CountsOnOneInstance(Forum):
    def mention(self, post: Any) -> Mention:
        return replace(super().mention(post), ref=post["id"])


class CountsFromTheTop(Forum):
    def page(self, posts: Sequence[Any], cursor: Cursor | None) -> Page:
        page = super().page(posts, cursor)
        self.place = getattr(self, "place", 0)
        found = []
        for mention in page.mentions:
            self.place += 1
            found.append(replace(mention, ref=f"item-{self.place}"))
        return replace(page, mentions=tuple(found))


class NaiveTimes(Forum):
    def mention(self, post: Any) -> Mention:
        try:
            return replace(super().mention(post), posted_at=datetime.fromisoformat(post["at"]).replace(tzinfo=None))
        except ValueError as error:
            raise RuntimeError(str(error)) from error


class KeepsMarkup(Forum):
    def mention(self, post: Any) -> Mention:
        return replace(super().mention(post), text=post["text"])


class MovesOverAnEmptyPage(Forum):
    def pages(self, cursor: Cursor | None, since: datetime | None) -> Iterator[Page]:
        try:
            yield from super().pages(cursor, since)
        except Unavailable:
            yield Page(mentions=(), cursor={"high": "https://a.example/7"})
            raise


class LogsItsToken(Forum):
    def headers(self) -> dict[str, str]:
        headers = super().headers()
        logging.getLogger("forum").info("asking with %s", headers)
        return headers


class KeepsItsTokenInTheCursor(Forum):
    def pages(self, cursor: Cursor | None, since: datetime | None) -> Iterator[Page]:
        for page in super().pages(cursor, since):
            yield replace(page, cursor={**(page.cursor or {}), "resume_with": self.token})


class TellsItsTokenInAnError(Forum):
    def ask(self, path: str, params: Any) -> Any:
        try:
            return super().ask(path, params)
        except ConnectorError as error:
            raise Unavailable(connector_sentence(self.token)) from error


def connector_sentence(token: str) -> Any:
    from socialcare.sentences import say

    return say("no answer with {token}", token=token)


class OpenSettings(connector.Settings):
    url: str
    token: str


class DoesNotMarkItsSecret(Forum):
    settings = OpenSettings


class CountsSilenceAsDeletion(Forum):
    def reread(self, mentions: Sequence[Mention]) -> Iterator[Page]:
        for mention in mentions:
            try:
                self.ask("/post", {"uri": mention.ref})
            except (Rejected, Unavailable):
                yield Page(mentions=(), gone=(mention.ref,), cursor=None)


class MovesTheCursorOnASecondLook(Forum):
    def reread(self, mentions: Sequence[Mention]) -> Iterator[Page]:
        for page in super().reread(mentions):
            yield replace(page, cursor={"high": mentions[0].ref})


class PostsTwice(Forum):
    def send(self, reply: Reply) -> Sent:
        return super().send(replace(reply, key=f"{reply.key}-{id(self)}"))


class TriesAgainByItself(Forum):
    def send(self, reply: Reply) -> Sent:
        try:
            return super().send(replace(reply, key="first"))
        except Unavailable:
            return super().send(replace(reply, key="second"))


class NeverFindsItsAnswer(Forum):
    def find(self, reply: Reply) -> Sent | None:  # noqa: ARG002
        return None


class CountsInBytes(Forum):
    def length(self, text: str) -> int:
        return 2 * len(text)


class ReadsTheClock(Forum):
    def since(self) -> datetime:
        return datetime.now().astimezone()  # noqa: TID251


class AFaultForEveryError(Forum):
    def ask(self, path: str, params: Any) -> Any:
        try:
            return super().ask(path, params)
        except ConnectorError as error:
            raise KeyError(path) from error


class OneBadPostTakesItsPage(Forum):
    def page(self, posts: Sequence[Any], cursor: Cursor | None) -> Page:
        try:
            return Page(mentions=tuple(self.mention(post) for post in posts), cursor=cursor)
        except (TypeError, ValueError):
            return Page(mentions=(), cursor=cursor)


class ReadsStrictUtf8(Forum):
    def ask(self, path: str, params: Any) -> Any:
        response = self.context.http.get(self.url + path, params=params, headers=self.headers())
        try:
            return json.loads(response.body.decode("utf-8"))
        except ValueError as error:
            raise Unavailable(connector_sentence("this page")) from error


class ForgetsOldCursors(Forum):
    def pages(self, cursor: Cursor | None, since: datetime | None) -> Iterator[Page]:
        if cursor and "version" not in cursor:
            raise Rejected(connector_sentence("this cursor"))
        for page in super().pages(cursor, since):
            yield replace(page, cursor={**(page.cursor or {}), "version": 2})


class ReadsOnePageOnly(Forum):
    def pages(self, cursor: Cursor | None, since: datetime | None) -> Iterator[Page]:  # noqa: ARG002
        yield self.page([item.content for item in self.older(None).items], {})


NAIVE = [
    (SavesTheNewestFirst, "test_a_crash_inside_any_page_loses_nothing", (), "never brought"),
    (SavesTheNewestFirst, "test_one_page_a_run_reaches_the_end", (), "cut after one page"),
    (SavesTheNewestFirst, "test_messages_that_arrive_during_an_interrupted_run_are_not_lost", (), "the gap below"),
    (ReadsOnePageOnly, "test_a_full_pull_brings_what_was_published", (), "a full pull brought 3"),
    (DropsAPageOnError, "test_a_server_that_fails_after_a_page_keeps_that_page_and_the_cursor", (Fault.OUT_OF_ORDER,),
     "for the end of the listing"),
    (TakesAWaitForTheEnd, "test_a_server_that_fails_after_a_page_keeps_that_page_and_the_cursor", (Fault.WAIT_LONG,),
     "for the end of the listing"),
    (MovesOverAnEmptyPage, "test_a_server_that_fails_is_told_and_loses_nothing", (Fault.EMPTY,), "a cursor was saved"),
    (AFaultForEveryError, "test_a_server_that_fails_is_told_and_loses_nothing", (Fault.REFUSED,), "has let KeyError"),
    (CountsOnOneInstance, "test_keys_are_unique_across_instances", (), "count on one instance alone"),
    (CountsFromTheTop, "test_keys_stay_when_new_messages_arrive", (), "made of its position"),
    (NaiveTimes, "test_times_are_aware_and_utc", (), "without time zone"),
    (KeepsMarkup, "test_texts_are_plain", (), "still has markup"),
    (LogsItsToken, "test_its_secret_shows_nowhere", ("caplog", "capsys"), "in its log lines"),
    (KeepsItsTokenInTheCursor, "test_its_secret_shows_nowhere", ("caplog", "capsys"), "in a cursor"),
    (TellsItsTokenInAnError, "test_its_secret_shows_nowhere", ("caplog", "capsys"), "in the text of an error"),
    (CountsSilenceAsDeletion, "test_a_failure_is_no_deletion", (Fault.SILENT,), "says that 2 messages are gone"),
    (MovesTheCursorOnASecondLook, "test_a_second_look_finds_edits", (), "where it is"),
    (PostsTwice, "test_an_answer_tried_twice_is_one_post", (), "posted twice"),
    (TriesAgainByItself, "test_an_answer_whose_fate_is_unknown_is_found_and_not_sent_again", (), "tried again by itself"),
    (NeverFindsItsAnswer, "test_an_answer_that_was_sent_is_found", (), "would be sent twice"),
    (CountsInBytes, "test_length_is_the_networks_own", (), "the network counts 7"),
    (OneBadPostTakesItsPage, "test_odd_messages_cost_themselves_at_most", (), "took others with it"),
    (OneBadPostTakesItsPage, "test_one_odd_field_costs_its_own_message_at_most", (["?"],), "were lost"),
    (ReadsStrictUtf8, "test_a_damaged_text_costs_its_own_message_at_most", (DAMAGED,), "its whole page was refused"),
    (ForgetsOldCursors, "test_cursors_of_earlier_versions_are_accepted", (), "of an earlier version ends in"),
]  # fmt: skip


@pytest.mark.parametrize(("naive", "check", "given", "told"), NAIVE, ids=lambda part: getattr(part, "__name__", ""))
def test_a_naive_connector_fails_by_the_check_made_for_it(
    naive: type[Forum], check: str, given: tuple[Any, ...], told: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    arguments = [request.getfixturevalue(name) if name in ("caplog", "capsys") else name for name in given]
    with stamina.set_testing(True, attempts=3), FeedServer(ForumSuite.secret) as server:
        suite = suite_of(naive, server)
        with workbench(suite.make, tmp_path) as bench, pytest.raises(AssertionError, match=told):
            getattr(suite, check)(bench, *arguments)


@pytest.mark.parametrize(
    ("naive", "check", "told"),
    [
        (DoesNotMarkItsSecret, "test_its_secrets_are_marked", "is not a SecretStr"),
        (ReadsTheClock, "test_it_reads_no_clock", r"datetime\.now\(\) reads the clock"),
    ],
)
def test_a_naive_class_fails_before_anything_is_read(naive: type[Forum], check: str, told: str) -> None:
    with FeedServer() as server, pytest.raises(AssertionError, match=told):
        getattr(suite_of(naive, server), check)()


def test_a_hook_that_is_not_written_skips_its_check_with_a_reason(tmp_path: Path) -> None:
    class Bare(ForumSuite):
        produce_elsewhere = ForumSuite.__mro__[-2].produce_elsewhere  # type: ignore[attr-defined]

    with FeedServer(ForumSuite.secret) as server:
        suite = Bare()
        suite.server = server
        with workbench(suite.make, tmp_path) as bench, pytest.raises(pytest.skip.Exception, match="produce_elsewhere"):
            suite.test_keys_are_unique_across_instances(bench)


def test_recorded_bodies_are_replayed(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text("[]", "utf-8")
    (tmp_path / "two.json").write_text('{"not": "a list"}', "utf-8")
    with FeedServer(ForumSuite.secret) as server:
        suite = suite_of(Forum, server)
        type(suite).recorded = tmp_path
        with workbench(suite.make, tmp_path) as bench, pytest.raises(AssertionError, match=r"two\.json|let TypeError"):
            suite.test_recorded_bodies_are_read(bench)
