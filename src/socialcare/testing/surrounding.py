"""Checks of a look at the conversation around a message: in order, whole, and leaving no trace."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from socialcare.connector import Capability, Page
from socialcare.facts import Mention
from socialcare.testing.rereading import every_doubt
from socialcare.testing.server import Fault
from socialcare.testing.subject import Subject, attempt
from socialcare.testing.workbench import MemoryVault, Workbench, mentions, refs

TEXT = "Bonjour, nous regardons tout de suite"


class Surrounding(Subject):
    def _asked(self, bench: Workbench) -> tuple[Any, Mention]:
        connector = self.needs(Capability.THREAD, bench)
        self.produce(1)
        return connector, [mention for mention in mentions(bench.pull()) if not mention.own][-1]

    def test_a_thread_holds_the_message_then_its_answer(self, bench: Workbench) -> None:
        connector, asked = self._asked(bench)
        self.answer(asked, TEXT)
        found: Sequence[Mention] = connector.thread(asked)
        own = [mention for mention in found if mention.own and TEXT in mention.text]
        assert len(own) == 1, (
            f"the brand answered {asked.ref}, and thread() gives {len(own)} such messages with own=True: whoever reads "
            "it does not see that it was answered"
        )
        places = [mention.ref for mention in found if mention.ref in (asked.ref, own[0].ref)]
        assert places == [asked.ref, own[0].ref], (
            f"{asked.ref} was answered by {own[0].ref}, and thread() of the message gives them as {places}"
        )

    def test_a_thread_of_an_answer_begins_above_it(self, bench: Workbench) -> None:
        connector, asked = self._asked(bench)
        self.answer(asked, TEXT)
        bench.pull()
        answer = next((mention for mention in connector.thread(asked) if mention.own), None)
        assert answer is not None, f"the brand answered {asked.ref}, and thread() does not give that answer as its own"
        places = [mention.ref for mention in connector.thread(answer) if mention.ref in (asked.ref, answer.ref)]
        assert places == [asked.ref, answer.ref], (
            f"{answer.ref} answers {asked.ref}, and thread() of the answer gives {places}: who answers in the middle of "
            "a conversation does not see what was said before"
        )

    def test_a_message_that_vanished_has_no_thread(self, bench: Workbench) -> None:
        connector, asked = self._asked(bench)
        self.delete(asked)
        found = list(connector.thread(asked))
        assert not found, f"{asked.ref} was deleted on the network, and thread() gives {[one.ref for one in found]}"

    @every_doubt
    def test_a_failure_is_no_empty_thread(self, bench: Workbench, fault: Fault) -> None:
        _, asked = self._asked(bench)
        self.fail(fault)
        with bench.impatient(fault):
            connector = self.needs(Capability.THREAD, bench)
            _, error = attempt(_looked(connector, asked))
        assert error is not None, f"the server failed ({fault}), and thread() ended as if nobody had written"

    def test_a_look_at_a_thread_leaves_no_trace(self, bench: Workbench) -> None:
        connector, asked = self._asked(bench)
        self.answer(asked, TEXT)
        self.produce(1)
        found = connector.thread(asked)
        kept = json.dumps(bench.context.vault.read(), ensure_ascii=False)
        told = [mention.text for mention in found if mention.text and mention.text in kept]
        assert not told, f"thread() has kept {told} in the vault: what strangers say to each other is not ours to keep"
        untouched = self.make(replace(bench.context, vault=MemoryVault()))
        bench.pull()
        missing = bench.missing(refs(untouched.pages(None, None)))
        assert not missing, f"after thread(), the next pull no longer brought {missing}: a look must change nothing"


def _looked(connector: Any, asked: Mention) -> Iterator[Page]:
    yield Page(mentions=tuple(connector.thread(asked)), cursor=None)
