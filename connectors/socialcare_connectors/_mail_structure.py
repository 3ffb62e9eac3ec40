"""The parts of a mail as its server tells them (BODYSTRUCTURE, RFC 3501), without fetching one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ._letters import Attachment, header_words
from ._plain_text import one_line

_DEEPEST = 20


@dataclass(frozen=True)
class Section:
    """`number` as FETCH wants it; `headers` are what its MIME headers would be, for a mail of one part."""

    number: str
    headers: bytes
    is_whole: bool


@dataclass(frozen=True)
class Structure:
    """`text` is None where there is none to read."""

    text: Section | None
    attachments: Sequence[Attachment]


@dataclass(frozen=True)
class _Leaf:
    number: str
    body: Any

    @property
    def kind(self) -> str:
        return f"{_text(self.body[0])}/{_text(self.body[1])}".lower()

    @property
    def disposition(self) -> Any:
        """("attachment", parameters): after the lines of a text, or right after the checksum of the rest."""
        place = 9 if self.kind.startswith("text/") else 8
        found = self.body[place] if len(self.body) > place else None
        return found if isinstance(found, tuple) else None

    @property
    def is_attached(self) -> bool:
        return bool(self.disposition) and _text(self.disposition[0]).lower() == "attachment"

    @property
    def name(self) -> str:
        told = {**_parameters(self.body[2]), **(_parameters(self.disposition[1]) if self.disposition else {})}
        return one_line(header_words(told.get("filename") or told.get("name") or ""), 100)

    @property
    def headers(self) -> bytes:
        charset = _parameters(self.body[2]).get("charset", "utf-8")
        return f"Content-Type: {self.kind}; charset={charset}\r\nContent-Transfer-Encoding: {_text(self.body[5])}\r\n\r\n".encode()


def structure_of(body: Any) -> Structure:
    leaves = list(_leaves(body, "", 0))
    texts = [leaf for leaf in leaves if leaf.kind in ("text/plain", "text/html") and not leaf.is_attached]
    chosen = next((leaf for leaf in texts if leaf.kind == "text/plain"), next(iter(texts), None))
    return Structure(
        text=Section(chosen.number, chosen.headers, not body.is_multipart) if chosen else None,
        attachments=tuple(Attachment(leaf.kind.partition("/")[0], leaf.name) for leaf in leaves if leaf not in texts),
    )


def _leaves(body: Any, number: str, depth: int) -> Iterator[_Leaf]:
    if not body.is_multipart:
        yield _Leaf(number or "1", body)
        return
    for place, part in enumerate(body[0] if depth < _DEEPEST else (), start=1):
        yield from _leaves(part, f"{number}.{place}" if number else str(place), depth + 1)


def _parameters(told: Any) -> dict[str, str]:
    pairs = told if isinstance(told, tuple) else ()
    return {_text(name).lower(): _text(value) for name, value in zip(pairs[::2], pairs[1::2], strict=False)}


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")
