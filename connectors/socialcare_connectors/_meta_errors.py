"""What the Graph API means by a refusal: nearly all come as HTTP 400, and the code in the body tells them apart.

Codes: developers.facebook.com/docs/graph-api/guides/error-handling and …/overview/rate-limiting.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from socialcare.connector import Response
from socialcare.errors import AuthError, ConnectorError, RateLimited, Rejected, Unavailable
from socialcare.sentences import Sentence, say

from ._json_fields import count_in, object_in, text_in
from ._plain_text import one_line

_LIMITS = frozenset({4, 17, 32, 341, 613, *range(80_000, 80_015)})
_TOKEN = frozenset({102, 104, 190, 458, 459, 460, 463, 464, 467})
_PERMISSION = frozenset({3, 10, *range(200, 300)})
_PASSING = frozenset({1, 2})
_BAD_PARAMETER = 100
_NO_SUCH_NAME = 803
_GONE_SUBCODE = 33

LONGEST_WAIT_MINUTES = 24 * 60


class NotThere(Rejected):
    """The object does not exist, or not for this token: Meta does not tell the two apart."""


class NotAllowed(AuthError):
    """The token is good, but lacks a right that this call wants."""


class BadParameter(Rejected):
    """A parameter is not accepted: a place in a listing that has grown old is one."""


def explained(error: ConnectorError, now: datetime, how_to_mend: Sentence, token: str) -> ConnectorError:
    """The error that the body tells of, or `error` itself; what Meta repeats of the token is taken out."""
    better = _better(error, now, how_to_mend, token)
    better.response = error.response
    return better


def _better(error: ConnectorError, now: datetime, how_to_mend: Sentence, token: str) -> ConnectorError:
    told = _told(error.response)
    code, subcode = count_in(told, "code"), count_in(told, "error_subcode")
    why = _why(told, token)
    if code is None or error.response is None:
        return AuthError(error.sentence, how_to_mend) if isinstance(error, AuthError) else error
    if code in _LIMITS:
        return _limited(error.response, now)
    if code in _TOKEN:  # its text repeats the token it was given
        return AuthError(say("Meta refuses the token of this channel: it has ended, or was taken back"), how_to_mend)
    if code in _PERMISSION:
        return NotAllowed(say("the token lacks a right: {why}", why=why), how_to_mend)
    if code in _PASSING or told.get("is_transient") is True:
        return Unavailable(say("Meta is out of order for now: {why}", why=why))
    if code == _NO_SUCH_NAME or (code == _BAD_PARAMETER and (subcode == _GONE_SUBCODE or "does not exist" in why)):
        return NotThere(say("Meta does not know what was asked for: {why}", why=why))
    if isinstance(error, AuthError):
        return AuthError(say("Meta refuses: {why}", why=why), how_to_mend)
    kind = BadParameter if code == _BAD_PARAMETER else Rejected
    return kind(say("Meta refuses: {why}", why=why))


def _limited(response: Response, now: datetime) -> RateLimited:
    minutes = max(waits_in(response.headers), default=0)
    if not minutes:
        return RateLimited(say("Meta asks to wait: too many calls in the last hour"))
    until = now + timedelta(minutes=min(minutes, LONGEST_WAIT_MINUTES))
    return RateLimited(say("Meta asks to wait until {until}; what is left comes with a later pull", until=until),
                       until=until)  # fmt: skip


def waits_in(headers: Mapping[str, str]) -> Iterator[int]:
    """Minutes until each kind of call is let through again, where the headers tell."""
    for use in _uses(headers):
        yield count_in(use, "estimated_time_to_regain_access") or 0


def percent_used(headers: Mapping[str, str]) -> int | None:
    """Of the allowance of the last hour, the part that is nearest its end; None where the headers do not tell."""
    parts = ("call_count", "total_cputime", "total_time")
    told = [count for use in _uses(headers) for part in parts if (count := count_in(use, part)) is not None]
    return max(told, default=None)


def _uses(headers: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
    for name in ("x-app-usage", "x-page-usage"):
        yield object_in(_json(headers.get(name, "")))
    for kinds in object_in(_json(headers.get("x-business-use-case-usage", ""))).values():
        yield from (kind for kind in kinds if isinstance(kind, dict)) if isinstance(kinds, list) else ()


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _told(response: Response | None) -> Mapping[str, Any]:
    try:
        return object_in(response.json(), "error") if response else {}
    except ValueError:
        return {}


def _why(told: Mapping[str, Any], token: str) -> str:
    message = text_in(told, "error_user_msg") or text_in(told, "message")
    return one_line(message.replace(token, "…") if token else message, 200) or "?"
