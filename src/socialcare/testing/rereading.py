"""Checks of a second look: edits, the brand's own answers, and what vanished."""

from typing import Any

import pytest

from socialcare.connector import Capability, Page
from socialcare.facts import Mention
from socialcare.testing.server import Fault
from socialcare.testing.subject import Subject, attempt
from socialcare.testing.workbench import Workbench, mentions

every_doubt = pytest.mark.parametrize(
    "fault", [Fault.SILENT, Fault.HUNG_UP, Fault.OUT_OF_ORDER, Fault.EMPTY, Fault.WAIT_LONG, Fault.REFUSED],
    ids=lambda fault: fault.name.lower(),
)  # fmt: skip


class Rereading(Subject):
    def _known(self, bench: Workbench, connector: Any) -> tuple[Any, list[Mention]]:
        self.produce(2)
        return connector, [mention for mention in mentions(bench.pull()) if not mention.own][-2:]

    def test_the_brands_own_answers_come_with_the_pages_joined_to_what_they_answer(self, bench: Workbench) -> None:
        connector = self.needs(Capability.OWN_REPLIES, bench)
        _, (first, *_) = self._known(bench, connector)
        self.answer(first, "Bonjour, nous regardons tout de suite")
        own = [mention for mention in mentions(bench.pull()) if mention.own and mention.in_reply_to == first.ref]
        assert len(own) == 1, (
            "the brand answered on the network, and the next pull brought no mention with own=True and in_reply_to "
            f"{first.ref}: the case stays open, and somebody answers twice"
        )

    def test_a_second_look_finds_edits(self, bench: Workbench) -> None:
        connector, (first, *others) = self._known(bench, self.needs(Capability.REREAD, bench))
        self.edit(first, "Tout est rentré dans l’ordre")
        pages = _reread(connector, [first, *others])
        found = {mention.ref: mention.text for mention in mentions(pages)}
        assert "Tout est rentré dans l’ordre" in found.get(first.ref, ""), (
            f"the message {first.ref} was edited, and reread() gives “{found.get(first.ref)}”"
        )

    def test_a_second_look_finds_the_brands_own_answers(self, bench: Workbench) -> None:
        connector, (first, *_) = self._known(bench, self.needs(Capability.REREAD, bench))
        self.answer(first, "Bonjour, nous regardons tout de suite")
        own = [mention for mention in mentions(_reread(connector, [first])) if mention.own]
        assert [mention.in_reply_to for mention in own] == [first.ref], (
            "the brand answered on the network, and reread() does not give that answer, joined to what it answers"
        )

    def test_a_second_look_says_what_vanished_and_nothing_else(self, bench: Workbench) -> None:
        connector, (first, *others) = self._known(bench, self.needs(Capability.REREAD, bench))
        self.delete(first)
        gone = {ref for page in _reread(connector, [first, *others]) for ref in page.gone}
        assert gone == {first.ref}, (
            f"{first.ref} was deleted on the network, and reread() says gone: {gone or 'nothing'}"
        )

    @every_doubt
    def test_a_failure_is_no_deletion(self, bench: Workbench, fault: Fault) -> None:
        connector, known = self._known(bench, self.needs(Capability.REREAD, bench))
        self.fail(fault)
        with bench.impatient(fault):
            connector = self.needs(Capability.REREAD, bench)
            pages, error = attempt(connector.reread(known))
        gone = {ref for page in pages for ref in page.gone}
        assert not gone, (
            f"the server failed ({fault}), and reread() says that {len(gone)} messages are gone: customers who wait "
            "would be taken off the queue"
        )
        assert error is not None, f"the server failed ({fault}), and reread() ended as if all had been looked at"


def _reread(connector: Any, known: list[Mention]) -> list[Page]:
    pages, error = attempt(connector.reread(known))
    assert error is None, f"reread() over a healthy server ended in {error}"
    moved = [page.cursor for page in pages if page.cursor is not None]
    assert not moved, f"reread() gave the cursor {moved}; a second look leaves the channel's cursor where it is (None)"
    return pages
