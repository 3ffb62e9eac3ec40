"""What a Google API means by a refusal: `error.status` and the reasons below it tell more than the status of HTTP."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from socialcare.connector import Response
from socialcare.errors import AuthError, ConnectorError, QuotaSpent, RateLimited, Rejected
from socialcare.sentences import Sentence, say

from ._json_fields import object_in, objects_in, text_in
from ._plain_text import one_line
from ._restarting import StaleToken

_SPENT = frozenset({"quotaExceeded", "dailyLimitExceeded"})
_TOO_FAST = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"})


class NotThere(Rejected):
    """The API itself says that what was asked for does not exist."""


def explained(error: ConnectorError, network: str, how_to_mend: Sentence, now: datetime) -> ConnectorError:
    """The error that the body tells of, or `error` itself where it tells nothing."""
    better = _better(error, network, how_to_mend, now)
    better.response = error.response
    return better


def _better(error: ConnectorError, network: str, how_to_mend: Sentence, now: datetime) -> ConnectorError:
    body = _body(error.response)
    reasons = set(_reasons(body))
    why = one_line(text_in(body, "message"), 200)
    if reasons & _SPENT or _limits(body) & {"0"} or "per day" in why:
        return QuotaSpent(
            say("{network} gives no more: the allowance is spent, or was never granted ({why})", network=network,
                why=why), until=now + timedelta(days=1))  # fmt: skip
    if reasons & _TOO_FAST and not isinstance(error, RateLimited):
        return RateLimited(say("{network} asks to wait: too many calls in a short time", network=network))
    if isinstance(error, AuthError):
        told = [say("{network} says: {why}", network=network, why=why)] if why else []
        return AuthError(error.sentence, *told, how_to_mend)
    status = text_in(body, "status")
    if status == "NOT_FOUND" or (body.get("code") == 404 and why):
        return NotThere(say("{network} does not know what was asked for: {why}", network=network, why=why))
    if isinstance(error, Rejected) and "token" in why.casefold() and status in ("INVALID_ARGUMENT", ""):
        return StaleToken(say("{network} no longer knows the page that was to be read next", network=network))
    return Rejected(say("{network} refuses: {why}", network=network, why=why)) if _refuses(error, why) else error


def _refuses(error: ConnectorError, why: str) -> bool:
    return isinstance(error, Rejected) and bool(why)


def _body(response: Response | None) -> Mapping[str, Any]:
    try:
        return object_in(response.json(), "error") if response else {}
    except ValueError:
        return {}


def _reasons(body: Mapping[str, Any]) -> Iterator[str]:
    """Of the older form of the errors and of the newer, which stand side by side."""
    for part in (*objects_in(body, "errors"), *objects_in(body, "details")):
        yield text_in(part, "reason")


def _limits(body: Mapping[str, Any]) -> set[str]:
    """Before Google has approved a project, its quota is nought."""
    return {text_in(object_in(part, "metadata"), "quota_limit_value") for part in objects_in(body, "details")}
