"""What can be made again at any time, kept in the user's cache folder so that the next process does not make it.

Files of one machine and one version, whatever the workspace. A file that is damaged, of another user or of another version
is as good as none; so is a folder that cannot be read or written.
"""

import contextlib
import hashlib
import mmap
import os
import stat
import sys
import tempfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HEAD = 64
"""Bytes before the content, so that it stands aligned: whose it is and its checksum, in hexadecimal."""


@dataclass(frozen=True)
class DiskMemory:
    """See `scoring.memory.Memory`. `stamp` is of the code that makes the content, `folder` None where nothing is kept."""

    folder: Path | None
    stamp: str

    def recall(self, name: str, of: str) -> memoryview | None:
        if self.folder is None:
            return None
        try:
            with (self.folder / name).open("rb") as file:
                if not _is_ours(file.fileno()):
                    return None
                found = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        except (OSError, ValueError):  # none, or empty
            return None
        content = found[HEAD:]
        return content if found[:HEAD] == self._head(of, content) else None

    def keep(self, name: str, of: str, content: bytes) -> None:
        """Whole or not at all, for its owner alone."""
        if self.folder is None:
            return
        with contextlib.suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, part = tempfile.mkstemp(prefix=f".{name}.", dir=self.folder)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(self._head(of, content) + content)
                Path(part).replace(self.folder / name)
            except BaseException:
                Path(part).unlink()
                raise

    def _head(self, of: str, content: bytes | memoryview) -> bytes:
        whose = hashlib.sha256(f"{self.stamp}\n{of}".encode()).hexdigest()[: HEAD - 8]
        return f"{whose}{zlib.crc32(content):08x}".encode()


def cache_folder(environment: Mapping[str, str]) -> Path | None:
    """Where programs of this user keep such files: XDG_CACHE_HOME, LOCALAPPDATA, else ~/.cache; None without a home."""
    named = environment.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", "")
    if named and Path(named).is_absolute():
        return Path(named) / "socialcare"
    try:
        return Path.home() / ".cache" / "socialcare"
    except RuntimeError:
        return None


def _is_ours(descriptor: int) -> bool:
    """Nobody else could have written it."""
    found = os.fstat(descriptor)
    if sys.platform == "win32":
        return True
    return found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
