"""A mail taken apart: headers and text as people read them, whatever its charsets claim."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from ._plain_text import clean, one_line

_LONGEST_HEADER = 10_000
_ID = re.compile(r"<\s*([^<>\s]{1,900})\s*>")


@dataclass(frozen=True)
class Attachment:
    """`kind` is the first half of its media type."""

    kind: str
    name: str


@dataclass(frozen=True)
class Letter:
    """`head` holds the headers; `part` the text, None where there is none; `arrived_at` is the server's (aware UTC)."""

    uid: int
    arrived_at: datetime
    head: Message
    part: Message | None
    attachments: Sequence[Attachment] = ()

    def words(self, name: str) -> str:
        """A header on one line, "" where it is missing."""
        return one_line(header_words(_raw(self.head, name)), 1000)

    def ids(self, name: str) -> list[str]:
        """The message ids in a header, without < and >."""
        return _ID.findall(clean(_raw(self.head, name)))

    def addresses(self, name: str) -> list[tuple[str, str]]:
        """(name, address in lower case) of each; addresses without @ are left out."""
        try:
            parsed = getaddresses([_raw(self.head, name)[:_LONGEST_HEADER]])
        except (RecursionError, ValueError, IndexError):  # comments in comments, and what the parser does not foresee
            return []
        found = [(header_words(shown), address) for shown, address in parsed]
        return [(one_line(shown, 100), clean(address).casefold()) for shown, address in found if "@" in address]

    @property
    def message_id(self) -> str:
        """Empty where it is missing or is none."""
        return next(iter(self.ids("Message-ID")), "")


def taken_apart(source: bytes, uid: int, arrived_at: datetime) -> Letter:
    try:
        message = message_from_bytes(source)
        leaves = list(_leaves(message))
    except RecursionError:  # hundreds of parts in parts, which no person sends
        return Letter(uid, arrived_at, message_from_bytes(source.partition(b"\r\n\r\n")[0]), None)
    texts = [leaf for leaf in leaves if _is_text(leaf)]
    plain = next((leaf for leaf in texts if leaf.get_content_subtype() == "plain" and text_of(leaf).strip()), None)
    html = next((leaf for leaf in texts if leaf.get_content_subtype() == "html"), None)
    part = plain or html
    attachments = tuple(_attachment(leaf) for leaf in leaves if leaf not in texts and not _is_machine(leaf))
    return Letter(uid, arrived_at, message, part, attachments)


def text_of(part: Message) -> str:
    """Decoded by what it says, else as UTF-8, else as Windows-1252, which knows nearly every byte."""
    payload = part.get_payload(decode=True)
    return decoded(payload if isinstance(payload, bytes) else b"", part.get_content_charset())


def decoded(source: bytes, charset: str | None) -> str:
    told = (charset or "utf-8").lower()
    # As browsers do: what calls itself Latin-1 or ASCII was mostly written in Windows-1252.
    first = "cp1252" if told in ("iso-8859-1", "latin-1", "latin1") else told
    for each in (first, "utf-8"):
        try:
            return source.decode(each)
        except (LookupError, UnicodeError, ValueError):  # a charset that is none, or not that of the text
            continue
    return source.decode("cp1252", "replace")


def header_words(raw: str) -> str:
    """Encoded words (RFC 2047) read, also those cut or with an unknown charset."""
    raw = decoded(raw.encode("utf-8", "surrogateescape"), None)
    try:
        found = decode_header(re.sub(r"\r?\n[ \t]*", " ", raw))
    except (HeaderParseError, ValueError):
        return clean(raw)
    return clean("".join(part if isinstance(part, str) else decoded(part, charset) for part, charset in found))


def written_at(letter: Letter) -> datetime | None:
    """Of the Date header; None where it is no date, or has no zone: then nobody knows the hour."""
    return _moment(_raw(letter.head, "Date"))


def received_at(letter: Letter) -> datetime:
    """When the brand's own server took it in: it wrote the topmost Received, which survives a move of the mailbox."""
    stamp = _moment(_raw(letter.head, "Received").rpartition(";")[2])
    return min(stamp, letter.arrived_at) if stamp else letter.arrived_at


def _moment(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text.strip())
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _raw(head: Message, name: str) -> str:
    """The first one, as it came: bytes that are no ASCII stand as surrogates."""
    wanted = name.lower()
    return next((str(value) for key, value in head.raw_items() if key.lower() == wanted), "")


def _leaves(message: Message) -> Iterator[Message]:
    """Parts that hold no others; a mail inside the mail counts as one."""
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _leaves(part)
        return
    yield message


def _is_text(part: Message) -> bool:
    kinds = ("text/plain", "text/html")
    return part.get_content_type() in kinds and part.get_content_disposition() != "attachment"


def _is_machine(part: Message) -> bool:
    """Signatures, and the empty rest of a broken multipart."""
    return part.get_content_maintype() == "multipart" or part.get_content_subtype() in (
        "pkcs7-signature",
        "pgp-signature",
    )


def _attachment(part: Message) -> Attachment:
    try:
        name = part.get_filename() or ""
    except (LookupError, ValueError, TypeError):
        name = ""
    return Attachment(part.get_content_maintype(), one_line(header_words(name), 100))
