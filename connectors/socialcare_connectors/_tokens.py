"""Calls with an access token: made from a longer-lived secret, kept between runs, made anew once where it is refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import SecretStr

from socialcare.connector import Context, Response
from socialcare.errors import AuthError, ConnectorError, Rejected, Unavailable
from socialcare.sentences import Sentence, say

from ._json_fields import object_in, text_in
from ._statuses import moment

EARLY = timedelta(minutes=2)
"""A token that ends that soon is not used any more: clocks differ, and a call takes its time."""

_LONGEST_SECONDS = 30 * 86_400
_REFUSALS = frozenset({400, 401, 403})


class Unreadable(Unavailable):
    """An answer that is no object of the API."""


@dataclass(frozen=True, kw_only=True)
class Grant:
    """How a token is asked for; `form` and `headers` are made at each asking. `network` is its name for people."""

    network: str
    url: str
    form: Callable[[], Mapping[str, str]]
    how_to_mend: Sentence
    headers: Mapping[str, str]


class Bearer:
    """`explained` makes of an error what the network's body says of it."""

    def __init__(self, grant: Grant, context: Context, explained: Callable[[ConnectorError], ConnectorError]) -> None:
        self._grant = grant
        self._context = context
        self._explained = explained

    def get(self, url: str, params: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        token = self.token()
        try:
            return self._object(self._context.http.get(url, params=params, headers=_bearer(token)))
        except ConnectorError as error:
            if error.response is None or error.response.status != 401:
                raise self._explained(error) from error
            self._forget()
        token = self.token()
        try:
            return self._object(self._context.http.get(url, params=params, headers=_bearer(token)))
        except ConnectorError as error:
            raise self._explained(error) from error

    def post(self, url: str, content: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Sent once. None where the network took it without a word; raises Unavailable where nobody knows."""
        return self._sent(self._context.http.post, url, content)

    def put(self, url: str, content: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """As `post`."""
        return self._sent(self._context.http.put, url, content)

    def _sent(self, write: Callable[..., Response], url: str, content: Mapping[str, Any]) -> Mapping[str, Any] | None:
        token = self.token()
        try:
            return self._object(write(url, json=content, headers=_bearer(token)))
        except Unreadable:
            return None
        except ConnectorError as error:
            raise self._explained(error) from error

    def token(self) -> str:
        """Raises AuthError where the network refuses to make one."""
        kept = object_in(dict(self._context.vault.read()), "access")
        until = moment(kept.get("until"))
        if until is not None and until > self._context.now + EARLY and text_in(kept, "token"):
            return text_in(kept, "token")
        return self._new(self._context.now)

    def _forget(self) -> None:
        kept = {key: value for key, value in self._context.vault.read().items() if key != "access"}
        self._context.vault.write(kept)

    def _new(self, now: datetime) -> str:
        made = self._made()
        token, seconds = made.get("access_token"), _seconds(made.get("expires_in"))
        if not isinstance(token, str) or not token.isascii() or not token or seconds is None:
            raise self.unusable()
        until = now + timedelta(seconds=min(seconds, _LONGEST_SECONDS))
        access = {"token": token, "until": until.isoformat()}
        self._context.vault.write({**self._context.vault.read(), "access": access})
        return token

    def _made(self) -> Mapping[str, Any]:
        grant = self._grant
        try:
            return self._object(self._context.http.post(grant.url, form=grant.form(), headers=grant.headers))
        except (AuthError, Rejected) as error:
            if error.response is not None and error.response.status not in _REFUSALS:
                raise
            # What the body says (invalid_grant, invalid_client) tells nobody what to do.
            refused = AuthError(
                say("{network} refuses the login of this channel", network=grant.network), grant.how_to_mend
            )
            refused.response = error.response
            raise refused from error

    def _object(self, response: Response) -> Mapping[str, Any]:
        try:
            found = response.json()
        except ValueError as error:
            raise self.unusable() from error
        if not isinstance(found, dict):
            raise self.unusable()
        return found

    def unusable(self) -> Unreadable:
        return Unreadable(
            say("{network} did not answer as its API does; nothing of the answer was used", network=self._grant.network)
        )


def secret(value: SecretStr | None) -> str:
    return value.get_secret_value().strip() if value else ""


def _bearer(token: str) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _seconds(told: object) -> int | None:
    """Trustpilot tells numbers as texts."""
    if isinstance(told, str) and told.isdecimal() and len(told) < 12:
        return int(told)
    return told if isinstance(told, int) and not isinstance(told, bool) and told >= 0 else None
