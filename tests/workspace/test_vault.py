"""A channel's private file: its own, its owner's, whole or absent."""

import os
from pathlib import Path

import pytest

from socialcare.errors import StoreFailed
from socialcare.workspace import Workspace, vault_of


def test_what_was_kept_comes_back_and_is_its_owners_alone(tmp_path: Path) -> None:
    vault = vault_of(Workspace(tmp_path), "bluesky-fr")
    assert vault.read() == {}
    vault.write({"session": "s1"})
    vault.write({"session": "é"})
    assert vault.read() == {"session": "é"}
    assert vault.path.parent == Workspace(tmp_path).database.parent
    if os.name == "posix":
        assert vault.path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in vault.path.parent.iterdir()] == ["vault-bluesky-fr.json"]


@pytest.mark.parametrize("name", ["../x", "a/b", "a_b", "a b", "..", "É"])
def test_no_name_of_a_channel_leads_elsewhere_or_to_anothers(tmp_path: Path, name: str) -> None:
    workspace = Workspace(tmp_path)
    vault_of(workspace, name).write({"name": name})
    (file,) = (tmp_path / "data").iterdir()
    assert file.name.startswith("vault-")
    assert vault_of(workspace, "a_b" if name != "a_b" else "a/b").read() == {}
    assert vault_of(workspace, name).read() == {"name": name}


@pytest.mark.parametrize("kept", [b"", b"{", b"[1]", b"\xff", b"[" * 200_000])
def test_what_cannot_be_read_is_nothing(tmp_path: Path, kept: bytes) -> None:
    vault = vault_of(Workspace(tmp_path), "x")
    vault.path.parent.mkdir()
    vault.path.write_bytes(kept)
    assert vault.read() == {}


def test_what_cannot_be_written_is_said_without_its_content(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be", "utf-8")
    with pytest.raises(StoreFailed) as failed:
        vault_of(Workspace(tmp_path), "x").write({"token": "secret"})
    assert "vault-x.json cannot be written" in str(failed.value)
    assert "secret" not in str(failed.value)


def test_what_is_no_json_leaves_what_was_there(tmp_path: Path) -> None:
    vault = vault_of(Workspace(tmp_path), "x")
    vault.write({"a": 1})
    with pytest.raises(TypeError):
        vault.write({"a": object()})
    assert vault.read() == {"a": 1}
