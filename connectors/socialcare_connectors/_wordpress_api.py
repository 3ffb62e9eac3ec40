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

MOST_PAGES = 100
"""Of one list of numbers; or in a row, without a comment that the reader may see."""

CLOSED = frozenset({"rest_comment_closed", "rest_comment_trash_post", "rest_comment_draft_post"})
"""Told by 403, though no right is missing: the article takes no comments."""

CANNOT_MODERATE: Sentence = say(
    "moderate_comments is missing: give the user the role Editor, or write pending: false to read approved comments only"
)


class _NoWordPress(Unavailable):
    """What answered is something else."""


class Api:
    def __init__(self, site: str, user: str, password: str, context: Context) -> None:
        self._site = site.rstrip("/")
        self._is_plain: bool | None = None
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
        under the reader; a page number only counts through comments of one and the same second, or that are hidden.
        """
        asked: dict[str, Any] = json.loads(below) if below else {}
        place = {"before": asked["before"]} if "before" in asked else {}
        first = int(asked.get("page", 1))
        for number in range(first, first + MOST_PAGES):
            found, is_last = self._comments(number, {"orderby": "date", "order": "desc", **place, **status})
            if found or is_last:
                break
        else:
            raise self._unusable()
        items = [Item(str(one.get("id")), moment(one.get("date_gmt")), one) for one in found]
        if is_last:
            return Batch(items)
        before = _just_after(found[-1].get("date"))
        if before is None or before == asked.get("before"):
            return Batch(items, json.dumps({**place, "page": number + 1}))
        return Batch(items, json.dumps({"before": before, "page": 1}))

    def of_ids(self, ids: Sequence[str], name: str, status: Mapping[str, str]) -> Sequence[Mapping[str, Any]]:
        """Those whose id is (`include`), or whose `parent` is, one of `ids`; all of them."""
        found: list[Mapping[str, Any]] = []
        for number in range(1, 1 + MOST_PAGES):
            page, is_last = self._comments(number, {name: ",".join(ids), "orderby": "id", "order": "asc", **status})
            found += page
            if is_last:
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
        """The comment made; None where WordPress has the same one already. Something was read before."""
        address, route = self._place("/comments", plain=bool(self._is_plain))
        try:
            found = self._context.http.post(address, params=route, json=comment, headers=self._headers).json()
        except AuthError as refused:
            if _code(refused.response) in CLOSED:
                raise self._explained(Rejected(self._refusal(refused)), refused) from refused
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

    def _comments(self, number: int, params: Mapping[str, str]) -> tuple[list[Mapping[str, Any]], bool]:
        """A page, and whether it is the last. What the reader may not see is missing from it, but counted: a short page
        need not be the last one.
        """
        found, headers = self._read("/comments", {"per_page": str(PAGE), "page": str(number), **params})
        if not isinstance(found, list) or not all(isinstance(one, dict) and "id" in one for one in found):
            raise self._unusable()
        told = headers.get("x-wp-totalpages", "")
        return found, number >= int(told) if told.isdecimal() else len(found) < PAGE

    def _json(self, path: str, params: Mapping[str, str]) -> Any:
        return self._read(path, params)[0]

    def _read(self, path: str, params: Mapping[str, str]) -> tuple[Any, Mapping[str, str]]:
        """Below /wp-json, or as ?rest_route= where the site has plain addresses, which it does not tell."""
        if self._is_plain is not None:
            return self._called(path, params, plain=self._is_plain)
        try:
            read = self._called(path, params, plain=False)
        except (Rejected, _NoWordPress) as first:
            if _code(first.response):
                raise
            return self._plainly(path, params, first)
        self._is_plain = False
        return read

    def _plainly(self, path: str, params: Mapping[str, str], first: ConnectorError) -> tuple[Any, Mapping[str, str]]:
        """Raises `first` where no WordPress answers here either."""
        try:
            read = self._called(path, params, plain=True)
        except ConnectorError as error:
            if _code(error.response):
                raise
            raise first from error
        self._is_plain = True
        return read

    def _called(self, path: str, params: Mapping[str, str], *, plain: bool) -> tuple[Any, Mapping[str, str]]:
        address, route = self._place(path, plain=plain)
        try:
            answer = self._context.http.get(address, params={**params, **route}, headers=self._headers)
            return answer.json(), answer.headers
        except AuthError as refused:
            mend = CANNOT_MODERATE if _code(refused.response) == "rest_forbidden_param" else self.how_to_mend
            raise self._explained(AuthError(self._refusal(refused), mend), refused) from refused
        except ValueError as error:
            raise self._unusable() from error

    def _place(self, path: str, *, plain: bool) -> tuple[str, Mapping[str, str]]:
        """The address of a route, and what is asked with it."""
        route = f"/wp/v2{path}"
        return (f"{self._site}/index.php", {"rest_route": route}) if plain else (f"{self._site}/wp-json{route}", {})

    def _refusal(self, error: ConnectorError) -> Sentence:
        why = _told(error.response)
        return say("{host} refuses: {why}", host=self.host, why=why) if why else error.sentence

    def _explained(self, error: ConnectorError, first: ConnectorError) -> ConnectorError:
        error.response = first.response
        return error

    def _unusable(self) -> "_NoWordPress":
        return _NoWordPress(
            say("{host} did not answer as WordPress does; nothing of the page was used", host=self.host)
        )


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
