"""The webhook: what a receiver can check, what is refused, and what is never repeated."""

import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from socialcare.errors import AuthError, Rejected, Unavailable
from socialcare.http import Client
from socialcare.notify import Address, Fact, Message, deliver

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
DUE = datetime(2026, 11, 18, 16, 0, tzinfo=UTC)
FACT = Fact(id="f1", case=7, what="at_risk", topic="Livraison", due_at=DUE)
MESSAGE = Message.of("Maison Lavande : à voir", ["• dossier 7 « été » \U0001f600", "• 8"], [FACT])


def address(server: HTTPServer, secret: str = "clé") -> Address:
    return Address(
        url=server.url_for("/hook"), variable="URL_VARIABLE", secret=secret, secret_variable="SECRET_VARIABLE"
    )


def test_the_receiver_of_the_docstring_finds_its_signature(httpserver: HTTPServer, http: Client) -> None:
    """Over the very bytes that arrive: it also holds httpx to the JSON that was signed."""
    httpserver.expect_request("/hook", method="POST").respond_with_data(status=204)
    deliver(http, address(httpserver), "claire", MESSAGE, NOW)
    ((request, _),) = httpserver.log
    body, stamp = request.get_data(), request.headers["Socialcare-Timestamp"]
    expected = "sha256=" + hmac.new("clé".encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert hmac.compare_digest(expected, request.headers["Socialcare-Signature"])
    assert int(stamp) == NOW.timestamp()
    assert json.loads(body) == {
        "version": 1,
        "to": "claire",
        "title": "Maison Lavande : à voir",
        "text": "• dossier 7 « été » \U0001f600\n• 8",
        "facts": [{"id": "f1", "case": 7, "what": "at_risk", "topic": "Livraison", "due_at": "2026-11-18T16:00:00Z"}],
    }


def test_without_a_secret_nothing_is_sent(httpserver: HTTPServer, http: Client) -> None:
    with pytest.raises(AuthError, match="set SECRET_VARIABLE to a secret"):
        deliver(http, address(httpserver, secret=""), "claire", MESSAGE, NOW)
    assert httpserver.log == []


@pytest.mark.parametrize("status", [302, 401, 404, 500])
def test_a_refusal_names_the_variable_and_is_not_repeated(httpserver: HTTPServer, http: Client, status: int) -> None:
    httpserver.expect_request("/hook").respond_with_data("no", status=status, headers={"Location": "http://x.example/"})
    with pytest.raises(Rejected) as raised:
        deliver(http, address(httpserver), "claire", MESSAGE, NOW)
    assert str(raised.value) == f"the webhook answered {status}; check URL_VARIABLE and its receiver"
    assert len(httpserver.log) == 1


def test_a_webhook_that_nobody_answers_is_unavailable_and_its_path_is_not_told(http: Client) -> None:
    nowhere = Address(url="http://127.0.0.1:9/T0K3N", variable="URL_VARIABLE", secret="s")
    with pytest.raises(Unavailable) as raised:
        deliver(http, nowhere, "claire", MESSAGE, NOW)
    assert "T0K3N" not in str(raised.value)


def test_what_is_no_answer_of_http_is_a_failure_like_the_others(httpserver: HTTPServer, http: Client) -> None:
    def large(_request: Request) -> Response:
        return Response("x" * 100, status=200, headers={"Content-Encoding": "gzip"})

    httpserver.expect_request("/hook").respond_with_handler(large)
    with pytest.raises(Unavailable):
        deliver(http, address(httpserver), "claire", MESSAGE, NOW)
