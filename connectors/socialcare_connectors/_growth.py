"""How far a file was read, and whether what is there now is that file, grown."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from socialcare.errors import Unavailable
from socialcare.sentences import say

from ._tables import WORKBOOK

HEAD = 64 << 10
"""Bytes at the start of a file that its fingerprint covers."""

FOOT = 4 << 10
"""Bytes before the place where reading goes on that must be as they were."""

WRITTEN = timedelta(minutes=1)
"""A last line without its line break is still being written when the file is younger than this."""

_BLOCK = 64 << 10


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """A file as it is now. `end` is where its last whole line ends, and `until` how far it may be read."""

    path: Path
    size: int
    mtime_ns: int
    sha256: str
    end: int
    until: int
    grows: bool

    def fingerprint(self) -> dict[str, Any]:
        return {"size": self.size, "mtime_ns": self.mtime_ns, "sha256": self.sha256}

    def is_same(self, known: dict[str, Any]) -> bool:
        return all(known.get(key) == value for key, value in self.fingerprint().items())

    def continues(self, known: dict[str, Any]) -> bool:
        """Whether lines were only added since: head and foot are as they were."""
        if not (self.grows and "foot" in known and self.size > known["size"]):
            return False
        with self.path.open("rb") as file:
            same_head = _sha256(file.read(min(HEAD, known["size"]))) == known["sha256"]
            return same_head and bool(foot(file, known["end"]) == known["foot"])


def snapshot(path: Path, encoding: str | None, now: datetime) -> Snapshot:
    """Raises Unavailable where the file cannot be read."""
    try:
        stat = path.stat()
        with path.open("rb") as file:
            head = file.read(min(HEAD, stat.st_size))
            grows = not head.startswith((WORKBOOK, b"\xff\xfe", b"\xfe\xff")) and not _is_wide(encoding)
            end = _last_line_break(file, stat.st_size) if grows else stat.st_size
    except OSError as error:
        raise Unavailable(say("{file} cannot be read ({why})", file=path, why=error.strerror or str(error))) from error
    age = now - datetime.fromtimestamp(stat.st_mtime, UTC)
    written = timedelta(0) <= age < WRITTEN
    return Snapshot(
        path=path, size=stat.st_size, mtime_ns=stat.st_mtime_ns, sha256=_sha256(head), end=end,
        until=end if written else stat.st_size, grows=grows,
    )  # fmt: skip


def foot(file: BinaryIO, end: int) -> str:
    start = max(0, end - FOOT)
    file.seek(start)
    return _sha256(file.read(end - start))


def lines_between(path: Path, start: int, end: int) -> int:
    count = 0
    with path.open("rb") as file:
        file.seek(start)
        while start < end:
            block = file.read(min(_BLOCK, end - start))
            if not block:
                break
            count += block.count(b"\n")
            start += len(block)
    return count


def _last_line_break(file: BinaryIO, size: int) -> int:
    """The byte after it; 0 where there is none."""
    end = size
    while end > 0:
        start = max(0, end - _BLOCK)
        file.seek(start)
        found = file.read(end - start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return 0


def _is_wide(encoding: str | None) -> bool:
    """Encodings in which a line break is not one byte."""
    return encoding is not None and encoding.lower().replace("_", "-").startswith(("utf-16", "utf-32"))


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
