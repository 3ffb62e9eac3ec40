"""Calls to the X API v2, each paid from the purse; the token travels in a header alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from socialcare.connector import Context
from socialcare.errors import AuthError, ConnectorError, Rejected, Unavailable
from socialcare.sentences import Sentence, say

from ._json_fields import object_in, objects_in, text_in
from ._x_costs import OWNED, POST, USER, Purse
from ._x_errors import explained, problem
from ._x_posts import FIELDS, Account
from ._x_settings import Settings

MOST_AT_ONCE = 100
Found = Mapping[str, Any]


@dataclass(frozen=True)
class Listing:
    """`least` and `most` posts a page may hold; `price` is of one, `authors` whether each brings a user to pay for."""

    key: str
    path: str
    params: Mapping[str, str]
    price: int
    authors: bool
    least: int = 5
    most: int = MOST_AT_ONCE
    days: int | None = None
    """How far back X looks at all; None where it counts posts and not days."""


def of_search(query: str) -> Listing:
    return Listing(f"?{query}", "/2/tweets/search/recent", {"query": query}, POST, authors=True, least=10, days=7)


def of_mentions(account: Account) -> Listing:
    return Listing("mentions", f"/2/users/{account.id}/mentions", {}, OWNED, authors=True)


def of_own(account: Account) -> Listing:
    params = {"exclude": "retweets"}
    return Listing("own", f"/2/users/{account.id}/tweets", params, OWNED, authors=False)


class Api:
    def __init__(self, settings: Settings, context: Context, purse: Purse) -> None:
        self._settings = settings
        self._context = context
        self._token = settings.bearer_token.get_secret_value().strip() if settings.bearer_token else ""
        self.purse = purse
        self.how_to_mend = say(
            "set SOCIALCARE_{channel}_BEARER_TOKEN to the bearer token of an app in the X developer console",
            channel=context.channel.upper().replace("-", "_"),
        )

    @property
    def looped(self) -> Sentence:
        return say("X gives the same page again and again; it was left there")

    def account(self) -> Account:
        """Looked up once, for a user read costs; kept in the vault."""
        kept, wanted = object_in(self._context.vault.read(), "account"), self._settings.account
        if text_in(kept, "id").isdecimal() and text_in(kept, "username").casefold() == wanted.casefold():
            return Account(text_in(kept, "id"), text_in(kept, "username"), text_in(kept, "name"))
        found = self.look_up()
        content = {"id": found.id, "username": found.username, "name": found.name}
        self._context.vault.write({**self._context.vault.read(), "account": content})
        return found

    def look_up(self) -> Account:
        """Raises Rejected where X knows no such account."""
        self.purse.affords(USER, 1, 1)
        body = self._json(f"/2/users/by/username/{self._settings.account}", {})
        user = object_in(body, "data")
        if not text_in(user, "id").isdecimal():
            why = problem(body)
            raise Rejected(say("X refuses: {why}", why=why)) if why else _unusable()
        self.purse.pay(USER, [f"u{text_in(user, 'id')}"])
        return Account(text_in(user, "id"), text_in(user, "username"), text_in(user, "name"))

    def page(self, listing: Listing, params: Mapping[str, str]) -> Found:
        """As many as the budget allows. Raises QuotaSpent before the call where it allows none."""
        price = listing.price + (USER if listing.authors else 0)
        count = self.purse.affords(price, max(listing.most, listing.least), listing.least)
        expansions = "author_id,attachments.media_keys" if listing.authors else "attachments.media_keys"
        wanted = {**FIELDS, "expansions": expansions, "max_results": str(count), **listing.params, **params}
        body = self._json(listing.path, wanted)
        self._pay(body, listing.price)
        if "meta" not in body and not objects_in(body, "data"):
            why = problem(body)
            raise Rejected(say("X refuses: {why}", why=why)) if why else _unusable()
        return body

    def posts(self, ids: Sequence[str]) -> Found:
        """Those that are still there under `data`, and why others are not under `errors`."""
        unpaid = self.purse.unpaid(f"p{one}" for one in ids)
        self.purse.affords(POST + USER, unpaid, unpaid)
        wanted = {**FIELDS, "expansions": "author_id,attachments.media_keys", "ids": ",".join(ids)}
        body = self._json("/2/tweets", wanted)
        if not (objects_in(body, "data") or objects_in(body, "errors")):
            raise _unusable()
        self._pay(body, POST)
        return body

    def _pay(self, body: Found, price: int) -> None:
        self.purse.pay(price, [f"p{text_in(post, 'id')}" for post in objects_in(body, "data")])
        users = objects_in(object_in(body, "includes"), "users")
        self.purse.pay(USER, [f"u{text_in(user, 'id')}" for user in users])

    def _json(self, path: str, params: Mapping[str, str]) -> Found:
        if not self._token:
            raise AuthError(say("X needs a token to be read"), self.how_to_mend)
        headers = {"Authorization": f"Bearer {self._token}"}
        try:
            found = self._context.http.get(self._settings.server + path, params=params, headers=headers).json()
        except ConnectorError as error:
            raise explained(error, self.how_to_mend, self._context.now) from error
        except ValueError as error:
            raise _unusable() from error
        if not isinstance(found, dict):
            raise _unusable()
        return found


def _unusable() -> Unavailable:
    return Unavailable(say("X did not answer as its API does; nothing of the page was used"))
