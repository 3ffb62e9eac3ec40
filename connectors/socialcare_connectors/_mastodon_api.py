"""Calls to one Mastodon server, with what each must answer; nothing of an answer of the wrong shape is used."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

from socialcare.connector import Context, Response
from socialcare.errors import AuthError, ConnectorError, Rejected, Unavailable
from socialcare.paging import Batch, Item
from socialcare.sentences import Sentence, say

from ._plain_text import clean, one_line
from ._statuses import moment, opaque

PAGE = 40
"""The most that a timeline gives at once."""

GONE = frozenset({404, 410})


class Api:
    def __init__(self, instance: str, token: str, context: Context) -> None:
        self._root = instance.rstrip("/")
        self._token = token
        self._context = context
        self.host = urlsplit(instance).netloc
        variable = context.channel.upper().replace("-", "_")
        self.how_to_mend = say(
            "set SOCIALCARE_{channel}_TOKEN to an access token with the rights read:accounts, read:statuses,"
            " read:notifications, read:search and, to answer, write:statuses",
            channel=variable,
        )

    @property
    def has_token(self) -> bool:
        return bool(self._token)

    @property
    def looped(self) -> Sentence:
        return say("{host} gives the same page again and again; it was left there", host=self.host)

    def account(self) -> Mapping[str, Any]:
        """The account the token belongs to; its id is one."""
        found = self._object("/api/v1/accounts/verify_credentials")
        if opaque(found.get("id")) is None:
            raise self._unusable()
        return found

    def scopes(self) -> tuple[str, ...]:
        """Rights of the token; empty where the server does not tell (before 4.3, and others)."""
        try:
            told = self._object("/api/v1/apps/verify_credentials").get("scopes")
        except (Rejected, AuthError, Unavailable):
            return ()
        return tuple(scope for scope in told if isinstance(scope, str)) if isinstance(told, list) else ()

    def status(self, status_id: str) -> Mapping[str, Any] | None:
        """None where it is gone or not ours to see."""
        try:
            return self._object(_status_path(status_id))
        except (Rejected, AuthError):
            return None

    def status_or_gone(self, status_id: str) -> Mapping[str, Any] | None:
        """None only where the server itself says that it is gone: not for a web page of something before it."""
        return self._object_or_gone(_status_path(status_id))

    def answers(self, status_id: str) -> Sequence[Any]:
        """All below a status in its conversation."""
        return self._listed(self._object(_context_path(status_id)), "descendants")

    def around(self, status_id: str) -> tuple[Sequence[Any], Sequence[Any]] | None:
        """What is above a status, oldest first, and below it, each answer under what it answers; None where it is gone.

        Without a token at most 40 above and 60 below (docs.joinmastodon.org/methods/statuses/#context).
        """
        found = self._object_or_gone(_context_path(status_id))
        return None if found is None else (self._listed(found, "ancestors"), self._listed(found, "descendants"))

    def id_of(self, uri: str) -> str | None:
        """Asks the server to look the address up; None where it cannot."""
        try:
            found = self._found({"q": uri, "type": "statuses", "resolve": "true", "limit": "1"})
        except Rejected:  # a server without search
            return None
        for status in found:
            if isinstance(status, dict) and uri in (status.get("uri"), status.get("url")):
                return opaque(status.get("id"))
        return None

    def search(self, words: str, offset: str | None) -> Batch:
        """Newest first.."""
        found = self._found({"q": words, "type": "statuses", "limit": str(PAGE), "offset": offset or "0"})
        items = self._items(found)
        return Batch(items, str(int(offset or 0) + len(items)) if len(items) >= PAGE else None)

    def page(self, path: str, params: Mapping[str, str]) -> Sequence[Item]:
        """Newest first. An entry without an id cannot be paged past by itself and goes with its neighbours."""
        return self._items(self._json(path, {"limit": str(PAGE), **params}))

    def post(self, form: Mapping[str, str], key: str) -> Mapping[str, Any]:
        """The status made, or made before with the same key. Raises Unavailable where nobody knows whether it was."""
        headers = {**self._headers(), "Idempotency-Key": key}
        try:
            response = self._context.http.post(f"{self._root}/api/v1/statuses", form=form, headers=headers)
            found = response.json()
        except AuthError as refused:
            raise self._explained(AuthError(refused.sentence, self.how_to_mend), refused) from refused
        except Rejected as rejected:
            why = _told(rejected.response)
            sentence = say("{host} refuses this answer: {why}", host=self.host, why=why) if why else rejected.sentence
            raise self._explained(Rejected(sentence), rejected) from rejected
        except (ValueError, RecursionError) as error:
            raise self._unusable() from error
        if not isinstance(found, dict):
            raise self._unusable()
        return found

    def _found(self, params: Mapping[str, str]) -> Sequence[Any]:
        found = self._json("/api/v2/search", params)
        statuses = found.get("statuses") if isinstance(found, dict) else None
        if not isinstance(statuses, list):
            raise self._unusable()
        return statuses

    def _items(self, found: Any) -> Sequence[Item]:
        if not isinstance(found, list) or (found and not _first_id(found)):
            raise self._unusable()
        items = []
        last_id = _first_id(found)
        for content in found:
            held = content if isinstance(content, dict) else {}
            last_id = opaque(held.get("id")) or last_id
            items.append(Item(last_id or "", moment(held.get("created_at")), content))
        return items

    def _listed(self, found: Mapping[str, Any], key: str) -> Sequence[Any]:
        statuses = found.get(key)
        if not isinstance(statuses, list):
            raise self._unusable()
        return statuses

    def _object_or_gone(self, path: str) -> Mapping[str, Any] | None:
        try:
            return self._object(path)
        except Rejected as rejected:
            answer = rejected.response
            if answer is not None and answer.status in GONE and not answer.body.lstrip().startswith(b"<"):
                return None
            raise

    def _object(self, path: str) -> Mapping[str, Any]:
        found = self._json(path, {})
        if not isinstance(found, dict):
            raise self._unusable()
        return found

    def _json(self, path: str, params: Mapping[str, str]) -> Any:
        try:
            return self._context.http.get(self._root + path, params=params, headers=self._headers()).json()
        except AuthError as refused:
            raise self._explained(AuthError(refused.sentence, self.how_to_mend), refused) from refused
        except (ValueError, RecursionError) as error:
            raise self._unusable() from error

    def _headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self._token}"} if self._token else {}

    def _explained(self, error: ConnectorError, first: ConnectorError) -> ConnectorError:
        error.response = first.response
        return error

    def _unusable(self) -> Unavailable:
        return Unavailable(
            say("{host} did not answer as a Mastodon server does; nothing of the page was used", host=self.host)
        )


def _status_path(status_id: str) -> str:
    return f"/api/v1/statuses/{quote(status_id, safe='')}"


def _context_path(status_id: str) -> str:
    return f"{_status_path(status_id)}/context"


def _told(response: Response | None) -> str:
    """What the server said of a refusal, in its own language."""
    try:
        found = response.json() if response else None
    except (ValueError, RecursionError):
        return ""
    why = found.get("error") if isinstance(found, dict) else None
    return one_line(clean(why), 200) if isinstance(why, str) else ""


def _first_id(found: Sequence[Any]) -> str | None:
    ids = (opaque(content.get("id")) for content in found if isinstance(content, dict))
    return next((one for one in ids if one), None)
