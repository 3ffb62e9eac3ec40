"""App Store: customer reviews of one app, storefront by storefront, from the feed that Apple shows to everybody."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from pydantic import Field, field_validator

from socialcare import connector
from socialcare.connector import Capability, Context, Cursor, Identity, Page, Reject
from socialcare.documents import BadValue
from socialcare.facts import Mention
from socialcare.paging import Batch, Item, State, descend_by_time, look_back
from socialcare.sentences import Sentence, mark, say

from ._appstore_feed import DEEPEST, Feed, NothingThere
from ._appstore_reviews import mention_from, ref_of, written_at
from ._json_fields import BadItem
from ._review_fields import reject
from ._servers import ServerAddress

FIRST_PULL = timedelta(days=7)
"""How far back a first pull goes where nobody says."""


class Settings(connector.Settings):
    """`app`: the number in the app's address, after id; `storefronts`: countries; `overlap_hours`: how far above what
    was read a review may still appear, for Apple's servers do not all show it at once.
    """

    app: str
    storefronts: list[str] = Field(default_factory=lambda: ["fr"], min_length=1)
    overlap_hours: int = Field(default=48, ge=0, le=24 * 30)
    server: ServerAddress = "https://itunes.apple.com"

    @field_validator("app")
    @classmethod
    def _number(cls, app: str) -> str:
        if not re.fullmatch(r"\d{4,15}", app):
            raise BadValue(say("“{app}” is not the number of an app; it follows id in its App Store address", app=app))
        return app

    @field_validator("storefronts")
    @classmethod
    def _countries(cls, storefronts: list[str]) -> list[str]:
        for storefront in storefronts:
            if not re.fullmatch(r"[a-z]{2}", storefront):
                raise BadValue(say("“{storefront}” is not a storefront; write a country in two small letters, such as fr",
                                   storefront=storefront))  # fmt: skip
        return list(dict.fromkeys(storefronts))


class AppStore:
    summary: ClassVar[str] = mark("App Store: customer reviews of an app, by country")
    capabilities: ClassVar[frozenset[Capability]] = frozenset({Capability.PULL, Capability.CHECK})
    settings: ClassVar[type[connector.Settings]] = Settings

    def __init__(self, settings: Settings, context: Context) -> None:
        self._settings = settings
        self._context = context
        self._feed = Feed(settings.server, settings.app, context)

    def pages(self, cursor: Cursor | None, since: datetime | None) -> Iterator[Page]:
        """A storefront that shows nothing is told and left where it was; the others go on."""
        states: dict[str, Any] = dict(cursor or {})
        floor = since or self._context.now - FIRST_PULL
        for storefront in self._settings.storefronts:
            before = states.get(storefront, {})
            listing = _Listing(self._feed, storefront, before)
            try:
                for items, after in self._steps(listing, before, floor):
                    states = {**states, storefront: {**after, **listing.marks(closed="next" not in after)}}
                    yield self._page(storefront, items, states)
            except NothingThere as nothing:
                yield from self._above(storefront, before, floor)
                yield Page(mentions=(), cursor=None, notes=(nothing.sentence,))

    def _steps(self, listing: "_Listing", state: State, floor: datetime) -> Iterator[tuple[Sequence[Item], State]]:
        return descend_by_time(
            listing.older,
            {key: value for key, value in state.items() if key not in ("mark", "seen")},
            since=floor,
            now=self._context.now,
            overlap=self._overlap,
            looped=self._feed.looped,
        )

    @property
    def _overlap(self) -> timedelta:
        return timedelta(hours=self._settings.overlap_hours)

    def _above(self, storefront: str, state: State, floor: datetime) -> Iterator[Page]:
        """What came on top while the page where the last run was interrupted stays empty; the cursor still says so."""
        if "next" not in state:
            return
        high = datetime.fromisoformat(state["high"]) - self._overlap if "high" in state else floor
        listing = _Listing(self._feed, storefront, state)
        try:
            for items in look_back(listing.older, until=high, most_pages=DEEPEST):
                yield self._page(storefront, items, None)
        except NothingThere:
            return

    def _page(self, storefront: str, items: Sequence[Item], cursor: Cursor | None) -> Page:
        mentions: dict[str, Mention] = {}
        rejects: list[Reject] = []
        undated = 0
        for item in items:
            entry = item.content if isinstance(item.content, dict) else {}
            try:
                mention = mention_from(entry, self._context.channel, self._context.now)
            except BadItem as bad:
                rejects.append(reject(storefront, bad, entry))
                continue
            undated += item.at is None
            mentions[mention.ref] = mention
        notes = (_undated(storefront),) if undated else ()
        return Page(mentions=tuple(mentions.values()), cursor=cursor, rejects=tuple(rejects), notes=notes)

    def check(self) -> Identity:
        found: list[str] = []
        missing: list[Sentence] = []
        for storefront in self._settings.storefronts:
            try:
                self._feed.leaf(storefront, 1)
                found.append(storefront)
            except NothingThere as nothing:
                missing.append(nothing.sentence)
        return Identity(name=f"id{self._settings.app}", rights=tuple(found), missing=tuple(missing))


class _Listing:
    """One storefront, newest first. Some feeds tell no dates: there, what is new has a higher id than all before.

    `mark` is the highest id of when the listing was last read to its end, `seen` the highest so far.
    """

    def __init__(self, feed: Feed, storefront: str, state: Mapping[str, Any]) -> None:
        self._feed = feed
        self._storefront = storefront
        self._mark = _number(state.get("mark"))
        self._kept = self._seen = max(self._mark, _number(state.get("seen")))

    def older(self, below: str | None) -> Batch:
        number = int(below or 1)
        leaf = self._feed.leaf(self._storefront, number)
        entries = [entry for entry in leaf.entries if written_at(entry) or self._is_new(ref_of(entry), number)]
        self._seen = max([self._seen, *(_number(ref_of(entry)) for entry in leaf.entries)])
        items = [Item(ref_of(entry), written_at(entry), entry) for entry in entries]
        return Batch(items, str(number + 1) if number < leaf.last else None)

    def _is_new(self, ref: str, number: int) -> bool:
        """Of a review without a date. A first pull takes one page: nobody knows how old those below are."""
        return _number(ref) > self._mark if self._mark else number == 1 or _number(ref) > self._kept > 0

    def marks(self, *, closed: bool) -> Mapping[str, str]:
        self._mark = self._seen if closed else self._mark
        found = {"mark": self._mark, "seen": 0 if closed else self._seen}
        return {name: str(number) for name, number in found.items() if number}


def _number(told: object) -> int:
    return int(told) if isinstance(told, str) and told.isdecimal() and len(told) <= 30 else 0


def _undated(storefront: str) -> Sentence:
    return say(
        "the storefront “{storefront}” tells no dates: reviews count as posted when they were first seen, and a first"
        " pull takes the newest page alone",
        storefront=storefront,
    )
