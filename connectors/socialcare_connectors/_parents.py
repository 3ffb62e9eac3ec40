"""What a reply answers: servers name the parent by their own id, where a mention is known by its uri."""

from collections.abc import Callable, Mapping
from typing import Any

from ._statuses import opaque

MOST_ASKED = 40
"""Statuses asked for one by one in a run."""


class Parents:
    """`ask` fetches one status by its id, None where it is gone."""

    def __init__(self, ask: Callable[[str], Mapping[str, Any] | None]) -> None:
        self._ask = ask
        self._uris: dict[str, str | None] = {}
        self._asked = 0
        self.unknown = 0

    def learn(self, status: Mapping[str, Any]) -> None:
        own_id, uri = opaque(status.get("id")), status.get("uri")
        if own_id and isinstance(uri, str):
            self._uris[own_id] = uri

    def uri_of(self, status_id: str) -> str | None:
        """None where the status is gone, or where MOST_ASKED were asked for already (counted in `unknown`)."""
        if status_id in self._uris:
            return self._uris[status_id]
        if self._asked >= MOST_ASKED:
            self.unknown += 1
            return None
        self._asked += 1
        self._uris[status_id] = None
        self.learn(self._ask(status_id) or {})
        return self._uris[status_id]
