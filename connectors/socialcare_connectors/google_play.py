"""Google Play: reviews of the brand's app, as long as Google shows them, and the one answer that each takes."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import quote

from socialcare import connector
from socialcare.connector import Capability, Context, Cursor, Identity, Page, Reject, Reply, Sent
from socialcare.errors import ConnectorError, Rejected
from socialcare.facts import Mention
from socialcare.paging import Batch, Item
from socialcare.sentences import Sentence, mark, say

from . import _google_play_login as login
from ._answers import Answers, of
from ._google_errors import NotThere, explained
from ._google_play_reviews import changed_at, mentions_from
from ._google_play_settings import Settings
from ._json_fields import BadItem, object_in, objects_in, text_in
from ._restarting import descend_again
from ._review_fields import again, answer_ref, reject
from ._statuses import moment
from ._tokens import Bearer, Grant, secret

PAGE = 100

SHOWN = timedelta(days=7)
"""Google shows reviews that were written or changed in the last week, and no others."""

TOO_LONG = timedelta(days=6)
"""After that time without a pull, reviews may be lost."""

NETWORK = "Google Play"


class GooglePlay:
    summary: ClassVar[str] = mark("Google Play: reviews of an app, and answers")
    capabilities: ClassVar[frozenset[Capability]] = frozenset(Capability) - {Capability.THREAD}
    settings: ClassVar[type[connector.Settings]] = Settings
    longest: ClassVar[int] = 350

    def __init__(self, settings: Settings, context: Context) -> None:
        self._context = context
        self._package = settings.package
        self._key = secret(settings.service_account)
        self._url = f"{settings.server}/androidpublisher/v3/applications/{settings.package}/reviews"
        self._how_to_mend = say(
            "set {variable}_SERVICE_ACCOUNT to the text of the JSON key of a service account that has the right"
            " “Reply to reviews” in Play Console",
            variable="SOCIALCARE_" + context.channel.upper().replace("-", "_"),
        )
        url = f"{settings.login}/token"
        grant = Grant(
            network=NETWORK,
            url=url,
            form=lambda: login.form(self._key, url, context.now, self._how_to_mend),
            how_to_mend=self._how_to_mend,
            headers={},
        )
        self._google = Bearer(grant, context, self._explained)

    def pages(self, cursor: Cursor | None, since: datetime | None) -> Iterator[Page]:
        """The whole week at each run: no order is promised, and an answer does not bring its review up."""
        known = cursor or {}
        now = self._context.now
        pulled_at = moment(known.get("pulled_at"))
        notes = (_lost(pulled_at),) if pulled_at and now - pulled_at > TOO_LONG else ()
        steps = descend_again(
            self._older,
            known.get("reviews", {}),
            since=since or now - SHOWN,
            now=now,
            overlap=2 * SHOWN,
            looped=_LOOPED,
        )
        saved = known
        for items, after in steps:
            saved = {"reviews": dict(after), "pulled_at": now.isoformat()}
            yield self._page(items, saved, notes)
            notes = ()
        if saved is known and pulled_at != now:
            yield Page(mentions=(), cursor={**known, "pulled_at": now.isoformat()}, notes=notes)

    def _older(self, below: str | None) -> Batch:
        found = self._google.get(self._url, {"maxResults": str(PAGE), **({"token": below} if below else {})})
        items = [Item(text_in(one, "reviewId"), changed_at(one), one) for one in objects_in(found, "reviews")]
        return Batch(items, text_in(object_in(found, "tokenPagination"), "nextPageToken") or None)

    def _page(self, items: Sequence[Item], cursor: Cursor, notes: tuple[Sentence, ...]) -> Page:
        found: list[Mention] = []
        rejects: list[Reject] = []
        for item in items:
            review = item.content if isinstance(item.content, dict) else {}
            try:
                found += self._mentions(review)
            except BadItem as bad:
                rejects.append(reject(item.id, bad, review))
        return Page(mentions=tuple(found), cursor=cursor, rejects=tuple(rejects), notes=notes)

    def _mentions(self, review: Mapping[str, Any]) -> tuple[Mention, ...]:
        return mentions_from(review, self._context.channel, self._package)

    def check(self) -> Identity:
        name = login.name_of(self._key, self._how_to_mend)
        self._google.get(self._url, {"maxResults": "1"})
        return Identity(name=name, handles=(self._package,), rights=("read",))

    def reread(self, mentions: Sequence[Mention]) -> Iterator[Page]:
        """Nothing is ever gone: what Google no longer shows may only be older than a week."""
        for mention in mentions:
            if not mention.own:
                with suppress(BadItem, NotThere):
                    yield again(self._mentions(self._review(mention.ref)))

    def _review(self, ref: str) -> Mapping[str, Any]:
        found = self._google.get(self._of(ref))
        if text_in(found, "reviewId") != ref:
            raise self._google.unusable()
        return found

    def _of(self, ref: str) -> str:
        return f"{self._url}/{quote(ref, safe='')}"

    def length(self, text: str) -> int:
        return len(text)

    def send(self, reply: Reply) -> Sent:
        """Raises Rejected where the review is gone, or somebody has answered it already in other words."""
        there = self._there(reply)
        before = there.sent(reply)
        if before is not None:
            return before
        there.refuse_to_overwrite()
        made = self._google.post(f"{self._of(reply.to.ref)}:reply", {"replyText": reply.text})
        if not object_in(made, "result"):
            raise self._google.unusable()
        return Sent(ref=answer_ref(reply.to.ref), url=there.asked.url)

    def find(self, reply: Reply) -> Sent | None:
        """Google takes no key: the answer that stands there is ours where it has these words."""
        return self._there(reply).sent(reply)

    def _there(self, reply: Reply) -> Answers:
        try:
            return of(self._mentions(self._review(reply.to.ref)))
        except (NotThere, BadItem) as gone:
            raise Rejected(say("Google Play no longer shows the review that is to be answered")) from gone

    def _explained(self, error: ConnectorError) -> ConnectorError:
        return explained(error, NETWORK, self._how_to_mend, self._context.now)


_LOOPED = say("Google Play gives the same page again and again; it was left there")


def _lost(pulled_at: datetime) -> Sentence:
    return say(
        "Google Play shows the reviews of the last 7 days alone, and the last pull was on {day}: some may be lost; pull at"
        " least every 6 days",
        day=pulled_at.date(),
    )
