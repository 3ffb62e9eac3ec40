"""One log-in, kept in the vault from run to run: Bluesky allows 300 a day."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from pydantic import SecretStr

from socialcare.connector import Context, Response
from socialcare.errors import AuthError, ConnectorError, RateLimited, Rejected, Unavailable
from socialcare.sentences import Sentence, say

from ._bluesky_refusals import message_of, spent
from ._plain_text import clean

_KEY = "session"


class Session:
    """`password` goes to `service` alone, and only where neither the kept session nor its refreshing serve."""

    def __init__(self, service: str, handle: str, password: SecretStr, context: Context) -> None:
        self._service = service
        self._handle = handle
        self._password = password
        self._context = context
        self._kept = self._read()
        self.host = service.partition("://")[2]
        variable = context.channel.upper().replace("-", "_")
        self.how_to_mend = say(
            "make an app password in the settings of {handle} on Bluesky (Privacy and security) and set"
            " SOCIALCARE_{channel}_APP_PASSWORD to it",
            handle=handle,
            channel=variable,
        )

    @property
    def did(self) -> str:
        """The account's lasting name; logs in where no session is kept."""
        return self._open()["did"]

    @property
    def access(self) -> str:
        return self._open()["accessJwt"]

    @property
    def is_of_app_password(self) -> bool | None:
        """None where the token does not say: its form is the server's own affair."""
        payload = self.access.split(".")[1:2]
        try:
            told = json.loads(base64.urlsafe_b64decode(payload[0] + "==")) if payload else None
        except ValueError:
            return None
        scope = told.get("scope") if isinstance(told, dict) else None
        return {"com.atproto.access": False}.get(scope, True) if isinstance(scope, str) else None

    def renew(self, refused: str) -> None:
        """Another token than `refused`: of another process, by refreshing, or by logging in. Raises AuthError."""
        self._kept = self._read()
        if self._kept.get("accessJwt") not in (None, refused):
            return
        if self._kept and self._refresh(self._kept["refreshJwt"]):
            return
        self._log_in()

    def _open(self) -> Mapping[str, str]:
        if not self._kept:
            self._log_in()
        return self._kept

    def _refresh(self, token: str) -> bool:
        """False where the refresh token is refused too: after two months, or when the password was changed."""
        headers = {"Authorization": f"Bearer {token}"}
        try:
            response = self._context.http.post(self._address("refreshSession"), headers=headers)
        except (AuthError, Rejected):
            return False
        except RateLimited as limited:
            raise spent(limited, self.host) from limited.__cause__
        self._keep(response)
        return True

    def _log_in(self) -> None:
        credentials = {"identifier": self._handle, "password": self._password.get_secret_value().strip()}
        try:
            response = self._context.http.post(self._address("createSession"), json=credentials)
        except (AuthError, Rejected) as refused:
            raise self._refused(refused) from refused
        except RateLimited as limited:
            raise spent(limited, self.host) from limited.__cause__
        self._keep(response)

    def _refused(self, error: ConnectorError) -> ConnectorError:
        status = error.response.status if error.response else None
        why = message_of(error)
        if status not in (400, 401, 403) or (status == 400 and not why):
            return error
        told = say("{host} refuses to log {handle} in: {why}", host=self.host, handle=self._handle, why=why)
        auth = AuthError(told if why else error.sentence, self.how_to_mend)
        auth.response = error.response
        return auth

    def _keep(self, response: Response) -> None:
        """A refreshed session is kept at once: its refresh token replaces the one before."""
        try:
            found: Any = response.json()
        except ValueError as error:
            raise self._unusable() from error
        told = found if isinstance(found, dict) else {}
        names = ("did", "accessJwt", "refreshJwt")
        session = {name: told[name] for name in names if isinstance(told.get(name), str) and told[name].isascii()}
        if not all(session.get(name) for name in names):
            raise self._unusable()
        session["did"] = clean(session["did"])
        self._kept = {**session, "service": self._service, "handle": self._handle}
        self._context.vault.write({**self._context.vault.read(), _KEY: self._kept})

    def _read(self) -> Mapping[str, str]:
        """That of this account on this server; {} where none is kept, or it was damaged."""
        kept = self._context.vault.read().get(_KEY)
        wanted = {"service": self._service, "handle": self._handle}
        whole = isinstance(kept, dict) and all(
            isinstance(kept.get(key), str) for key in ("did", "accessJwt", "refreshJwt")
        )
        return dict(kept) if isinstance(kept, dict) and whole and kept.items() >= wanted.items() else {}

    def _address(self, method: str) -> str:
        return f"{self._service}/xrpc/com.atproto.server.{method}"

    def _unusable(self) -> Unavailable:
        return Unavailable(unusable(self.host))


def unusable(host: str) -> Sentence:
    return say("{host} did not answer as a Bluesky server does; nothing of the page was used", host=host)
