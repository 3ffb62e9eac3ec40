"""A connector that is naive about threads fails, by the check made for that."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import stamina

from socialcare.connector import Cursor, Page
from socialcare.errors import ConnectorError
from socialcare.facts import Mention
from socialcare.testing import Fault, FeedServer
from socialcare.testing.workbench import workbench
from testing.forum import Forum, ForumSuite, suite_of


class ShowsTheNewestFirst(Forum):
    def thread(self, mention: Mention) -> Sequence[Mention]:
        return super().thread(mention)[::-1]


class LooksBelowOnly(Forum):
    def thread(self, mention: Mention) -> Sequence[Mention]:
        found = super().thread(mention)
        return found[[one.ref for one in found].index(mention.ref) :]


class DoesNotKnowTheBrand(Forum):
    def thread(self, mention: Mention) -> Sequence[Mention]:
        return tuple(replace(one, own=False) for one in super().thread(mention))


class ShowsWhatVanished(Forum):
    def thread(self, mention: Mention) -> Sequence[Mention]:
        return super().thread(mention) or (mention,)


class TakesSilenceForAnEmptyThread(Forum):
    def thread(self, mention: Mention) -> Sequence[Mention]:
        try:
            return super().thread(mention)
        except ConnectorError:
            return ()


class KeepsWhatStrangersSay(Forum):
    def thread(self, mention: Mention) -> Sequence[Mention]:
        found = super().thread(mention)
        self.context.vault.write({one.ref: one.text for one in found})
        return found


class TakesALookForAPull(Forum):
    def thread(self, mention: Mention) -> Sequence[Mention]:
        found = super().thread(mention)
        self.context.vault.write({"seen": [one.ref for one in found]})
        return found

    def page(self, posts: Sequence[Any], cursor: Cursor | None) -> Page:
        seen = self.context.vault.read().get("seen", [])
        return super().page([post for post in posts if post["uri"] not in seen], cursor)


NAIVE = [
    (ShowsTheNewestFirst, "test_a_thread_holds_the_message_then_its_answer", "gives them as"),
    (DoesNotKnowTheBrand, "test_a_thread_holds_the_message_then_its_answer", "gives 0 such messages"),
    (LooksBelowOnly, "test_a_thread_of_an_answer_begins_above_it", "what was said before"),
    (ShowsWhatVanished, "test_a_message_that_vanished_has_no_thread", "was deleted on the network"),
    (TakesSilenceForAnEmptyThread, "test_a_failure_is_no_empty_thread", "as if nobody had written"),
    (KeepsWhatStrangersSay, "test_a_look_at_a_thread_leaves_no_trace", "in the vault"),
    (TakesALookForAPull, "test_a_look_at_a_thread_leaves_no_trace", "no longer brought"),
]  # fmt: skip


@pytest.mark.parametrize(("naive", "check", "told"), NAIVE, ids=lambda part: getattr(part, "__name__", ""))
def test_a_naive_thread_fails_by_the_check_made_for_it(
    naive: type[Forum], check: str, told: str, tmp_path: Path
) -> None:
    arguments = [Fault.SILENT] if check == "test_a_failure_is_no_empty_thread" else []
    with stamina.set_testing(True, attempts=3), FeedServer(ForumSuite.secret) as server:
        suite = suite_of(naive, server)
        with workbench(suite.make, tmp_path) as bench, pytest.raises(AssertionError, match=told):
            getattr(suite, check)(bench, *arguments)
