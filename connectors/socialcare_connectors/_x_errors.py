"""What the X API means by a refusal: the `type` of a problem tells a cap of the month from a moment's haste."""

from datetime import UTC, datetime, timedelta
from typing import Any

from socialcare.connector import Response
from socialcare.errors import AuthError, ConnectorError, QuotaSpent, RateLimited, Rejected
from socialcare.sentences import Sentence, say

from ._json_fields import object_in, objects_in, text_in
from ._plain_text import one_line


def explained(error: ConnectorError, how_to_mend: Sentence, now: datetime) -> ConnectorError:
    """The error that the body tells of, or `error` itself where it tells nothing."""
    better = _better(error, how_to_mend, now)
    better.response = error.response
    return better


def _better(error: ConnectorError, how_to_mend: Sentence, now: datetime) -> ConnectorError:
    body = _body(error.response)
    status = error.response.status if error.response else 0
    kind = text_in(body, "type").rpartition("/")[2]
    if kind == "usage-capped":
        until = _resets(text_in(body, "period"), now)
        return QuotaSpent(
            say("X gives no more until {until}: the cap of this plan is reached", until=until), until=until
        )
    if status == 402 or kind == "credits":
        return QuotaSpent(
            say("X gives no more: the credits of the account are used up; buy some in the developer console")
        )
    if isinstance(error, RateLimited):
        return error
    why = problem(body)
    if isinstance(error, AuthError):
        return AuthError(say("X refuses the token: {why}", why=why) if why else error.sentence, how_to_mend)
    return Rejected(say("X refuses: {why}", why=why)) if isinstance(error, Rejected) and why else error


def problem(body: Any) -> str:
    """What X says is wrong, "" where it says nothing."""
    told = [text_in(one, "message") or text_in(one, "detail") for one in objects_in(body, "errors")]
    return one_line(" ".join(told) or text_in(body, "detail") or text_in(body, "title"), 200)


def _resets(period: str, now: datetime) -> datetime:
    """Caps of X are of a day or a month, in UTC."""
    midnight = datetime.combine(now.astimezone(UTC).date(), datetime.min.time(), UTC)
    if period.casefold() == "daily":
        return midnight + timedelta(days=1)
    return (midnight.replace(day=1) + timedelta(days=32)).replace(day=1)


def _body(response: Response | None) -> Any:
    try:
        return object_in(response.json()) if response else {}
    except ValueError:
        return {}
