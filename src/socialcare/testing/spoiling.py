"""Checks of single messages that are not as the network says: each costs itself at most."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from socialcare.testing.server import DAMAGED, Answer, LoopbackServer, Request, Route
from socialcare.testing.subject import Subject, attempt
from socialcare.testing.workbench import Workbench, refs

DAMAGES = {"no UTF-8": f"Mon colis {DAMAGED} est perdu", "lone surrogate": "perdu \ud83d hier", "NUL": "perdu\0hier"}

ODD = {
    "lone surrogate": "\ud83d", "null": None, "number": -7, "too many digits": "9" * 5000, "list": ["?"],
    "object": {"?": "?"},
}  # fmt: skip

MESSAGES = 60
"""Enough for each field of a message to be odd once, in pages of three."""


class Spoiling(Subject):
    def test_odd_messages_cost_themselves_at_most(self, bench: Workbench) -> None:
        self.produce(2)
        before = refs(self._read(bench))
        self.produce_odd()
        self.produce(2)
        bench.forget()
        after = refs(self._read(bench))
        assert len(after) >= len(before) + 2, (
            "a message without author, text or date took others with it; one that cannot be read is a Reject, and the "
            "rest of its page stands"
        )

    @pytest.mark.parametrize("text", DAMAGES.values(), ids=DAMAGES)
    def test_a_damaged_text_costs_its_own_message_at_most(self, bench: Workbench, text: str) -> None:
        self.produce(2)
        before = refs(self._read(bench))
        self.produce_text(text)
        self.produce(2)
        pages, error = attempt(bench.pages())
        assert error is None, (
            f"one message has bytes in its text that are no text, and its whole page was refused ({error}): the "
            "channel stands still until somebody deletes that message"
        )
        rejected = sum(len(page.rejects) for page in pages)
        bench.forget()
        kept = len(refs(self._read(bench)) - before)
        assert kept >= 2, "one message has bytes in its text that are no text, and its neighbours were lost with it"
        assert kept + rejected >= 3, "a message with bytes that are no text is neither kept nor told as a Reject"

    @pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
    def test_one_odd_field_costs_its_own_message_at_most(self, bench: Workbench, odd: object) -> None:
        """Each field in turn, in one message of each page."""
        server = getattr(self, "server", None)
        if not isinstance(server, LoopbackServer):
            pytest.skip("`server` is no LoopbackServer")
        self.produce(MESSAGES)
        full = refs(self._read(bench))
        bench.forget()
        spoilt = _Spoilt(server.route, odd)
        server.route = spoilt
        pages, error = attempt(bench.pages())
        server.route = spoilt.route
        if not spoilt.fields:
            pytest.skip("the server answers with no list of JSON")
        last = spoilt.fields[-1]
        assert error is None, f"one message has {str(odd)[:20]!r} as its “{last}”, and that ended the run: {error}"
        lost = len(full - refs(pages))
        assert lost <= len(spoilt.fields), (
            f"{len(spoilt.fields)} messages had {str(odd)[:20]!r} in one field, and {lost} were lost"
        )

    def _read(self, bench: Workbench) -> Any:
        pages, error = attempt(bench.pages())
        assert error is None, f"one message is not as the network says, and the run ended in {error}"
        return pages


class _Spoilt:
    """The answers of `route`, where in each list a message between two others has one odd field, each time the next."""

    def __init__(self, route: Route, odd: object) -> None:
        self.route, self._odd = route, odd
        self.fields: list[str] = []

    def __call__(self, request: Request) -> Answer:
        answer = self.route(request)
        try:
            found = json.loads(answer.body)
        except ValueError:
            return answer
        for messages in _lists(found):
            fields = list(_fields(messages[1]))
            holder, key = fields[len(self.fields) % len(fields)]
            holder[key] = self._odd
            self.fields.append(str(key))
        return replace(answer, body=json.dumps(found).encode())


def _lists(found: object) -> Iterator[list[Any]]:
    if isinstance(found, list) and len(found) > 2 and isinstance(found[1], dict):
        yield found
    elif isinstance(found, dict):
        for inner in found.values():
            yield from _lists(inner)


def _fields(message: Any) -> Iterator[tuple[Any, Any]]:
    for key, value in list(message.items() if isinstance(message, dict) else enumerate(message)):
        yield message, key
        if isinstance(value, (dict, list)):
            yield from _fields(value)
