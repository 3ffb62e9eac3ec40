"""The YouTube Data API on loopback, as its documentation tells it: comments, replies, answers, refusals."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from socialcare.connector import Context
from socialcare.testing import NOW, Answer, Request
from socialcare_connectors.youtube import Settings, YouTube

BRAND = "UCmarque_invente_e_000000"[:24]
SECRET = "cl-t0p-secret"
CARRIED = 2
"""Replies that a thread carries itself."""


def refusal(status: int, reason: str, message: str = "no") -> Answer:
    errors = [{"reason": reason, "message": message, "domain": "youtube"}]
    return Answer.of({"error": {"code": status, "message": message, "errors": errors}}, status)


@dataclass
class Network:
    """`comments` in the order they came; a reply has `parent`."""

    comments: list[dict[str, Any]] = field(default_factory=list)
    refused: Answer | None = None
    stale_tokens: bool = False
    replayed: Mapping[str, Answer] = field(default_factory=dict)
    """By resource; where there is one, nothing else is on its first page."""
    tokens_made: int = 0
    requests: list[Request] = field(default_factory=list)

    def publish(self, **changes: Any) -> dict[str, Any]:
        number = len(self.comments) + 1
        comment = {
            "id": f"Ugx{number}AaABAg", "author": "@lea", "author_id": "UClea", "at": minute(number), "updated": None,
            "text": f"Message {number} : rien ne vient & <3", "parent": None, "video": "vidMarque01", **changes,
        }  # fmt: skip
        if comment["parent"]:
            comment["id"] = f"{comment['parent']}.r{number}"
        self.comments.append(comment)
        return comment

    def of(self, ref: str) -> dict[str, Any]:
        return next(comment for comment in self.comments if comment["id"] == ref)

    def below(self, ref: str) -> list[dict[str, Any]]:
        """The newest first."""
        return [comment for comment in reversed(self.comments) if comment["parent"] == ref]

    def __call__(self, request: Request) -> Answer:
        self.requests.append(request)
        if request.path == "/token":
            return self._token(request)
        by_key = request.headers.get("x-goog-api-key") == SECRET
        if not by_key and request.headers.get("authorization") != f"Bearer {SECRET}-access-{self.tokens_made}":
            return refusal(401, "authError")
        if self.refused is not None:
            return self.refused
        resource = request.path.removeprefix("/youtube/v3/")
        if resource in self.replayed and "pageToken" not in request.query:
            return self.replayed[resource]
        if request.method == "POST":
            return self._inserted(request)
        if resource == "channels":
            snippet = {"title": "Maison Lavande", "customUrl": "@maisonlavande"}
            return listed("channel", [{"id": BRAND, "snippet": snippet}])
        return self._threads(request) if resource == "commentThreads" else self._replies(request)

    def _token(self, request: Request) -> Answer:
        wanted = {"grant_type": "refresh_token", "client_id": "client.example"}
        if request.form() != {**wanted, "client_secret": SECRET, "refresh_token": SECRET}:
            return Answer.of({"error": "invalid_grant"}, 400)
        self.tokens_made += 1
        return Answer.of({"access_token": f"{SECRET}-access-{self.tokens_made}", "expires_in": 3599})

    def _threads(self, request: Request) -> Answer:
        query = request.query
        tops = [comment for comment in reversed(self.comments) if not comment["parent"]]
        if "id" in query:
            return listed("commentThread", [self._thread(one) for one in tops if one["id"] in query["id"].split(",")])
        if "videoId" in query:
            tops = [one for one in tops if one["video"] == query["videoId"]]
        if "pageToken" in query and self.stale_tokens:
            return refusal(400, "invalidPageToken")
        return paged("commentThread", [self._thread(one) for one in tops], query)

    def _replies(self, request: Request) -> Answer:
        query = request.query
        if "id" in query:
            known = [one for one in self.comments if one["id"] in query["id"].split(",")]
            return listed("comment", [self._comment(one) for one in known])
        return paged("comment", [self._comment(one) for one in self.below(query["parentId"])], query)

    def _inserted(self, request: Request) -> Answer:
        if "authorization" not in request.headers:
            return refusal(401, "authError")
        snippet = request.json()["snippet"]
        own = {"author": "@maisonlavande", "author_id": BRAND, "at": NOW}
        made = self.publish(text=snippet["textOriginal"], parent=snippet["parentId"], **own)
        return Answer.of(self._comment(made))

    def _thread(self, top: dict[str, Any]) -> dict[str, Any]:
        replies = [self._comment(one) for one in self.below(top["id"])]
        snippet = {"channelId": BRAND, "videoId": top["video"], "topLevelComment": self._comment(top)}
        snippet |= {"canReply": True, "totalReplyCount": len(replies), "isPublic": True}
        carried = {"replies": {"comments": replies[:CARRIED]}} if replies else {}
        return {"kind": "youtube#commentThread", "id": top["id"], "snippet": snippet, **carried}

    def _comment(self, comment: dict[str, Any]) -> dict[str, Any]:
        at = comment["at"].isoformat() if comment["at"] else None
        snippet: dict[str, Any] = {
            "authorDisplayName": comment["author"], "textDisplay": comment["text"], "likeCount": 3,
            "publishedAt": at, "updatedAt": comment["updated"] or at,
        }  # fmt: skip
        if comment["author_id"]:
            snippet["authorChannelId"] = {"value": comment["author_id"]}
        if comment["parent"]:
            snippet["parentId"] = comment["parent"]
        return {"kind": "youtube#comment", "id": comment["id"], "snippet": snippet}


def minute(number: int) -> datetime:
    return datetime(2026, 3, 2, 6, tzinfo=UTC) + timedelta(minutes=number)


def listed(kind: str, items: list[dict[str, Any]], token: str = "") -> Answer:
    more = {"nextPageToken": token} if token else {}
    return Answer.of({"kind": f"youtube#{kind}ListResponse", **more, "items": items})


def paged(kind: str, items: list[dict[str, Any]], query: Any) -> Answer:
    """A token names the item that was read last."""
    ids = [item["id"] for item in items]
    token, size = query.get("pageToken", ""), int(query["maxResults"])
    start = ids.index(token) + 1 if token in ids else 0
    page = items[start : start + size]
    return listed(kind, page, page[-1]["id"] if start + size < len(items) else "")


def youtube(server: str, context: Context, **given: Any) -> YouTube:
    usual = {"channel_id": BRAND, "server": server, "login": server, "client_id": "client.example"}
    secrets = {name: SecretStr(SECRET) for name in ("api_key", "client_secret", "refresh_token")}
    settings: dict[str, Any] = {**usual, **secrets, **given}
    return YouTube(Settings(**settings), context)


def replayed(recorded: Path) -> Mapping[str, Answer]:
    """A recorded body by the resource it is of; what is of none stands for the comments."""
    status = json.loads(recorded.with_suffix(".meta.json").read_bytes())["response"]["status"]
    body = recorded.read_bytes()
    kind = json.loads(body).get("kind", "").removeprefix("youtube#").removesuffix("ListResponse")
    return {
        {"comment": "comments", "channel": "channels"}.get(kind, "commentThreads"): Answer(body=body, status=status)
    }
