"""Who was an ambassador when they wrote, by what was known then: for triage today, and for telling it again later."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from types import MappingProxyType
from zoneinfo import ZoneInfo

from socialcare import store
from socialcare.cases import FEWEST_MESSAGES, SPAN, Felt, felt, is_ambassador
from socialcare.facts import Author, Correction, Score
from socialcare.store import Store
from socialcare.store.regulars import Wrote

NO_SCORES: Mapping[int, Score] = MappingProxyType({})

ALWAYS = datetime.min.replace(tzinfo=UTC)

Person = frozenset[int]
"""The accounts of one customer: one, or those that were linked by hand."""


@dataclass(frozen=True)
class _Read:
    """What was known of one person at an instant, oldest first: `feelings` leave spam out, `unread` had no score yet."""

    feelings: list[Felt]
    unread: list[datetime]

    @cached_property
    def times(self) -> list[datetime]:
        return [each.at for each in self.feelings]

    def before(self, at: datetime) -> list[Felt]:
        return self.feelings[: bisect_left(self.times, at)]


class Regulars:
    """Of a desk whose links are those said by `now`; days are those of `zone`. Only who writes often is read."""

    def __init__(self, desk: Store, now: datetime, zone: ZoneInfo) -> None:
        self._desk, self._zone = desk, zone
        self._links = store.people.links(desk, now)
        self._people: dict[int, Mapping[int, Person]] = {}
        self._wrote: dict[Person, list[Wrote]] = {}
        self._reads: dict[tuple[Person, datetime], _Read] = {}

    def read(self, accounts: Iterable[int], then: datetime, oldest: datetime = ALWAYS) -> None:
        """Many at once ask the store as little as one does; nothing older than `oldest` is to be asked about."""
        since = max(oldest, ALWAYS + SPAN) - SPAN
        people = {self._person(account, then) for account in accounts}
        counts = store.regulars.counts(self._desk, [account for person in people for account in person])
        often = [person for person in people if sum(counts.get(each, 0) for each in person) > FEWEST_MESSAGES]
        whose = {account: person for person in often for account in person}
        self._wrote.update((person, []) for person in people)
        for each in store.regulars.wrote(self._desk, list(whose), since) if whose else ():
            self._wrote[whose[each.account]].append(each)

    def ambassador(
        self, account: int, at: datetime, then: datetime, fresh: Mapping[int, Score] = NO_SCORES
    ) -> bool | None:
        """Whether the customer was one just before the message of `at`, by what was known at `then`.

        `fresh` are scores not stored yet. None where a message that counts had not been read by then.
        """
        person = self._person(account, then)
        if person not in self._wrote:
            self.read([account], then)
        if not self._wrote[person]:
            return False
        known = self._reads.get((person, then))
        if known is None:
            known = self._reads[person, then] = _read(self._wrote[person], then, fresh)
        unread = bisect_left(known.unread, at)
        if unread and at - known.unread[unread - 1] <= SPAN:
            return None
        return is_ambassador(known.before(at), at, self._zone)

    def account(self, channel: str, author: Author) -> int | None:
        return store.regulars.account_of(self._desk, channel, author)

    def _person(self, account: int, then: datetime) -> Person:
        if not self._links:
            return frozenset((account,))
        said = [link for link in self._links if link.at <= then]
        if len(said) not in self._people:
            self._people[len(said)] = store.people.together(said)
        return self._people[len(said)].get(account, frozenset((account,)))


def _read(wrote: Collection[Wrote], then: datetime, fresh: Mapping[int, Score]) -> _Read:
    feelings: list[Felt] = []
    unread: list[datetime] = []
    for each in wrote:
        if each.seen_at > then:
            continue
        score = fresh.get(each.number)
        if score is None and each.routed_at is not None and each.routed_at <= then:
            score = each.score
        if score is None:
            unread.append(each.at)
            continue
        known = felt(each.at, score, _standing(each, then))
        if known is not None:
            feelings.append(known)
    return _Read(feelings, unread)


def _standing(wrote: Wrote, then: datetime) -> list[Correction]:
    """The last correction of each fact at `then`, those taken back by then left out."""
    said = {
        each.correction.field: each.correction
        for each in wrote.corrections
        if each.correction.at <= then and (each.undone_at is None or each.undone_at > then)
    }
    return list(said.values())
