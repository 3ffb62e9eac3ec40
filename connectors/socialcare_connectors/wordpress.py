"""Comments of a WordPress site, and the brand's answers to them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from html import escape
from typing import Any, ClassVar

from pydantic import Field, SecretStr, field_validator

from socialcare import connector
from socialcare.connector import Capability, Context, Cursor, Identity, Page, Reject, Reply, Sent
from socialcare.documents import BadValue
from socialcare.errors import AuthError, Rejected
from socialcare.facts import Mention
from socialcare.paging import Batch, Item, descend_by_time
from socialcare.sentences import mark, say

from ._around import around
from ._comments import HIDDEN, is_same_answer, mention_from, number_of, ref_of
from ._plain_text import clean, one_line, web_address
from ._wordpress_api import CANNOT_MODERATE, Api

FIRST_PULL = timedelta(days=7)
"""How far back a first pull goes where nobody says."""

CLOCKS_APART = timedelta(minutes=5)
"""A server's clock may be behind ours: an answer that old may still be the one just sent."""

REREAD_AT_ONCE = 50

MOST_ABOVE = 10
"""The deepest that WordPress lets comments be nested (Settings, Discussion)."""


class Settings(connector.Settings):
    """`site`: https://…; `user` with an application password reads what waits for approval too (`pending`), and
    answers; `team`: numbers of other users of the brand; `overlap_hours`: how long a comment may wait for approval
    where `pending` is not read.
    """

    site: str
    user: str = ""
    team: list[int] = Field(default_factory=list)
    pending: bool = True
    overlap_hours: int = Field(default=72, ge=0, le=24 * 30)
    password: SecretStr | None = None

    @field_validator("site")
    @classmethod
    def _web(cls, site: str) -> str:
        if not re.fullmatch(r"(https://[^\s/?#@]+|http://127\.0\.0\.1(:\d+)?)(/[^\s?#]*)?", site):
            raise BadValue(say("“{site}” must be the address of a site, such as https://www.marque.example", site=site))
        return site


class WordPress:
    summary: ClassVar[str] = mark("comments of a WordPress site, and answers to them")
    capabilities: ClassVar[frozenset[Capability]] = frozenset(Capability)
    settings: ClassVar[type[connector.Settings]] = Settings
    longest: ClassVar[int] = 65_525
    """Bytes of the database's column; WordPress refuses more (comment_content_column_length)."""

    def __init__(self, settings: Settings, context: Context) -> None:
        self._settings = settings
        self._context = context
        password = settings.password.get_secret_value().strip() if settings.password else ""
        self._api = Api(settings.site, settings.user, password, context)

    def pages(self, cursor: Cursor | None, since: datetime | None) -> Iterator[Page]:
        own = self._own()
        steps = descend_by_time(
            self._older,
            cursor or {},
            since=since or self._context.now - FIRST_PULL,
            now=self._context.now,
            overlap=timedelta(hours=self._settings.overlap_hours),
            looped=self._api.looped,
        )
        for items, after in steps:
            yield self._page(items, after, own)

    def _older(self, below: str | None) -> Batch:
        return self._api.older(below, self._status)

    @property
    def _status(self) -> Mapping[str, str]:
        return {"status": "all"} if self._api.has_user and self._settings.pending else {}

    def _page(self, items: Sequence[Item], after: Cursor, own: frozenset[int]) -> Page:
        mentions: dict[str, Mention] = {}
        rejects: list[Reject] = []
        for item in items:
            comment = item.content if isinstance(item.content, dict) else {}
            if isinstance(comment.get("id"), int):
                mentions[ref_of(comment)] = self._mention(comment, own)
            else:
                where = f"{self._api.host}, {one_line(clean(item.id), 40)}"
                rejects.append(
                    Reject(where=where, why=say("a comment without a number"), excerpt=clean(str(comment)[:80]))
                )
        return Page(mentions=tuple(mentions.values()), cursor=after, rejects=tuple(rejects))

    def _mention(self, comment: Mapping[str, Any], own: frozenset[int]) -> Mention:
        return mention_from(comment, self._context.channel, own, self._context.now)

    def _own(self) -> frozenset[int]:
        """The user of the settings, and the team. Without a user the site is read as anybody may."""
        team = frozenset(self._settings.team)
        return team | {self._api.me()["id"]} if self._api.has_user else team

    def check(self) -> Identity:
        if not self._api.has_user:
            self._api.older(None, {})
            missing = say(
                "there is no user: approved comments are read, what waits for approval is not, nor answers sent"
            )
            return Identity(name=self._api.host, missing=(missing, self._api.how_to_mend))
        me = self._api.me()
        held = me.get("capabilities")
        rights = tuple(sorted(name for name, has in held.items() if has is True)) if isinstance(held, dict) else ()
        name = one_line(clean(str(me.get("name") or "")), 100)
        return Identity(
            name=name,
            handles=(f"{name}#{me['id']}",),
            rights=tuple(name for name in rights if "comment" in name),
            missing=() if "moderate_comments" in rights or not rights else (CANNOT_MODERATE,),
        )

    def reread(self, mentions: Sequence[Mention]) -> Iterator[Page]:
        own = self._own()
        for start in range(0, len(mentions), REREAD_AT_ONCE):
            ids = [number_of(mention.ref) for mention in mentions[start : start + REREAD_AT_ONCE]]
            found = {ref_of(one): one for one in self._api.of_ids(ids, "include", self._status)}
            missing = [f"comment-{one}" for one in ids if f"comment-{one}" not in found]
            gone = [ref for ref in missing if self._is_gone(ref)]
            again = [self._mention(one, own) for one in found.values() if one.get("status") not in HIDDEN]
            below = [self._mention(one, own) for one in self._api.of_ids(ids, "parent", self._status)]
            answers = [mention for mention in below if mention.own]
            yield Page(mentions=(*again, *answers), gone=tuple(gone), cursor=None)

    def _is_gone(self, ref: str) -> bool:
        """Deleted, or put where the site shows it to nobody. What only may not be read is not gone."""
        try:
            found = self._api.one_or_gone(number_of(ref))
        except AuthError:
            return False
        return found is None or found.get("status") in HIDDEN

    def thread(self, mention: Mention) -> Sequence[Mention]:
        """The comments it answers, one above the other, and the answers right below it."""
        own, number = self._own(), number_of(mention.ref)
        comment = self._api.one_or_gone(number)
        if comment is None or comment.get("status") in HIDDEN:
            return ()
        above = [self._mention(one, own) for one in self._above(comment)]
        below = [self._mention(one, own) for one in self._api.of_ids([number], "parent", self._status)]
        return around(above, self._mention(comment, own), below)

    def _above(self, comment: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Oldest first."""
        found: list[Mapping[str, Any]] = []
        while len(found) < MOST_ABOVE and (parent := self._parent_of(comment)) is not None:
            found.append(parent)
            comment = parent
        return found[::-1]

    def _parent_of(self, comment: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """None where it answers nothing, or nothing that is shown."""
        number = comment.get("parent")
        if not isinstance(number, int) or not number:
            return None
        with suppress(AuthError):  # one that waits for approval is refused to who may not approve it
            found = self._api.one_or_gone(str(number))
            return found if found and found.get("status") not in HIDDEN else None
        return None

    def length(self, text: str) -> int:
        return len(_html(text).encode())

    def send(self, reply: Reply) -> Sent:
        """Raises Rejected where the comment is gone or answers are closed; AuthError without a user."""
        if not self._api.has_user:
            raise AuthError(say("{host} needs a user to answer", host=self._api.host), self._api.how_to_mend)
        parent = self._api.one_or_gone(number_of(reply.to.ref))
        if parent is None:
            raise Rejected(say("{host} no longer has the comment that is to be answered", host=self._api.host))
        made = self._api.post({"post": parent.get("post"), "parent": parent.get("id"), "content": _html(reply.text)})
        if made is not None:
            return _sent(made)
        before = self.find(reply)
        if before is None:
            raise Rejected(say("{host} has the same answer already, below another comment", host=self._api.host))
        return before

    def find(self, reply: Reply) -> Sent | None:
        own = self._own()
        for comment in self._api.of_ids([number_of(reply.to.ref)], "parent", self._status):
            mention = self._mention(comment, own)
            recent = mention.posted_at >= reply.since - CLOCKS_APART
            if mention.own and recent and is_same_answer(mention.text, reply.text):
                return _sent(comment)
        return None


def _html(text: str) -> str:
    """What WordPress takes for HTML as it was typed: < and & are no markup; it makes paragraphs itself."""
    return escape(text, quote=False)


def _sent(comment: Mapping[str, Any]) -> Sent:
    return Sent(ref=ref_of(comment), url=web_address(clean(str(comment.get("link") or ""))))
