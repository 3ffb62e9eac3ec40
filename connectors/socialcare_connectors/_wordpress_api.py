"""Calls to the REST API of one WordPress site, with what each must answer."""

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from socialcare.connector import Context, Response
from socialcare.errors import AuthError, ConnectorError, Rejected, Unavailable
from socialcare.paging import Batch, Item
from socialcare.sentences import Sentence, say

from ._comments import moment
from ._plain_text import clean, one_line, plain_text

PAGE = 100
"""The most that WordPress gives at once."""


class Api:
    def __init__(self, site: str, user: str, password: str, context: Context) -> None:
        self._root = f"{site.rstrip('/')}/wp-json/wp/v2"
        self._context = context
        self.host = urlsplit(site).netloc
        pair = base64.b64encode(f"{user}:{password}".encode()).decode()
        self._headers = {"Authorization": f"Basic {pair}"} if user and password else {}
        variable = context.channel.upper().replace("-", "_")
        self.how_to_mend = say(
            "write user: in the settings, and set SOCIALCARE_{channel}_PASSWORD to an application password (in WordPress:"
            " Users, Profile, Application Passwords)",
            channel=variable,
        )

    @property
    def has_user(self) -> bool:
        return bool(self._headers)

    @property
    def looped(self) -> Sentence:
        return say("{host} gives the same page again and again; it was left there", host=self.host)

    def me(self) -> Mapping[str, Any]:
        """With `context=edit`, which tells the rights."""
        found = self._json("/users/me", {"context": "edit"})
        if not isinstance(found, dict) or not isinstance(found.get("id"), int):
            raise self._unusable()
        return found

    def older(self, below: str | None, status: Mapping[str, str]) -> Batch:
        """Newest first. `before` is in the site's own time, as `date` and this order are: read by it, no page moves
        under the reader; a page number only counts through comments of one and the same second.
        """
        asked: dict[str, Any] = json.loads(below) if below else {}
        place = {"before": asked["before"]} if "before" in asked else {}
        number = int(asked.get("page", 1))
        found = self._comments(
            {"orderby": "date", "order": "desc", "per_page": str(PAGE), "page": str(number), **place, **status}
        )
        items = [Item(str(one.get("id")), moment(one.get("date_gmt")), one) for one in found]
        if len(items) < PAGE:
            return Batch(items)
        before = _just_after(found[-1].get("date"))
        if before is None or before == asked.get("before"):
            return Batch(items, json.dumps({**place, "page": number + 1}))
        return Batch(items, json.dumps({"before": before, "page": 1}))

    def of_ids(self, ids: Sequence[str], name: str, status: Mapping[str, str]) -> Sequence[Mapping[str, Any]]:
        """Those whose id is (`include`), or whose `parent` is, one of `ids`; all of them."""
        found: list[Mapping[str, Any]] = []
        for number in range(1, 100):
            params = {name: ",".join(ids), "per_page": str(PAGE), "page": str(number), "orderby": "id", "order": "asc"}
            page = self._comments({**params, **status})
            found += page
            if len(page) < PAGE:
                break
        return found

    def one_or_gone(self, number: str) -> Mapping[str, Any] | None:
        """None only where WordPress says that there is no such comment."""
        try:
            found = self._json(f"/comments/{number}", {})
        except Rejected as rejected:
            if _code(rejected.response) == "rest_comment_invalid_id":
                return None
            raise
        if not isinstance(found, dict):
            raise self._unusable()
        return found

    def post(self, comment: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """The comment made; None where WordPress has the same one already."""
        try:
            found = self._context.http.post(f"{self._root}/comments", json=comment, headers=self._headers).json()
        except AuthError as refused:
            raise self._explained(AuthError(self._refusal(refused), self.how_to_mend), refused) from refused
        except Rejected as rejected:
            if _code(rejected.response) == "comment_duplicate":
                return None
            raise self._explained(Rejected(self._refusal(rejected)), rejected) from rejected
        except ValueError as error:
            raise self._unusable() from error
        if not isinstance(found, dict) or not isinstance(found.get("id"), int):
            raise self._unusable()
        return found

    def _comments(self, params: Mapping[str, str]) -> list[Mapping[str, Any]]:
        found = self._json("/comments", params)
        if not isinstance(found, list) or not all(isinstance(one, dict) and "id" in one for one in found):
            raise self._unusable()
        return found

    def _json(self, path: str, params: Mapping[str, str]) -> Any:
        try:
            return self._context.http.get(self._root + path, params=params, headers=self._headers).json()
        except AuthError as refused:
            raise self._explained(AuthError(self._refusal(refused), self.how_to_mend), refused) from refused
        except ValueError as error:
            raise self._unusable() from error

    def _refusal(self, error: ConnectorError) -> Sentence:
        why = _told(error.response)
        return say("{host} refuses: {why}", host=self.host, why=why) if why else error.sentence

    def _explained(self, error: ConnectorError, first: ConnectorError) -> ConnectorError:
        error.response = first.response
        return error

    def _unusable(self) -> Unavailable:
        return Unavailable(say("{host} did not answer as WordPress does; nothing of the page was used", host=self.host))


def _just_after(date: Any) -> str | None:
    """A second later: `before` leaves out that very second, which another page may share."""
    try:
        return (datetime.fromisoformat(str(date)) + timedelta(seconds=1)).isoformat()
    except (ValueError, OverflowError):
        return None


def _error(response: Response | None) -> Mapping[str, Any]:
    try:
        found = response.json() if response else None
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _code(response: Response | None) -> str:
    return str(_error(response).get("code") or "")


def _told(response: Response | None) -> str:
    """What the site said, in its own language; it may be HTML."""
    why = _error(response).get("message")
    return one_line(clean(plain_text(why)), 200) if isinstance(why, str) else ""
