"""What people wrote, and who they are on their channel."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from socialcare.facts.kinds import Kind


@dataclass(frozen=True, kw_only=True)
class Author:
    """One identity on one channel. `handle` is as the network writes it, without a leading @; "" where unknown."""

    handle: str = ""
    name: str = ""
    followers: int | None = None


@dataclass(frozen=True, kw_only=True)
class Media:
    """A picture, film or sound beside a text. `description` is its author's own, for who cannot see it."""

    kind: str
    url: str
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Mention:
    """One message by somebody, as its channel gave it.

    `ref` is the channel's own key, unique within `channel`. `text` is plain text. `in_reply_to` is the `ref` of the
    message answered; `thread` the network's own key of the conversation, where it has one. `own` is true where the
    connector knows the brand wrote it; handles in the settings come later. `can_reply` is None where nobody says.
    """

    channel: str
    ref: str
    author: Author
    text: str
    posted_at: datetime
    url: str = ""
    in_reply_to: str | None = None
    thread: str | None = None
    kind: Kind = Kind.POST
    language: str | None = None
    rating: float | None = None
    own: bool = False
    metrics: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    edited_at: datetime | None = None
    media: tuple[Media, ...] = ()
    can_reply: bool | None = None

    def __post_init__(self) -> None:
        if self.posted_at.tzinfo is None or (self.edited_at and self.edited_at.tzinfo is None):
            raise ValueError(f"{self.channel}:{self.ref}: posted_at or edited_at has no time zone")


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What a message said until its author changed it; `replaced_at` is when we saw the change."""

    text: str
    replaced_at: datetime
