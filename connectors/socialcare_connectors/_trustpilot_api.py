"""Calls to the private API of Trustpilot for one business unit."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from socialcare.connector import Context
from socialcare.errors import AuthError, ConnectorError, Rejected, Unavailable
from socialcare.sentences import Sentence, say

from ._json_fields import objects_in, text_in
from ._plain_text import one_line
from ._tokens import Bearer, Grant, secret
from ._trustpilot_settings import Settings

PAGE = 100
"""The most that a listing gives at once."""

Found = Mapping[str, Any]


class NotThere(Rejected):
    """Trustpilot itself says that what was asked for does not exist."""


class Api:
    def __init__(self, settings: Settings, context: Context) -> None:
        self._settings = settings
        self.how_to_mend = say(
            "set {variable}_API_KEY and {variable}_API_SECRET (Trustpilot Business, Integrations, APIs), and"
            " {variable}_PASSWORD where the settings name a user",
            variable="SOCIALCARE_" + context.channel.upper().replace("-", "_"),
        )
        key = f"{secret(settings.api_key)}:{secret(settings.api_secret)}"
        grant = Grant(
            network="Trustpilot",
            url=f"{settings.server}/v1/oauth/oauth-business-users-for-applications/accesstoken",
            form=self._form,
            how_to_mend=self.how_to_mend,
            headers={"Authorization": f"Basic {b64encode(key.encode()).decode()}"},
        )
        self._bearer = Bearer(grant, context, self._explained)

    @property
    def looped(self) -> Sentence:
        return say("Trustpilot gives the same page again and again; it was left there")

    def reviews(self, start: datetime, page: int) -> Sequence[Found]:
        """Those written at `start` (aware UTC) or later, oldest first; none below the last page."""
        params = {"orderBy": "createdat.asc", "perPage": str(PAGE), "page": str(page)}
        params |= {"startDateTime": start.strftime("%Y-%m-%dT%H:%M:%S")}
        path = f"business-units/{self._settings.business_unit}/reviews"
        found = self._bearer.get(f"{self._settings.server}/v1/private/{path}", params)
        if not isinstance(found.get("reviews"), list):
            raise self.unusable()
        return objects_in(found, "reviews")

    def review(self, ref: str) -> Found:
        """Raises NotThere only where Trustpilot itself says so."""
        found = self._bearer.get(self._of(ref))
        if text_in(found, "id") != ref:
            raise self.unusable()
        return found

    def answer(self, ref: str, text: str) -> Found | None:
        author = {"authorBusinessUserId": self._settings.user_id} if self._settings.user_id else {}
        return self._bearer.post(f"{self._of(ref)}/reply", {"message": text, **author})

    def unusable(self) -> Unavailable:
        return self._bearer.unusable()

    def _of(self, ref: str) -> str:
        return f"{self._settings.server}/v1/private/reviews/{quote(ref, safe='')}"

    def _form(self) -> Mapping[str, str]:
        settings = self._settings
        user = {"username": settings.user, "password": secret(settings.password)} if settings.user else {}
        if not all([secret(settings.api_key), secret(settings.api_secret), *user.values()]):
            raise AuthError(say("Trustpilot wants an API key and its secret"), self.how_to_mend)
        return {"grant_type": "password", **user} if user else {"grant_type": "client_credentials"}

    def _explained(self, error: ConnectorError) -> ConnectorError:
        better = self._better(error)
        better.response = error.response
        return better

    def _better(self, error: ConnectorError) -> ConnectorError:
        why = _why(error)
        if isinstance(error, AuthError):
            told = [say("{network} says: {why}", network="Trustpilot", why=why)] if why else []
            return AuthError(error.sentence, *told, self.how_to_mend)
        if not isinstance(error, Rejected) or not why:
            return error
        if error.response is not None and error.response.status == 404:
            return NotThere(say("{network} does not know what was asked for: {why}", network="Trustpilot", why=why))
        return Rejected(say("{network} refuses: {why}", network="Trustpilot", why=why))


def _why(error: ConnectorError) -> str:
    """Its bodies call it `message`, or `details` and `reason` in older parts."""
    try:
        found = error.response.json() if error.response else None
    except ValueError:
        return ""
    held = found if isinstance(found, dict) else {}
    told = (text_in(held, key) for key in ("message", "details", "reason"))
    return one_line(next((one for one in told if one), ""), 200)
