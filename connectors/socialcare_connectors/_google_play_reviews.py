"""A review of Google Play as a mention, and the developer's answer beside it as another: the only place that knows its keys."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from socialcare.facts import Author, Kind, Mention
from socialcare.sentences import say

from ._json_fields import BadItem, id_in, metrics_in, object_in, objects_in, text_in
from ._plain_text import clean, one_line
from ._review_fields import answer_ref, stars, with_version

_METRICS = {"likes": "thumbsUpCount", "dislikes": "thumbsDownCount"}


def changed_at(review: Mapping[str, Any]) -> datetime | None:
    """When its author last changed it: the API does not tell when it was first written."""
    return _moment(_comment(review, "userComment"))


def mentions_from(review: Mapping[str, Any], channel: str, package: str) -> tuple[Mention, ...]:
    """The review, and the developer's answer where there is one. Raises BadItem."""
    written = _comment(review, "userComment")
    posted_at = _moment(written)
    if posted_at is None:
        raise BadItem(say("“{date}” is not a date known here", date=clean(str(written.get("lastModified")))[:40]))
    ref = id_in({"id": text_in(review, "reviewId")})
    language = text_in(written, "reviewerLanguage").replace("_", "-")[:8]
    asked = Mention(
        channel=channel,
        ref=ref,
        author=Author(name=one_line(text_in(review, "authorName"), 100)),
        text=with_version(_text(written), text_in(written, "appVersionName")),
        posted_at=posted_at,
        url=f"https://play.google.com/store/apps/details?id={package}",
        thread=ref,
        kind=Kind.REVIEW,
        rating=stars(written.get("starRating")),
        language=language or None,
        metrics=metrics_in(written, _METRICS),
        can_reply=True,
    )
    answered = _comment(review, "developerComment")
    return (asked, _answer(answered, asked, package)) if text_in(answered, "text") else (asked,)


def _answer(answered: Mapping[str, Any], asked: Mention, package: str) -> Mention:
    return Mention(
        channel=asked.channel,
        ref=answer_ref(asked.ref),
        author=Author(handle=package),
        text=text_in(answered, "text"),
        posted_at=_moment(answered) or asked.posted_at,
        url=asked.url,
        in_reply_to=asked.ref,
        thread=asked.ref,
        kind=Kind.REPLY,
        own=True,
    )


def _comment(review: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = (object_in(one.get(key)) for one in objects_in(review, "comments"))
    return next((one for one in found if one), {})


def _text(written: Mapping[str, Any]) -> str:
    """A title, where there is one, stands before a tab; `originalText` is there only where `text` is a translation."""
    title, _, body = (text_in(written, "originalText") or text_in(written, "text")).partition("\t")
    return clean(f"{title.strip()}\n{body}") if body else title


def _moment(comment: Mapping[str, Any]) -> datetime | None:
    """Seconds come as a text, as 64-bit numbers do in Google's JSON."""
    told = object_in(comment.get("lastModified")).get("seconds")
    try:
        return datetime.fromtimestamp(int(told), UTC) if isinstance(told, (str, int)) else None
    except (ValueError, OverflowError, OSError):
        return None
