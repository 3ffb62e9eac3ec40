"""One customer whole, accounts linked by hand as one; read from what is stored, nobody is looked up (RGPD)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from socialcare import store
from socialcare.cases import Case, corrected, standing
from socialcare.facts import Action, Emotion, Message, Sentiment
from socialcare.reports.customers import CustomerRow, cases_of_each, customer_row
from socialcare.reports.feelings import Month, feelings_of, months_of
from socialcare.store import Store
from socialcare.store.people import Account, Link


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """One message of a customer, or, where `own`, one answer of the brand: seen on the network, or recorded by `reply`.

    `author` of a recorded answer is the key of who gave it.
    """

    at: datetime
    case: int
    channel: str
    author: str
    own: bool
    text: str
    url: str
    sentiment: Sentiment | None
    emotion: Emotion | None
    vanished_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class LinkRow:
    """Somebody linked two accounts, or took that back; the accounts as `channel:handle`."""

    at: datetime
    by: str
    one: str
    other: str
    linked: bool


@dataclass(frozen=True, kw_only=True)
class Customer:
    """All that is stored about one customer. `links` are all that was ever said of these accounts, oldest first."""

    row: CustomerRow
    accounts: tuple[Account, ...]
    links: tuple[LinkRow, ...]
    cases: tuple[Case, ...]
    exchanges: tuple[Exchange, ...]
    months: tuple[Month, ...]


def customer_at(desk: Store, word: str, now: datetime, zone: ZoneInfo) -> Customer:
    """Raises WrongUse where `word` means nobody, or several customers. Whom it means must have written by `now`."""
    said = store.people.links(desk, now)
    found = [account for account in store.people.accounts(desk) if account.since <= now]
    meant = store.naming.named(found, word)
    together = [c for c in store.people.customers(found, said) if not set(c).isdisjoint(meant)]
    if len(together) > 1:
        raise store.naming.several_are(word, meant)
    accounts = together[0]
    cases = next(cases_of_each(desk, together, now))[1]
    return Customer(
        row=customer_row(accounts, cases, now, zone),
        accounts=accounts,
        links=tuple(_links(found, accounts, said)),
        cases=tuple(sorted(cases, key=lambda case: (case.opened_at, case.number))),
        exchanges=tuple(sorted(_exchanges(cases, now), key=lambda each: (each.at, each.own, each.case))),
        months=months_of(feelings_of(cases, now), zone),
    )


def _links(found: Sequence[Account], accounts: Sequence[Account], said: Sequence[Link]) -> Iterator[LinkRow]:
    names = {account.number: str(account) for account in found}
    theirs = {account.number for account in accounts}
    for link in said:
        if not theirs.isdisjoint(link.pair):
            yield LinkRow(at=link.at, by=link.by, one=names[link.one], other=names[link.other], linked=link.linked)


def _exchanges(cases: Sequence[Case], now: datetime) -> Iterator[Exchange]:
    for case in cases:
        for message in case.messages:
            yield _said(case, message, now)
        seen = {" ".join(message.mention.text.split()) for message in case.messages if message.mention.own}
        undone = {event.undoes for event in case.events}
        for event in case.events:  # an answer that was recorded and then read on the network is one answer
            if event.action is Action.REPLY and event.number not in undone and " ".join(event.text.split()) not in seen:
                yield Exchange(
                    at=event.at,
                    case=case.number,
                    channel=case.channel,
                    author=event.by,
                    own=True,
                    text=event.text,
                    url="",
                    sentiment=None,
                    emotion=None,
                    vanished_at=None,
                )


def _said(case: Case, message: Message, now: datetime) -> Exchange:
    mention, gone_at = message.mention, message.vanished_at
    score = corrected(message.score, standing(message, case.events, now)) if message.score else None
    return Exchange(
        at=message.at,
        case=case.number,
        channel=case.channel,
        author=mention.author.handle or mention.author.name,
        own=mention.own,
        text=mention.text,
        url=mention.url,
        sentiment=score.sentiment if score else None,
        emotion=score.emotion if score else None,
        vanished_at=gone_at if gone_at is not None and gone_at <= now else None,
    )
