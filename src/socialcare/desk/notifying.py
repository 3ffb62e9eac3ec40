"""Telling people what concerns them: one message a person and run, each thing once, in opening hours."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from socialcare import notify as room
from socialcare import store
from socialcare.cases import case_at
from socialcare.desk.desk import Desk
from socialcare.desk.noteworthy import LOOK_BACK, News, news_of, told, topic_of
from socialcare.errors import AuthError, SocialcareError, WrongUse
from socialcare.facts import Priority
from socialcare.hints import unknown
from socialcare.http import Client, Reach
from socialcare.notify import Address, Fact, Message
from socialcare.sentences import Sentence, say, say_many
from socialcare.sla import Calendar
from socialcare.workspace import variable

Tell = Callable[[Sentence], str]
"""A sentence in the language of the team."""

MOST_LINES = 30


@dataclass(frozen=True, kw_only=True)
class Digest:
    """All that one person is to hear now, as one message; `address` is None where the environment names none."""

    person: str
    name: str
    news: tuple[News, ...]
    message: Message
    address: Address | None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """`held` things wait for opening hours; `orphans` are for the one responsible, and nobody is."""

    digests: tuple[Digest, ...]
    held: int
    orphans: int


@dataclass(frozen=True, kw_only=True)
class Told:
    """What stands in `failures` is told again by the next run."""

    plan: Plan
    reached: tuple[Digest, ...] = ()
    failures: tuple[tuple[Digest, SocialcareError], ...] = ()


def plan(desk: Desk, tell: Tell) -> Plan:
    """What is due to be told and was not; nothing is sent or kept. Raises WrongUse where two people share a variable."""
    responsible = desk.rules.rulebook.responsible
    numbers = store.notices.concerned(desk.store, desk.now - LOOK_BACK)
    cases = (case_at(history, desk.now) for history in store.cases.histories(desk.store, numbers, warned=True))
    found = [news for case in cases if case is not None for news in news_of(case, desk.now, responsible)]
    untold = set(store.notices.untold(desk.store, [news.notice for news in found]))
    waiting = [news for news in found if news.notice in untold]
    due = [news for news in waiting if news.notice.person and _may_be_told(desk, news)]
    by_person: dict[str, list[News]] = defaultdict(list)
    for news in due:
        by_person[news.notice.person].append(news)
    orphans = sum(not news.notice.person for news in waiting)
    return Plan(
        digests=tuple(_digest(desk, person, news, tell) for person, news in sorted(by_person.items())),
        held=len(waiting) - orphans - len(due),
        orphans=orphans,
    )


def notify(desk: Desk, tell: Tell) -> Told:
    """Tell what is due; what arrived is kept as told at once. Raises AuthError where nobody at all has an address,
    AlreadyRunning where another run is at it.
    """
    with store.notices.alone(desk.store):
        planned = plan(desk, tell)
        if planned.digests and not any(_address(desk, person) for person in desk.rules.rulebook.people):
            raise AuthError(say("nobody has an address: set {variables}", variables=without_address(planned)))
        reached: list[Digest] = []
        failures: list[tuple[Digest, SocialcareError]] = []
        for digest in planned.digests:
            if digest.address is None:
                continue
            try:
                _deliver(desk, digest.address, digest.person, digest.message)
            except SocialcareError as error:
                failures.append((digest, error))
                continue
            store.notices.keep(desk.store, [news.notice for news in digest.news], desk.now)
            reached.append(digest)
    return Told(plan=planned, reached=tuple(reached), failures=tuple(failures))


def try_out(desk: Desk, person: str, tell: Tell) -> str:
    """A message to one person now, at any hour; their name. Raises WrongUse, AuthError, and what the way there raises."""
    people = desk.rules.rulebook.people
    if person not in people:
        raise WrongUse(unknown(say("person"), person, list(people)))
    address = _address(desk, person)
    if address is None:
        raise AuthError(say("{name} has no address: set {variable}", name=people[person].name, variable=_url_variable(person)))  # fmt: skip
    line = say("You will be told here of what concerns you. There is nothing to do.")
    message = Message.of(tell(say("{brand}: a try of socialcare", brand=desk.settings.brand)), [tell(line)])
    _deliver(desk, address, person, message)
    return people[person].name


def without_address(planned: Plan) -> list[str]:
    """The variables that would name one, of people who are to hear something."""
    return [_url_variable(digest.person) for digest in planned.digests if digest.address is None]


def _may_be_told(desk: Desk, news: News) -> bool:
    """In the opening hours of the promise's own calendar, else of the first; an urgent case at any hour if so set."""
    if desk.settings.notify.urgent and news.case.priority is Priority.URGENT:
        return True
    return _calendar(desk, news).clock.next_open(desk.now) == desk.now


def _calendar(desk: Desk, news: News) -> Calendar:
    """A policy that has left the rules since says nothing."""
    promises = desk.rules.promises
    policy = promises.policies.get(news.clock.policy) if news.clock else None
    return policy.calendar if policy else promises.calendar()


def _digest(desk: Desk, person: str, news: list[News], tell: Tell) -> Digest:
    gravest = list(_gravest(news))
    people, labels = desk.rules.rulebook.people, desk.rules.rulebook.labels
    details = desk.settings.notify.details
    lines = ["• " + tell(told(each, labels, desk.now, details=details)) for each in gravest[:MOST_LINES]]
    left_out = len(gravest) - len(lines)
    if left_out:
        lines.append(tell(say_many("… and {n} more, in socialcare triage", "… and {n} more, in socialcare triage", left_out)))  # fmt: skip
    title = say_many("{brand}: {n} case for you", "{brand}: {n} cases for you", len(gravest), brand=desk.settings.brand)
    return Digest(
        person=person,
        name=people[person].name if person in people else person,
        news=tuple(news),
        message=Message.of(tell(title), lines, [_fact(each, labels) for each in gravest]),
        address=_address(desk, person),
    )


def _gravest(news: list[News]) -> Iterator[News]:
    """One a case, what is due first first; what was never promised comes last."""
    by_case: dict[int, News] = {}
    for each in sorted(news, key=lambda each: each.what.rank):
        by_case[each.case.number] = each
    never = max((each.at for each in news if each.at), default=None)
    yield from sorted(by_case.values(), key=lambda each: (each.at is None, each.at or never, each.case.number))


def _fact(news: News, labels: Mapping[str, str]) -> Fact:
    key = "\n".join(str(part) for part in news.notice.key)
    return Fact(
        id=hashlib.sha256(key.encode()).hexdigest()[:32],
        case=news.case.number,
        what=news.what,
        topic=room.inert(topic_of(news.case, labels)),
        due_at=news.at,
    )


def _deliver(desk: Desk, address: Address, person: str, message: Message) -> None:
    with Client(now=lambda: desk.now, reach=Reach(everywhere=True)) as http:  # the team's own address, not a stranger's
        room.deliver(http, address, person, message, desk.now)


def _address(desk: Desk, person: str) -> Address | None:
    """Raises WrongUse where another person's key makes the same variable: one would read what is for the other."""
    named = _url_variable(person)
    url = desk.environment.get(named, "").strip()
    if not url:
        return None
    twins = [key for key in desk.rules.rulebook.people if key != person and _url_variable(key) == named]
    if twins:
        raise WrongUse(say("{variable} would be the address of {people}; give one of them another key in the rules", variable=named, people=[person, *twins]))  # fmt: skip
    secret = variable(f"notify {person}", "secret")
    return Address(url=url, variable=named, secret=desk.environment.get(secret, ""), secret_variable=secret)


def _url_variable(person: str) -> str:
    """`karim` makes SOCIALCARE_NOTIFY_KARIM_URL."""
    return variable(f"notify {person}", "url")
