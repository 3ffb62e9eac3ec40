"""A review of Trustpilot as a mention, and the company's answer inside it as another: the only place that knows its keys."""

from collections.abc import Mapping
from typing import Any

from socialcare.facts import Author, Kind, Mention

from ._json_fields import id_in, metrics_in, moment_in, object_in, text_in
from ._plain_text import one_line, web_address
from ._review_fields import answer_ref, stars, with_title
from ._statuses import moment

_SHOWN = "https://www.trustpilot.com/reviews/"


def mentions_from(review: Mapping[str, Any], channel: str, unit: str) -> tuple[Mention, ...]:
    """The review, and the company's answer where there is one. E-mail and order stay there. Raises BadItem."""
    ref = id_in(review)
    posted_at, changed_at = moment_in(review, "createdAt"), moment(review.get("updatedAt"))
    consumer = object_in(review, "consumer")
    asked = Mention(
        channel=channel,
        ref=ref,
        author=Author(handle=text_in(consumer, "id"), name=one_line(text_in(consumer, "displayName"), 100)),
        text=with_title(text_in(review, "title"), text_in(review, "text")),
        posted_at=posted_at,
        url=web_address(_SHOWN + ref),
        thread=ref,
        kind=Kind.REVIEW,
        language=text_in(review, "language")[:8] or None,
        rating=stars(review.get("stars")),
        metrics=metrics_in(review, {"likes": "numberOfLikes"}),
        edited_at=changed_at if changed_at and changed_at > posted_at else None,
        can_reply=text_in(review, "status") in ("", "active"),
    )
    answered = object_in(review, "companyReply")
    return (asked, _answer(answered, asked, unit)) if text_in(answered, "text") else (asked,)


def _answer(answered: Mapping[str, Any], asked: Mention, unit: str) -> Mention:
    posted_at = moment(answered.get("createdAt")) or asked.posted_at
    changed_at = moment(answered.get("updatedAt"))
    return Mention(
        channel=asked.channel,
        ref=answer_ref(asked.ref),
        author=Author(handle=unit),
        text=text_in(answered, "text"),
        posted_at=posted_at,
        url=asked.url,
        in_reply_to=asked.ref,
        thread=asked.ref,
        kind=Kind.REPLY,
        own=True,
        edited_at=changed_at if changed_at and changed_at > posted_at else None,
    )
