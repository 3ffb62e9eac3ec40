"""A review of the App Store's feed as a mention: the only place that knows its keys."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from socialcare.facts import Author, Kind, Mention

from ._json_fields import id_in, object_in, text_in
from ._plain_text import one_line, web_address
from ._review_fields import stars, with_title, with_version
from ._statuses import moment

_LARGEST_COUNT = 2**53


def entries_of(feed: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """A feed of one review holds it alone, without a list; older feeds begin with the app itself."""
    held = feed.get("entry")
    found = held if isinstance(held, list) else [held]
    return [entry for entry in found if isinstance(entry, dict) and "im:name" not in entry]


def ref_of(entry: Mapping[str, Any]) -> str:
    """Empty where it has none."""
    return _label(entry, "id")


def written_at(entry: Mapping[str, Any]) -> datetime | None:
    """When it was written or last changed; some feeds do not tell."""
    return moment(_label(entry, "updated"))


def mention_from(entry: Mapping[str, Any], channel: str, now: datetime) -> Mention:
    """`now` stands for a missing date. Raises BadItem."""
    name = one_line(text_in(object_in(entry, "author", "name"), "label"), 100)
    body = with_title(_label(entry, "title"), _label(entry, "content"))
    return Mention(
        channel=channel,
        ref=id_in({"id": ref_of(entry)}),
        author=Author(handle=name, name=name),
        text=with_version(body, _label(entry, "im:version")),
        posted_at=written_at(entry) or now,
        url=_link(entry),
        kind=Kind.REVIEW,
        rating=stars(_label(entry, "im:rating")),
        metrics=_votes(entry),
        can_reply=False,
    )


def _label(entry: Mapping[str, Any], key: str) -> str:
    return text_in(object_in(entry, key), "label")


def _link(entry: Mapping[str, Any]) -> str:
    """A review has one link, or a list of them."""
    held = entry.get("link")
    links = held if isinstance(held, list) else [held]
    addresses = (web_address(text_in(object_in(link, "attributes"), "href")) for link in links)
    return next((address for address in addresses if address), "")


def _votes(entry: Mapping[str, Any]) -> dict[str, int]:
    """Who voted, and who of them found it helpful."""
    counts = {"likes": _label(entry, "im:voteSum"), "votes": _label(entry, "im:voteCount")}
    return {
        name: min(int(told), _LARGEST_COUNT) for name, told in counts.items() if told.isdecimal() and len(told) < 20
    }
