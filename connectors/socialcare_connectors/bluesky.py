"""Bluesky: keywords, mentions, replies and quotes of the brand, and its answers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from socialcare import connector
from socialcare.connector import Capability, Context, Cursor, Identity, Page, Reply, Sent
from socialcare.errors import Rejected
from socialcare.facts import Mention
from socialcare.sentences import Sentence, mark, say

from . import _bluesky_text as texts
from ._around import around
from ._bluesky_api import POSTS, Api
from ._bluesky_listings import Listing, Notifications, OwnPosts, Search, Span
from ._bluesky_pages import Reading
from ._bluesky_posts import BadPost, address_of, did_of, language_of, text_of
from ._bluesky_refusals import name_of
from ._bluesky_session import Session
from ._bluesky_settings import Settings
from ._bluesky_thread import DEPTH, HEIGHT, above, below

FIRST_PULL = timedelta(days=7)
"""How far back a first pull goes where nobody says."""

_ASLEEP: Mapping[str, Sentence] = {
    "takendown": say("Bluesky has taken the account down: it can neither read nor answer"),
    "suspended": say("Bluesky has suspended the account: it can neither read nor answer"),
    "deactivated": say("the account is deactivated: switch it on again in its settings on Bluesky"),
}


class Bluesky:
    summary: ClassVar[str] = mark("Bluesky: keywords, mentions, replies, quotes, answers")
    capabilities: ClassVar[frozenset[Capability]] = frozenset(Capability)
    settings: ClassVar[type[connector.Settings]] = Settings
    longest: ClassVar[int] = texts.LONGEST

    def __init__(self, settings: Settings, context: Context) -> None:
        self._settings = settings
        self._context = context
        self._session = Session(settings.service, settings.handle, settings.app_password, context)
        self._api = Api(settings.service, self._session, context)

    def pages(self, cursor: Cursor | None, since: datetime | None) -> Iterator[Page]:
        """The brand's own answers last: by then, what they answer has been seen."""
        now = self._context.now
        overlap = timedelta(hours=self._settings.overlap_hours)
        span = Span(since=since or now - FIRST_PULL, overlap=overlap, now=now)
        reading = Reading(self._context.channel, self._api)
        states: dict[str, Any] = dict(cursor["listings"]) if cursor else {}
        for listing in self._listings():
            for items, after in listing.steps(self._api, states.get(listing.key, {}), span):
                known = states.get(listing.key, {})
                states = {**states, listing.key: dict(after)}
                page = reading.page(items, listing, {"listings": states})
                if page.mentions or page.rejects or states[listing.key] != known:
                    yield page

    def _listings(self) -> list[Listing]:
        searches = [Search(words=words) for words in self._settings.keywords]
        return [*([Notifications()] if self._settings.mentions else []), *searches, OwnPosts()]

    def check(self) -> Identity:
        account, headers = self._api.account()
        asleep = _ASLEEP.get(text_of(account, "status")) if account.get("active") is False else None
        of_app_password = self._session.is_of_app_password
        too_strong = say(
            "this is the password of the account itself, which may do everything; an app password is enough"
        )
        missing = [*([asleep] if asleep else []), *([too_strong] if of_app_password is False else [])]
        return Identity(
            handles=(text_of(account, "handle") or self._settings.handle,),
            rights=("app password",) if of_app_password else (),
            missing=tuple(missing),
            quota=_quota(headers),
        )

    def reread(self, mentions: Sequence[Mention]) -> Iterator[Page]:
        """One page a message."""
        reading = Reading(self._context.channel, self._api)
        reading.learn([self._api.did, *(did_of(mention.ref) for mention in mentions)])
        for mention in mentions:
            thread = self._api.thread(mention.ref)
            if thread is None:
                yield Page(mentions=(), gone=(mention.ref,), cursor=None)
            else:
                yield Page(mentions=self._again(thread, reading), cursor=None)

    def _again(self, thread: Mapping[str, Any], reading: Reading) -> tuple[Mention, ...]:
        """The post as it is now, and what the brand wrote below it; nothing of one whose author blocks the brand."""
        replies = thread.get("replies")
        below = [one.get("post") for one in replies if isinstance(one, dict)] if isinstance(replies, list) else []
        found = []
        for number, view in enumerate([thread.get("post"), *below]):
            with suppress(BadPost):
                mention = reading.mention(view if isinstance(view, dict) else {})
                if number == 0 or mention.own:
                    found.append(mention)
        return tuple(found)

    def thread(self, mention: Mention) -> Sequence[Mention]:
        """Who blocks the brand shows it nothing: neither the post nor what is around it."""
        found = self._api.thread(mention.ref, depth=DEPTH, height=HEIGHT)
        if found is None or not isinstance(found.get("post"), dict):
            return ()
        reading = Reading(self._context.channel, self._api)
        before = tuple(_mentions(reading, above(found)))
        itself = next(_mentions(reading, [found["post"]]), mention)
        return around(before, itself, tuple(_mentions(reading, below(found))))

    def length(self, text: str) -> int:
        return texts.length(text)

    def send(self, reply: Reply) -> Sent:
        """Raises Rejected where what is answered is gone, its author lets nobody answer, or the server refuses."""
        parent = self._parent(reply.to)
        record = parent.get("record")
        written: Mapping[str, Any] = record if isinstance(record, dict) else {}
        thread = written.get("reply")
        root = thread.get("root") if isinstance(thread, dict) else None
        to = {"uri": text_of(parent, "uri"), "cid": text_of(parent, "cid")}
        language = language_of(written)
        rkey = texts.record_key(reply.key, reply.to.posted_at)
        answer = {
            "$type": POSTS,
            "text": reply.text,
            "createdAt": self._context.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "reply": {"root": root if isinstance(root, dict) else to, "parent": to},
            **({"langs": [language]} if language else {}),
            **({"facets": found} if (found := texts.facets(reply.text, self._api.did_of)) else {}),
        }
        try:
            self._api.write(rkey, answer)
        except Rejected as rejected:
            if name_of(rejected) != "InvalidSwap":  # it stands there from an earlier try
                raise
        return self._sent(rkey)

    def find(self, reply: Reply) -> Sent | None:
        rkey = texts.record_key(reply.key, reply.to.posted_at)
        return self._sent(rkey) if self._api.own_post(rkey) is not None else None

    def _sent(self, rkey: str) -> Sent:
        ref = f"at://{self._api.did}/{POSTS}/{rkey}"
        return Sent(ref=ref, url=address_of(ref))

    def _parent(self, mention: Mention) -> Mapping[str, Any]:
        found = next((post for post in self._api.posts([mention.ref]) if text_of(post, "uri") == mention.ref), None)
        if found is None:
            raise Rejected(say("{host} no longer knows the message that is to be answered", host=self._api.host))
        viewer = found.get("viewer")
        if isinstance(viewer, dict) and viewer.get("replyDisabled"):
            raise Rejected(say("the author of this post has closed it to answers; write to them another way"))
        return found


def _mentions(reading: Reading, views: Iterable[Mapping[str, Any]]) -> Iterator[Mention]:
    """One that is not as the schema says is left out."""
    for view in views:
        with suppress(BadPost):
            yield reading.mention(view)


def _quota(headers: Mapping[str, str]) -> Sentence | None:
    left, limit = headers.get("ratelimit-remaining", ""), headers.get("ratelimit-limit", "")
    policy = headers.get("ratelimit-policy", "").partition("w=")[2]
    if not (left.isdecimal() and limit.isdecimal() and policy.isdecimal()):
        return None
    return say(
        "{left} of {limit} calls left in these {minutes} minutes",
        left=int(left),
        limit=int(limit),
        minutes=int(policy) // 60,
    )
