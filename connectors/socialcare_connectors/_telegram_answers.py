"""Answers that a bot has sent: Telegram shows a bot nothing of what it wrote, so the vault keeps it."""

from collections.abc import Mapping
from typing import Any

from socialcare.connector import Vault
from socialcare.errors import Rejected
from socialcare.sentences import say

MOST = 500
UNKNOWN = ""


class Answers:
    """Refs by the key of the answer; UNKNOWN from before it is sent until Telegram has said what became of it."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def begin(self, key: str) -> None:
        self._write({**self._kept(), key: UNKNOWN})

    def sent(self, key: str, ref: str) -> None:
        self._write({**self._kept(), key: ref})

    def refused(self, key: str) -> None:
        self._write({kept: ref for kept, ref in self._kept().items() if kept != key})

    def ref_of(self, key: str) -> str | None:
        """None where it was never sent. Raises Rejected where nobody can know."""
        ref = self._kept().get(key)
        if ref == UNKNOWN:
            raise Rejected(
                say(
                    "nobody can tell whether Telegram took this answer, for it shows a bot nothing of what it wrote;"
                    " look into the chat, then record it with --mark-only or write it anew"
                )
            )
        return ref

    def _kept(self) -> dict[str, str]:
        kept: Any = self._vault.read().get("answers")
        return dict(kept) if isinstance(kept, Mapping) else {}

    def _write(self, answers: Mapping[str, str]) -> None:
        self._vault.write({**self._vault.read(), "answers": dict(list(answers.items())[-MOST:])})
