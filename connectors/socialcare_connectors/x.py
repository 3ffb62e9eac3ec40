"""X: mentions of the brand, searches, and what the brand wrote there; each post read costs, within a day's budget."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

from socialcare import connector
from socialcare.connector import Capability, Context, Cursor, Identity, Page
from socialcare.facts import Mention
from socialcare.sentences import Sentence, mark, say_many

from ._json_fields import BadItem, object_in, objects_in, text_in
from ._x_api import Api, Listing, of_mentions, of_own, of_search
from ._x_costs import Purse
from ._x_pages import Reading
from ._x_posts import Account, Posts, newest_id
from ._x_settings import Settings

FIRST_PULL = timedelta(days=7)
"""How far back a first pull goes where nobody says; a search on X goes no further."""

AGAIN_AT_ONCE = 20
"""Posts looked at again in one call: at most $0.30, so that a small budget is used to its end."""


class X:
    summary: ClassVar[str] = mark("X: mentions, searches and own posts, within a budget")
    # No `reply`: X takes an answer from a program only where the account was named or quoted, at up to $0.20 each, and
    # knows no key by which an answer that was tried twice would be one.
    capabilities: ClassVar[frozenset[Capability]] = frozenset(
        {Capability.PULL, Capability.OWN_REPLIES, Capability.CHECK, Capability.REREAD}
    )
    settings: ClassVar[type[connector.Settings]] = Settings

    def __init__(self, settings: Settings, context: Context) -> None:
        self._settings = settings
        self._context = context

    def pages(self, cursor: Cursor | None, since: datetime | None) -> Iterator[Page]:
        """Raises QuotaSpent before the call that could pass the budget; the pages before it are paid and stand."""
        known = cursor or {}
        api = self._api(known.get("cost"))
        account = api.account()
        reading = Reading(api, self._context.channel, account, self._context.now)
        states: dict[str, Any] = dict(known.get("listings", {}))
        floor = since or self._context.now - FIRST_PULL
        for listing in self._listings(account):
            for page, after in reading.pages(listing, states.get(listing.key, {}), floor):
                states = {**states, listing.key: dict(after)}
                yield replace(page, cursor={"listings": states, "cost": api.purse.state})
        if reading.posts_read:
            yield Page(mentions=(), cursor=None, notes=(api.purse.told_of_run(reading.posts_read),))

    def _api(self, kept: object = None) -> Api:
        purse = Purse(self._context.now, self._settings.budget, kept, self._context.vault)
        return Api(self._settings, self._context, purse)

    def _listings(self, account: Account) -> Sequence[Listing]:
        """The brand's own posts last: by then, most of what they answer has been seen."""
        return [
            *([of_mentions(account)] if self._settings.mentions else []),
            *(of_search(query) for query in self._settings.searches),
            *([of_own(account)] if self._settings.own_posts else []),
        ]

    def check(self) -> Identity:
        """Costs a user read, once a day."""
        api = self._api()
        account = api.look_up()
        return Identity(
            name=account.name,
            handles=(account.username,),
            rights=("read",),
            quota=api.purse.told,
        )

    def reread(self, mentions: Sequence[Mention]) -> Iterator[Page]:
        """Costs a post read each, once a day. Gone is only what X itself says it does not find."""
        api = self._api()
        account = api.account()
        refs = [mention.ref for mention in mentions if mention.ref.isdecimal()]
        for start in range(0, len(refs), AGAIN_AT_ONCE):
            yield from self._again(api, account, refs[start : start + AGAIN_AT_ONCE])
        if self._settings.own_posts and refs:
            body = api.page(of_own(account), {"since_id": min(refs, key=int)})
            found = [one for one in self._mentions(body, account) if one.in_reply_to in refs]
            if found:
                yield Page(mentions=tuple(found), cursor=None)

    def _again(self, api: Api, account: Account, refs: Sequence[str]) -> Iterator[Page]:
        """X gives an edited post by its first id as it was: how it is now has another id."""
        body = api.posts(refs)
        edited = [newest_id(post) for post in objects_in(body, "data") if newest_id(post) != text_in(post, "id")]
        found = {mention.ref: mention for mention in self._mentions(body, account)}
        if edited:
            found |= {mention.ref: mention for mention in self._mentions(api.posts(edited), account)}
        gone = tuple(ref for ref in refs if ref in _not_found(body) and ref not in found)
        unseen = len(set(refs) - found.keys() - set(gone))
        notes: tuple[Sentence, ...] = (_unseen(unseen),) if unseen else ()
        yield Page(mentions=tuple(found.values()), gone=gone, cursor=None, notes=notes)

    def _mentions(self, body: Mapping[str, Any], account: Account) -> Iterator[Mention]:
        posts = Posts(self._context.channel, account, object_in(body, "includes"))
        for post in objects_in(body, "data"):
            with suppress(BadItem):
                yield posts.mention(post)


def _not_found(body: Mapping[str, Any]) -> frozenset[str]:
    """A suspended or protected author is another problem: their posts may come back."""
    return frozenset(
        text_in(problem, "resource_id") or text_in(problem, "value")
        for problem in objects_in(body, "errors")
        if problem.get("resource_type") == "tweet" and text_in(problem, "type").endswith("/resource-not-found")
    )


def _unseen(count: int) -> Sentence:
    return say_many(
        "X did not show {n} message again: its author is suspended or protected",
        "X did not show {n} messages again: their authors are suspended or protected",
        count,
    )
