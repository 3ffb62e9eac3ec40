"""Meta's Graph API on loopback, as its documentation tells it: paging with the token in `next`, and errors by code."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from socialcare.connector import Connector, Cursor, Page
from socialcare.facts import Mention
from socialcare.testing import Answer, Request

TOKEN = "EAAB-t0p-secret"
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


def pull(source: Connector, cursor: Cursor | None = None, since: datetime = LONG_AGO) -> list[Page]:
    """A whole run, its cursor as the store gives it back."""
    return list(source.pages(json.loads(json.dumps(cursor)), since))


def by_ref(pages: Sequence[Page]) -> dict[str, Mention]:
    return {mention.ref: mention for page in pages for mention in page.mentions}


def refusal(code: int, message: str = "no", status: int = 400, **more: Any) -> Answer:
    return Answer.of(
        {"error": {"message": f"(#{code}) {message}", "type": "OAuthException", "code": code, **more}}, status
    )


GONE = refusal(100, "Unsupported get request. Object with ID does not exist", error_subcode=33)


def written(at: datetime | None) -> str | None:
    """As Meta writes times."""
    return at.strftime("%Y-%m-%dT%H:%M:%S+0000") if at else None


def minute(number: int) -> datetime:
    return datetime(2026, 3, 2, 6, tzinfo=UTC) + timedelta(minutes=number)


@dataclass
class Graph:
    """What the networks of Facebook and Instagram share. `refused` are answers by a part of the path."""

    url: str = ""
    refused: dict[str, Answer] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    replayed: dict[str, Answer] = field(default_factory=dict)
    """By the last part of the path; all else has nothing then."""
    headers: dict[str, str] = field(default_factory=dict)
    stale: bool = False
    old_paging: bool = False

    def __call__(self, request: Request) -> Answer:
        self.requests.append(request)
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return refusal(190, f"Malformed access token {request.headers.get('authorization')}")
        parts = request.path.split("/")[2:]
        for part, answer in self.refused.items():
            if part in parts:
                return answer
        if parts[-1] in self.replayed:
            first = not {"after", "until"} & request.query.keys()
            return self.replayed[parts[-1]] if first else Answer.of({"data": []})
        if parts[-1] == "permissions":
            return refusal(100, "Tried accessing nonexisting field (permissions)")
        if {"after", "until"} & request.query.keys() and self.stale:
            return refusal(100, "Invalid cursor")
        answer = self.made(request, parts) if request.method == "POST" else self.found(request, parts)
        return Answer(body=answer.body, status=answer.status, headers={**answer.headers, **self.headers})

    def made(self, request: Request, parts: Sequence[str]) -> Answer:
        raise NotImplementedError

    def found(self, request: Request, parts: Sequence[str]) -> Answer:
        raise NotImplementedError

    def listed(self, request: Request, entries: Sequence[Any], size: int | None = None) -> dict[str, Any]:
        """A cursor names the entry read last."""
        query = request.query
        size = size or int(query["limit"])
        ids = [entry["id"] for entry in entries]
        below = query.get("after", query.get("until", ""))
        start = ids.index(below) + 1 if below in ids else 0
        page = list(entries[start : start + size])
        if start + size >= len(entries):
            return {"data": page}
        if self.old_paging:
            place = f"until={page[-1]['id']}&__paging_token=t0k"
            return {"data": page, "paging": {"next": f"{self.url}?access_token={TOKEN}&limit=1&{place}"}}
        cursors = {"before": page[0]["id"], "after": page[-1]["id"]}
        following = f"{self.url}?access_token={TOKEN}&after={page[-1]['id']}"
        return {"data": page, "paging": {"cursors": cursors, "next": following}}
