"""The turn to write is one kernel lock, however it was taken."""

from pathlib import Path

import pytest
from filelock import FileLock, Timeout

from socialcare.errors import AlreadyRunning
from socialcare.store import locks


def test_whoever_has_the_turn_keeps_all_others_waiting(tmp_path: Path) -> None:
    path = tmp_path / "socialcare.db"
    with locks.queue(path), pytest.raises(Timeout):
        FileLock(f"{path}.lock", timeout=0).acquire()
    with FileLock(f"{path}.lock", timeout=0):
        pass


def test_a_turn_that_does_not_come_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "WAIT_SECONDS", 0.1)
    path = tmp_path / "socialcare.db"
    with FileLock(f"{path}.lock", timeout=0), pytest.raises(AlreadyRunning, match="has been writing to"):  # noqa: SIM117
        with locks.queue(path):
            pass


def test_a_turn_ends_with_what_went_wrong_in_it(tmp_path: Path) -> None:
    path = tmp_path / "socialcare.db"
    with pytest.raises(ZeroDivisionError), locks.queue(path):
        raise ZeroDivisionError
    with FileLock(f"{path}.lock", timeout=0):
        pass


def test_a_link_in_the_place_of_the_lock_is_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "socialcare.db"
    (tmp_path / "socialcare.db.lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="lock"), locks.queue(path):
        pass
    assert not (tmp_path / "elsewhere").exists()
