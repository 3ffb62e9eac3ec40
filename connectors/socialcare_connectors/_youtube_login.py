"""Access tokens of a Google account: good for an hour, made from a refresh token, kept between runs."""

from datetime import datetime, timedelta

from pydantic import SecretStr

from socialcare.connector import Context
from socialcare.errors import AuthError, Rejected, Unavailable
from socialcare.sentences import Sentence, say

from ._json_fields import count_in, object_in
from ._statuses import moment
from ._youtube_settings import Settings

EARLY = timedelta(minutes=2)
"""A token that ends that soon is not used any more: clocks differ, and a call takes its time."""


class Login:
    def __init__(self, settings: Settings, context: Context, how_to_mend: Sentence) -> None:
        self._server = settings.login
        self._client_id = settings.client_id
        self._secrets = {"client_secret": settings.client_secret, "refresh_token": settings.refresh_token}
        self._context = context
        self._how_to_mend = how_to_mend

    @property
    def is_set(self) -> bool:
        return bool(self._client_id) and all(_plain(secret) for secret in self._secrets.values())

    def token(self) -> str:
        """Raises AuthError where there is none, or Google refuses to make one."""
        if not self.is_set:
            raise AuthError(say("to act for the channel, YouTube wants an OAuth login"), self._how_to_mend)
        kept = self._context.vault.read().get("access")
        found = kept.get("token") if isinstance(kept, dict) else None
        until = moment(kept.get("until")) if isinstance(kept, dict) else None
        if isinstance(found, str) and until is not None and until > self._context.now + EARLY:
            return found
        return self._new(self._context.now)

    def forget(self) -> None:
        """Google refused the token before its time."""
        kept = {key: value for key, value in self._context.vault.read().items() if key != "access"}
        self._context.vault.write(kept)

    def _new(self, now: datetime) -> str:
        form = {"grant_type": "refresh_token", "client_id": self._client_id}
        form |= {name: _plain(secret) for name, secret in self._secrets.items()}
        try:
            made = object_in(self._context.http.post(f"{self._server}/token", form=form).json())
        except (
            AuthError,
            Rejected,
        ) as refused:  # its body repeats nothing worth telling: invalid_grant, invalid_client
            raise AuthError(say("Google refuses the login of this channel"), self._how_to_mend) from refused
        except ValueError as error:
            raise _unusable() from error
        token, seconds = made.get("access_token"), count_in(made, "expires_in")
        if not isinstance(token, str) or not token or seconds is None:
            raise _unusable()
        until = now + timedelta(seconds=min(seconds, 86_400))
        access = {"token": token, "until": until.isoformat()}
        self._context.vault.write({**self._context.vault.read(), "access": access})
        return token


def _plain(secret: SecretStr | None) -> str:
    return secret.get_secret_value().strip() if secret else ""


def _unusable() -> Unavailable:
    return Unavailable(say("Google did not answer as its login does; nothing of the answer was used"))
