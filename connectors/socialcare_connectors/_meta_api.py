"""Calls to Meta's Graph API, for Facebook and Instagram: the token travels in a header, and stays out of all that is kept."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from pydantic import SecretStr

from socialcare.connector import Context, Response
from socialcare.errors import AuthError, ConnectorError, Unavailable
from socialcare.paging import Batch, Item
from socialcare.sentences import Sentence, say

from ._json_fields import object_in, objects_in, text_in
from ._meta_errors import BadParameter, explained, percent_used
from ._restarting import StaleToken
from ._statuses import moment

PAGE = 50
"""Entries asked for at once; Meta gives fewer where it likes."""

_PLACES = ("after", "until", "since", "__paging_token")
"""What `paging.next` says of a place in a listing; the rest of it is the call itself, with the token."""

Found = Mapping[str, Any]


class Graph:
    """`rights` are those that a token needs, for the sentence that says how to mend."""

    def __init__(self, server: str, version: str, token: SecretStr | None, context: Context, rights: str) -> None:
        self._root = f"{server}/{version}"
        self._token = token.get_secret_value().strip() if token else ""
        self._context = context
        self._percent: int | None = None
        variable = "SOCIALCARE_" + context.channel.upper().replace("-", "_")
        self.how_to_mend = say(
            "set {variable}_TOKEN to a long-lived token of your own Meta app with the rights {rights}",
            variable=variable,
            rights=rights,
        )

    @property
    def looped(self) -> Sentence:
        return say("Meta gives the same page again and again; it was left there")

    @property
    def used(self) -> Sentence | None:
        """As the last answer told."""
        if self._percent is None:
            return None
        return say("{percent} % of the calls of this hour are used", percent=self._percent)

    def one(self, ref: str, fields: str) -> Found:
        """Raises NotThere, NotAllowed, and Unavailable for what is no object."""
        found = self._get(f"/{quote(ref, safe='')}", {"fields": fields})
        if "id" not in found:
            raise _unusable()
        return found

    def page(self, ref: str, edge: str, params: Mapping[str, str], below: str | None, *, time: str) -> Batch:
        """`time` is the field that tells when an entry was made. Raises StaleToken where `below` has grown old."""
        path = f"/{quote(ref, safe='')}/{edge}"
        try:
            found = self._get(path, {"limit": str(PAGE), **params, **dict(parse_qsl(below or ""))})
        except BadParameter as error:
            if below is None:
                raise
            raise StaleToken(error.sentence) from error
        if not isinstance(found.get("data"), list):
            raise _unusable()
        items = [Item(text_in(entry, "id"), moment(entry.get(time)), entry) for entry in objects_in(found, "data")]
        return Batch(items, next_place(found))

    def post(self, ref: str, edge: str, form: Mapping[str, str]) -> Found:
        """What was made, with its id. Raises Unavailable where nobody knows whether it was."""
        url = f"{self._root}/{quote(ref, safe='')}/{edge}"
        try:
            response = self._context.http.post(url, form=form, headers=self._headers())
        except ConnectorError as error:
            raise self._explained(error) from error
        made = self._object(response)
        if not text_in(made, "id"):
            raise _unusable()
        return made

    def _get(self, path: str, params: Mapping[str, str]) -> Found:
        try:
            response = self._context.http.get(self._root + path, params=params, headers=self._headers())
        except ConnectorError as error:
            raise self._explained(error) from error
        return self._object(response)

    def _object(self, response: Response) -> Found:
        told = percent_used(response.headers)
        self._percent = self._percent if told is None else told
        try:
            found = response.json()
        except ValueError as error:
            raise _unusable() from error
        if not isinstance(found, dict) or "error" in found:
            raise _unusable()
        return found

    def _headers(self) -> Mapping[str, str]:
        if not self._token:
            raise AuthError(say("Meta wants a token"), self.how_to_mend)
        return {"Authorization": f"Bearer {self._token}"}

    def _explained(self, error: ConnectorError) -> ConnectorError:
        return explained(error, self._context.now, self.how_to_mend, self._token)


def next_place(listing: Found) -> str | None:
    """Where a listing goes on, without the token that `paging.next` holds; None at its end."""
    paging = object_in(listing, "paging")
    following = paging.get("next")
    if not isinstance(following, str) or not following:
        return None
    after = text_in(object_in(paging, "cursors"), "after")
    if after:
        return urlencode({"after": after})
    told = dict(parse_qsl(urlsplit(following).query))
    return urlencode({name: told[name] for name in _PLACES if name in told}) or None


def entries(items: Sequence[Item]) -> Sequence[Found]:
    return [item.content for item in items if isinstance(item.content, dict)]


def _unusable() -> Unavailable:
    return Unavailable(say("Meta did not answer as its Graph API does; nothing of the answer was used"))
