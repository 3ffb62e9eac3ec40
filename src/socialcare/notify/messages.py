"""What is told and where: texts that no service can take for markup, a link or a call to everybody."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

LONGEST_LINE = 500
"""Characters; what is longer is cut."""

_MARKUP = str.maketrans({sign: chr(ord(sign) + 0xFEE0) for sign in "<>&*_`[]{}@#|~\\"})
"""HTML, Markdown and the mentions of chat services are all written with these; their full-width twins mean nothing."""
_SPACES = re.compile(" {2,}")  # French needs its no-break spaces
_SCHEME = re.compile(r":(?=//)")
_DOMAIN = re.compile(r"\.(?=[^\W\d_])")


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where one person is told. `url` and `secret` are secrets; `variable` names the environment variable of `url`."""

    url: str = field(repr=False)
    variable: str
    secret: str = field(default="", repr=False)
    secret_variable: str = ""

    @property
    def is_webhook(self) -> bool:
        return self.url.lower().startswith(("https://", "http://"))


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing of a message, for programs. `id` is the same whenever it is told again; `due_at` is aware UTC."""

    id: str
    case: int
    what: str
    topic: str
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Message:
    """Made by `Message.of`, and so inert: a title of one line, and lines of one line each."""

    title: str
    lines: tuple[str, ...]
    facts: tuple[Fact, ...] = ()

    @classmethod
    def of(cls, title: str, lines: Sequence[str], facts: Sequence[Fact] = ()) -> "Message":
        return cls(title=inert(title), lines=tuple(inert(line) for line in lines), facts=tuple(facts))

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def inert(text: str) -> str:
    """One line without control or invisible characters, that neither a chat, a mail program nor a header understands.

    A dot before a letter becomes U+2024, so that no program makes a link of a name it reads as a domain.
    """
    seen = "".join(" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in text)
    shown = "".join(sign for sign in seen if not unicodedata.category(sign).startswith("C"))
    line = _SPACES.sub(" ", shown).strip().translate(_MARKUP)
    line = _DOMAIN.sub("\N{ONE DOT LEADER}", _SCHEME.sub("\N{FULLWIDTH COLON}", line))
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…"
