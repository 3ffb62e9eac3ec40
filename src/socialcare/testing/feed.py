"""A small network of posts to write a connector against, or to learn from: JSON, newest first, with replies."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from socialcare.testing.server import Answer, LoopbackServer, Request

FIRST_POST = datetime(2026, 3, 2, 6, tzinfo=UTC)
BRAND = "marque"


@dataclass(frozen=True, kw_only=True)
class Post:
    """`number` counts on `instance` alone; `uri` is unique everywhere. `text` is HTML. None is what odd posts lack."""

    number: int
    text: str | None
    at: datetime | None
    author: str | None = "lea"
    instance: str = "a.example"
    reply_to: str | None = None
    edited_at: datetime | None = None

    @property
    def uri(self) -> str:
        return f"https://{self.instance}/{self.number}"

    def shown(self) -> dict[str, Any]:
        return {
            "id": str(self.number),
            "uri": self.uri,
            "author": self.author,
            "text": self.text,
            "at": self.at.isoformat() if self.at else None,
            "edited_at": self.edited_at.isoformat() if self.edited_at else None,
            "reply_to": self.reply_to,
        }


class FeedServer(LoopbackServer):
    """`GET /posts?limit=&before=URI` newest first, or `after=URI` oldest first; `GET /post?uri=`, with its replies;
    `POST /posts` (form: text, reply_to), once for one Idempotency-Key. A `token` is asked for where it is given.
    """

    def __init__(self, token: str = "") -> None:
        super().__init__(self._network)
        self.posts: list[Post] = []
        self._token = token
        self._by_key: dict[str, Post] = {}

    def publish(self, count: int = 1, **fields: Any) -> None:
        """Each a minute after the one before; `fields` as `Post` has them."""
        for _ in range(count):
            number = len(self.posts) + 1
            at = FIRST_POST + timedelta(minutes=number)
            text = f"<p>Message <b>{number}</b> : l&#39;envoi n&#39;arrive pas &amp; personne ne r&eacute;pond</p>"
            self.posts.append(Post(**{"number": number, "at": at, "text": text, **fields}))

    def edit(self, uri: str, text: str) -> None:
        self.posts = [
            replace(post, text=text, edited_at=FIRST_POST + timedelta(days=1)) if post.uri == uri else post
            for post in self.posts
        ]

    def delete(self, uri: str) -> None:
        self.posts = [post for post in self.posts if post.uri != uri]

    def _network(self, request: Request) -> Answer:
        if self._token and request.headers.get("authorization") != f"Bearer {self._token}":
            return Answer(status=401)
        if request.path == "/post":
            return self._one(request.query.get("uri", ""))
        if request.path != "/posts":
            return Answer(status=404)
        return self._posted(request) if request.method == "POST" else self._listed(request)

    def _one(self, uri: str) -> Answer:
        found = next((post for post in self.posts if post.uri == uri), None)
        if found is None:
            return Answer(status=404)
        replies = [post.shown() for post in self.posts if post.reply_to == uri]
        return Answer.of({**found.shown(), "replies": replies})

    def _listed(self, request: Request) -> Answer:
        limit = int(request.query.get("limit", "3"))
        uris = [post.uri for post in self.posts]
        before, after = request.query.get("before"), request.query.get("after")
        if after is not None:
            start = uris.index(after) + 1 if after in uris else 0
            return Answer.of([post.shown() for post in self.posts[start : start + limit]])
        end = uris.index(before) if before in uris else len(uris)
        return Answer.of([post.shown() for post in reversed(self.posts[max(0, end - limit) : end])])

    def _posted(self, request: Request) -> Answer:
        key = request.headers.get("idempotency-key", "")
        if not (key and key in self._by_key):
            form = request.form()
            self.publish(author=BRAND, text=form["text"], reply_to=form.get("reply_to"))
            self._by_key[key] = self.posts[-1]
        return Answer.of(self._by_key[key].shown())
