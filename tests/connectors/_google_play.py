"""Reviews of Google Play on loopback, as its reference and discovery document tell it."""

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pydantic import SecretStr

from socialcare.connector import Context
from socialcare.testing import NOW, Answer, Request
from socialcare_connectors._google_play_settings import Settings
from socialcare_connectors.google_play import GooglePlay

PACKAGE, ACCESS, ACCOUNT = "com.marque.app", "ya29.s3cret", "desk@marque.example"
FIRST = datetime(2026, 3, 2, 6, tzinfo=UTC)


@cache
def private_key() -> RSAPrivateKey:
    return generate_private_key(65537, 2048)


def key_file() -> str:
    pem = private_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return json.dumps({"client_email": ACCOUNT, "private_key": pem, "private_key_id": "k1"})


@dataclass
class Play:
    size: int = 3
    reviews: list[dict[str, Any]] = field(default_factory=list)
    asked: list[Request] = field(default_factory=list)

    def publish(self, author: str | None = "Léa", **changes: Any) -> dict[str, Any]:
        number = len(self.reviews) + 1
        written = {
            "text": f"Plante\tDepuis la mise à jour {number}", "starRating": 2, "reviewerLanguage": "fr",
            "lastModified": seconds(FIRST + timedelta(minutes=number)), "appVersionName": "3.1", "thumbsUpCount": 4,
            "thumbsDownCount": 1, "device": "klte", "androidOsVersion": 23, **changes,
        }  # fmt: skip
        review = {"reviewId": f"gp:{number}", "authorName": author, "comments": [{"userComment": written}]}
        self.reviews.append(review)
        return review

    def of(self, ref: str) -> dict[str, Any]:
        return next(review for review in self.reviews if review["reviewId"] == ref)

    def answer(self, ref: str, text: str, at: datetime = NOW) -> None:
        del self.of(ref)["comments"][1:]
        self.of(ref)["comments"].append({"developerComment": {"text": text, "lastModified": seconds(at)}})

    def __call__(self, request: Request) -> Answer:
        self.asked.append(request)
        if request.path == "/token":
            return Answer.of({"access_token": ACCESS, "expires_in": 3599})
        if request.headers.get("authorization") != f"Bearer {ACCESS}":
            return _refused(401, "UNAUTHENTICATED", "Invalid credentials")
        found = re.fullmatch(rf"/androidpublisher/v3/applications/{PACKAGE}/reviews(?:/(.+?))?(:reply)?", request.path)
        if found and not found[1]:
            return self._listed(request.query.get("token", ""))
        ref = found[1].replace("%3A", ":") if found else ""
        if ref not in [review["reviewId"] for review in self.reviews]:
            return _refused(404, "NOT_FOUND", "Review not found.")
        if request.method != "POST":
            return Answer.of(self.of(ref))
        self.answer(ref, request.json()["replyText"])
        return Answer.of({"result": {"replyText": request.json()["replyText"], "lastEdited": seconds(NOW)}})

    def _listed(self, token: str) -> Answer:
        start = int(token.removeprefix("t") or 0)
        page = list(reversed(self.reviews))[start : start + self.size]
        more = start + self.size < len(self.reviews)
        tokens = {"tokenPagination": {"nextPageToken": f"t{start + self.size}"}} if more else {}
        return Answer.of({"reviews": page, **tokens} if page else {})


def google_play(server: str, context: Context, **given: Any) -> GooglePlay:
    settings = {"package": PACKAGE, "server": server, "login": server, "service_account": SecretStr(key_file())}
    return GooglePlay(Settings(**{**settings, **given}), context)


def seconds(at: datetime) -> dict[str, Any]:
    return {"seconds": str(int(at.timestamp())), "nanos": 0}


def _refused(code: int, status: str, message: str) -> Answer:
    return Answer.of({"error": {"code": code, "message": message, "status": status}}, code)
