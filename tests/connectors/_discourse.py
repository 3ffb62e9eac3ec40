"""A Discourse forum on loopback, as its API documentation and its source tell it."""

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import SecretStr

from socialcare.connector import Context
from socialcare.testing import NOW, Answer, Request
from socialcare_connectors.discourse import Discourse, Settings

KEY = "cle-t0p-secrete"
BRAND = "marque"


def refusal(status: int, kind: str, why: str, **more: Any) -> Answer:
    return Answer.of({"errors": [why], "error_type": kind, **more}, status)


@dataclass
class Forum:
    """`inclusive`: whether `before` gives that post too; `by_ids`: whether a page is a span of ids, as once it was."""

    inclusive: bool = True
    by_ids: bool = False
    span: int = 3
    posts: list[dict[str, Any]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    enqueues: bool = False
    refused: Answer | None = None
    replayed: bytes | None = None

    def publish(self, **changes: Any) -> dict[str, Any]:
        number = len(self.posts) + 1
        at = (datetime(2026, 3, 2, 6, tzinfo=UTC) + timedelta(minutes=number)).isoformat()
        post = {
            "id": number, "name": "Léa", "username": "lea", "created_at": at, "updated_at": at, "post_type": 1,
            "cooked": f"<p>Message <b>{number}</b> &amp; rien ne vient</p>", "post_number": number, "topic_id": 7,
            "topic_slug": "colis", "topic_title": "Mon colis", "reply_to_post_number": None, "version": 1,
            "yours": False, "deleted_at": None, "user_deleted": False, "reply_count": 0,
            "actions_summary": [{"id": 2, "count": 4}], **changes,
        }  # fmt: skip
        self.posts.append(post)
        return post

    def publish_own(self, text: str, number: int | None, **changes: Any) -> dict[str, Any]:
        own = {"username": BRAND, "name": "Marque", "yours": True, "raw": text, "cooked": f"<p>{text}</p>"}
        return self.publish(**own, reply_to_post_number=number, **changes)

    def of(self, ref: str) -> dict[str, Any]:
        return next(post for post in self.posts if str(post["id"]) == ref)

    def __call__(self, request: Request) -> Answer:
        if request.headers.get("api-key") not in (KEY, None):
            return refusal(403, "invalid_access", "You are not permitted. The API username or key is invalid.")
        if self.refused is not None:
            return self.refused
        if request.path == "/session/current.json":
            return Answer.of({"current_user": {"id": 2, "username": BRAND, "name": "Marque", "moderator": True}})
        if request.path == "/posts.json":
            return self._posted(request) if request.method == "POST" else self._listed(request)
        return self._one(request)

    def _listed(self, request: Request) -> Answer:
        before = request.query.get("before")
        if self.replayed is not None:
            return Answer(body=self.replayed if before is None else b'{"latest_posts": []}')
        newest = self.posts[-1]["id"] if self.posts else 0
        top = newest if before is None else int(before) - (0 if self.inclusive else 1)
        below = [post for post in reversed(self.posts) if post["id"] <= top]
        page = [post for post in below if post["id"] > top - self.span] if self.by_ids else below[: self.span]
        return Answer.of({"latest_posts": [post for post in page if post["id"] not in self.hidden]})

    def _one(self, request: Request) -> Answer:
        if found := re.fullmatch(r"/posts/(\d+)\.json", request.path):
            return self._shown([post for post in self.posts if str(post["id"]) == found[1]])
        if found := re.fullmatch(r"/posts/by_number/(\d+)/(\d+)\.json", request.path):
            place = int(found[1]), int(found[2])
            return self._shown([post for post in self.posts if (post["topic_id"], post["post_number"]) == place])
        if found := re.fullmatch(r"/t/(\d+)/(\d+)\.json", request.path):
            return Answer.of({"post_stream": {"posts": self._near(int(found[1]), int(found[2]))}})
        name = request.query.get("username_filters")
        own = [post for post in self.posts if post["username"] == name or not name]
        stream = {"posts": own[:20], "stream": [post["id"] for post in own]}
        if request.path.endswith("/posts.json"):
            wanted = request.query["post_ids[]"]
            stream = {"posts": [post for post in self.posts if post["id"] >= int(wanted) - 19]}
        return Answer.of({"id": 7, "post_stream": stream})

    def _near(self, topic: int, number: int) -> list[dict[str, Any]]:
        """5 above, as the forum's TopicView has it, and 20 in all."""
        posts = [post for post in self.posts if post["topic_id"] == topic and post["id"] not in self.hidden]
        place = next(place for place, post in enumerate(posts) if post["post_number"] == number)
        return posts[max(0, place - 5) :][:20]

    def _shown(self, posts: list[dict[str, Any]]) -> Answer:
        if not posts:
            return refusal(404, "not_found", "The requested URL or resource could not be found.")
        if posts[0]["id"] in self.hidden:
            return refusal(403, "invalid_access", "You are not permitted to view the requested resource.")
        return Answer.of(posts[0])

    def _posted(self, request: Request) -> Answer:
        if self.enqueues:
            return Answer.of({"action": "enqueued", "success": True, "pending_count": 1})
        form = request.form()
        number = int(form["reply_to_post_number"])
        return Answer.of(self.publish_own(form["raw"], number, created_at=NOW.isoformat()))


def discourse(server: str, context: Context, **given: Any) -> Discourse:
    settings: dict[str, Any] = {"forum": server, "username": BRAND, "api_key": SecretStr(KEY), **given}
    return Discourse(Settings(**settings), context)


def listing_of(recorded: bytes) -> bytes:
    """The posts of a recorded body, wherever they stand in it, as a page of posts."""
    found = json.loads(recorded)
    held = found if isinstance(found, dict) else {}
    posts = held.get("latest_posts") or held.get("post_stream", {}).get("posts")
    return recorded if posts is None else json.dumps({"latest_posts": posts}).encode()
