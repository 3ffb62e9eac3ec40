"""What the YouTube Data API means by a refusal: its status alone tells a spent quota and a bad key by the same 403 and 400."""

from collections.abc import Iterator
from typing import Any

from socialcare.connector import Response
from socialcare.errors import AuthError, ConnectorError, RateLimited, Rejected
from socialcare.sentences import Sentence, say

from ._json_fields import object_in, objects_in, text_in
from ._plain_text import one_line
from ._restarting import StaleToken
from ._youtube_units import Units

_SPENT = frozenset({"quotaExceeded", "dailyLimitExceeded", "dailyLimitExceededUnreg"})
_TOO_FAST = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"})
_BAD_KEY = frozenset({"keyInvalid", "keyExpired", "API_KEY_INVALID", "accessNotConfigured", "SERVICE_DISABLED"})


class CommentsOff(Rejected):
    """The video or the channel takes no comments."""


class NotThere(Rejected):
    """The API itself says that what was asked for does not exist."""


def explained(error: ConnectorError, units: Units, how_to_mend: Sentence) -> ConnectorError:
    """The error that the body tells of, or `error` itself where it tells nothing."""
    better = _better(error, units, how_to_mend)
    better.response = error.response
    return better


def _better(error: ConnectorError, units: Units, how_to_mend: Sentence) -> ConnectorError:
    body = _body(error.response)
    reasons = set(_reasons(body))
    if reasons & _SPENT:
        return units.all_spent()
    if reasons & _TOO_FAST and not isinstance(error, RateLimited):
        return RateLimited(say("YouTube asks to wait: too many calls in a short time"))
    if "commentsDisabled" in reasons:
        return CommentsOff(say("comments are switched off there"))
    if "invalidPageToken" in reasons:
        return StaleToken(say("YouTube no longer knows the page that was to be read next"))
    if reasons & _BAD_KEY:
        return AuthError(say("YouTube refuses the API key: {why}", why=_why(body)), how_to_mend)
    if isinstance(error, AuthError):
        return AuthError(error.sentence, how_to_mend)
    if body and error.response and error.response.status == 404:
        return NotThere(say("YouTube does not know what was asked for: {why}", why=_why(body)))
    if isinstance(error, Rejected) and body:
        return Rejected(say("YouTube refuses: {why}", why=_why(body)))
    return error


def _body(response: Response | None) -> Any:
    try:
        return object_in(response.json(), "error") if response else {}
    except ValueError:
        return {}


def _reasons(body: Any) -> Iterator[str]:
    """Of the older form of the errors and of the newer, which stand side by side."""
    for part in (*objects_in(body, "errors"), *objects_in(body, "details")):
        yield text_in(part, "reason")


def _why(body: Any) -> str:
    return one_line(text_in(body, "message"), 200) or "?"
