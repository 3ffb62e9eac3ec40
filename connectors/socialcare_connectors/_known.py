"""Local ids of statuses that were seen: servers ask for their own id, where a mention is known by its uri."""

from collections.abc import Mapping
from functools import cached_property
from hashlib import sha256
from typing import Any

from socialcare.connector import Vault

MOST = 5000


class Known:
    """Kept in the vault by a digest of the uri, so that a message erased from the store leaves no address here."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._changed = False

    @cached_property
    def _ids(self) -> dict[str, str]:
        kept = self._vault.read().get("ids")
        return dict(kept) if isinstance(kept, Mapping) else {}

    def id_of(self, uri: str) -> str | None:
        found: Any = self._ids.get(_digest(uri))
        return found if isinstance(found, str) else None

    def learn(self, ids: Mapping[str, str]) -> None:
        """`ids` by uri; only after their page was stored."""
        for uri, own_id in ids.items():
            self._changed |= self._ids.pop(_digest(uri), None) is None
            self._ids[_digest(uri)] = own_id

    def save(self) -> None:
        if self._changed:
            self._vault.write({**self._vault.read(), "ids": dict(list(self._ids.items())[-MOST:])})
            self._changed = False


def _digest(uri: str) -> str:
    return sha256(uri.encode("utf-8", "replace")).hexdigest()[:16]
