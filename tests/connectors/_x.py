"""The X API v2 on loopback, as its documentation tells it: pages by ids, and a price for what is read."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import SecretStr

from socialcare.connector import Context
from socialcare.testing import NOW, Answer, Request
from socialcare_connectors.x import Settings, X

TOKEN = "jeton-t0p-secret"
BRAND = "900"
EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657_000, tzinfo=UTC)
USER = {"id": "71", "username": "lea", "name": "Léa", "public_metrics": {"followers_count": 12}}
OWN = {"id": BRAND, "username": "marque", "name": "Marque", "public_metrics": {"followers_count": 9000}}
PROBLEMS = "https://api.twitter.com/2/problems/"


def id_at(at: datetime, count: int = 0) -> str:
    return str((round((at - EPOCH) / timedelta(milliseconds=1)) << 22) + count)


def problem(status: int, kind: str, detail: str, **more: Any) -> Answer:
    return Answer.of({"title": "Problem", "type": PROBLEMS + kind, "detail": detail, **more}, status)


@dataclass
class Network:
    """`posts` in the order they came; ids follow their times."""

    page: int = 3
    posts: list[dict[str, Any]] = field(default_factory=list)
    suspended: set[str] = field(default_factory=set)
    refused: Answer | None = None
    replayed: bytes | None = None
    empty_pages: int = 0
    """Pages of nothing before the next ones, as X gives them now and then."""
    asked: list[Request] = field(default_factory=list)

    def publish(self, **changes: Any) -> dict[str, Any]:
        count = len(self.posts) + 1
        at = changes.pop("at", NOW - timedelta(hours=5) + timedelta(minutes=count))
        own_id = id_at(at, count)
        post = {
            "id": own_id, "author_id": "71", "created_at": at.isoformat().replace("+00:00", ".000Z"), "lang": "fr",
            "text": f"@marque message {count} : rien ne vient &amp; &lt;3", "conversation_id": own_id,
            "edit_history_tweet_ids": [own_id], "entities": {"mentions": [{"username": "Marque", "id": BRAND}]},
            "public_metrics": {"like_count": 2, "retweet_count": 1, "reply_count": 0, "quote_count": 0}, **changes,
        }  # fmt: skip
        self.posts.append({key: value for key, value in post.items() if value is not None})
        return self.posts[-1]

    def publish_own(self, text: str, to: str | None = None) -> dict[str, Any]:
        answered = [{"type": "replied_to", "id": to}] if to else None
        return self.publish(author_id=BRAND, text=text, referenced_tweets=answered)

    def edit(self, ref: str, text: str) -> None:
        """The post gets another id; by its first one, X goes on to give it as it was."""
        post = self.of(ref)
        again = self.publish(text=text)
        post["edit_history_tweet_ids"] = again["edit_history_tweet_ids"] = [ref, again["id"]]

    def of(self, ref: str) -> dict[str, Any]:
        return next(post for post in self.posts if post["id"] == ref)

    def __call__(self, request: Request) -> Answer:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return Answer.of({"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "No"}, 401)
        self.asked.append(request)
        if self.refused is not None:
            return self.refused
        if request.path.startswith("/2/users/by/username/"):
            return Answer.of({"data": OWN})
        return self._by_id(request) if request.path == "/2/tweets" else self._listed(request)

    def _listed(self, request: Request) -> Answer:
        query = request.query
        own = request.path.endswith("/tweets")
        if self.replayed is not None and not own:
            return Answer(body=self.replayed if "until_id" not in query else b'{"meta": {"result_count": 0}}')
        above, below = int(query.get("since_id", "0")), int(query.get("until_id", str(2**63)))
        shown = [one for one in reversed(self.posts) if (one["author_id"] == BRAND) == own]
        inside = [one for one in shown if above < int(one["id"]) < below]
        skipped = int(query.get("pagination_token", "0"))
        if inside and skipped < self.empty_pages:
            return Answer.of({"meta": {"result_count": 0, "next_token": str(skipped + 1)}})
        page = inside[: min(self.page, int(query["max_results"]))]
        more = {"next_token": "more"} if len(inside) > len(page) else {}
        return Answer.of({**self._with_users(page, query), "meta": {"result_count": len(page), **more}})

    def _by_id(self, request: Request) -> Answer:
        ids = request.query["ids"].split(",")
        found = [one for one in self.posts if one["id"] in ids and one["id"] not in self.suspended]
        errors = [_missing(one, seen=one in self.suspended) for one in ids if one not in {post["id"] for post in found}]
        return Answer.of({**self._with_users(found, request.query), **({"errors": errors} if errors else {})})

    def _with_users(self, page: list[dict[str, Any]], query: Any) -> dict[str, Any]:
        if not page:
            return {}
        authors = {one["author_id"] for one in page if "author_id" in one}
        users = [user for user in (USER, OWN) if user["id"] in authors and "author_id" in query["expansions"]]
        return {"data": page, **({"includes": {"users": users}} if users else {})}


def _missing(ref: str, *, seen: bool) -> dict[str, Any]:
    kind = "not-authorized-for-resource" if seen else "resource-not-found"
    return {
        "resource_type": "tweet", "parameter": "ids", "resource_id": ref, "value": ref, "title": "Not Found Error",
        "detail": f"Could not find tweet with ids: [{ref}].", "type": PROBLEMS + kind,
    }  # fmt: skip


def x(server: str, context: Context, **given: Any) -> X:
    settings: dict[str, Any] = {
        "server": server, "account": "marque", "bearer_token": SecretStr(TOKEN), "budget": 50, **given
    }  # fmt: skip
    return X(Settings(**settings), context)
