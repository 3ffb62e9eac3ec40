"""All customers as rows, accounts linked by hand as one; read from what is stored, nobody is looked up (RGPD)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from socialcare import store
from socialcare.cases import FEWEST_MESSAGES, LATELY, SPAN, Case, case_at, is_ambassador, mean_polarity, verdict
from socialcare.facts import Emotion, Message, Sentiment, Verdict
from socialcare.reports.ambassadors import Ambassador, turned
from socialcare.reports.feelings import Feeling, feelings_of, main_emotion
from socialcare.store import Store
from socialcare.store.people import Account


@dataclass(frozen=True, kw_only=True)
class CustomerRow:
    """One customer. `accounts` are as `channel:handle`; `author` is that of the first one we saw.

    Cases and promises are of all times; `messages` to `negative` of the last 180 days, spam left out. A promise is
    broken once it is late. `text` is the last message and `case` its case; of one who `turned`, those that told it.
    """

    author: str
    accounts: str
    channels: int
    followers: int | None
    ambassador: Ambassador
    turned_at: datetime | None
    cases: int
    open: int
    kept: int
    broken: int
    messages: int
    days: int
    polarity: float | None
    emotion: Emotion | None
    negative: int
    first_at: datetime
    last_at: datetime
    case: int
    text: str


def customers_at(desk: Store, now: datetime, zone: ZoneInfo, *, ambassadors: bool = False) -> list[CustomerRow]:
    """All customers, who wrote last first; or the ambassadors, those who turned first, then who writes most."""
    found = [account for account in store.people.accounts(desk) if account.since <= now]
    people = store.people.customers(found, store.people.links(desk, now))
    if ambassadors:  # who turned 30 days ago was one by what came before
        wrote = store.people.wrote(desk, now - SPAN - LATELY, now)
        people = [p for p in people if sum(wrote.get(a.number, 0) for a in p) >= FEWEST_MESSAGES]
    rows = [customer_row(accounts, cases, now, zone) for accounts, cases in cases_of_each(desk, people, now)]
    if not ambassadors:
        return sorted(rows, key=lambda row: row.last_at, reverse=True)
    kept = [row for row in rows if row.ambassador is not Ambassador.NONE]
    order = list(Ambassador)
    return sorted(kept, key=lambda row: (order.index(row.ambassador), -row.messages, row.accounts))


def cases_of_each(
    desk: Store, people: Sequence[tuple[Account, ...]], now: datetime
) -> Iterator[tuple[tuple[Account, ...], list[Case]]]:
    """The folded cases of each who has one by then, never more than a part of them in memory."""
    of = store.people.cases_of(desk, [account.number for accounts in people for account in accounts], now)
    whose = {
        number: place
        for place, accounts in enumerate(people)
        for account in accounts
        for number in of.get(account.number, ())
    }
    read = store.cases.histories(desk, list(whose))
    for place, histories in groupby(read, key=lambda history: whose[history.number]):
        cases = [case for history in histories if (case := case_at(history, now)) is not None]
        kept = [case for case in cases if case.merged_into not in whose]  # else its messages would count twice
        if kept:
            yield people[place], kept


def customer_row(accounts: tuple[Account, ...], cases: list[Case], now: datetime, zone: ZoneInfo) -> CustomerRow:
    feelings = feelings_of(cases, now)
    turning = turned(feelings, now, zone)
    lately = [each for each in feelings if each.at >= now - SPAN]
    first, last = min(_theirs(cases), key=_when), max(_theirs(cases), key=_when)
    verdicts = Counter(verdict(clock, now) for case in cases for clock in (*case.clocks, *case.resolutions))
    return CustomerRow(
        author=accounts[0].name,
        accounts=", ".join(map(str, accounts)),
        channels=len({account.channel for account in accounts}),
        followers=max((a.author.followers for a in accounts if a.author.followers is not None), default=None),
        ambassador=Ambassador.TURNED if turning else _ambassador(feelings, now, zone),
        turned_at=turning.at if turning else None,
        cases=len(cases),
        open=sum(case.is_open for case in cases),
        kept=verdicts[Verdict.KEPT],
        broken=verdicts[Verdict.BROKEN] + verdicts[Verdict.LATE],
        messages=len(lately),
        days=len({each.at.astimezone(zone).date() for each in lately}),
        polarity=mean_polarity(lately),
        emotion=main_emotion(lately),
        negative=sum(each.sentiment is Sentiment.NEGATIVE for each in lately),
        first_at=first[1].at,
        last_at=last[1].at,
        case=turning.case if turning else last[0].number,
        text=turning.text if turning else last[1].mention.text,
    )


def _ambassador(feelings: Sequence[Feeling], now: datetime, zone: ZoneInfo) -> Ambassador:
    return Ambassador.AMBASSADOR if is_ambassador(feelings, now, zone) else Ambassador.NONE


def _theirs(cases: Sequence[Case]) -> Iterator[tuple[Case, Message]]:
    """What the customer wrote, and in which case."""
    return ((case, message) for case in cases for message in case.messages if not message.mention.own)


def _when(written: tuple[Case, Message]) -> tuple[datetime, int, str]:
    return written[1].at, written[0].number, written[1].mention.ref
