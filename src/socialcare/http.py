"""The one HTTP client handed to connectors: GET only, bounded in time, size and redirects, with retries and waits.

Proxies and certificates are those of the environment (HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE), as companies set them.
"""

import re
import socket
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from socialcare import __version__
from socialcare.connector import Response
from socialcare.errors import AuthError, RateLimited, Rejected, Unavailable, WrongUse
from socialcare.sentences import say

if TYPE_CHECKING:
    import httpx

CONNECT_SECONDS = 20.0
READ_SECONDS = 20.0
DEADLINE_SECONDS = 60.0
LARGEST_BODY = 16 << 20
"""Bytes after decompression."""
TRIES = 3
MOST_REDIRECTS = 5
MOST_WAITS = 2
LONGEST_WAIT_SECONDS = 30.0
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})


class _MayPass(Unavailable):
    """A failure that the next try may not meet."""


class Client:
    """`now` gives aware UTC, to reckon with a server that says when to come back; `sleep` takes seconds."""

    def __init__(
        self,
        *,
        now: Callable[[], datetime],
        sleep: Callable[[float], None] = time.sleep,
        deadline_seconds: float = DEADLINE_SECONDS,
    ) -> None:
        self._now = now
        self._sleep = sleep
        self._deadline_seconds = deadline_seconds

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if "_http" in vars(self):
            self._http.close()

    def get(
        self, url: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Response:
        """See `connector.Http`; a wait the server asks for is done here up to 30 s, and left to the caller beyond."""
        import stamina

        address = _address(url, params)
        tries = stamina.RetryingCaller(attempts=TRIES, timeout=None, wait_initial=0.5, wait_max=5.0)
        for _ in range(MOST_WAITS):
            try:
                return tries(_MayPass, self._follow, address, headers or {})
            except RateLimited as limited:
                self._wait(limited)
        return tries(_MayPass, self._follow, address, headers or {})

    def _wait(self, limited: RateLimited) -> None:
        """Raises `limited` again where the server does not say how long, or says too long."""
        if limited.until is None:
            raise limited
        seconds = max(0.0, (limited.until - self._now()).total_seconds())
        if seconds > LONGEST_WAIT_SECONDS:
            raise limited
        self._sleep(seconds)

    def _follow(self, address: "httpx.URL", headers: Mapping[str, str]) -> Response:
        for _ in range(MOST_REDIRECTS + 1):
            response = self._send(address, headers)
            if response.status not in REDIRECTS:
                return self._judged(response, _host(address))
            address = _next_address(address, response, headers)
        raise Rejected(say("{host} redirects more than {limit} times", host=_host(address), limit=MOST_REDIRECTS))

    def _send(self, address: "httpx.URL", headers: Mapping[str, str]) -> Response:
        import httpx

        host = _host(address)
        late = Unavailable(say("{host} did not finish its answer in {seconds} s", host=host,
                               seconds=f"{self._deadline_seconds:g}"))  # fmt: skip
        with _Deadline(self._deadline_seconds) as deadline:
            try:
                with self._http.stream("GET", address, headers=headers, extensions={"trace": deadline.watch}) as answer:
                    body = b"" if answer.status_code >= 400 else _body(answer, host)
                    response = Response(answer.status_code, dict(answer.headers), body, str(answer.url))
            except (httpx.TransportError, zlib.error) as error:
                if deadline.passed:
                    raise late from error
                problem = str(error) or type(error).__name__
                raise _MayPass(say("{host} cannot be read ({problem})", host=host, problem=problem)) from error
            except UnicodeEncodeError:  # its text would show the token
                raise AuthError(
                    say("the token for {host} has characters no token has; copy it again", host=host)
                ) from None
        if deadline.passed:  # without a length, a body that was cut looks whole
            raise late
        return response

    def _judged(self, response: Response, host: str) -> Response:
        status = response.status
        if status < 300 or status == 304:
            return response
        if status in (401, 403):
            raise AuthError(say("{host} answered {status}: the credentials are missing, refused or lack a right",
                                host=host, status=status))  # fmt: skip
        until = resumes_at(response.headers, self._now())
        if status == 429 or (status == 503 and "retry-after" in response.headers):
            raise RateLimited(say("{host} answered {status}: it asks to wait before going on", host=host,
                                  status=status), until=until)  # fmt: skip
        if status >= 500:
            raise _MayPass(say("{host} answered {status}: it is out of order for now", host=host, status=status))
        raise Rejected(say("{host} answered {status}; check the address in the settings of this channel",
                           host=host, status=status))  # fmt: skip

    @cached_property
    def _http(self) -> "httpx.Client":
        import httpx
        import stamina

        # With structlog installed, stamina's default hook writes to stdout, where only data may stand.
        stamina.instrumentation.set_on_retry_hooks([])
        return httpx.Client(
            headers={"User-Agent": f"socialcare/{__version__}", "Accept-Encoding": "gzip"},
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            # Small servers (snac 2.75) close idle connections without a word: one GET in five failed with keep-alive.
            # The deadline also counts on it: it watches connections from their opening.
            limits=httpx.Limits(max_keepalive_connections=0),
        )


class _Deadline:
    """Cuts the connection of a request after `seconds`.

    httpx bounds each read, not the whole: a server that gives one byte a second would hold a pull for hours.
    """

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()

    def watch(self, event: str, details: Mapping[str, Any]) -> None:
        """For httpcore's `trace` extension."""
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            self._socket = details["return_value"].get_extra_info("socket")

    def _cut(self) -> None:
        self.passed = True
        if self._socket is not None:
            with suppress(OSError):
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


def resumes_at(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """When a server lets us back, aware UTC; None where it does not say, or nothing that makes sense.

    Retry-After is seconds, an HTTP date or, through a proxy, several of them ("1, 300": the longest counts).
    X-RateLimit-Reset is ISO 8601 (Mastodon), Unix seconds (most others) or seconds to go (below a year's worth).
    """
    try:
        if after := headers.get("retry-after", "").strip():
            return _retry_after(after, now)
        if reset := headers.get("x-ratelimit-reset", "").strip():
            return _reset(reset, now)
    except (ValueError, OverflowError):
        pass
    return None


def _retry_after(after: str, now: datetime) -> datetime:
    if re.fullmatch(r"[\d.]+(\s*,\s*[\d.]+)*", after):
        return now + timedelta(seconds=max(float(part) for part in after.split(",")))
    return parsedate_to_datetime(after).replace(tzinfo=UTC)


def _reset(reset: str, now: datetime) -> datetime:
    if not re.fullmatch(r"[\d.]+", reset):
        at = datetime.fromisoformat(reset)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    seconds = float(reset)
    year = 366 * 86_400
    return now + timedelta(seconds=seconds) if seconds < year else datetime.fromtimestamp(seconds, UTC)


def _address(url: str, params: Mapping[str, str] | None) -> "httpx.URL":
    import httpx

    try:
        address = httpx.URL(url, params=params) if params else httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        address = httpx.URL("")
    if address.scheme not in ("http", "https") or not address.host:
        raise WrongUse(say("“{url}” is not a web address; one starts with https://", url=url.partition("?")[0]))
    return address


def _next_address(address: "httpx.URL", response: Response, headers: Mapping[str, str]) -> "httpx.URL":
    """Raises Rejected for another origin: credentials stay where they belong, and nobody leads us inside a network."""
    import httpx

    try:
        target = address.join(response.headers.get("location", ""))
    except (httpx.InvalidURL, ValueError):
        target = httpx.URL("")
    same_origin = (target.scheme, target.host, target.port) == (address.scheme, address.host, address.port)
    credentials = bool(address.userinfo) or any(name.lower() == "authorization" for name in headers)
    made_safe = (address.scheme, target.scheme) == ("http", "https") and (address.host, address.port, target.port) == (
        target.host,
        None,
        None,
    )
    if same_origin or (made_safe and response.status in PERMANENT and not credentials):
        return target
    raise Rejected(
        say(
            "{host} sends us elsewhere ({status}, to {target}); if that is right, write that address in the settings",
            host=_host(address),
            status=response.status,
            target=f"{target.scheme}://{_host(target)}" if target.host else "?",
        )
    )


def _host(address: "httpx.URL") -> str:
    """Name and port: never the path, the query or the user, where secrets may stand."""
    return address.host if address.port is None else f"{address.host}:{address.port}"


def _body(answer: "httpx.Response", host: str) -> bytes:
    """At most LARGEST_BODY bytes, whatever they were compressed to; httpx itself would inflate a bomb whole."""
    coding = answer.headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("gzip", "identity", ""):
        raise Unavailable(
            say("{host} answered in an encoding that was not asked for ({coding})", host=host, coding=coding)
        )
    inflater = zlib.decompressobj(wbits=31) if coding == "gzip" else None
    body = bytearray()
    for piece in answer.iter_raw():
        body += inflater.decompress(piece, LARGEST_BODY + 1 - len(body)) if inflater else piece
        if len(body) > LARGEST_BODY:
            raise Unavailable(say("{host} answered more than {limit} MiB; nothing of it was used", host=host,
                                  limit=LARGEST_BODY >> 20))  # fmt: skip
    if inflater and answer.num_bytes_downloaded and not inflater.eof:
        raise zlib.error("the compressed answer was cut short")
    return bytes(body)
