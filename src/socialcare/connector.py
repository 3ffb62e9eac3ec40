"""What a connector promises, and which are installed (entry-point group `socialcare.connectors`).

A connector reads one channel page by page and owns no state: the core writes each page and its cursor in one
transaction, so a page may be read twice but is never stored twice or lost. It knows the ground floor (this file,
`facts`, `errors`, `paging`, `sentences`, `documents`), nothing else of socialcare. `socialcare.testing` checks it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, ClassVar, Protocol

from pydantic import BaseModel, ConfigDict

from socialcare.errors import WrongUse
from socialcare.facts import Mention
from socialcare.sentences import Sentence, say

GROUP = "socialcare.connectors"

Cursor = Mapping[str, Any]
"""JSON only; what a connector needs to go on after a page. It never holds a secret."""


class Capability(StrEnum):
    """What a connector can do beside reading; each but `own_replies` has its Protocol below."""

    PULL = "pull"
    OWN_REPLIES = "own_replies"
    """Its pages hold what the brand wrote on the network itself, with `own` true."""
    CHECK = "check"
    REREAD = "reread"
    THREAD = "thread"
    REPLY = "reply"


class Settings(BaseModel):
    """Base of a connector's settings. A field of type `pydantic.SecretStr` is read from the environment only."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, kw_only=True)
class Reject:
    """One item that could not become a mention: where it stood, why, and the start of it."""

    where: str
    why: Sentence
    excerpt: str = ""


@dataclass(frozen=True, kw_only=True)
class Page:
    """Mentions to store, and the cursor that resumes *after* them; None leaves the channel's cursor where it is.

    `gone` are refs that were stored and that the network no longer shows: they stay, marked as vanished.
    """

    mentions: tuple[Mention, ...]
    cursor: Cursor | None
    gone: tuple[str, ...] = ()
    rejects: tuple[Reject, ...] = ()
    notes: tuple[Sentence, ...] = ()
    """What the connector guessed or noticed and the person should know ("read as windows-1252")."""


@dataclass(frozen=True)
class Response:
    """An HTTP answer, whole: status below 400 (or 304), headers in lower case, body within the size limit."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str

    def json(self) -> Any:
        """Raises ValueError where the body is not JSON, or is nested deeper than anything a network sends.

        Bytes that are no UTF-8 stand in their text as lone surrogates: one damaged message does not cost its page.
        """
        try:
            try:
                return json.loads(self.body)
            except UnicodeDecodeError:
                return json.loads(_salvaged(self.body))
        except RecursionError as error:
            raise ValueError("nested too deep") from error


def _salvaged(body: bytes) -> str:
    """A body with no letter in UTF-8 beside those of ASCII is in windows-1252, whatever its server says."""
    if body.decode("utf-8", "ignore").isascii():
        return body.decode("windows-1252", "replace")
    return body.decode("utf-8-sig", "surrogateescape")


class Http(Protocol):
    """The one door to the network: time-outs, retries of GET, waits, size limits are its business.

    Raises AuthError (401, 403), RateLimited (429), Unavailable (network, 5xx, body too large), Rejected (other 4xx).
    Where the server answered, the error's `response` holds the start of what it said, for networks that tell a spent
    quota by 403 (YouTube) or a bad token by 400 (Bluesky, Meta).
    """

    def get(
        self, url: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Response: ...

    def post(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        form: Mapping[str, str] | None = None,
    ) -> Response:
        """Sent once, whatever happens: after Unavailable nobody knows whether the server did it."""
        ...

    def put(self, url: str, *, headers: Mapping[str, str] | None = None, json: Any = None) -> Response:
        """Sent once, as `post`."""
        ...

    def guard(self, host: str, *, port: int, address: str = "") -> None:
        """For what is not HTTP: raises Rejected where `host` lies inside a network that the channel may not reach.

        Before connecting, with all the addresses of its name; then with the `address` really connected to.
        """
        ...


class Vault(Protocol):
    """What a channel keeps between runs that is no cursor, as a session: a private file (0600), never in the database."""

    def read(self) -> Mapping[str, Any]:
        """Empty where nothing is kept, or it cannot be read."""
        ...

    def write(self, content: Mapping[str, Any]) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Context:
    """What the core hands to a connector; it opens no network and reads no clock of its own.

    `folder` is where relative paths start; `timezone` (IANA) is that of times written without one; `now` is aware UTC.
    """

    channel: str
    folder: Path
    timezone: str
    http: Http
    vault: Vault
    now: datetime


class Connector(Protocol):
    """One class a network. `Settings` describes one channel of it in `socialcare.yaml`.

    `pages(cursor, since)` yields pages in an order that an interruption cannot turn into a gap; `since` (aware UTC)
    limits how far back a first pull goes and may be ignored where the network cannot say.
    """

    summary: ClassVar[str]
    capabilities: ClassVar[frozenset[Capability]]
    settings: ClassVar[type[Settings]]

    def __init__(self, settings: Any, context: Context) -> None: ...

    def pages(self, cursor: Cursor | None, since: datetime | None) -> Iterator[Page]: ...


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who the credentials are, and what they may do. `handles` are the brand's own on this channel.

    `missing` says each right or setting that is wanted, and what works no longer without it; `quota` what is left of
    the network's allowance, where it tells.
    """

    name: str = ""
    handles: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    missing: tuple[Sentence, ...] = ()
    quota: Sentence | None = None


class Checks(Protocol):
    """Capability `check`: one cheap call that proves the settings."""

    def check(self) -> Identity: ...


class Rereads(Protocol):
    """Capability `reread`: look again at messages of open cases, for edits, answers of the brand, and what vanished."""

    def reread(self, mentions: Sequence[Mention]) -> Iterator[Page]:
        """Pages whose cursor is None. A message is `gone` only where the network says so: never for a failure."""
        ...


MOST_AROUND = 100
"""Messages of a thread that are handed over, however long it is on the network."""


class Threads(Protocol):
    """Capability `thread`: the conversation around a message, as the network shows it at this moment.

    It is looked at before answering and never stored: what strangers say to each other is not for us to keep (GDPR,
    article 5(1)(c), data minimisation).
    """

    def thread(self, mention: Mention) -> Sequence[Mention]:
        """The messages above it, oldest first, itself, then those below in the network's order; at most MOST_AROUND.

        `own` is true where the brand wrote it. Empty only where the network no longer shows the message: never for a
        failure, which raises as reading does. Nothing else changes: neither the cursor nor what a pull brings.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer to send. `key` is the same whenever this answer is tried again; `to` is what it answers.

    `since` is when sending was first tried, aware UTC: an answer found on the network and older than that is another's.
    """

    key: str
    to: Mention
    text: str
    since: datetime


@dataclass(frozen=True, kw_only=True)
class Sent:
    """The answer as the network keeps it: its `ref` is that of the mention a later pull brings."""

    ref: str
    url: str = ""


class Replies(Protocol):
    """Capability `reply`. The core never calls `send` again without `find`."""

    longest: ClassVar[int]
    """In the network's own count, which `length` makes."""

    def length(self, text: str) -> int: ...

    def send(self, reply: Reply) -> Sent: ...

    def find(self, reply: Reply) -> Sent | None:
        """The answer that an earlier, unfinished try has left on the network; None where there is none."""
        ...


def installed() -> dict[str, EntryPoint]:
    """Every connector by name, without importing any; an outsider's comes through the same door as ours."""
    return {point.name: point for point in sorted(entry_points(group=GROUP), key=lambda point: point.name)}


def load(name: str) -> type[Connector]:
    """Raises WrongUse for a name that is not installed, or a plug-in that cannot be imported."""
    points = installed()
    if name not in points:
        raise WrongUse(say("unknown connector “{name}”; installed: {known}", name=name, known=", ".join(points)))
    try:
        loaded: type[Connector] = points[name].load()
    except (ImportError, AttributeError, SyntaxError) as error:
        raise WrongUse(
            say(
                "connector “{name}” cannot be loaded ({why}); reinstall the package it comes from",
                name=name,
                why=f"{type(error).__name__}: {error}",
            )
        ) from error
    return loaded
