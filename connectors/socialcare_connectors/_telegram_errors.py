"""What the Telegram Bot API means by a refusal; it says it in the body, and how long to wait as well."""

from datetime import datetime, timedelta
from typing import Any

from socialcare.connector import Response
from socialcare.errors import AuthError, ConnectorError, RateLimited, Rejected, Unavailable
from socialcare.sentences import Sentence, say

from ._json_fields import count_in, object_in, text_in
from ._plain_text import one_line

_LONGEST_WAIT_SECONDS = 366 * 86_400


def explained(error: ConnectorError, how_to_mend: Sentence, now: datetime) -> ConnectorError:
    """The error that the body tells of, or `error` itself. Without the response: its address holds the token."""
    better = _better(error, how_to_mend, now)
    better.response = None
    return better


def _better(error: ConnectorError, how_to_mend: Sentence, now: datetime) -> ConnectorError:
    body = _body(error.response)
    if body.get("ok") is not False:
        return AuthError(error.sentence, how_to_mend) if isinstance(error, AuthError) else error
    code, why = count_in(body, "error_code"), one_line(text_in(body, "description"), 200)
    if code == 429:
        return _limited(object_in(body, "parameters"), now)
    if code in (401, 404):  # a token of the wrong form is answered as an address that does not exist
        return AuthError(say("Telegram refuses the token: {why}", why=why), how_to_mend)
    if code == 409:
        return _conflict(why)
    if object_in(body, "parameters").get("migrate_to_chat_id") is not None:
        return Rejected(
            say("this group has become another one, where its old messages cannot be answered; write in the new one")
        )
    if isinstance(error, (AuthError, Rejected)):
        return Rejected(say("Telegram refuses: {why}", why=why))
    return error


def _limited(parameters: Any, now: datetime) -> RateLimited:
    seconds = count_in(parameters, "retry_after")
    if seconds is None:
        return RateLimited(say("Telegram asks to wait before going on"))
    until = now + timedelta(seconds=min(seconds, _LONGEST_WAIT_SECONDS))
    return RateLimited(
        say("Telegram asks to wait until {until}; what is left comes with a later pull", until=until), until=until
    )


def _conflict(why: str) -> ConnectorError:
    if "webhook" in why.casefold():
        return Rejected(
            say(
                "another program takes the messages of this bot by a webhook, and Telegram gives them to one alone;"
                " make a bot for socialcare, or have the webhook removed (deleteWebhook)"
            )
        )
    return Unavailable(
        say(
            "another program reads the messages of this bot at this moment, and each takes some away; use a bot of its own"
        )
    )


def _body(response: Response | None) -> Any:
    try:
        return object_in(response.json()) if response else {}
    except ValueError:
        return {}
