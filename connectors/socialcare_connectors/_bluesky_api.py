"""Calls to the brand's Bluesky server, which hands them on to the network; each with what it must answer."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from socialcare.connector import Context, Response
from socialcare.errors import AuthError, ConnectorError, RateLimited, Rejected, Unavailable
from socialcare.sentences import Sentence, say

from ._bluesky_refusals import is_stale, message_of, name_of, spent
from ._bluesky_session import Session, unusable

PAGE = 100
"""The most that a listing gives at once."""

AT_ONCE = 25
"""The most posts or profiles asked for in one call."""

POSTS = "app.bsky.feed.post"

Query = Sequence[tuple[str, str]]


class Api:
    def __init__(self, service: str, session: Session, context: Context) -> None:
        self._service = service
        self._session = session
        self._context = context
        self.host = session.host

    @property
    def looped(self) -> Sentence:
        return say("{host} gives the same page again and again; it was left there", host=self.host)

    @property
    def did(self) -> str:
        return self._session.did

    def listing(self, method: str, inside: str, query: Query, cursor: str | None) -> tuple[Sequence[Any], str | None]:
        """The entries under `inside`, and the cursor of the next page."""
        found = self._object(method, [*query, ("limit", str(PAGE)), *([("cursor", cursor)] if cursor else [])])
        entries, following = found.get(inside), found.get("cursor")
        if not isinstance(entries, list):
            raise self._unusable()
        return entries, following if isinstance(following, str) and following else None

    def posts(self, uris: Iterable[str]) -> Sequence[Mapping[str, Any]]:
        """In no order; what the network does not show is not among them."""
        return self._by_name("app.bsky.feed.getPosts", "uris", list(uris), "posts")

    def profiles(self, dids: Iterable[str]) -> Sequence[Mapping[str, Any]]:
        return self._by_name("app.bsky.actor.getProfiles", "actors", list(dids), "profiles")

    def thread(self, uri: str, *, depth: int = 1, height: int = 0) -> Mapping[str, Any] | None:
        """A post with the answers below it and the posts above it, so many generations (0 to 1,000) of each.

        None only where the network itself says that there is none. Lexicon: app.bsky.feed.getPostThread.
        """
        query = [("uri", uri), ("depth", str(depth)), ("parentHeight", str(height))]
        try:
            found = self._object("app.bsky.feed.getPostThread", query)
        except Rejected as rejected:
            if name_of(rejected) == "NotFound":
                return None
            raise
        thread = found.get("thread")
        if not isinstance(thread, dict):
            raise self._unusable()
        return None if thread.get("$type") == "app.bsky.feed.defs#notFoundPost" else thread

    def account(self) -> tuple[Mapping[str, Any], Mapping[str, str]]:
        """What the server says of the session, and the headers it says it with."""
        response = self._asked("com.atproto.server.getSession", [])
        return self._read(response), response.headers

    def did_of(self, handle: str) -> str | None:
        try:
            found = self._object("com.atproto.identity.resolveHandle", [("handle", handle)]).get("did")
        except Rejected:
            return None
        return found if isinstance(found, str) else None

    def own_post(self, rkey: str) -> Mapping[str, Any] | None:
        """A record of the brand's own repository, which knows it at once; None where there is none of this key."""
        query = [("repo", self.did), ("collection", POSTS), ("rkey", rkey)]
        try:
            return self._object("com.atproto.repo.getRecord", query)
        except Rejected as rejected:
            if name_of(rejected) == "RecordNotFound":
                return None
            raise

    def write(self, rkey: str, record: Mapping[str, Any]) -> Mapping[str, Any]:
        """Raises Rejected named InvalidSwap where a record of this key is there already: it stays as it is."""
        wanted = {"repo": self.did, "collection": POSTS, "rkey": rkey, "record": record, "swapRecord": None}
        address = self._address("com.atproto.repo.putRecord")
        try:
            answer = self._trusted(lambda headers: self._context.http.post(address, json=wanted, headers=headers))
        except Rejected as rejected:
            raise _explained(
                rejected, say("{host} refuses this answer: {why}", host=self.host, why=message_of(rejected))
            ) from rejected.__cause__
        return self._read(answer)

    def _by_name(self, method: str, key: str, names: Sequence[str], inside: str) -> Sequence[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = []
        for start in range(0, len(names), AT_ONCE):
            held = self._object(method, [(key, name) for name in names[start : start + AT_ONCE]]).get(inside)
            if not isinstance(held, list):
                raise self._unusable()
            found += [one for one in held if isinstance(one, dict)]
        return found

    def _object(self, method: str, query: Query) -> Mapping[str, Any]:
        return self._read(self._asked(method, query))

    def _asked(self, method: str, query: Query) -> Response:
        address = f"{self._address(method)}?{urlencode(query)}" if query else self._address(method)
        try:
            return self._trusted(lambda headers: self._context.http.get(address, headers=headers))
        except Rejected as rejected:
            raise _explained(
                rejected, say("{host} refuses this call: {why}", host=self.host, why=message_of(rejected))
            ) from rejected.__cause__

    def _trusted(self, call: Callable[[Mapping[str, str]], Response]) -> Response:
        """With the session; a stale one is renewed once, and a call refused for it was not done."""
        access = self._session.access
        try:
            return self._tried(call, access)
        except ConnectorError as error:
            if not is_stale(error):
                raise
        self._session.renew(access)
        try:
            return self._tried(call, self._session.access)
        except ConnectorError as error:
            if not is_stale(error):
                raise
            raise self._refused(error) from error

    def _tried(self, call: Callable[[Mapping[str, str]], Response], access: str) -> Response:
        try:
            return call({"Authorization": f"Bearer {access}"})
        except RateLimited as limited:
            raise spent(limited, self.host) from limited.__cause__
        except AuthError as error:
            if is_stale(error):
                raise
            raise self._refused(error) from error

    def _refused(self, error: ConnectorError) -> AuthError:
        why = message_of(error)
        told = say("{host} refuses the session: {why}", host=self.host, why=why) if why else error.sentence
        refused = AuthError(told, self._session.how_to_mend)
        refused.response = error.response
        return refused

    def _read(self, response: Response) -> Mapping[str, Any]:
        try:
            found = response.json()
        except ValueError as error:
            raise self._unusable() from error
        if not isinstance(found, dict):
            raise self._unusable()
        return found

    def _address(self, method: str) -> str:
        return f"{self._service}/xrpc/{method}"

    def _unusable(self) -> Unavailable:
        return Unavailable(unusable(self.host))


def _explained(rejected: Rejected, told: Sentence) -> Rejected:
    """In the words of the server, where it has some."""
    if not told.values["why"]:
        return rejected
    explained = Rejected(told)
    explained.response = rejected.response
    return explained
