"""A WordPress site on loopback, as its REST API answers (6.1): comments by date, Application Passwords, 409."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from socialcare.testing import Answer, Request

USER, PASSWORD = "claire", "abcd efgh s3cret"
ME = 1
FIRST = datetime(2026, 3, 2, 6, tzinfo=UTC)
ZONE = timedelta(hours=1)
"""Of the site: `date` is in it, `date_gmt` is not; neither says so."""


@dataclass
class Site:
    comments: list[dict[str, Any]] = field(default_factory=list)
    asked: list[Mapping[str, str]] = field(default_factory=list)
    rights: Mapping[str, bool] = field(default_factory=lambda: {"moderate_comments": True})
    body: bytes | None = None
    hidden: set[int] = field(default_factory=set)
    """Comments that the reader may not see: counted into a page, then taken out of it."""
    plain: bool = False
    """Plain addresses: there is no /wp-json, and what is not there is the front page."""
    refusal: Answer | None = None
    """Of all that is written."""

    def publish(self, text: str = "", **changes: Any) -> dict[str, Any]:
        number = len(self.comments) + 10
        at = FIRST + timedelta(minutes=number)
        comment = {
            "id": number, "post": 6, "parent": 0, "author": 0, "author_name": "Élodie",
            "date": _bare(at + ZONE), "date_gmt": _bare(at),
            "content": {"rendered": f"<p>{text or f'O&ugrave; est ma commande <b>{number}</b> ?'}</p>\n"},
            "link": f"http://127.0.0.1/nouveau/#comment-{number}", "status": "approved", "type": "comment",
            **changes,
        }  # fmt: skip
        self.comments.append(comment)
        return comment

    def find(self, number: str) -> dict[str, Any] | None:
        return next((one for one in self.comments if str(one["id"]) == number), None)

    def __call__(self, request: Request) -> Answer:
        self.asked.append(request.query)
        if self.plain and not request.query.get("rest_route", "").startswith("/wp/v2/"):
            return Answer(body=b"<!doctype html><title>Ma Marque</title>", headers={"Content-Type": "text/html"})
        path = request.query.get("rest_route", request.path)
        if self.body is not None:
            return Answer(body=self.body if "users" not in path and request.query.get("page") == "1" else b"[]")
        told = request.headers.get("authorization", "")
        known = told == "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if told and not known:
            return refused(401, "incorrect_password", "Le mot de passe <strong>est faux</strong>.")
        if path.endswith("/users/me"):
            me = {"id": ME, "name": "Claire", "capabilities": dict(self.rights)}
            return Answer.of(me) if known else refused(401, "rest_not_logged_in", "You are not currently logged in.")
        if request.method == "POST":
            return self.refusal or self._made(request.json())
        if found := re.search(r"/comments/(\w+)$", path):
            one = self.find(found[1])
            return Answer.of(one) if one else refused(404, "rest_comment_invalid_id", "Invalid comment ID.")
        if "status" in request.query and not any(self.rights.values()):
            return refused(403, "rest_forbidden_param", "Query parameter not permitted: status")
        return self._listed(request.query, known=known)

    def _listed(self, query: Mapping[str, str], *, known: bool) -> Answer:
        every = known and query.get("status") == "all"
        states = ("approved", "hold") if every else ("approved",)
        found = [one for one in self.comments if one["status"] in states]
        for name, key in (("include", "id"), ("parent", "parent")):
            if name in query:
                found = [one for one in found if str(one[key]) in query[name].split(",")]
        if "before" in query:
            found = [one for one in found if str(one["date"]) < query["before"]]
        key = query.get("orderby", "date")
        found.sort(key=lambda one: (str(one[key]), one["id"]), reverse=query.get("order") == "desc")
        size = int(query.get("per_page", "10"))
        start = (int(query.get("page", "1")) - 1) * size
        seen = [one for one in found[start : start + size] if one["id"] not in self.hidden]
        answer = Answer.of(seen)
        return replace(answer, headers={**answer.headers, "X-WP-TotalPages": str(-(-len(found) // size))})

    def _made(self, asked: Mapping[str, Any]) -> Answer:
        rendered = f"<p>{_typeset(asked['content'])}</p>\n"
        if any(one["parent"] == asked["parent"] and one["content"]["rendered"] == rendered for one in self.comments):
            return refused(409, "comment_duplicate", "Duplicate comment detected")
        return Answer.of(
            self.publish(_typeset(asked["content"]), parent=asked["parent"], author=ME, author_name="Claire"), 201
        )


def refused(status: int, code: str, message: str) -> Answer:
    return Answer.of({"code": code, "message": message, "data": {"status": status}}, status)


def _typeset(text: str) -> str:
    """As 6.1.9 shows what was typed (wptexturize, convert_smilies, capital_P_dangit, make_clickable)."""
    for typed, shown in (("'", "&#8217;"), (" -- ", " &#8212; "), ("...", "&#8230;"), ("10x15", "10&#215;15"),
                         ("(tm)", "&#8482;"), (" :D", " 😀"), ("Wordpress", "WordPress"),
                         ("www.marque.fr", '<a href="http://www.marque.fr">http://www.marque.fr</a>')):  # fmt: skip
        text = text.replace(typed, shown)
    return text


def _bare(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S")
