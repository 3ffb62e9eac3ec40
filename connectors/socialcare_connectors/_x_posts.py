"""A post of X as a mention: the only place that knows its keys."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from socialcare.facts import Author, Kind, Media, Mention
from socialcare.sentences import say

from ._json_fields import BadItem, count_in, metrics_in, object_in, objects_in, text_in
from ._plain_text import clean, web_address
from ._statuses import moment

FIELDS = {
    "tweet.fields": "created_at,lang,conversation_id,in_reply_to_user_id,referenced_tweets,public_metrics,entities,"
    "attachments,edit_history_tweet_ids,note_tweet",
    "media.fields": "type,url,preview_image_url,alt_text",
    "user.fields": "name,username,public_metrics",
}

_METRICS = {"likes": "like_count", "shares": "retweet_count", "replies": "reply_count", "quotes": "quote_count"}
_EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657_000, tzinfo=UTC)
_LARGEST_ID = 2**63
_MOST_DIGITS = 19


@dataclass(frozen=True)
class Account:
    """The brand's own."""

    id: str
    username: str
    name: str = ""


def number_of(post: Mapping[str, Any]) -> int:
    """Its own id; an edited post has another than before. Raises BadItem."""
    found = text_in(post, "id")
    if not (_is_number(found) and 0 < int(found) < _LARGEST_ID):
        raise BadItem(say("“{key}” is missing or is not a number", key="id"))
    return int(found)


def moment_of(number: int) -> datetime:
    """Ids of X count the milliseconds since November 2010."""
    return _EPOCH + timedelta(milliseconds=number >> 22)


def number_at(moment: datetime) -> int:
    """The lowest id that a post of this moment may have; at least 1."""
    return max(1, int((moment - _EPOCH) / timedelta(milliseconds=1)) << 22)


def first_id(post: Mapping[str, Any]) -> str:
    """The id the post had when it was written: it stays one message, however often it is edited."""
    return min(_history(post), key=int, default=text_in(post, "id"))


def newest_id(post: Mapping[str, Any]) -> str:
    return max(_history(post), key=int, default=text_in(post, "id"))


def _history(post: Mapping[str, Any]) -> list[str]:
    ids = post.get("edit_history_tweet_ids")
    return [one for one in ids if isinstance(one, str) and _is_number(one)] if isinstance(ids, list) else []


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS


class Posts:
    """`included` are the users and media that stand beside the posts of a page."""

    def __init__(self, channel: str, account: Account, included: Mapping[str, Any]) -> None:
        self._channel = channel
        self._account = account
        self._users = {text_in(user, "id"): user for user in objects_in(included, "users")}
        self._media = {text_in(media, "media_key"): media for media in objects_in(included, "media")}

    def mention(self, post: Mapping[str, Any]) -> Mention:
        """Raises BadItem."""
        number, ref = number_of(post), first_id(post)
        answered = _referenced(post, "replied_to")
        author = self._author(post)
        return Mention(
            channel=self._channel,
            ref=ref,
            author=author,
            text=_text(post),
            posted_at=moment_of(int(ref)),
            url=f"https://x.com/{author.handle or 'i/web'}/status/{number}",
            in_reply_to=answered,
            thread=text_in(post, "conversation_id") or None,
            kind=Kind.REPLY if answered else Kind.POST,
            language=_language(text_in(post, "lang")),
            own=self._is_own(post),
            metrics=metrics_in(object_in(post, "public_metrics"), _METRICS),
            edited_at=None if ref == str(number) else moment(post.get("created_at")) or moment_of(number),
            media=self._shown(post),
            can_reply=self._summoned(post),
        )

    def _author(self, post: Mapping[str, Any]) -> Author:
        """A suspended or deleted one is not among the users."""
        if self._is_own(post):
            return Author(handle=self._account.username, name=self._account.name)
        user = self._users.get(text_in(post, "author_id"), {})
        followers = count_in(object_in(user, "public_metrics"), "followers_count")
        return Author(handle=text_in(user, "username"), name=text_in(user, "name"), followers=followers)

    def _is_own(self, post: Mapping[str, Any]) -> bool:
        return text_in(post, "author_id") == self._account.id

    def _summoned(self, post: Mapping[str, Any]) -> bool | None:
        """Since February 2026 an account may answer by the API only who named or quoted it; whom a quote quotes is
        not told.
        """
        names = {text_in(one, "username").casefold() for one in objects_in(object_in(post, "entities"), "mentions")}
        if self._account.username.casefold() in names:
            return True
        return None if "entities" not in post or _referenced(post, "quoted") else False

    def _shown(self, post: Mapping[str, Any]) -> tuple[Media, ...]:
        keys = object_in(post, "attachments").get("media_keys")
        found = [self._media.get(key, {}) for key in keys if isinstance(key, str)] if isinstance(keys, list) else []
        made = (
            Media(
                kind=text_in(media, "type") or "unknown",
                url=web_address(text_in(media, "url")) or web_address(text_in(media, "preview_image_url")),
                description=text_in(media, "alt_text"),
            )
            for media in found
        )
        return tuple(media for media in made if media.url)


def is_passed_on(post: Mapping[str, Any]) -> bool:
    """A retweet says nothing of its own."""
    return _referenced(post, "retweeted") is not None


def _referenced(post: Mapping[str, Any], kind: str) -> str | None:
    found = (text_in(one, "id") for one in objects_in(post, "referenced_tweets") if one.get("type") == kind)
    return next((one for one in found if one), None)


def _text(post: Mapping[str, Any]) -> str:
    """The whole of a long post; addresses as they were written, without those of what is shown beside it."""
    long = object_in(post, "note_tweet")
    holder = long if text_in(long, "text") else post
    if not isinstance(holder.get("text"), str):
        raise BadItem(say("“{key}” is missing or is not a text", key="text"))
    text = text_in(holder, "text")
    for link in _links(holder, post):
        short, whole = text_in(link, "url"), web_address(text_in(link, "expanded_url"))
        if short and (whole or "media_key" in link):
            text = text.replace(short, "" if "media_key" in link else whole)
    return clean(html.unescape(text))


def _links(*holders: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return [link for holder in holders for link in objects_in(object_in(holder, "entities"), "urls")]


def _language(told: str) -> str | None:
    """`und`, `zxx` and the codes that begin with q say that there is none to tell."""
    return told[:8] if told and told not in ("und", "zxx") and not told.startswith("q") else None
