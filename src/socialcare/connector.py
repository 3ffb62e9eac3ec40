"""What a connector promises, and which are installed (entry-point group `socialcare.connectors`).

A connector reads one channel page by page and owns no state: the core writes each page and its cursor in one
transaction, so a page may be read twice but is never stored twice or lost. It knows `facts`, `errors` and this
file, nothing else of socialcare.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
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
    """Mentions to store, and the cursor that resumes *after* them."""

    mentions: tuple[Mention, ...]
    cursor: Cursor
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
        """Raises ValueError where the body is not JSON."""
        return json.loads(self.body)


class Http(Protocol):
    """The one door to the network: time-outs, retries of GET, waits, size limits are its business.

    Raises AuthError (401, 403), RateLimited (429), Unavailable (network, 5xx, body too large), Rejected (other 4xx).
    """

    def get(
        self, url: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Response: ...


@dataclass(frozen=True, kw_only=True)
class Context:
    """What the core hands to a connector; it opens no network and reads no clock of its own.

    `folder` is where relative paths start; `timezone` (IANA) is that of times written without one; `now` is aware UTC.
    """

    channel: str
    folder: Path
    timezone: str
    http: Http
    now: datetime


class Connector(Protocol):
    """One class a network. `Settings` describes one channel of it in `socialcare.yaml`.

    `pages(cursor, since)` yields pages in an order that an interruption cannot turn into a gap; `since` (aware UTC)
    limits how far back a first pull goes and may be ignored where the network cannot say.
    """

    summary: ClassVar[str]
    capabilities: ClassVar[frozenset[str]]
    settings: ClassVar[type[Settings]]

    def __init__(self, settings: Any, context: Context) -> None: ...

    def pages(self, cursor: Cursor | None, since: datetime | None) -> Iterator[Page]: ...


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
