"""What a Discourse forum means by a refusal: its sentence, and how long to wait, stand in the body."""

from datetime import datetime, timedelta
from typing import Any

from socialcare.connector import Response
from socialcare.errors import AuthError, ConnectorError, RateLimited, Rejected
from socialcare.sentences import Sentence, say

from ._json_fields import count_in, object_in, text_in
from ._plain_text import clean, one_line

_LONGEST_WAIT_SECONDS = 366 * 86_400


class NotThere(Rejected):
    """The forum itself says that there is no such post, or that it is deleted."""


class NotForUs(Rejected):
    """One thing is not shown to the account; the key is good."""


def explained(error: ConnectorError, host: str, how_to_mend: Sentence, now: datetime) -> ConnectorError:
    """The error that the body tells of, or `error` itself where it tells nothing."""
    better = _better(error, host, how_to_mend, now)
    better.response = error.response
    return better


def _better(error: ConnectorError, host: str, how_to_mend: Sentence, now: datetime) -> ConnectorError:
    body = _body(error.response)
    status = error.response.status if error.response else 0
    why = _why(body)
    if isinstance(error, RateLimited):
        seconds = count_in(object_in(body, "extras"), "wait_seconds")
        if error.until is not None or seconds is None:
            return error
        until = now + timedelta(seconds=min(seconds, _LONGEST_WAIT_SECONDS))
        return RateLimited(say("{host} asks to wait until {until}; what is left comes with a later pull", host=host,
                               until=until), until=until)  # fmt: skip
    if isinstance(error, AuthError):
        if body.get("error_type") == "invalid_access" and "API" not in why:
            return NotForUs(say("{host} does not show this to the brand's account: {why}", host=host, why=why))
        return AuthError(error.sentence, how_to_mend)
    if body.get("error_type") == "not_found" and status in (404, 410):
        return NotThere(say("{host} no longer shows what was asked for", host=host))
    if isinstance(error, Rejected) and why:
        return Rejected(say("{host} refuses: {why}", host=host, why=why))
    return error


def _body(response: Response | None) -> dict[str, Any]:
    try:
        found = response.json() if response else None
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _why(body: dict[str, Any]) -> str:
    errors = body.get("errors")
    told = [clean(one) for one in errors if isinstance(one, str)] if isinstance(errors, list) else []
    return one_line(" ".join(told) or text_in(body, "error"), 200)
