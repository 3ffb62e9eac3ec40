"""What reading X costs, in tenths of a cent: counted by us, before each call, so that a day's budget is never passed.

Prices of February 2026 (docs.x.com, "Pricing"): a post read $0.005, of the account's own mentions and posts $0.001, a
user $0.010, also where a post brings its author; the same one again within the day (UTC) costs nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from socialcare.connector import Vault
from socialcare.errors import QuotaSpent
from socialcare.sentences import Sentence, say, say_many

POST = 5
OWNED = 1
USER = 10
_DOLLAR = 1000

MOST_REMEMBERED = 20_000


class Purse:
    """Spent on the UTC day of `now`. `kept` is what the cursor knows; the vault knows of pages that were never saved too."""

    def __init__(self, now: datetime, budget: float, kept: object, vault: Vault) -> None:
        self._now = now
        self._day = now.astimezone(UTC).date().isoformat()
        self._limit = round(budget * _DOLLAR)
        self._vault = vault
        counts = [_of_day(one, self._day) for one in (kept, vault.read().get("cost"))]
        self.spent_before = max(int(count.get("spent", 0)) for count in counts)
        self._spent = self.spent_before
        self._paid: dict[str, None] = dict.fromkeys(counts[1].get("paid", ()))

    @property
    def state(self) -> dict[str, Any]:
        return {"day": self._day, "spent": self._spent}

    @property
    def spent(self) -> int:
        return self._spent

    def affords(self, price: int, most: int, least: int) -> int:
        """How many of `price` one call may bring, at most `most`. Raises QuotaSpent where not even `least` can be paid."""
        count = min(most, (self._limit - self._spent) // price)
        if count < least:
            raise self._empty()
        return count

    def unpaid(self, ids: Iterable[str]) -> int:
        return len(set(ids) - self._paid.keys())

    def pay(self, price: int, ids: Iterable[str]) -> None:
        """Written at once: what was read is paid, whether or not its page is saved."""
        new = [one for one in dict.fromkeys(ids) if one not in self._paid]
        if not new:
            return
        self._spent += price * len(new)
        self._paid |= dict.fromkeys(new)
        paid = list(self._paid)[-MOST_REMEMBERED:]
        self._vault.write({**self._vault.read(), "cost": {**self.state, "paid": paid}})

    @property
    def told(self) -> Sentence:
        return say(
            "about ${spent} of ${limit} of today are spent", spent=_dollars(self._spent), limit=_dollars(self._limit)
        )

    def told_of_run(self, posts: int) -> Sentence:
        """`posts` were read; those read before on the same day cost nothing."""
        return say_many(
            "reading {n} post cost about ${cost}; today ${spent} of ${limit}",
            "reading {n} posts cost about ${cost}; today ${spent} of ${limit}",
            posts,
            cost=_dollars(self._spent - self.spent_before),
            spent=_dollars(self._spent),
            limit=_dollars(self._limit),
        )

    def _empty(self) -> QuotaSpent:
        midnight = datetime.combine(self._now.astimezone(UTC).date() + timedelta(days=1), datetime.min.time(), UTC)
        return QuotaSpent(
            say(
                "about ${spent} of the budget of ${limit} a day are spent; X is read again from {until}, or with a larger"
                " budget in the settings of this channel",
                spent=_dollars(self._spent),
                limit=_dollars(self._limit),
                until=midnight,
            ),
            until=midnight,
        )


def _of_day(kept: object, day: str) -> Mapping[str, Any]:
    return kept if isinstance(kept, Mapping) and kept.get("day") == day else {}


def _dollars(tenths: int) -> str:
    return f"{tenths / _DOLLAR:.2f}"
