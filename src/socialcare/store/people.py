"""Who wrote: one account on one channel, and which accounts people said are one and the same customer."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from socialcare.facts import Author
from socialcare.store.codec import time_of, time_text
from socialcare.store.opening import Store


@dataclass(frozen=True, kw_only=True)
class Account:
    """An author on one channel, who has a case there since `since`; `number` is the store's own."""

    number: int
    channel: str
    author: Author
    since: datetime

    @property
    def name(self) -> str:
        """As it is written on the command line: the handle, else the name."""
        return self.author.handle or self.author.name

    def __str__(self) -> str:
        return f"{self.channel}:{self.name}"


@dataclass(frozen=True, kw_only=True)
class Link:
    """Somebody said that two accounts are one person, or, where not `linked`, that they are not."""

    at: datetime
    by: str
    one: int
    other: int
    linked: bool

    @property
    def pair(self) -> tuple[int, int]:
        """The same whichever is named first."""
        return min(self.one, self.other), max(self.one, self.other)


def accounts(store: Store) -> list[Account]:
    """All who have a case, in the order we first saw them; the brand's own are not among them."""
    rows = store.rows(
        "SELECT a.id, channel, handle, name, followers, since FROM authors a JOIN (SELECT author_id, "
        "min(posted_at) AS since FROM mentions WHERE own = 0 AND case_id IS NOT NULL GROUP BY author_id) m "
        "ON m.author_id = a.id ORDER BY a.id"
    )
    return [
        Account(
            number=row["id"],
            channel=row["channel"],
            author=Author(handle=row["handle"], name=row["name"], followers=row["followers"]),
            since=time_of(row["since"]),
        )
        for row in rows
    ]


def cases_of(store: Store, numbers: Sequence[int], as_of: datetime) -> dict[int, list[int]]:
    """The cases of each of these accounts that existed at `as_of`, oldest first."""
    rows = store.rows(
        "SELECT author_id, id FROM cases WHERE author_id IN (SELECT value FROM json_each(?)) AND opened_at <= ? "
        "ORDER BY opened_at, id",
        (json.dumps(list(numbers)), time_text(as_of)),
    )
    found: dict[int, list[int]] = {}
    for row in rows:
        found.setdefault(row["author_id"], []).append(row["id"])
    return found


def wrote(store: Store, since: datetime, until: datetime) -> dict[int, int]:
    """How many messages each customer's account posted in [since, until]."""
    rows = store.rows(
        "SELECT author_id, count(*) AS n FROM mentions WHERE own = 0 AND posted_at BETWEEN ? AND ? GROUP BY author_id",
        (time_text(since), time_text(until)),
    )
    return {row["author_id"]: row["n"] for row in rows}


def links(store: Store, as_of: datetime) -> list[Link]:
    """All that was ever said by then, oldest first; the last word about a pair stands."""
    rows = store.rows("SELECT * FROM links WHERE at <= ? ORDER BY id", (time_text(as_of),))
    return [
        Link(
            at=time_of(row["at"]),
            by=row["by"],
            one=row["author_id"],
            other=row["other_id"],
            linked=bool(row["linked"]),
        )
        for row in rows
    ]


def standing(said: Sequence[Link]) -> list[Link]:
    """The links that nobody has taken back."""
    last = {link.pair: link for link in said}
    return [link for link in last.values() if link.linked]


def append_link(store: Store, link: Link) -> None:
    """Call it inside the unit of work in which the links were read."""
    store.connection.execute(
        "INSERT INTO links (at, by, author_id, other_id, linked) VALUES (?, ?, ?, ?, ?)",
        (time_text(link.at), link.by, link.one, link.other, link.linked),
    )


def customers(found: Sequence[Account], said: Sequence[Link]) -> list[tuple[Account, ...]]:
    """The accounts, those of one person together, each in the order of `found`."""
    group = together(said)
    people: dict[int, list[Account]] = {}
    for account in found:
        people.setdefault(min(group.get(account.number, (account.number,))), []).append(account)
    return [tuple(sorted(accounts, key=lambda a: a.number)) for accounts in people.values()]


def together(said: Sequence[Link]) -> dict[int, frozenset[int]]:
    """Each account that is linked with another one: all accounts of its person, by number."""
    group: dict[int, frozenset[int]] = {}
    for link in standing(said):
        person = group.get(link.one, frozenset((link.one,))) | group.get(link.other, frozenset((link.other,)))
        group.update(dict.fromkeys(person, person))
    return group
