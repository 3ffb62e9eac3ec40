"""A review of Google Business Profile as a mention, and the answer inside it as another: the only place that knows its keys."""

import re
from collections.abc import Mapping
from typing import Any

from socialcare.facts import Author, Kind, Mention

from ._json_fields import id_in, moment_in, object_in, text_in
from ._plain_text import clean, one_line
from ._review_fields import answer_ref, stars
from ._statuses import moment

_ORIGINAL = re.compile(r"\(Original\)\s*(.*)\Z", re.DOTALL)
_TRANSLATED = "(Translated by Google)"


def mentions_from(review: Mapping[str, Any], channel: str, location: str) -> tuple[Mention, ...]:
    """The review, and the brand's answer where there is one. Raises BadItem."""
    ref = id_in({"id": text_in(review, "reviewId")})
    posted_at, changed_at = moment_in(review, "createTime"), moment(review.get("updateTime"))
    reviewer = object_in(review, "reviewer")
    name = "" if reviewer.get("isAnonymous") is True else one_line(text_in(reviewer, "displayName"), 100)
    asked = Mention(
        channel=channel,
        ref=ref,
        author=Author(name=name),
        text=as_written(text_in(review, "comment")),
        posted_at=posted_at,
        thread=ref,
        kind=Kind.REVIEW,
        rating=stars(review.get("starRating")),
        edited_at=changed_at if changed_at and changed_at > posted_at else None,
        can_reply=True,
    )
    answered = object_in(review, "reviewReply")
    return (asked, _answer(answered, asked, location)) if text_in(answered, "comment") else (asked,)


def _answer(answered: Mapping[str, Any], asked: Mention, location: str) -> Mention:
    return Mention(
        channel=asked.channel,
        ref=answer_ref(asked.ref),
        author=Author(handle=location),
        text=as_written(text_in(answered, "comment")),
        posted_at=moment(answered.get("updateTime")) or asked.edited_at or asked.posted_at,
        in_reply_to=asked.ref,
        thread=asked.ref,
        kind=Kind.REPLY,
        own=True,
    )


def as_written(comment: str) -> str:
    """Without the translation that Google puts above or below; it is marked in English whatever the language."""
    if _TRANSLATED not in comment:
        return comment
    found = _ORIGINAL.search(comment)
    return clean(found[1] if found else comment.partition(_TRANSLATED)[0]) or clean(comment.replace(_TRANSLATED, ""))
