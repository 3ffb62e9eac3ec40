"""Calls to one Mastodon server, with what each must answer; nothing of an answer of the wrong shape is used."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

from socialcare.connector import Context
from socialcare.errors import AuthError, Rejected, Unavailable
from socialcare.sentences import Sentence, say

from ._descent import Item
from ._statuses import moment, opaque

PAGE = 40
"""The most that a timeline gives at once."""


class Api:
    def __init__(self, instance: str, token: str, context: Context) -> None:
        self._root = instance.rstrip("/")
        self._token = token
        self._context = context
        self.host = urlsplit(instance).netloc
        variable = context.channel.upper().replace("-", "_")
        self.how_to_mend = say(
            "set SOCIALCARE_{channel}_TOKEN to an access token with the rights read:accounts, read:statuses and"
            " read:notifications",
            channel=variable,
        )

    @property
    def looped(self) -> Sentence:
        return say("{host} gives the same page again and again; it was left there", host=self.host)

    def own_account(self) -> str:
        """The id of the account the token belongs to."""
        own = opaque(self._object("/api/v1/accounts/verify_credentials").get("id"))
        if own is None:
            raise self._unusable()
        return own

    def status(self, status_id: str) -> Mapping[str, Any] | None:
        """None where it is gone or not ours to see."""
        try:
            return self._object(f"/api/v1/statuses/{quote(status_id, safe='')}")
        except (Rejected, AuthError):
            return None

    def page(self, path: str, params: Mapping[str, str]) -> Sequence[Item]:
        """Newest first. An entry without an id cannot be paged past by itself and goes with its neighbours."""
        found = self._json(path, {"limit": str(PAGE), **params})
        if not isinstance(found, list) or (found and not _first_id(found)):
            raise self._unusable()
        items = []
        last_id = _first_id(found)
        for content in found:
            held = content if isinstance(content, dict) else {}
            last_id = opaque(held.get("id")) or last_id
            items.append(Item(last_id or "", moment(held.get("created_at")), content))
        return items

    def _object(self, path: str) -> Mapping[str, Any]:
        found = self._json(path, {})
        if not isinstance(found, dict):
            raise self._unusable()
        return found

    def _json(self, path: str, params: Mapping[str, str]) -> Any:
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        try:
            return self._context.http.get(self._root + path, params=params, headers=headers).json()
        except AuthError as refused:
            raise AuthError(refused.sentence, self.how_to_mend) from refused
        except (ValueError, RecursionError) as error:
            raise self._unusable() from error

    def _unusable(self) -> Unavailable:
        return Unavailable(
            say("{host} did not answer as a Mastodon server does; nothing of the page was used", host=self.host)
        )


def _first_id(found: Sequence[Any]) -> str | None:
    ids = (opaque(content.get("id")) for content in found if isinstance(content, dict))
    return next((one for one in ids if one), None)
