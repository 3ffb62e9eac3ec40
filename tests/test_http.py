import gzip
import logging
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import httpx
import pytest
import stamina
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from socialcare.errors import AuthError, RateLimited, Rejected, SocialcareError, Unavailable, WrongUse
from socialcare.http import LARGEST_BODY, MOST_WAITS, Client, resumes_at
from socialcare.http.addresses import next_address
from socialcare.http.deadline import Deadline

NOW = datetime(2026, 3, 2, 8, 55, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_backoff_no_proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("no_proxy", "*")
    with stamina.set_testing(True, attempts=3):
        yield


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def client(waits: list[float]) -> Iterator[Client]:
    with Client(now=lambda: NOW, sleep=waits.append, deadline_seconds=30) as http:
        yield http


def test_the_answer_comes_whole_with_its_headers_in_lower_case(httpserver: HTTPServer, client: Client) -> None:
    httpserver.expect_request("/a", query_string={"q": "é"}).respond_with_data("ok", headers={"X-Thing": "1"})
    response = client.get(httpserver.url_for("/a"), params={"q": "é"}, headers={"Authorization": "Bearer t"})
    assert (response.status, response.body, response.headers["x-thing"]) == (200, b"ok", "1")
    asked = httpserver.log[0][0].headers
    assert asked["User-Agent"].startswith("socialcare/")
    assert (asked["Authorization"], asked["Accept-Encoding"]) == ("Bearer t", "gzip")


@pytest.mark.parametrize(
    ("status", "error"),
    [(401, AuthError), (403, AuthError), (404, Rejected), (410, Rejected), (422, Rejected), (429, RateLimited),
     (500, Unavailable), (503, Unavailable), (300, Rejected)],
)  # fmt: skip
def test_a_refusal_names_host_and_status_and_no_secret(
    httpserver: HTTPServer, client: Client, status: int, error: type[SocialcareError]
) -> None:
    httpserver.expect_request("/a").respond_with_data("no", status=status)
    with pytest.raises(error) as refused:
        client.get(httpserver.url_for("/a?key=secret"), headers={"Authorization": "Bearer secret"})
    assert f"127.0.0.1:{httpserver.port} answered {status}" in str(refused.value)
    assert "secret" not in str(refused.value)


def test_an_unchanged_page_is_an_answer(httpserver: HTTPServer, client: Client) -> None:
    httpserver.expect_request("/a").respond_with_data(status=304)
    assert client.get(httpserver.url_for("/a")).status == 304


def test_a_server_out_of_order_is_asked_three_times_and_in_silence(
    httpserver: HTTPServer, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    for status in (503, 502):
        httpserver.expect_oneshot_request("/a").respond_with_data(status=status)
    httpserver.expect_request("/a").respond_with_data("ok")
    with caplog.at_level(logging.DEBUG, logger="stamina"):
        assert client.get(httpserver.url_for("/a")).body == b"ok"
    assert len(httpserver.log) == 3
    assert [record for record in caplog.records if record.name.startswith("stamina")] == []


def test_a_refusal_is_not_asked_again(httpserver: HTTPServer, client: Client) -> None:
    httpserver.expect_request("/a").respond_with_data(status=404)
    with pytest.raises(Rejected):
        client.get(httpserver.url_for("/a"))
    assert len(httpserver.log) == 1


def test_nobody_at_the_door_is_said_with_the_address(client: Client) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(Unavailable, match=rf"127\.0\.0\.1:{port} cannot be read \(.*refused"):
        client.get(f"http://127.0.0.1:{port}/?key=secret")


def test_a_server_that_never_answers_is_left_at_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, Client(now=lambda: NOW, deadline_seconds=0.2) as client:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(Unavailable, match=r"did not finish its answer in 0\.2 s"):
            client.get(address)


def test_a_connection_that_is_made_after_the_deadline_is_cut_at_once() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, Deadline(0) as deadline:
        deadline._timer.join()
        made = SimpleNamespace(get_extra_info=lambda _name: ours)
        deadline.watch("connection.connect_tcp.complete", {"return_value": made})
        assert theirs.recv(1) == b""


def test_a_deadline_may_be_changed_between_two_requests(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/a").respond_with_data("ok")
    with socket.create_server(("127.0.0.1", 0)) as silent, Client(now=lambda: NOW, deadline_seconds=30) as client:
        assert client.get(httpserver.url_for("/a")).body == b"ok"
        client.deadline_seconds = 0.1
        with pytest.raises(Unavailable, match=r"did not finish its answer in 0\.1 s"):
            client.get(f"http://127.0.0.1:{silent.getsockname()[1]}/")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after": "1, 300"}, 300),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "Mon, 02 Mar 2026 09:00:00 GMT"}, 300),
        ({"retry-after": "7", "x-ratelimit-reset": "2026-03-02T09:00:00Z"}, 7),
        ({"x-ratelimit-reset": "2026-03-02T09:00:00.000Z"}, 300),
        ({"x-ratelimit-reset": "2026-03-02T10:00:00+01:00"}, 300),
        ({"x-ratelimit-reset": str(int(NOW.timestamp()) + 60)}, 60),
        ({"x-ratelimit-reset": "59.5"}, 59.5),
        ({}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "9" * 400}, None),
        ({"x-ratelimit-reset": "1.2.3"}, None),
    ],
)
def test_when_to_come_back_is_understood_in_every_form(headers: dict[str, str], seconds: float | None) -> None:
    expected = None if seconds is None else NOW + timedelta(seconds=seconds)
    assert resumes_at(headers, NOW) == expected


@pytest.mark.parametrize("status", [429, 503])
def test_a_short_wait_is_waited_here(httpserver: HTTPServer, client: Client, waits: list[float], status: int) -> None:
    httpserver.expect_oneshot_request("/a").respond_with_data(status=status, headers={"Retry-After": "30"})
    httpserver.expect_request("/a").respond_with_data("ok")
    assert client.get(httpserver.url_for("/a")).body == b"ok"
    assert waits == [30.0]


@pytest.mark.parametrize(("after", "until"), [({"Retry-After": "31"}, NOW + timedelta(seconds=31)), ({}, None)])
def test_a_long_or_unknown_wait_is_left_to_the_caller(
    httpserver: HTTPServer, client: Client, waits: list[float], after: dict[str, str], until: datetime | None
) -> None:
    httpserver.expect_request("/a").respond_with_data(status=429, headers=after)
    with pytest.raises(RateLimited) as limited:
        client.get(httpserver.url_for("/a"))
    assert limited.value.until == until
    assert waits == []
    assert len(httpserver.log) == 1


def test_a_server_that_asks_to_wait_for_ever_is_left(
    httpserver: HTTPServer, client: Client, waits: list[float]
) -> None:
    httpserver.expect_request("/a").respond_with_data(status=429, headers={"Retry-After": "1"})
    with pytest.raises(RateLimited):
        client.get(httpserver.url_for("/a"))
    assert len(waits) == MOST_WAITS


def test_a_redirect_within_the_same_server_is_followed(httpserver: HTTPServer, client: Client) -> None:
    httpserver.expect_request("/a").respond_with_data(status=302, headers={"Location": "/b?x=1"})
    httpserver.expect_request("/b").respond_with_data("ok")
    response = client.get(httpserver.url_for("/a"), headers={"Authorization": "Bearer t"})
    assert (response.body, response.url) == (b"ok", httpserver.url_for("/b?x=1"))


def test_a_redirect_elsewhere_is_not_followed_and_the_token_stays_here(httpserver: HTTPServer, client: Client) -> None:
    elsewhere = f"http://localhost:{httpserver.port}/b?key=secret"
    httpserver.expect_request("/a").respond_with_data(status=301, headers={"Location": elsewhere})
    with pytest.raises(Rejected, match=rf"to http://localhost:{httpserver.port}\)") as refused:
        client.get(httpserver.url_for("/a"), headers={"Authorization": "Bearer t"})
    assert "secret" not in str(refused.value)
    assert [request.path for request, _ in httpserver.log] == ["/a"]


def test_redirects_without_end_are_left(httpserver: HTTPServer, client: Client) -> None:
    httpserver.expect_request("/a").respond_with_data(status=302, headers={"Location": "/a"})
    with pytest.raises(Rejected, match="more than 5"):
        client.get(httpserver.url_for("/a"))
    assert len(httpserver.log) == 6


@pytest.mark.parametrize(
    ("start", "status", "location", "headers", "followed"),
    [
        ("http://x.example/f", 301, "https://x.example/f", {}, True),
        ("http://x.example/f", 308, "https://x.example/g", {}, True),
        ("http://x.example/f", 302, "https://x.example/f", {}, False),
        ("http://x.example/f", 301, "https://x.example/f", {"authorization": "t"}, False),
        ("http://u:p@x.example/f", 301, "https://x.example/f", {}, False),
        ("http://x.example/f", 301, "https://www.x.example/f", {}, False),
        ("http://x.example/f", 301, "https://x.example:8443/f", {}, False),
        ("https://x.example/f", 301, "http://x.example/f", {}, False),
        ("https://x.example/f", 307, "https://x.example:443/g", {"authorization": "t"}, True),
        ("https://x.example/f", 301, "file:///etc/passwd", {}, False),
        ("https://x.example/f", 301, "http://[", {}, False),
    ],
)
def test_only_the_same_origin_or_its_safe_form_is_gone_to(
    start: str, status: int, location: str, headers: dict[str, str], followed: bool
) -> None:
    from socialcare.connector import Response as Answer

    answer = Answer(status, {"location": location}, b"", start)
    if followed:
        assert str(next_address(httpx.URL(start), answer, headers)) == str(httpx.URL(location))
        return
    with pytest.raises(Rejected, match="sends us elsewhere"):
        next_address(httpx.URL(start), answer, headers)


def test_a_compressed_answer_is_read(httpserver: HTTPServer, client: Client) -> None:
    httpserver.expect_request("/a").respond_with_data(
        gzip.compress(b"ok" * 999, mtime=0), headers={"Content-Encoding": "gzip"}
    )
    assert client.get(httpserver.url_for("/a")).body == b"ok" * 999


BOMB = gzip.compress(bytes(LARGEST_BODY + 1))


@pytest.mark.parametrize(
    ("body", "coding", "told"),
    [
        (BOMB, "gzip", "more than 16 MiB"),
        (gzip.compress(BOMB), "gzip, gzip", "not asked for"),
        (bytes(LARGEST_BODY + 1), "identity", "more than 16 MiB"),
        (gzip.compress(b"ok" * 999, mtime=0)[:-9], "gzip", "cut short"),
        (b"not compressed", "gzip", "cannot be read"),
    ],
)
def test_a_body_too_large_or_damaged_is_not_used(
    httpserver: HTTPServer, client: Client, body: bytes, coding: str, told: str
) -> None:
    httpserver.expect_request("/a").respond_with_data(body, headers={"Content-Encoding": coding})
    with pytest.raises(Unavailable, match=told):
        client.get(httpserver.url_for("/a"))


def test_a_body_of_just_the_limit_is_read(httpserver: HTTPServer, client: Client) -> None:
    body = gzip.compress(bytes(LARGEST_BODY))
    httpserver.expect_request("/a").respond_with_data(body, headers={"Content-Encoding": "gzip"})
    assert len(client.get(httpserver.url_for("/a")).body) == LARGEST_BODY


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://x.example/", "x.example/feed", "", "http://", "https://x.example:port/"]
)
def test_what_is_not_a_web_address_is_wrong_use(client: Client, url: str) -> None:
    with pytest.raises(WrongUse, match="is not a web address"):
        client.get(url)


def test_a_token_that_cannot_be_sent_is_not_shown(httpserver: HTTPServer, client: Client) -> None:
    with pytest.raises(AuthError) as refused:
        client.get(httpserver.url_for("/a"), headers={"Authorization": "Bearer clé"})
    assert "clé" not in str(refused.value)


def test_no_connection_is_kept_for_a_server_that_closes_without_a_word(httpserver: HTTPServer, client: Client) -> None:
    ports: list[object] = []

    def answer(request: Request) -> Response:
        ports.append(request.environ["REMOTE_PORT"])
        return Response("ok")

    httpserver.expect_request("/a").respond_with_handler(answer)
    for _ in range(3):
        client.get(httpserver.url_for("/a"))
    assert len(set(ports)) == 3


def test_nothing_of_the_network_is_imported_before_it_is_used() -> None:
    code = "import sys, socialcare.http; print(sorted({'httpx', 'stamina'} & set(sys.modules)))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "[]\n"
