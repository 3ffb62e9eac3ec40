"""The private API of Trustpilot on loopback, as its documentation tells it."""

import re
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import SecretStr

from socialcare.connector import Context
from socialcare.testing import NOW, Answer, Request
from socialcare_connectors._trustpilot_settings import Settings
from socialcare_connectors.trustpilot import Trustpilot

UNIT, USER_ID = "4bdde7a10000640005018a4e", "5e3de1b45fb06f0001790b51"
KEY, SECRET, ACCESS = "cle-publique", "t0p-s3cret", "eyJ-access-s3cret"
FIRST = datetime(2026, 3, 2, 6, tzinfo=UTC)


@dataclass
class Pilot:
    reviews: list[dict[str, Any]] = field(default_factory=list)
    refused: Answer | None = None
    says_nothing: bool = False
    forms: list[dict[str, str]] = field(default_factory=list)
    asked: list[Request] = field(default_factory=list)

    def publish(self, **changes: Any) -> dict[str, Any]:
        number = len(self.reviews) + 1
        at = told(FIRST + timedelta(minutes=number))
        review = {
            "id": f"{number:024x}", "consumer": {"id": f"c{number}", "displayName": "Léa"}, "stars": 2,
            "title": "Très déçue", "text": f"Colis perdu, avis {number}", "language": "fr", "createdAt": at,
            "updatedAt": None, "companyReply": None, "numberOfLikes": 4, "status": "active",
            "referralEmail": "lea@marque.example", "businessUnit": {"id": UNIT}, **changes,
        }  # fmt: skip
        self.reviews.append(review)
        return review

    def of(self, ref: str) -> dict[str, Any] | None:
        return next((review for review in self.reviews if review["id"] == ref), None)

    def answer(self, ref: str, text: str, at: datetime = NOW) -> None:
        review = self.of(ref)
        assert review is not None
        review["companyReply"] = {"text": text, "createdAt": told(at), "updatedAt": None}

    def __call__(self, request: Request) -> Answer:
        self.asked.append(request)
        if request.path == "/v1/oauth/oauth-business-users-for-applications/accesstoken":
            self.forms.append(request.form())
            basic = "Basic " + b64encode(f"{KEY}:{SECRET}".encode()).decode()
            made = {"access_token": ACCESS, "expires_in": "359999", "refresh_token": "r"}
            return Answer.of(made if request.headers["authorization"] == basic else {"reason": "invalid"},
                             200 if request.headers["authorization"] == basic else 401)  # fmt: skip
        if request.headers.get("authorization") != f"Bearer {ACCESS}":
            return Answer.of({"message": "Unauthorized"}, 401)
        if self.refused is not None:
            return self.refused
        if request.path == f"/v1/private/business-units/{UNIT}/reviews":
            return self._listed(request)
        found = re.fullmatch(r"/v1/private/reviews/(\w+)(/reply)?", request.path)
        review = self.of(found[1]) if found else None
        if review is None:
            return Answer.of({"message": "Review was not found", "errorCode": 1}, 404)
        return self._answered(review, request) if request.method == "POST" else Answer.of(review)

    def _listed(self, request: Request) -> Answer:
        assert request.query["orderBy"] == "createdat.asc"
        found = [one for one in self.reviews if (one["createdAt"] or "2026") >= request.query["startDateTime"]]
        found.sort(key=lambda one: one["createdAt"] or "2026-03-02T06:30:00Z")
        size = int(request.query["perPage"])
        start = (int(request.query["page"]) - 1) * size
        return Answer.of({"links": [], "reviews": found[start : start + size]})

    def _answered(self, review: dict[str, Any], request: Request) -> Answer:
        asked = request.json()
        assert asked["authorBusinessUserId"] == USER_ID
        self.answer(review["id"], asked["message"])
        return Answer(status=201) if self.says_nothing else Answer.of({"reply": review["companyReply"]}, 201)


def trustpilot(server: str, context: Context, **given: Any) -> Trustpilot:
    secrets = {"api_key": SecretStr(KEY), "api_secret": SecretStr(SECRET)}
    settings = {"business_unit": UNIT, "user_id": USER_ID, "server": server, **secrets, **given}
    return Trustpilot(Settings(**settings), context)


def told(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
