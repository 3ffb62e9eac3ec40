"""What a channel may be read from, and what is written to it."""

import gzip
import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import stamina
from pytest_httpserver import HTTPServer

from socialcare import connector
from socialcare.errors import AuthError, ConnectorError, RateLimited, Rejected, SocialcareError, Unavailable
from socialcare.http import Client, Reach, resumes_at
from socialcare.http.reach import is_public

NOW = datetime(2026, 3, 2, 8, 55, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_backoff_no_proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with stamina.set_testing(True, attempts=3):
        yield


@pytest.fixture
def client() -> Iterator[Client]:
    with Client(now=lambda: NOW, sleep=lambda _seconds: None, deadline_seconds=30) as http:
        yield http


@pytest.fixture
def outside() -> Iterator[Client]:
    """Of a channel whose settings name no address inside."""
    with Client(now=lambda: NOW, reach=Reach.of({"instance": "https://exemple.fr"}, everywhere=False)) as http:
        yield http


@pytest.mark.parametrize(("address", "public"), [
    ("93.184.216.34", True), ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True), ("64:ff9b::5db8:d822", True),
    ("127.0.0.1", False), ("10.1.2.3", False), ("172.16.0.1", False), ("192.168.1.1", False), ("100.100.100.200", False),
    ("169.254.169.254", False), ("168.63.129.16", False), ("0.0.0.0", False), ("224.0.0.1", False), ("240.0.0.1", False),
    ("::1", False), ("::", False), ("fe80::1%eth0", False), ("fd00:ec2::254", False), ("::ffff:127.0.0.1", False),
    ("::ffff:a9fe:a9fe", False), ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False), ("::7f00:1", False),
    ("ff02::1", False), ("2001:0:4136:e378:8000:63bf:80ff:fffe", False),
])  # fmt: skip
def test_an_address_is_public_only_where_everybody_could_reach_it(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "127.1"])
def test_no_name_or_number_leads_inside_a_network(httpserver: HTTPServer, outside: Client, host: str) -> None:
    httpserver.expect_request("/a").respond_with_data("inside")
    with pytest.raises(Rejected, match="an address inside a network; where that is meant, write private_network: true"):
        outside.get(f"http://{host}:{httpserver.port}/a?key=secret")
    assert httpserver.log == []


def test_a_name_that_changes_between_two_questions_gets_no_byte(
    httpserver: HTTPServer, outside: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([("93.184.216.34", httpserver.port), ("127.0.0.1", httpserver.port)])

    def lookup(*_asked: object, **_named: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", next(answers))]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    with pytest.raises(Rejected, match=r"exemple\.fr stands for 127\.0\.0\.1"):
        outside.get(f"http://exemple.fr:{httpserver.port}/a")
    assert httpserver.log == []


@pytest.mark.parametrize("block", [
    {"instance": "http://127.0.0.1:1/x"}, {"feeds": ["http://127.0.0.1/feed"]}, {"server": "127.0.0.1:143"},
    {"deep": {"er": [{"url": "https://127.0.0.1"}]}},
])  # fmt: skip
def test_what_the_settings_name_by_its_number_is_meant(httpserver: HTTPServer, block: dict[str, object]) -> None:
    httpserver.expect_request("/a").respond_with_data("ok")
    with Client(now=lambda: NOW, reach=Reach.of(block, everywhere=False)) as client:
        assert client.get(f"http://127.0.0.1:{httpserver.port}/a").body == b"ok"
        with pytest.raises(Rejected, match="localhost stands for"):
            client.get(f"http://localhost:{httpserver.port}/a")


def test_a_channel_of_a_private_network_goes_where_it_is_told(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/a").respond_with_data("ok")
    with Client(now=lambda: NOW, reach=Reach.of({}, everywhere=True)) as client:
        assert client.get(f"http://localhost:{httpserver.port}/a").body == b"ok"


def test_through_a_proxy_the_name_is_the_proxys_business(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    httpserver.expect_request("/a").respond_with_data("by proxy")
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{httpserver.port}")
    with Client(now=lambda: NOW, reach=Reach()) as client:
        assert client.get("http://exemple.invalid/a").body == b"by proxy"


@pytest.mark.parametrize("address", ["", "127.0.0.1", "10.0.0.1", "::1"])
def test_what_is_not_http_is_kept_outside_too(address: str) -> None:
    with Client(now=lambda: NOW, reach=Reach()) as client, pytest.raises(Rejected, match="write private_network: true"):
        client.guard("localhost", port=143, address=address)


@pytest.mark.parametrize("reach", [Reach(everywhere=True), Reach.of({"imap": {"host": "localhost"}}, everywhere=False)])
def test_what_is_not_http_may_go_where_the_settings_say(reach: Reach) -> None:
    with Client(now=lambda: NOW, reach=reach) as client:
        client.guard("localhost", port=143)
        client.guard("localhost", port=143, address="127.0.0.1")


@pytest.mark.parametrize(("given", "sent", "kind"), [
    ({"json": {"text": "é"}}, {"text": "é"}, "application/json"),
    ({"form": {"text": "é"}}, {"text": "é"}, "application/x-www-form-urlencoded"),
])  # fmt: skip
def test_a_post_carries_json_or_a_form(
    httpserver: HTTPServer, client: Client, given: dict[str, dict[str, str]], sent: dict[str, str], kind: str
) -> None:
    httpserver.expect_request("/a", method="POST", query_string={"q": "1"}).respond_with_data("made", status=201)
    response = client.post(httpserver.url_for("/a"), params={"q": "1"}, headers={"Idempotency-Key": "k"}, **given)  # type: ignore[arg-type]
    assert (response.status, response.body) == (201, b"made")
    asked = httpserver.log[0][0]
    assert (asked.content_type, asked.headers["Idempotency-Key"]) == (kind, "k")
    assert (asked.get_json(silent=True) or dict(asked.form)) == sent


@pytest.mark.parametrize(("status", "headers", "error"), [
    (500, {}, Unavailable), (503, {"Retry-After": "1"}, RateLimited), (429, {"Retry-After": "1"}, RateLimited),
    (401, {}, AuthError), (422, {}, Rejected), (307, {"Location": "/b"}, Rejected), (303, {"Location": "/b"}, Rejected),
])  # fmt: skip
@pytest.mark.parametrize("method", ["post", "put"])
def test_what_is_written_is_sent_once_whatever_comes_back(
    httpserver: HTTPServer,
    client: Client,
    method: str,
    status: int,
    headers: dict[str, str],
    error: type[SocialcareError],
) -> None:
    httpserver.expect_request("/a", method=method.upper()).respond_with_data("why", status=status, headers=headers)
    with pytest.raises(error):
        getattr(client, method)(httpserver.url_for("/a"), json={})
    assert [request.path for request, _ in httpserver.log] == ["/a"]


def test_a_post_whose_answer_is_lost_is_not_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, Client(now=lambda: NOW, deadline_seconds=0.2) as client:
        with pytest.raises(Unavailable):
            client.post(f"http://127.0.0.1:{silent.getsockname()[1]}/", json={})
        silent.setblocking(False)
        silent.accept()[0].close()
        with pytest.raises(BlockingIOError):
            silent.accept()


@pytest.mark.parametrize("coding", ["identity", "gzip"])
@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
def test_a_refusal_keeps_what_the_server_said(httpserver: HTTPServer, client: Client, status: int, coding: str) -> None:
    said = json.dumps({"error": "quotaExceeded"}).encode()
    body = gzip.compress(said) if coding == "gzip" else said
    httpserver.expect_request("/a").respond_with_data(body, status=status, headers={"Content-Encoding": coding})
    with pytest.raises(ConnectorError) as refused:
        client.get(httpserver.url_for("/a"))
    assert refused.value.response is not None
    assert (refused.value.response.status, refused.value.response.json()) == (status, {"error": "quotaExceeded"})
    assert "quotaExceeded" not in str(refused.value)


@pytest.mark.parametrize(("body", "coding", "length"), [
    (gzip.compress(bytes(99 << 20)), "gzip", 64 << 10), (bytes(200_000), "identity", 64 << 10),
    (b"not compressed", "gzip", 0), (gzip.compress(b"ok" * 999, mtime=0)[:-9], "gzip", None),
])  # fmt: skip
def test_of_a_long_or_damaged_refusal_the_start_is_kept(
    httpserver: HTTPServer, client: Client, body: bytes, coding: str, length: int | None
) -> None:
    httpserver.expect_request("/a").respond_with_data(body, status=403, headers={"Content-Encoding": coding})
    with pytest.raises(AuthError) as refused:
        client.get(httpserver.url_for("/a"))
    assert refused.value.response is not None
    assert length is None or len(refused.value.response.body) == length


def test_a_long_wait_is_told_with_its_end(httpserver: HTTPServer, client: Client) -> None:
    httpserver.expect_request("/a").respond_with_data(status=429, headers={"Retry-After": "600"})
    with pytest.raises(RateLimited, match="it asks to wait until 2026-03-02 09:05"):
        client.get(httpserver.url_for("/a"))


@pytest.mark.parametrize(("headers", "seconds"), [
    ({"ratelimit-reset": "60"}, 60), ({"ratelimit-reset": str(int(NOW.timestamp()) + 60)}, 60),
    ({"ratelimit-reset": "7", "x-ratelimit-reset": "60"}, 7), ({"x-rate-limit-reset": "60"}, 60),
    ({"retry-after": "Mon, 02 Mar 2026 09:00:00 GMT, Mon, 02 Mar 2026 09:05:00 GMT"}, 600),
    ({"retry-after": "Mon, 02 Mar 2026 10:00:00 +0100"}, 300), ({"retry-after": "Mon, 02 Mar 2026 09:00:00 -0000"}, 300),
    ({"retry-after": "-5"}, None), ({"retry-after": "Mon, 99 Foo 2026"}, None),
])  # fmt: skip
def test_when_to_come_back_is_understood_twice_over_too(headers: dict[str, str], seconds: float | None) -> None:
    assert resumes_at(headers, NOW) == (None if seconds is None else NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize("body", [b"[" * 200_000, b'{"a":' * 200_000, b"[1", b"", b"\xff\xfe"])
def test_json_that_is_none_or_too_deep_is_a_value_error(body: bytes) -> None:
    with pytest.raises(ValueError):
        connector.Response(200, {}, body, "https://x.example/").json()


@pytest.mark.parametrize(("body", "text"), [
    ('["é"]'.encode(), "é"), ('["é"]'.encode("utf-16"), "é"), ('["é"]'.encode("utf-8-sig"), "é"),
    ('["déçu", "l’été"]'.encode("windows-1252"), "déçu"), ('["dé'.encode() + b"\xe7" + b'u"]', "dé\udce7u"),
    (b'["\xef\xbb\xbf\xe9"]', "\ufeff\udce9"),
])  # fmt: skip
def test_bytes_that_are_no_text_cost_no_more_than_themselves(body: bytes, text: str) -> None:
    assert connector.Response(200, {}, body, "https://x.example/").json()[0] == text


@pytest.mark.parametrize("token", ["clé", "secret\n", "sec\0ret"])
def test_a_token_that_cannot_be_sent_is_never_shown(httpserver: HTTPServer, client: Client, token: str) -> None:
    with pytest.raises(AuthError, match="characters no token has") as refused:
        client.get(httpserver.url_for("/a"), headers={"Authorization": f"Bearer {token}"})
    assert token not in str(refused.value)
    assert refused.value.__cause__ is None
    assert not isinstance(refused.value.__cause__, httpx.HTTPError)
