"""Checks of reading: nothing lost, nothing twice, whatever interrupts."""

import json
import re
from datetime import timedelta

import pytest

from socialcare.connector import Page
from socialcare.facts import Mention
from socialcare.store.pages import Saved
from socialcare.testing.subject import Subject, attempt
from socialcare.testing.workbench import Workbench, mentions, refs

_MARKUP = re.compile(
    r"</?(?:p|br|a|b|i|u|em|strong|span|div|li|ul|ol|img)\b[^<>]*>|&(?:amp|lt|gt|quot|apos|nbsp|eacute|#x?[0-9a-fA-F]+);"
)


class Reading(Subject):
    def _full(self, bench: Workbench) -> list[Page]:
        """Everything, pulled at once into a new store."""
        bench.forget()
        return _read(bench)

    def _lost(self, bench: Workbench) -> set[str]:
        """What a full pull brings and the store does not hold."""
        database = bench.database
        full = refs(self._full(bench))
        bench.back_to(database)
        return bench.missing(full)

    def test_a_full_pull_brings_what_was_published(self, bench: Workbench) -> None:
        self.produce(self.many)
        found = len(refs(_read(bench)))
        assert found >= self.many, (
            f"{self.many} messages were published and a full pull brought {found}: the others are lost to the desk"
        )

    def test_every_message_has_a_key_of_its_own(self, bench: Workbench) -> None:
        self.produce(self.many)
        found = _read(bench)
        seen: dict[str, str] = {}
        for mention in mentions(found):
            assert mention.ref, f"“{mention.text}” has an empty ref; the store knows a message by its ref alone"
            known = seen.setdefault(mention.ref, mention.text)
            assert known == mention.text, (
                f"“{known}” and “{mention.text}” have the same ref {mention.ref}: the second overwrites the first"
            )

    def test_keys_are_unique_across_instances(self, bench: Workbench) -> None:
        self.produce(1)
        before = refs(_read(bench))
        self.produce_elsewhere()
        after = refs(self._full(bench))
        assert len(after) == len(before) + 1, (
            "a message of another instance got the ref of one from here: ids that count on one instance alone are no "
            "keys, the second message overwrites the first; use the network-wide address"
        )

    def test_keys_stay_when_new_messages_arrive(self, bench: Workbench) -> None:
        self.produce(self.many)
        before = {_content(mention): mention.ref for mention in mentions(_read(bench))}
        self.produce(2)
        after = {_content(mention): mention.ref for mention in mentions(self._full(bench))}
        moved = [content[1] for content, ref in before.items() if after.get(content, ref) != ref]
        assert not moved, (
            f"“{moved[0]}” has another ref since new messages came: a key made of its position is stored twice, and "
            "answers are joined to the wrong message"
        )

    def test_times_are_aware_and_utc(self, bench: Workbench) -> None:
        self.produce(self.many)
        pages, fault = _faults(bench)
        assert "no time zone" not in fault, (
            "a date without time zone was made into a mention: promises would be off by hours; read it in "
            "context.timezone, or as UTC where the network says so"
        )
        for mention in mentions(pages):
            for at in (mention.posted_at, mention.edited_at):
                assert at is None or at.utcoffset() == timedelta(0), (
                    f"{at} of “{mention.text}” is not in UTC; call astimezone(UTC)"
                )

    def test_texts_are_plain(self, bench: Workbench) -> None:
        self.produce(self.many)
        for mention in mentions(_read(bench)):
            found = ", ".join(sorted(set(_MARKUP.findall(mention.text))))
            assert not found, (
                f"the text “{mention.text}” still has markup ({found}); rules would match tag names, and people would "
                "read them"
            )

    def test_a_cursor_is_json_and_comes_back_the_same(self, bench: Workbench) -> None:
        self.produce(self.many)
        for page in _read(bench):
            try:
                back = json.loads(json.dumps(page.cursor))
            except (TypeError, ValueError) as error:
                raise AssertionError(f"the cursor {page.cursor} is not JSON ({error}); it cannot be saved") from error
            assert back == page.cursor, f"the cursor {page.cursor} comes back from JSON as {back}"

    def test_it_reads_page_by_page(self, bench: Workbench) -> None:
        if self.all_at_once:
            pytest.skip("the network has no pages")
        self.produce(self.many)
        pages = sum(bool(page.mentions) for page in _read(bench))
        assert pages >= 3, (
            f"{self.many} messages came in {pages} pages with messages; make() is to ask for smaller ones, or `many` to be more, so "
            "that interruptions between pages are tried"
        )

    def test_a_second_run_changes_nothing(self, bench: Workbench) -> None:
        self.produce(self.many)
        _read(bench)
        for again in (_saved(bench), bench.pull_again()):
            assert (again.new, again.changed) == (0, 0), (
                f"nothing happened on the network, and a second run wrote {again.new} new and {again.changed} changed "
                "messages: what a connector gives of one message must be the same each time"
            )

    def test_a_crash_inside_any_page_loses_nothing(self, bench: Workbench) -> None:
        self.produce(self.many)
        full = refs(_read(bench))
        number = 1
        while True:
            bench.forget()
            if not bench.crash_in_page(number):
                return
            _read(bench)
            lost = bench.missing(full)
            assert not lost, (
                f"the process died while page {number} was saved, and the next run never brought {len(lost)} of "
                f"{len(full)} messages: a page's cursor must resume after that page, and not count on a later one"
            )
            number += 1

    def test_one_page_a_run_reaches_the_end(self, bench: Workbench) -> None:
        self.produce(self.many)
        full = refs(_read(bench))
        bench.forget()
        for _ in range(10 * self.many):
            page = next(iter(bench.pull(1)), None)
            if page is None or not bench.missing(full):
                break
        lost = bench.missing(full)
        assert not lost, (
            f"runs that are cut after one page never reach {len(lost)} of {len(full)} messages: each page's cursor "
            "must say what is still to read below it"
        )

    def test_later_runs_bring_what_is_new(self, bench: Workbench) -> None:
        self.produce(self.many)
        _read(bench)
        self.produce(self.many)
        _read(bench)
        lost = self._lost(bench)
        assert not lost, f"{len(lost)} messages came after the first run, and the next run did not bring them"

    def test_messages_that_arrive_during_an_interrupted_run_are_not_lost(self, bench: Workbench) -> None:
        self.produce(self.many)
        for cut_after in range(1, 4):
            bench.forget()
            bench.pull(cut_after)
            self.produce(3)
            _read(bench)
            _read(bench)
            lost = self._lost(bench)
            assert not lost, (
                f"a run was cut after page {cut_after}, 3 messages arrived, and the next two runs never brought "
                f"{len(lost)} messages: the newest id may count as read only when the gap below it is"
            )

    def test_cursors_of_earlier_versions_are_accepted(self, bench: Workbench) -> None:
        if not self.old_cursors:
            pytest.skip("`old_cursors` names none")
        self.produce(self.many)
        for cursor in self.old_cursors:
            bench.forget()
            bench.save(Page(mentions=(), cursor=cursor))
            _, error = attempt(bench.pages())
            self.produce(2)
            found, later = attempt(bench.pages())
            failed = error or later
            assert failed is None, f"the cursor {cursor} of an earlier version ends in: {failed}"
            assert len(refs(found)) >= 2, f"after the cursor {cursor} of an earlier version nothing new comes any more"


def _read(bench: Workbench) -> list[Page]:
    """A run to its end; an error fails the check."""
    pages, error = attempt(bench.pages())
    assert error is None, f"a run over a healthy server ended in {type(error).__name__}: {error}"
    return pages


def _faults(bench: Workbench) -> tuple[list[Page], str]:
    """The pages of a run, and the fault that ended it."""
    try:
        return _read(bench), ""
    except AssertionError as fault:
        return [], str(fault)


def _saved(bench: Workbench) -> Saved:
    saved = Saved()
    for page in bench.connector().pages(bench.cursor, None):
        saved += bench.save(page)
    return saved


def _content(mention: Mention) -> tuple[str, str, str]:
    return mention.author.handle, mention.text, mention.posted_at.isoformat()
