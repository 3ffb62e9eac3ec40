"""Requests: GET with retries and waits, POST and PUT once; each answer judged by its status.

Proxies and certificates are those of the environment (HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE), as companies set them.
"""

import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from socialcare import __version__
from socialcare.connector import Response
from socialcare.errors import AuthError, ConnectorError, RateLimited, Rejected, Unavailable
from socialcare.http.addresses import address_of, host_of, next_address
from socialcare.http.bodies import start_of, whole
from socialcare.http.deadline import Deadline
from socialcare.http.reach import Reach
from socialcare.http.waiting import resumes_at
from socialcare.sentences import say

if TYPE_CHECKING:
    import ssl

    import httpx

CONNECT_SECONDS = 20.0
READ_SECONDS = 20.0
DEADLINE_SECONDS = 60.0
TRIES = 3
MOST_REDIRECTS = 5
MOST_WAITS = 2
LONGEST_WAIT_SECONDS = 30.0
REDIRECTS = frozenset({301, 302, 303, 307, 308})


class _MayPass(Unavailable):
    """A failure that the next try may not meet."""


@dataclass(frozen=True, kw_only=True)
class _Request:
    method: str
    address: "httpx.URL"
    headers: Mapping[str, str]
    content: Mapping[str, Any] = field(default_factory=dict)
    """What httpx is to make a body of: `json` or `data`."""


class Client:
    """See `connector.Http`. `now` gives aware UTC, to reckon with a server that says when to come back; `sleep` takes
    seconds; `reach` says where it may go: a desk gives one for each channel. `deadline_seconds` bounds a request as a
    whole, and may be changed between two.
    """

    def __init__(
        self,
        *,
        now: Callable[[], datetime],
        sleep: Callable[[float], None] = time.sleep,
        deadline_seconds: float = DEADLINE_SECONDS,
        reach: Reach | None = None,
    ) -> None:
        self._now = now
        self._sleep = sleep
        self.deadline_seconds = deadline_seconds
        self._reach = reach or Reach(everywhere=True)

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
        """A wait the server asks for is done here up to 30 s, and left to the caller beyond."""
        import stamina

        request = _Request(method="GET", address=address_of(url, params), headers=headers or {})
        tries = stamina.RetryingCaller(attempts=TRIES, timeout=None, wait_initial=0.5, wait_max=5.0)
        for _ in range(MOST_WAITS):
            try:
                return tries(_MayPass, self._follow, request)
            except RateLimited as limited:
                self._wait(limited)
        return tries(_MayPass, self._follow, request)

    def post(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        form: Mapping[str, str] | None = None,
    ) -> Response:
        """Sent once; a redirect is refused, as nobody knows what would be done there."""
        content = {"data": dict(form)} if form is not None else {"json": json} if json is not None else {}
        address = address_of(url, params)
        return self._write(_Request(method="POST", address=address, headers=headers or {}, content=content))

    def put(self, url: str, *, headers: Mapping[str, str] | None = None, json: Any = None) -> Response:
        """Sent once: twice would do no harm by itself, but may undo what came between."""
        address = address_of(url, None)
        return self._write(_Request(method="PUT", address=address, headers=headers or {}, content={"json": json}))

    def guard(self, host: str, *, port: int, address: str = "") -> None:
        self._reach.guard(host, port=port, address=address)

    def _write(self, request: _Request) -> Response:
        response, host = self._send(request), host_of(request.address)
        if response.status in REDIRECTS:
            raise _with(response, Rejected(say(
                "{host} answered {status}: it sends elsewhere what was to be written; check the address in the settings of this channel",
                host=host, status=response.status)))  # fmt: skip
        return self._judged(response, host)

    def _wait(self, limited: RateLimited) -> None:
        """Raises `limited` again where the server does not say how long, or says too long."""
        if limited.until is None:
            raise limited
        seconds = max(0.0, (limited.until - self._now()).total_seconds())
        if seconds > LONGEST_WAIT_SECONDS:
            raise limited
        self._sleep(seconds)

    def _follow(self, request: _Request) -> Response:
        address = request.address
        for _ in range(MOST_REDIRECTS + 1):
            response = self._send(_Request(method=request.method, address=address, headers=request.headers))
            if response.status not in REDIRECTS:
                return self._judged(response, host_of(address))
            address = next_address(address, response, request.headers)
        raise Rejected(say("{host} redirects more than {limit} times", host=host_of(address), limit=MOST_REDIRECTS))

    def _send(self, request: _Request) -> Response:
        import httpx

        host = host_of(request.address)
        late = Unavailable(say("{host} did not finish its answer in {seconds} s", host=host,
                               seconds=f"{self.deadline_seconds:g}"))  # fmt: skip
        look = self._reach.watcher(request.address.raw_host.decode("ascii"))
        with Deadline(self.deadline_seconds) as deadline:

            def watch(event: str, details: Mapping[str, Any]) -> None:
                look(event, details)
                deadline.watch(event, details)

            try:
                with self._http.stream(request.method, request.address, headers=request.headers,
                                       extensions={"trace": watch}, **request.content) as answer:  # fmt: skip
                    body = start_of(answer) if answer.status_code >= 400 else whole(answer, host)
                    response = Response(answer.status_code, dict(answer.headers), body, str(answer.url))
            except (UnicodeEncodeError, httpx.LocalProtocolError):  # their text would show the token
                raise AuthError(
                    say("the token for {host} has characters no token has; copy it again", host=host)
                ) from None
            except (httpx.TransportError, zlib.error) as error:
                if deadline.passed:
                    raise late from error
                problem = str(error) or type(error).__name__
                raise _MayPass(say("{host} cannot be read ({problem})", host=host, problem=problem)) from error
        if deadline.passed and response.status < 400:  # without a length, a body that was cut looks whole
            raise late
        return response

    def _judged(self, response: Response, host: str) -> Response:
        if response.status < 300 or response.status == 304:
            return response
        raise _with(response, _refusal(response, host, resumes_at(response.headers, self._now())))

    @cached_property
    def _http(self) -> "httpx.Client":
        import httpx
        import stamina

        # With structlog installed, stamina's default hook writes to stdout, where only data may stand.
        stamina.instrumentation.set_on_retry_hooks([])
        return httpx.Client(
            verify=_trusted(),
            headers={"User-Agent": f"socialcare/{__version__}", "Accept-Encoding": "gzip"},
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            # Small servers (snac 2.75) close idle connections without a word: one GET in five failed with keep-alive.
            # Deadline and Reach also count on it: they watch connections from their opening.
            limits=httpx.Limits(max_keepalive_connections=0),
        )


@cache
def _trusted() -> "ssl.SSLContext":
    """Made once for the clients of all channels: reading the certificates takes 50 ms."""
    import httpx

    return httpx.create_ssl_context()


def _refusal(response: Response, host: str, until: datetime | None) -> ConnectorError:
    status = response.status
    if status in (401, 403):
        return AuthError(say("{host} answered {status}: the credentials are missing, refused or lack a right",
                             host=host, status=status))  # fmt: skip
    if status == 429 or (status == 503 and "retry-after" in response.headers):
        if until is None:
            return RateLimited(say("{host} answered {status}: it asks to wait before going on", host=host,
                                   status=status))  # fmt: skip
        return RateLimited(say("{host} answered {status}: it asks to wait until {until}; what is left comes with a later pull",
                               host=host, status=status, until=until), until=until)  # fmt: skip
    if status >= 500:
        return _MayPass(say("{host} answered {status}: it is out of order for now", host=host, status=status))
    return Rejected(say("{host} answered {status}; check the address in the settings of this channel",
                        host=host, status=status))  # fmt: skip


def _with(response: Response, error: ConnectorError) -> ConnectorError:
    error.response = response
    return error
