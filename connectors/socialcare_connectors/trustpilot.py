"""Trustpilot: reviews of the brand's business unit, and the one answer that each takes."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, ClassVar

from socialcare import connector
from socialcare.connector import Capability, Context, Cursor, Identity, Page, Reject, Reply, Sent
from socialcare.errors import Rejected
from socialcare.facts import Mention
from socialcare.paging import Batch, Item, ascend
from socialcare.sentences import mark, say

from ._answers import Answers, of
from ._json_fields import BadItem, text_in
from ._review_fields import again, answer_ref, reject
from ._statuses import moment
from ._trustpilot_api import Api, NotThere
from ._trustpilot_reviews import mentions_from
from ._trustpilot_settings import Settings

FIRST_PULL = timedelta(days=7)
"""How far back a first pull goes where nobody says."""


class Trustpilot:
    summary: ClassVar[str] = mark("Trustpilot: reviews of the brand, and answers")
    capabilities: ClassVar[frozenset[Capability]] = frozenset(Capability) - {Capability.THREAD}
    settings: ClassVar[type[connector.Settings]] = Settings
    longest: ClassVar[int] = 10_000
    """Ours: Trustpilot documents no limit."""

    def __init__(self, settings: Settings, context: Context) -> None:
        self._settings = settings
        self._context = context
        self._api = Api(settings, context)

    def pages(self, cursor: Cursor | None, since: datetime | None) -> Iterator[Page]:
        """Oldest first from a fixed time; {"start", "after", "high"} until the end is met, then {"high"}.

        The last days are read again each time: an answer does not bring its review up, and pages move up where one
        is taken away.
        """
        known = cursor or {}
        high = moment(known.get("high"))
        start = moment(known.get("start")) or self._start(high, since)
        resumed = {"after": known["after"]} if "start" in known else {}
        is_open = bool(resumed)
        for items, after in ascend(self._newer(start), resumed, looped=self._api.looped):
            high = max([one for one in (high, *(item.at for item in items)) if one], default=None)
            is_open = True
            yield self._page(items, {"start": start.isoformat(), **after, **self._high(high)})
        if is_open:
            yield Page(mentions=(), cursor=self._high(high))

    def _start(self, high: datetime | None, since: datetime | None) -> datetime:
        if high is None:
            return since or self._context.now - FIRST_PULL
        return high - timedelta(days=self._settings.window_days)

    def _high(self, high: datetime | None) -> Mapping[str, str]:
        return {"high": min(high, self._context.now).isoformat()} if high else {}

    def _newer(self, start: datetime) -> Any:
        def newer(after: str | None) -> Batch:
            page = int(after or 1)
            reviews = self._api.reviews(start, page)
            items = [Item(text_in(one, "id"), moment(one.get("createdAt")), one) for one in reviews]
            return Batch(items, str(page + 1))

        return newer

    def _page(self, items: Sequence[Item], cursor: Cursor) -> Page:
        found: list[Mention] = []
        rejects: list[Reject] = []
        for item in items:
            review = item.content if isinstance(item.content, dict) else {}
            try:
                found += self._mentions(review)
            except BadItem as bad:
                rejects.append(reject(item.id, bad, {"text": review.get("text")}))
        return Page(mentions=tuple(found), cursor=cursor, rejects=tuple(rejects))

    def _mentions(self, review: Mapping[str, Any]) -> tuple[Mention, ...]:
        return mentions_from(review, self._context.channel, self._settings.business_unit)

    def check(self) -> Identity:
        self._api.reviews(self._context.now - FIRST_PULL, 1)
        nobody = not (self._settings.user_id or self._settings.user)
        missing = say("nobody is named who answers: to answer, write user_id, the id of a business user of Trustpilot")
        return Identity(
            name=self._settings.business_unit,
            handles=(self._settings.business_unit,),
            rights=("read",) if nobody else ("read", "answer"),
            missing=(missing,) if nobody else (),
        )

    def reread(self, mentions: Sequence[Mention]) -> Iterator[Page]:
        for mention in mentions:
            if mention.own:
                continue
            try:
                review = self._api.review(mention.ref)
            except NotThere:
                yield again((), [mention.ref])
                continue
            with suppress(BadItem):
                yield again(self._mentions(review))

    def length(self, text: str) -> int:
        return len(text)

    def send(self, reply: Reply) -> Sent:
        """Raises Rejected where the review is gone, or somebody has answered it already in other words."""
        there = self._there(reply)
        before = there.sent(reply)
        if before is not None:
            return before
        there.refuse_to_overwrite()
        if self._api.answer(reply.to.ref, reply.text) is None:
            found = self.find(reply)
            if found is None:
                raise self._api.unusable()
            return found
        return Sent(ref=answer_ref(reply.to.ref), url=there.asked.url)

    def find(self, reply: Reply) -> Sent | None:
        """Trustpilot takes no key: the answer that stands there is ours where it has these words."""
        return self._there(reply).sent(reply)

    def _there(self, reply: Reply) -> Answers:
        try:
            return of(self._mentions(self._api.review(reply.to.ref)))
        except (NotThere, BadItem) as gone:
            raise Rejected(say("Trustpilot no longer shows the review that is to be answered")) from gone
