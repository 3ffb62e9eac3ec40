"""An RSS or Atom document, already fetched, as mentions; feedparser reads it and never opens an address itself."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

from socialcare.connector import Context, Reject, Response
from socialcare.errors import Unavailable
from socialcare.facts import Author, Kind, Mention
from socialcare.sentences import say

from ._plain_text import one_line, plain_text, web_address

LONGEST_SUMMARY = 500
"""Characters: an excerpt and a link, not the article, which belongs to its publisher."""

_LONGEST_KEY = 200
_LONGEST_TITLE = 300
_PROLOG = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Feed:
    """`damaged`: its XML breaks off or is wrong somewhere, so that entries may be missing."""

    mentions: tuple[Mention, ...]
    rejects: tuple[Reject, ...]
    damaged: bool


def read_feed(feed: str, response: Response, context: Context) -> Feed:
    """Entries in the feed's own order. Raises Unavailable for what is not a feed, or declares entities."""
    host = urlsplit(feed).hostname or feed
    _refuse_declarations(response.body, host)
    parsed = _parsed(response)
    damaged = _is_damaged(parsed)
    if not parsed["entries"] and (damaged or not parsed.get("version")):
        raise Unavailable(say("{host} did not answer with a feed; check the address in the settings", host=host))
    language = str(parsed["feed"].get("language") or "").partition("-")[0].lower() or None
    found: dict[str, Mention] = {}
    rejects: list[Reject] = []
    for number, entry in enumerate(parsed["entries"], start=1):
        made = _mention(entry, feed, language, context)
        if made is None or made.ref in found:
            why = say("no title, text or link") if made is None else say("another entry of the feed has the same id")
            rejects.append(Reject(where=f"{host}, entry {number}", why=why, excerpt=_title(entry)[:80]))
        else:
            found[made.ref] = made
    return Feed(mentions=tuple(found.values()), rejects=tuple(rejects), damaged=damaged)


def _is_damaged(parsed: Mapping[str, Any]) -> bool:
    """Not for a wrong label alone (encoding, content type), which feedparser sees through."""
    from feedparser.exceptions import ThingsNobodyCaresAboutButMe

    return bool(parsed.get("bozo")) and not isinstance(parsed.get("bozo_exception"), ThingsNobodyCaresAboutButMe)


def _parsed(response: Response) -> Mapping[str, Any]:
    import feedparser

    told = {"content-type": response.headers.get("content-type", "application/xml"), "content-location": response.url}
    # A stream, for feedparser takes a text that looks like an address or a path for a place to read from.
    parsed: Mapping[str, Any] = feedparser.parse(io.BytesIO(response.body), response_headers=told)
    return parsed


def _refuse_declarations(body: bytes, host: str) -> None:
    """A document type stands before the first element or nowhere; it is where entities are declared.

    NULs are passed over, so that UTF-16 and UTF-32 hide nothing.
    """
    start = body.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    found = _PROLOG.match(start)
    after = start[found.end() :] if found else start
    if after[:14].lower().startswith(b"<!doctype html") or after[:5].lower() == b"<html":
        raise Unavailable(say("{host} answered with a web page, not a feed; check the address", host=host))
    if after.startswith(b"<!"):
        raise Unavailable(say("{host}: the feed declares a document type, which can hide an attack; it was not read",
                              host=host))  # fmt: skip


def _mention(entry: Mapping[str, Any], feed: str, language: str | None, context: Context) -> Mention | None:
    title, link = _title(entry), _link(entry)
    summary = one_line(plain_text(_summary(entry)), LONGEST_SUMMARY)
    if not (title or summary or link):
        return None
    author = one_line(plain_text(str(entry.get("author") or "")), 100)
    at = _published(entry)
    return Mention(
        channel=context.channel,
        ref=_key(feed, str(entry.get("id") or link or "") or f"{title}\0{at}"),
        author=Author(handle=author, name=author),
        text=": ".join(part for part in (title, summary if summary != title else "") if part) or link,
        posted_at=at or context.now,
        url=link,
        kind=Kind.ARTICLE,
        language=language,
    )


def _key(feed: str, own: str) -> str:
    """Scoped by feed: two feeds may both number their entries from 1."""
    scope = sha256(feed.encode("utf-8", "replace")).hexdigest()[:8]
    plain = own.isprintable() and len(own) <= _LONGEST_KEY
    return f"{scope}:{own if plain else sha256(own.encode('utf-8', 'replace')).hexdigest()[:16]}"


def _title(entry: Mapping[str, Any]) -> str:
    return one_line(plain_text(str(entry.get("title") or "")), _LONGEST_TITLE)


def _summary(entry: Mapping[str, Any]) -> str:
    contents = entry.get("content") or [{}]
    return str(entry.get("summary") or contents[0].get("value") or "")


def _link(entry: Mapping[str, Any]) -> str:
    """Google Alerts wraps the address of an article in one of its own that counts clicks."""
    link = str(entry.get("link") or "").strip()
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    if re.fullmatch(r"(www\.)?google\.[a-z.]{2,6}", parts.hostname or "") and parts.path == "/url":
        wrapped = parse_qs(parts.query)
        link = next((wrapped[name][0] for name in ("url", "q") if name in wrapped), link)
    return web_address(link)


def _published(entry: Mapping[str, Any]) -> datetime | None:
    """None where there is no date, or one that no calendar knows."""
    told = entry.get("published_parsed") or entry.get("updated_parsed")
    if not told:
        return None
    try:
        year, month, day, hour, minute, second = told[:6]
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
