"""The body of an answer, decompressed within a bound: httpx itself would inflate a bomb whole."""

import zlib
from typing import TYPE_CHECKING

from socialcare.errors import Unavailable
from socialcare.sentences import say

if TYPE_CHECKING:
    import httpx

LARGEST_BODY = 16 << 20
"""Bytes after decompression."""
LARGEST_REFUSAL = 64 << 10
"""Of an answer that refuses, as much is kept as tells why."""


def whole(answer: "httpx.Response", host: str) -> bytes:
    """At most LARGEST_BODY bytes. Raises Unavailable beyond, zlib.error and httpx.TransportError for a damaged one."""
    coding = _coding(answer)
    if coding not in ("gzip", "identity", ""):
        raise Unavailable(
            say("{host} answered in an encoding that was not asked for ({coding})", host=host, coding=coding)
        )
    inflater = zlib.decompressobj(wbits=31) if coding == "gzip" else None
    body = bytearray()
    for piece in answer.iter_raw():
        body += inflater.decompress(piece, LARGEST_BODY + 1 - len(body)) if inflater else piece
        if len(body) > LARGEST_BODY:
            raise Unavailable(say("{host} answered more than {limit} MiB; nothing of it was used", host=host,
                                  limit=LARGEST_BODY >> 20))  # fmt: skip
    if inflater and answer.num_bytes_downloaded and not inflater.eof:
        raise zlib.error("the compressed answer was cut short")
    return bytes(body)


def start_of(answer: "httpx.Response") -> bytes:
    """What came of a refusal, at most LARGEST_REFUSAL bytes: its status is known, so no fault of its body matters."""
    import httpx

    inflater = zlib.decompressobj(wbits=31) if _coding(answer) == "gzip" else None
    body = bytearray()
    try:
        for piece in answer.iter_raw():
            room = LARGEST_REFUSAL - len(body)
            body += inflater.decompress(piece, room) if inflater else piece[:room]
            if len(body) >= LARGEST_REFUSAL:
                break
    except (httpx.TransportError, zlib.error):
        pass
    return bytes(body)


def _coding(answer: "httpx.Response") -> str:
    coding: str = answer.headers.get("content-encoding", "identity")
    return coding.strip().lower()
