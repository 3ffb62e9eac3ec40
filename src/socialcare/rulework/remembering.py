"""A rules file that was read once without a mistake is not parsed and checked again: 1,000 rules take YAML 3 s.

What is kept is data, never code, and only stands in for the file while its text is the same to the letter.
"""

import contextlib
import hashlib
import json
from pathlib import Path
from typing import Any

from socialcare import __version__
from socialcare.documents import Document, read

FILE = Path("data") / "rules.cache.json"


def remembered(folder: Path, name: str, text: str) -> tuple[Document, bool]:
    """The document of `text`, and whether it came from memory. Raises FileMistakes as `documents.read` does."""
    try:
        kept = json.loads((folder / FILE).read_text("utf-8"))
        if kept["digest"] == _digest(text):
            spots = {tuple(place): tuple(spot) for place, spot in kept["spots"]}
            return Document(name, kept["values"], spots), True
    except (OSError, ValueError, KeyError, TypeError):
        pass  # nothing kept, or not by us: the file itself says everything
    return read(text, name), False


def remember(folder: Path, document: Document, text: str) -> None:
    """After the document was found without mistakes. A folder that cannot be written only costs the time again."""
    kept: dict[str, Any] = {
        "digest": _digest(text),
        "values": document.values,
        "spots": [[list(place), list(spot)] for place, spot in document.spots.items()],
    }
    part = (folder / FILE).with_suffix(".part")
    with contextlib.suppress(OSError):
        part.write_text(json.dumps(kept, ensure_ascii=False), "utf-8")
        part.replace(folder / FILE)


def _digest(text: str) -> str:
    return hashlib.sha256(f"{__version__}\n{text}".encode()).hexdigest()
