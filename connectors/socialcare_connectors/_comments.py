"""Comments of WordPress as mentions."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from socialcare.facts import Author, Kind, Mention

from ._plain_text import clean, one_line, plain_text, web_address

HIDDEN = frozenset({"spam", "trash", "post-trashed"})
"""States in which the site shows a comment to nobody."""

_SMILEY = re.compile(r"(?<!\S)(?:8-?[)O]|:-?[DPox]|:[a-z]+:)(?!\S)")
"""Those with a letter or a digit in them."""


def mention_from(comment: Mapping[str, Any], channel: str, own: frozenset[int], now: datetime) -> Mention:
    """`own` are the site's numbers of the brand's users; `now` stands for a missing date."""
    content = comment.get("content")
    rendered = content.get("rendered") if isinstance(content, dict) else None
    parent = comment.get("parent")
    told = comment.get("author")
    author = told if isinstance(told, int) else 0
    name = one_line(plain_text(str(comment.get("author_name") or "")), 100)
    return Mention(
        channel=channel,
        ref=ref_of(comment),
        # A visitor may take any name: a user of the site is told apart by its number.
        author=Author(handle=f"{name}#{author}" if author else "", name=name),
        text=plain_text(rendered) if isinstance(rendered, str) else "",
        posted_at=moment(comment.get("date_gmt")) or now,
        url=web_address(clean(str(comment.get("link") or ""))),
        in_reply_to=f"comment-{parent}" if isinstance(parent, int) and parent else None,
        kind=_kind(comment),
        own=author in own,
        can_reply=True,
    )


def ref_of(comment: Mapping[str, Any]) -> str:
    return f"comment-{one_line(clean(str(comment.get('id'))), 30)}"


def is_same_answer(shown: str, typed: str) -> bool:
    """Their letters and digits are the same, or without any their signs: quotes, dashes, crosses, smileys and www. are shown otherwise than typed
    (wptexturize, convert_smilies, capital_P_dangit, make_clickable).
    """
    return _letters(shown) == _letters(typed)


def _letters(text: str) -> str:
    without = re.sub(r"https?://", "", _SMILEY.sub(" ", text)).replace("×", "x")
    return "".join(re.findall(r"\w", unicodedata.normalize("NFKC", without).casefold())) or "".join(text.split())


def number_of(ref: str) -> str:
    return ref.removeprefix("comment-")


def moment(text: Any) -> datetime | None:
    """`date_gmt` has no zone: it is UTC by its name. None for what is no date, such as WordPress’s 0000-00-00."""
    try:
        at = datetime.fromisoformat(str(text))
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _kind(comment: Mapping[str, Any]) -> Kind:
    if comment.get("type") == "review":
        return Kind.REVIEW
    return Kind.REPLY if comment.get("parent") else Kind.COMMENT
