"""Kernel locks: they queue people and die with their process, whatever killed it."""

import contextlib
import functools
import re
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from socialcare.errors import AlreadyRunning
from socialcare.sentences import say
from socialcare.store.faults import told

WAIT_SECONDS = 30.0


@contextlib.contextmanager
def queue(path: Path) -> Iterator[None]:
    """Wait for the turn to write the database at `path`. Raises AlreadyRunning after `WAIT_SECONDS`."""
    if str(path) == ":memory:":
        yield
        return
    try:
        with _turn(f"{path}.lock").acquire(timeout=WAIT_SECONDS):
            yield
    except Timeout as error:
        raise AlreadyRunning(
            say(
                "another socialcare has been writing to {path} for {seconds} s; try again",
                path=path,
                seconds=int(WAIT_SECONDS),
            )
        ) from error


@functools.lru_cache(maxsize=16)
def _turn(file: str) -> FileLock:
    """Made once: its making takes as long as taking it. Each thread holds it by itself."""
    return FileLock(file)


@contextlib.contextmanager
def alone(folder: Path, channel: str) -> Iterator[None]:
    """One pull of a channel at a time. Raises AlreadyRunning at once: the other one brings the same."""
    name = re.sub(r"[^\w.-]", "_", channel)
    lock = FileLock(folder / f"pull-{name}.lock", timeout=0)
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire()
        except Timeout as error:  # before `told` takes it for a fault of the disk: it is an OSError
            raise AlreadyRunning(
                say("{channel}: another pull of this channel is running; it will bring the same", channel=channel)
            ) from error
    try:
        yield
    finally:
        lock.release()
