"""What is kept between two runs is whole, ours and of the same making, or as good as never kept."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from socialcare.workspace.memory import HEAD, DiskMemory, cache_folder


def test_what_is_kept_comes_back_to_the_next_process(tmp_path: Path) -> None:
    DiskMemory(tmp_path / "new" / "folder", "v1").keep("words", "of a", b"content")
    found = DiskMemory(tmp_path / "new" / "folder", "v1").recall("words", "of a")
    assert found is not None
    assert bytes(found) == b"content"


@pytest.mark.parametrize(
    ("stamp", "name", "of"), [("v2", "words", "of a"), ("v1", "others", "of a"), ("v1", "words", "of b")]
)
def test_of_another_version_name_or_source_nothing_comes_back(tmp_path: Path, stamp: str, name: str, of: str) -> None:
    DiskMemory(tmp_path, "v1").keep("words", "of a", b"content")
    assert DiskMemory(tmp_path, stamp).recall(name, of) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda kept: kept[: HEAD - 1],
        lambda kept: kept[:-1],
        lambda kept: kept[:-1] + b"?",
        lambda kept: b"?" + kept[1:],
        lambda kept: b"\0" * len(kept),
    ],
)
def test_a_damaged_file_is_as_good_as_none_and_is_replaced(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    memory = DiskMemory(tmp_path, "v1")
    memory.keep("words", "of a", b"content")
    (tmp_path / "words").write_bytes(damage((tmp_path / "words").read_bytes()))
    assert memory.recall("words", "of a") is None
    memory.keep("words", "of a", b"content")
    assert memory.recall("words", "of a") == b"content"


@pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")
@pytest.mark.parametrize("rights", [0o620, 0o602])
def test_what_somebody_else_could_have_written_is_not_believed(tmp_path: Path, rights: int) -> None:
    memory = DiskMemory(tmp_path, "v1")
    memory.keep("words", "of a", b"content")
    assert (tmp_path / "words").stat().st_mode & 0o777 == 0o600
    (tmp_path / "words").chmod(rights)
    assert memory.recall("words", "of a") is None


def test_where_nothing_can_be_written_nothing_is_kept_and_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file where a folder should be")
    for memory in (DiskMemory(None, "v1"), DiskMemory(tmp_path / "file" / "folder", "v1")):
        memory.keep("words", "of a", b"content")
        assert memory.recall("words", "of a") is None


def test_no_part_of_a_file_is_left_where_it_cannot_take_its_place(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    DiskMemory(tmp_path, "v1").keep("words", "of a", b"content")
    assert [file.name for file in tmp_path.iterdir()] == ["words"]


@pytest.mark.skipif(os.name != "posix", reason="Windows has a folder of its own")
def test_the_folder_is_the_one_of_xdg_else_under_the_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder({"XDG_CACHE_HOME": "/var/cache/lea"}) == Path("/var/cache/lea/socialcare")
    assert cache_folder({"XDG_CACHE_HOME": "relative"}) == tmp_path / ".cache" / "socialcare"
    assert cache_folder({}) == tmp_path / ".cache" / "socialcare"
