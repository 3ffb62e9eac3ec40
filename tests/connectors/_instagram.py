"""An account of Instagram on loopback: its media, comments with their replies inside, tags, answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import SecretStr

from connectors._graph import GONE, TOKEN, Graph, minute, written
from socialcare.connector import Context
from socialcare.testing import NOW, Answer, Request
from socialcare_connectors.instagram import Instagram, Settings

ACCOUNT = "17840"
NAME = "maisonlavande"
CARRIED = 2
"""Replies that a comment carries itself."""


@dataclass
class Network(Graph):
    media: list[dict[str, Any]] = field(default_factory=list)
    tags: list[dict[str, Any]] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)
    count: int = 0

    def publish(self, place: list[dict[str, Any]] | None = None, **changes: Any) -> dict[str, Any]:
        self.count += 1
        media = {
            "id": f"9{self.count}", "caption": f"Image {self.count}", "username": NAME, "media_type": "IMAGE",
            "media_url": "https://cdn.example/a.jpg", "permalink": f"https://www.instagram.com/p/A{self.count}/",
            "timestamp": written(minute(self.count)), "like_count": 4, **changes,
        }  # fmt: skip
        (self.media if place is None else place).append(media)
        return media

    def comment(self, media: str, parent: str | None = None, **changes: Any) -> dict[str, Any]:
        self.count += 1
        comment = {
            "id": f"5{self.count}", "text": f"Message {self.count} : rien ne vient & <3", "username": "lea",
            "timestamp": written(minute(self.count)), "like_count": 1, "media": media, "parent": parent, **changes,
        }  # fmt: skip
        self.comments.append(comment)
        return comment

    def one(self, ref: str) -> dict[str, Any] | None:
        return next((one for one in self.comments if one["id"] == ref), None)

    def below(self, parent: str) -> list[dict[str, Any]]:
        return [self._shown(one) for one in self.comments if one["parent"] == parent]

    def made(self, request: Request, parts: Sequence[str]) -> Answer:
        target = self.one(parts[0])
        if target is None or target["parent"] is not None:
            return GONE
        text = request.form()["message"]
        made = self.comment(target["media"], parts[0], text=text, username=NAME, timestamp=written(NOW))
        return Answer.of({"id": made["id"]})

    def found(self, request: Request, parts: Sequence[str]) -> Answer:
        if parts == [ACCOUNT]:
            return Answer.of({"id": ACCOUNT, "username": NAME, "name": "Maison Lavande"})
        if parts == [ACCOUNT, "media"]:
            return Answer.of(self.listed(request, [self._with_newest(one) for one in reversed(self.media)]))
        if parts == [ACCOUNT, "tags"]:
            return Answer.of(self.listed(request, list(reversed(self.tags))))
        if parts[1:] == ["comments"]:
            return Answer.of(self.listed(request, self._tops(parts[0])))
        if parts[1:] == ["replies"]:
            return Answer.of(self.listed(request, self.below(parts[0])))
        target = self.one(parts[0])
        return GONE if target is None else Answer.of(self._with_replies(request, target))

    def _tops(self, media: str) -> list[dict[str, Any]]:
        tops = [one for one in reversed(self.comments) if one["media"] == media and not one["parent"]]
        return [self._with_replies(None, one) for one in tops]

    def _with_newest(self, media: dict[str, Any]) -> dict[str, Any]:
        newest = [{"id": one["id"]} for one in self._tops(media["id"])[:1]]
        count = sum(one["media"] == media["id"] for one in self.comments)
        return {**media, "comments_count": count, **({"comments": {"data": newest}} if newest else {})}

    def _with_replies(self, request: Request | None, comment: dict[str, Any]) -> dict[str, Any]:
        request = request or Request(method="GET", path="", query={}, headers={})
        replies = self.below(comment["id"])
        shown = self._shown(comment)
        return {**shown, "replies": self.listed(request, replies, CARRIED)} if replies else shown

    def _shown(self, comment: dict[str, Any]) -> dict[str, Any]:
        parent = {"parent_id": comment["parent"]} if comment["parent"] else {}
        return {key: one for key, one in comment.items() if key not in ("media", "parent") and one is not None} | parent


def instagram(server: str, context: Context, **given: Any) -> Instagram:
    settings: dict[str, Any] = {"account": ACCOUNT, "server": server, "token": SecretStr(TOKEN), **given}
    return Instagram(Settings(**settings), context)
