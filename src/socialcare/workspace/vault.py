"""What a channel keeps between runs that is no cursor, such as a session: a private file beside the database."""

import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from socialcare.errors import StoreFailed
from socialcare.sentences import say
from socialcare.workspace.finding import Workspace


@dataclass(frozen=True)
class Vault:
    """See `connector.Vault`. A rehearsal writes it too: a session that was renewed and not kept would be lost."""

    path: Path

    def read(self) -> Mapping[str, Any]:
        try:
            found = json.loads(self.path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def write(self, content: Mapping[str, Any]) -> None:
        """Whole or not at all, readable by its owner alone. Raises StoreFailed with the path, never with the content."""
        try:
            self._replace(json.dumps(dict(content)).encode())
        except OSError as error:
            raise StoreFailed(
                say("{path} cannot be written: {why}", path=self.path, why=error.strerror or type(error).__name__)
            ) from error

    def _replace(self, content: bytes) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(
            prefix=f".{self.path.name}.", dir=self.path.parent
        )  # 0600 by its own promise
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self.path)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise


def vault_of(workspace: Workspace, channel: str) -> Vault:
    return Vault(workspace.database.parent / f"vault-{quote(channel, safe='')}.json")
