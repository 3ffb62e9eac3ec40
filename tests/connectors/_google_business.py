"""Google Business Profile on loopback, as its reference (v4) tells it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import SecretStr

from socialcare.connector import Context
from socialcare.testing import NOW, Answer, Request
from socialcare_connectors._google_business_settings import Settings
from socialcare_connectors.google_business import GoogleBusiness

ACCOUNT, LOCATION = "11", "22"
SECRET, REFRESH, ACCESS = "client-s3cret", "refresh-s3cret", "ya29.access-s3cret"
FIRST = datetime(2026, 3, 2, 6, tzinfo=UTC)


def refusal(code: int, status: str, message: str, **detail: Any) -> Answer:
    details = [detail] if detail else []
    return Answer.of({"error": {"code": code, "message": message, "status": status, "details": details}}, code)


@dataclass
class Profile:
    size: int = 3
    reviews: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    refused: Answer | None = None
    access: str = ACCESS
    asked: list[Request] = field(default_factory=list)
    stale: bool = False

    def publish(self, location: str = LOCATION, **changes: Any) -> dict[str, Any]:
        number = sum(map(len, self.reviews.values())) + 1
        at = _told(FIRST + timedelta(minutes=number))
        review = {
            "name": f"accounts/{ACCOUNT}/locations/{location}/reviews/AbF{number}", "reviewId": f"AbF{number}",
            "reviewer": {"displayName": "Léa", "profilePhotoUrl": "https://127.0.0.1/a.png"}, "starRating": "TWO",
            "comment": f"Boutique fermée, avis {number}", "createTime": at, "updateTime": at, **changes,
        }  # fmt: skip
        self.reviews.setdefault(location, []).append(review)
        return review

    def of(self, ref: str) -> dict[str, Any]:
        return next(one for held in self.reviews.values() for one in held if one["reviewId"] == ref)

    def answer(self, ref: str, text: str) -> None:
        self.of(ref)["reviewReply"] = {"comment": text, "updateTime": _told(FIRST + timedelta(hours=2))}

    def __call__(self, request: Request) -> Answer:
        self.asked.append(request)
        if request.path == "/token":
            known = request.form().get("refresh_token") == REFRESH and request.form()["client_secret"] == SECRET
            made = {"access_token": self.access, "expires_in": 3599, "token_type": "Bearer"}
            return Answer.of(made) if known else Answer.of({"error": "invalid_grant"}, 400)
        if request.headers.get("authorization") != f"Bearer {self.access}":
            return refusal(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.")
        if self.refused is not None:
            return self.refused
        found = re.fullmatch(rf"/v4/accounts/{ACCOUNT}/locations/(\d+)/reviews(?:/(.+))?", request.path)
        if not found or found[1] not in {LOCATION, *self.reviews}:
            return refusal(404, "NOT_FOUND", "Requested entity was not found.")
        held = self.reviews.get(found[1], [])
        if request.method == "PUT":
            return self._answered(held, found[2].removesuffix("/reply"), request.json()["comment"])
        if not found[2]:
            return self._listed(held, request.query)
        one = next((review for review in held if review["reviewId"] == found[2]), None)
        return Answer.of(one) if one else refusal(404, "NOT_FOUND", "Requested entity was not found.")

    def _answered(self, held: list[dict[str, Any]], ref: str, text: str) -> Answer:
        review = next((one for one in held if one["reviewId"] == ref), None)
        if review is None:
            return refusal(404, "NOT_FOUND", "Requested entity was not found.")
        review["reviewReply"] = {"comment": text, "updateTime": _told(NOW)}
        return Answer.of(review["reviewReply"])

    def _listed(self, held: list[dict[str, Any]], query: Mapping[str, str]) -> Answer:
        assert query.get("orderBy", "updateTime desc") == "updateTime desc"
        token = query.get("pageToken", "")
        if token and self.stale:
            self.stale = False
            return refusal(400, "INVALID_ARGUMENT", "Invalid page token.")
        start = int(token.removeprefix("at") or 0)
        newest = sorted(held, key=lambda one: str(one["updateTime"]), reverse=True)
        page = newest[start : start + self.size]
        more = {"nextPageToken": f"at{start + self.size}"} if start + self.size < len(newest) else {}
        return Answer.of({"reviews": page, "averageRating": 2.0, "totalReviewCount": len(held), **more} if page else {})


def google_business(server: str, context: Context, **given: Any) -> GoogleBusiness:
    secrets = {"client_secret": SecretStr(SECRET), "refresh_token": SecretStr(REFRESH)}
    settings: dict[str, Any] = {"account": ACCOUNT, "locations": [LOCATION], "client_id": "id", "server": server,
                                "login": server, **secrets, **given}  # fmt: skip
    return GoogleBusiness(Settings(**settings), context)


def _told(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
