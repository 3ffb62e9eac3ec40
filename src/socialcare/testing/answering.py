"""Checks of answers: sent once, found again, counted as the network counts."""

from typing import Any

import pytest

from socialcare.connector import Capability, Reply, Sent
from socialcare.errors import SocialcareError, Unavailable
from socialcare.testing.server import Fault
from socialcare.testing.subject import Subject
from socialcare.testing.workbench import NOW, Workbench, mentions

TEXT = "Bonjour, votre colis repart ce soir."


class Answering(Subject):
    def _reply(self, bench: Workbench, key: str = "case-1-answer-1") -> Reply:
        self.produce(1)
        asked = [mention for mention in mentions(bench.pull()) if not mention.own][-1]
        return Reply(key=key, to=asked, text=TEXT, since=NOW.replace(year=2000))

    def test_an_answer_is_posted_and_has_its_ref(self, bench: Workbench) -> None:
        connector = self.needs(Capability.REPLY, bench)
        reply = self._reply(bench)
        sent: Sent = connector.send(reply)
        posted = self.posted()
        assert len(posted) == 1, f"one answer was sent, and the network has {len(posted)}"
        assert TEXT in posted[0], f"“{TEXT}” was sent, and the network has “{posted[0]}”"
        assert sent.ref, "send() gives no ref: the desk could not know its own answer when a pull brings it"
        if Capability.OWN_REPLIES in self.connector.capabilities:
            refs = [mention.ref for mention in mentions(bench.pull()) if mention.own]
            assert sent.ref in refs, f"send() gave the ref {sent.ref}, and the pull brings it as {refs}: two answers"

    def test_an_answer_tried_twice_is_one_post(self, bench: Workbench) -> None:
        connector = self.needs(Capability.REPLY, bench)
        if not self.sends_once:
            pytest.skip("`sends_once` is not declared")
        reply = self._reply(bench)
        first, second = connector.send(reply), self.needs(Capability.REPLY, bench).send(reply)
        assert len(self.posted()) == 1, (
            "the same answer with the same key was posted twice: the customer reads it twice; hand `reply.key` to the "
            "network as it wants it"
        )
        assert first.ref == second.ref, f"one post has two refs: {first.ref} and {second.ref}"

    def test_an_answer_whose_fate_is_unknown_is_found_and_not_sent_again(self, bench: Workbench) -> None:
        connector = self.needs(Capability.REPLY, bench)
        reply = self._reply(bench)
        self.fail(Fault.HUNG_UP)
        error = _raised(connector, reply)
        self.fail(None)
        assert isinstance(error, Unavailable), (
            f"the connection broke while an answer was sent, and send() said {error!r}"
        )
        assert len(self.posted()) <= 1, "send() tried again by itself, and the customer reads the answer twice"
        found = self.needs(Capability.REPLY, bench).find(reply)
        assert bool(found) == bool(self.posted()), f"the network has {list(self.posted())}, and find() gives {found}"

    def test_an_answer_that_was_never_sent_is_not_found(self, bench: Workbench) -> None:
        connector = self.needs(Capability.REPLY, bench)
        reply = self._reply(bench)
        assert connector.find(reply) is None, "nothing was sent, and find() finds an answer: it would never be sent"

    def test_an_answer_that_was_sent_is_found(self, bench: Workbench) -> None:
        connector = self.needs(Capability.REPLY, bench)
        reply = self._reply(bench)
        sent = connector.send(reply)
        found = self.needs(Capability.REPLY, bench).find(reply)
        assert found is not None, "the answer is on the network, and find() does not find it: it would be sent twice"
        assert found.ref == sent.ref, f"find() gives {found.ref} for the answer that send() gave as {sent.ref}"

    def test_length_is_the_networks_own(self, bench: Workbench) -> None:
        connector = self.needs(Capability.REPLY, bench)
        if not self.lengths:
            pytest.skip("`lengths` names no text")
        for text, length in self.lengths.items():
            counted = connector.length(text)
            assert counted == length, f"the network counts {length} in “{text}”, and length() {counted}"


def _raised(connector: Any, reply: Reply) -> SocialcareError | None:
    try:
        connector.send(reply)
    except SocialcareError as error:
        return error
    return None
