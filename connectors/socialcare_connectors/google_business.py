"""Google Business Profile: reviews of the brand's own locations, and the answers inside them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar
from urllib.parse import quote

from socialcare import connector
from socialcare.connector import Capability, Context, Cursor, Identity, Page, Reject, Reply, Sent
from socialcare.errors import AuthError, ConnectorError, Rejected
from socialcare.facts import Mention
from socialcare.paging import Batch, Item
from socialcare.sentences import mark, say

from ._answers import Answers, of
from ._google_business_reviews import mentions_from
from ._google_business_settings import Settings
from ._google_errors import NotThere, explained
from ._json_fields import BadItem, objects_in, text_in
from ._restarting import descend_again
from ._review_fields import again, answer_ref, reject
from ._statuses import moment
from ._tokens import Bearer, Grant, secret

PAGE = 50
"""The most that a listing gives at once."""

FIRST_PULL = timedelta(days=7)
"""How far back a first pull goes where nobody says."""

NETWORK = "Google Business Profile"


class GoogleBusiness:
    summary: ClassVar[str] = mark("Google Business Profile: reviews of own locations, answers")
    capabilities: ClassVar[frozenset[Capability]] = frozenset(
        {Capability.PULL, Capability.OWN_REPLIES, Capability.CHECK, Capability.REREAD, Capability.REPLY}
    )
    longest: ClassVar[int] = 4096
    settings: ClassVar[type[connector.Settings]] = Settings

    def __init__(self, settings: Settings, context: Context) -> None:
        self._settings = settings
        self._context = context
        variable = "SOCIALCARE_" + context.channel.upper().replace("-", "_")
        self._how_to_mend = say(
            "set {variable}_CLIENT_SECRET and {variable}_REFRESH_TOKEN, of an OAuth login with the right"
            " business.manage, in a project that Google has approved for the Business Profile APIs",
            variable=variable,
        )
        grant = Grant(
            network=NETWORK, url=f"{settings.login}/token", form=self._form, how_to_mend=self._how_to_mend, headers={}
        )
        self._google = Bearer(grant, context, self._explained)

    def _form(self) -> Mapping[str, str]:
        held = {
            "client_secret": secret(self._settings.client_secret),
            "refresh_token": secret(self._settings.refresh_token),
        }
        if not all(held.values()):
            raise AuthError(say("Google Business Profile wants an OAuth login"), self._how_to_mend)
        return {"grant_type": "refresh_token", "client_id": self._settings.client_id, **held}

    def pages(self, cursor: Cursor | None, since: datetime | None) -> Iterator[Page]:
        states: dict[str, Any] = dict(cursor or {})
        now, window = self._context.now, timedelta(days=self._settings.window_days)
        for location in self._settings.locations:
            steps = descend_again(
                partial(self._older, location),
                states.get(location, {}),
                since=since or now - FIRST_PULL,
                now=now,
                overlap=window,
                looped=say("Google Business Profile gives the same page again and again; it was left there"),
            )
            for items, after in steps:
                states = {**states, location: dict(after)}
                yield self._page(location, items, states)

    def _older(self, location: str, below: str | None) -> Batch:
        """By the time of the last change: a review that its author changed comes up again, under the same id."""
        params = {"pageSize": str(PAGE), "orderBy": "updateTime desc", **({"pageToken": below} if below else {})}
        found = self._google.get(self._url(location), params)
        reviews = objects_in(found, "reviews")
        items = [Item(text_in(one, "reviewId"), moment(one.get("updateTime")), one) for one in reviews]
        return Batch(items, text_in(found, "nextPageToken") or None)

    def _page(self, location: str, items: Sequence[Item], cursor: Cursor) -> Page:
        found: list[Mention] = []
        rejects: list[Reject] = []
        for item in items:
            review = item.content if isinstance(item.content, dict) else {}
            try:
                found += mentions_from(review, self._context.channel, location)
            except BadItem as bad:
                rejects.append(reject(f"{location} {item.id}", bad, review))
        return Page(mentions=tuple(found), cursor=cursor, rejects=tuple(rejects))

    def check(self) -> Identity:
        missing = []
        for location in self._settings.locations:
            try:
                self._google.get(self._url(location), {"pageSize": "1"})
            except NotThere:
                missing.append(say("Google does not know the location {location} in this account", location=location))
        own = tuple(self._settings.locations)
        return Identity(name=f"accounts/{self._settings.account}", handles=own, missing=tuple(missing))

    def reread(self, mentions: Sequence[Mention]) -> Iterator[Page]:
        """Of which location a review is, it does not say: each is asked."""
        for mention in mentions:
            if mention.own:
                continue
            review, location = self._review(mention.ref)
            if review is None:
                yield again((), [mention.ref])
                continue
            with suppress(BadItem):
                yield again(mentions_from(review, self._context.channel, location))

    def _review(self, ref: str) -> tuple[Mapping[str, Any] | None, str]:
        """None where every location says that it has no such review. Raises what the API does otherwise."""
        for location in self._settings.locations:
            with suppress(NotThere):
                found = self._google.get(f"{self._url(location)}/{quote(ref, safe='')}")
                if text_in(found, "reviewId") != ref:
                    raise self._google.unusable()
                return found, location
        return None, ""

    def length(self, text: str) -> int:
        """Google counts bytes."""
        return len(text.encode())

    def send(self, reply: Reply) -> Sent:
        """Raises Rejected where the review is gone, or somebody has answered it already in other words."""
        there, location = self._there(reply)
        before = there.sent(reply)
        if before is not None:
            return before
        there.refuse_to_overwrite()
        made = self._google.put(f"{self._url(location)}/{quote(reply.to.ref, safe='')}/reply", {"comment": reply.text})
        if not text_in(made or {}, "comment"):
            raise self._google.unusable()
        return Sent(ref=answer_ref(reply.to.ref))

    def find(self, reply: Reply) -> Sent | None:
        """Google takes no key: the answer that stands there is ours where it has these words."""
        return self._there(reply)[0].sent(reply)

    def _there(self, reply: Reply) -> tuple[Answers, str]:
        review, location = self._review(reply.to.ref)
        if review is None:
            raise Rejected(say("Google no longer shows the review that is to be answered"))
        try:
            return of(mentions_from(review, self._context.channel, location)), location
        except BadItem as bad:
            raise self._google.unusable() from bad

    def _url(self, location: str) -> str:
        return f"{self._settings.server}/v4/accounts/{self._settings.account}/locations/{location}/reviews"

    def _explained(self, error: ConnectorError) -> ConnectorError:
        return explained(error, NETWORK, self._how_to_mend, self._context.now)
