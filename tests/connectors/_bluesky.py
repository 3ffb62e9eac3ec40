"""A Bluesky network on loopback, as its schemas and recordings have it: searches that count from their top, times that
authors choose, sessions that end, records that are kept by a key of their writer's choice."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from socialcare.connector import Context, Page
from socialcare.facts import Mention
from socialcare.testing import NOW, Answer, LoopbackServer, Request
from socialcare_connectors._bluesky_settings import Settings
from socialcare_connectors.bluesky import Bluesky

BRAND = "did:plc:marque"
LEA = "did:plc:lea"
HANDLE = "marque.bsky.example"
POSTS = "app.bsky.feed.post"
PASSWORD = "abcd-efgh-ijkl-mnop"

HANDLES = {BRAND: HANDLE, LEA: "lea.bsky.example", "did:plc:zoe": "zoe.bsky.example"}


def shown(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def refusal(name: str, message: str, status: int = 400) -> Answer:
    return Answer.of({"error": name, "message": message}, status)


@dataclass
class Network:
    """Posts in the order they came. `tokens` are the access tokens that still hold; `counted` makes cursors offsets."""

    password: str
    posts: list[dict[str, Any]] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    refreshing: set[str] = field(default_factory=set)
    calls: list[str] = field(default_factory=list)
    replayed: tuple[str, Answer] | None = None
    seen: list[Request] = field(default_factory=list)
    logins: int = 0
    counted: bool = True

    def publish(self, text: str = "", did: str = LEA, **record: Any) -> dict[str, Any]:
        number = len(self.posts) + 1
        at = datetime(2026, 3, 2, 6, tzinfo=UTC) + timedelta(minutes=number)
        written = {"$type": POSTS, "text": text or f"Zorglub {number} & < toujours rien", "createdAt": shown(at),
                   "langs": ["fr"], **record}  # fmt: skip
        return self.add(did, f"3k{number:011}", written, at)

    def add(self, did: str, rkey: str, record: dict[str, Any], came: datetime) -> dict[str, Any]:
        view: dict[str, Any] = {
            "uri": f"at://{did}/{POSTS}/{rkey}", "cid": f"bafy{rkey}", "record": record, "indexedAt": shown(came),
            "author": {"did": did, "handle": HANDLES[did], "displayName": "Léa"}, "viewer": {},
            "likeCount": 1, "replyCount": 0, "repostCount": 0, "quoteCount": 0,
        }  # fmt: skip
        self.posts.append(view)
        return view

    def answer(self, uri: str, text: str, did: str = BRAND) -> dict[str, Any]:
        ref = {"uri": uri, "cid": "bafy"}
        return self.publish(text, did, reply={"root": ref, "parent": ref})

    def delete(self, uri: str) -> None:
        self.posts[:] = [post for post in self.posts if post["uri"] != uri]

    def __call__(self, request: Request) -> Answer:
        method = request.path.removeprefix("/xrpc/")
        self.calls.append(method)
        self.seen.append(request)
        if method == "com.atproto.server.createSession":
            return self._log_in(request)
        if method == "com.atproto.server.refreshSession":
            return self._refresh(request)
        if request.headers.get("authorization", "").removeprefix("Bearer ") not in self.tokens:
            return refusal("ExpiredToken", "Token has expired")
        if self.replayed and self.replayed[0] == request.path:
            return (
                self.replayed[1]
                if "cursor" not in request.query
                else Answer.of({"posts": [], "notifications": [], "feed": []})
            )
        return getattr(self, "_" + method.rpartition(".")[2], lambda _: refusal("MethodNotImplemented", method, 501))(
            request
        )

    def _log_in(self, request: Request) -> Answer:
        if request.json() != {"identifier": HANDLE, "password": self.password}:
            return refusal("AuthenticationRequired", "Invalid identifier or password", 401)
        self.logins += 1
        return self._session()

    def _refresh(self, request: Request) -> Answer:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token not in self.refreshing:
            return refusal("ExpiredToken", "Token has been revoked")
        self.refreshing.remove(token)
        return self._session()

    def _session(self) -> Answer:
        number = len(self.calls)
        access, refresh = f"acces-{number}", f"suite-{number}"
        self.tokens.add(access)
        self.refreshing.add(refresh)
        return Answer.of({"did": BRAND, "handle": HANDLE, "accessJwt": access, "refreshJwt": refresh})

    def _getSession(self, _: Request) -> Answer:  # noqa: N802 - as the method is called
        body = {"did": BRAND, "handle": HANDLE, "active": True}
        headers = {"RateLimit-Limit": "3000", "RateLimit-Remaining": "2990", "RateLimit-Policy": "3000;w=300"}
        return Answer(body=json.dumps(body).encode(), headers=headers)

    def _searchPosts(self, request: Request) -> Answer:  # noqa: N802
        """Whole listing from the top each time; `since` and `until` are on the time it is sorted by."""
        query = request.query
        since, until = query.get("since", ""), query.get("until", "9")
        found = [post for post in self._newest() if since <= _sorted_by(post) < until]
        return self._page("posts", found, request)

    def _listNotifications(self, request: Request) -> Answer:  # noqa: N802
        told = [{key: post[key] for key in ("uri", "cid", "author", "record", "indexedAt")} | {"reason": "mention"}
                for post in self._newest() if f"@{HANDLE}" in (post["record"]["text"] or "")]  # fmt: skip
        return self._page("notifications", told, request)

    def _getAuthorFeed(self, request: Request) -> Answer:  # noqa: N802
        own = [{"post": post} for post in self._newest() if post["uri"].startswith(f"at://{request.query['actor']}/")]
        return self._page("feed", own, request)

    def _getPosts(self, request: Request) -> Answer:  # noqa: N802
        """The kit's server keeps the last of `uris`; one is asked for at once here."""
        return Answer.of({"posts": [post for post in self.posts if post["uri"] == request.query["uris"]]})

    def _getProfiles(self, request: Request) -> Answer:  # noqa: N802
        return Answer.of({"profiles": [{"did": request.query["actors"], "followersCount": 12}]})

    def _getPostThread(self, request: Request) -> Answer:  # noqa: N802
        uri = request.query["uri"]
        post = next((post for post in self.posts if post["uri"] == uri), None)
        if post is None:
            return refusal("NotFound", f"Post not found: {uri}")
        below = [
            {"post": one}
            for one in self.posts
            if (one["record"].get("reply") or {}).get("parent", {}).get("uri") == uri
        ]
        thread = {"$type": "app.bsky.feed.defs#threadViewPost", "post": post, "replies": below}
        answered = (post["record"].get("reply") or {}).get("parent", {}).get("uri")
        above = next((one for one in self.posts if one["uri"] == answered), None)
        return Answer.of({"thread": {**thread, **({"parent": {"post": above}} if above else {})}})

    def _resolveHandle(self, request: Request) -> Answer:  # noqa: N802
        did = next((did for did, handle in HANDLES.items() if handle == request.query["handle"]), None)
        return Answer.of({"did": did}) if did else refusal("InvalidRequest", "Unable to resolve handle")

    def _getRecord(self, request: Request) -> Answer:  # noqa: N802
        uri = f"at://{request.query['repo']}/{request.query['collection']}/{request.query['rkey']}"
        found = next((post for post in self.posts if post["uri"] == uri), None)
        if found is None:
            return refusal("RecordNotFound", f"Could not locate record: {uri}")
        return Answer.of({"uri": uri, "cid": found["cid"], "value": found["record"]})

    def _putRecord(self, request: Request) -> Answer:  # noqa: N802
        wanted = request.json()
        uri = f"at://{wanted['repo']}/{wanted['collection']}/{wanted['rkey']}"
        if len(wanted["record"]["text"]) > 300:
            return refusal(
                "InvalidRequest", "Invalid app.bsky.feed.post record: Record/text must not be longer than 300 graphemes"
            )
        if any(post["uri"] == uri for post in self.posts):
            return refusal("InvalidSwap", "Record was at bafy")
        self.add(wanted["repo"], wanted["rkey"], wanted["record"], NOW)
        return Answer.of({"uri": uri, "cid": "bafy"})

    def _newest(self) -> list[dict[str, Any]]:
        return sorted(self.posts, key=_sorted_by, reverse=True)

    def _page(self, inside: str, found: list[dict[str, Any]], request: Request) -> Answer:
        limit, cursor = int(request.query["limit"]), request.query.get("cursor", "")
        places = [_ref(one) for one in found]
        place = int(cursor) if self.counted and cursor else places.index(cursor) + 1 if cursor in places else 0
        page = found[place : place + limit]
        following = (str(place + limit) if self.counted else _ref(page[-1])) if page else None
        return Answer.of({inside: page, **({"cursor": following} if following else {})})


def replay_of(meta: dict[str, Any], body: bytes) -> tuple[str, Answer]:
    """The path a recording answers, and its answer."""
    path = urlsplit(meta["request"]["uri"]).path
    return path, Answer(status=int(meta["response"]["status"]), body=body)


def _sorted_by(post: dict[str, Any]) -> str:
    written = post["record"].get("createdAt")
    return min(written, str(post["indexedAt"])) if isinstance(written, str) else str(post["indexedAt"])


def _ref(one: dict[str, Any]) -> str:
    return str(one["post"]["uri"] if "post" in one else one["uri"])


def over(server: LoopbackServer, context: Context, password: str = PASSWORD) -> Bluesky:
    settings = Settings(handle=HANDLE, keywords=["Zorglub"], service=server.url, app_password=SecretStr(password))
    return Bluesky(settings, context)


def mentions(pages: Iterable[Page]) -> list[Mention]:
    return [mention for page in pages for mention in page.mentions]
