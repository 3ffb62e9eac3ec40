"""A Page of Facebook on loopback: its posts, those of visitors, comments in one row, answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import SecretStr

from connectors._graph import GONE, TOKEN, Graph, minute, written
from socialcare.connector import Context
from socialcare.testing import NOW, Answer, Request
from socialcare_connectors.facebook import Facebook, Settings

PAGE = "4242"
ADDRESS = "https://www.facebook.com"


@dataclass
class Network(Graph):
    """The first post is the brand's own. `made` counts what was ever posted, for ids and times."""

    posts: list[dict[str, Any]] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)
    count: int = 0

    def post(self, **changes: Any) -> dict[str, Any]:
        self.count += 1
        ref = f"{PAGE}_{self.count}"
        post = {
            "id": ref, "from": {"id": PAGE, "name": "Maison Lavande"}, "message": f"Publication {self.count}",
            "created_time": written(minute(self.count)), "permalink_url": f"{ADDRESS}/{ref}", "shares": {"count": 2},
            **changes,
        }  # fmt: skip
        self.posts.append(post)
        return post

    def comment(self, post: str, **changes: Any) -> dict[str, Any]:
        """`parent` is the id of the comment it answers."""
        self.count += 1
        ref = f"{post.rpartition('_')[2]}_{self.count}"
        comment = {
            "id": ref, "from": {"id": "77", "name": "Léa"}, "message": f"Message {self.count} : rien ne vient & <3",
            "created_time": written(minute(self.count)), "permalink_url": f"{ADDRESS}/{post}?comment_id={ref}",
            "like_count": 1, "comment_count": 0, "can_comment": True, "post": post, "parent": None, **changes,
        }  # fmt: skip
        self.comments.append(comment)
        return comment

    def own(self, post: str, text: str, parent: str | None) -> dict[str, Any]:
        return self.comment(post, **{"from": {"id": PAGE, "name": "Maison Lavande"}}, message=text, parent=parent)

    def one(self, ref: str) -> dict[str, Any] | None:
        return next((one for one in [*self.posts, *self.comments] if one["id"] == ref), None)

    def delete(self, ref: str) -> None:
        self.posts[:] = [one for one in self.posts if one["id"] != ref]
        self.comments[:] = [one for one in self.comments if ref not in (one["id"], one["post"], one["parent"])]

    def made(self, request: Request, parts: Sequence[str]) -> Answer:
        target = self.one(parts[0])
        if target is None:
            return GONE
        parent = target["id"] if "post" in target else None
        made = self.own(target.get("post", target["id"]), request.form()["message"], parent)
        made["created_time"] = written(NOW)
        return Answer.of({"id": made["id"], "permalink_url": made["permalink_url"]})

    def found(self, request: Request, parts: Sequence[str]) -> Answer:
        if parts == [PAGE]:
            return Answer.of({"id": PAGE, "name": "Maison Lavande", "username": "maisonlavande"})
        if parts[0] == PAGE:
            wanted = [post for post in reversed(self.posts) if bool(post.get("tagged")) == (parts[1] == "tagged")]
            return Answer.of(self.listed(request, [self._shown(post) for post in wanted]))
        target = self.one(parts[0])
        if target is None:
            return GONE
        if parts[1:] == ["comments"]:
            order = 1 if request.query.get("order") == "reverse_chronological" else -1
            return Answer.of(self.listed(request, self._below(parts[0])[::order]))
        answers = {"data": self._below(parts[0])[:50]}
        return Answer.of({**(self._shown(target) if "post" not in target else shown(target)), "comments": answers})

    def _shown(self, post: dict[str, Any]) -> dict[str, Any]:
        below = self._below(post["id"])
        updated = max([post["created_time"] or "", *(one.get("created_time", "") for one in below)])
        summary = {"data": [], "summary": {"order": "ranked", "total_count": len(below)}}
        return {**post, "updated_time": updated, "comments": summary}

    def _below(self, ref: str) -> list[dict[str, Any]]:
        return [shown(one) for one in reversed(self.comments) if ref in (one["post"], one["parent"])]


def shown(comment: dict[str, Any]) -> dict[str, Any]:
    parent = {"parent": {"id": comment["parent"]}} if comment["parent"] else {}
    return {
        key: value for key, value in comment.items() if key not in ("post", "parent") and value is not None
    } | parent


def facebook(server: str, context: Context, **given: Any) -> Facebook:
    settings: dict[str, Any] = {"page": PAGE, "server": server, "token": SecretStr(TOKEN), **given}
    return Facebook(Settings(**settings), context)
