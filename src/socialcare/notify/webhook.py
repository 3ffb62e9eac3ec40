"""A message as a signed POST, for any program of the team.

The body is JSON: `version` (1), `to` (the person's key), `title`, `text`, and `facts`, each with `id`, `case`, `what`,
`topic` and `due_at` (UTC or null). Delivery is at least once: a receiver that must not act twice keeps the `id`s.
How to receive, in Python; `body` is the request's bytes as they came, `secret` what SOCIALCARE_NOTIFY_<PERSON>_SECRET holds:

    stamp = headers["Socialcare-Timestamp"]  # seconds since 1970
    signed = stamp.encode() + b"." + body
    expected = "sha256=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, headers["Socialcare-Signature"]) or abs(time.time() - int(stamp)) > 300:
        return 401  # somebody else's, changed on its way, or sent again later
    told = json.loads(body)
    return 204
"""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

from socialcare.connector import Http
from socialcare.errors import AuthError, ConnectorError, Rejected
from socialcare.notify.messages import Address, Fact, Message
from socialcare.sentences import say

VERSION = 1


def post(http: Http, address: Address, to: str, message: Message, now: datetime) -> None:
    """Sent once. Raises AuthError without a secret, Rejected for a refusal, Unavailable where nobody knows."""
    if not address.secret:
        raise AuthError(say("a webhook is signed: set {variable} to a secret that its receiver knows", variable=address.secret_variable))  # fmt: skip
    content = _content(to, message)
    stamp = str(int(now.timestamp()))
    headers = {"Socialcare-Timestamp": stamp, "Socialcare-Signature": signature(address.secret, stamp, _bytes(content))}
    try:
        http.post(address.url, headers=headers, json=content)
    except ConnectorError as error:
        if error.response is None:
            raise
        raise Rejected(
            say(
                "the webhook answered {status}; check {variable} and its receiver",
                status=str(error.response.status),
                variable=address.variable,
            )
        ) from error


def signature(secret: str, stamp: str, body: bytes) -> str:
    """`sha256=` and the HMAC in hexadecimal of the time stamp, a dot and the body."""
    return "sha256=" + hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _content(to: str, message: Message) -> dict[str, Any]:
    return {
        "version": VERSION,
        "to": to,
        "title": message.title,
        "text": message.text,
        "facts": [_fact(fact) for fact in message.facts],
    }


def _fact(fact: Fact) -> dict[str, Any]:
    due_at = fact.due_at.astimezone(UTC).isoformat().replace("+00:00", "Z") if fact.due_at else None
    return {"id": fact.id, "case": fact.case, "what": fact.what, "topic": fact.topic, "due_at": due_at}


def _bytes(content: dict[str, Any]) -> bytes:
    # Http.post takes a value, not bytes: these are the ones httpx (from 0.28 on) makes of it, which a test holds it to.
    # Can go the day Http.post takes bytes.
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
