"""Rules that qualify, rules that go on, facts of the past, hours, channels and who takes over."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from socialcare.facts import Intent, Mention, Priority, Score
from socialcare.routing import Past, Rulebook, Truth

Compiled = Callable[[str], Rulebook]
AMention = Callable[..., Mention]
AScore = Callable[..., Score]

RULES = """\
channels: {forum: {expert: karim, priority: high, promise: urgent-1h, community_manager: mehdi}}
rules:
  - {name: suivi, stage: qualify, when: {followers: {min: 20000}}, then: {priority: high, tags: audience}}
  - {name: presse, stage: qualify, when: {author: {list: press}}, then: {priority: urgent, tags: [presse, audience]}}
  - {name: pub, stage: qualify, when: {spam: true}, then: {set_aside: spam}}
  - {name: après, stage: qualify, when: {spam: true}, then: {tags: never}}
  - {name: marque, when: {topic: sante}, then: {tags: sante, priority: low}, continue: true}
  - {name: audience, when: {tags: audience, priority: {min: urgent}}, then: {expert: karim, complaint: true}}
  - {name: question, when: {intent: question}, then: {expert: anne, priority: urgent, tags: question}}
"""


@pytest.mark.parametrize(
    ("mention", "score", "expected"),
    [
        ({"followers": 20_000}, {}, ("default", "anne", Priority.HIGH, ("audience",))),
        ({"followers": 19_999}, {}, ("default", "anne", Priority.NORMAL, ())),
        ({"followers": 20_000, "handle": "Redaction_Exemple"}, {},
         ("audience", "karim", Priority.URGENT, ("audience", "presse"))),
        ({"text": "allergie"}, {"intent": Intent.QUESTION}, ("marque", "anne", Priority.LOW, ("sante", "question"))),
        ({"text": "allergie"}, {}, ("marque", "anne", Priority.LOW, ("sante",))),
        ({"text": "allergie", "followers": 20_000}, {}, ("marque", "anne", Priority.HIGH, ("audience", "sante"))),
        ({"channel": "forum"}, {}, ("default", "karim", Priority.HIGH, ())),
        ({"channel": "forum", "text": "allergie"}, {}, ("marque", "karim", Priority.LOW, ("sante",))),
        ({"spam": True}, {}, ("pub", "", Priority.NORMAL, ())),
    ],
)  # fmt: skip
def test_rules_qualify_then_the_first_routes(
    compiled: Compiled, a_mention: AMention, a_score: AScore,
    mention: dict[str, Any], score: dict[str, Any], expected: tuple[str, str, Priority, tuple[str, ...]],
) -> None:  # fmt: skip
    spam = mention.pop("spam", False)
    route = compiled(RULES).route(a_mention(**mention), a_score(spam=spam, **score))
    assert (route.rule, route.expert, route.priority, route.tags) == expected


def test_a_channel_gives_what_nothing_else_gave(compiled: Compiled, a_mention: AMention, a_score: AScore) -> None:
    route = compiled(RULES).route(a_mention(channel="forum"), a_score())
    assert (route.policy, route.community_manager) == ("urgent-1h", "mehdi")
    assert str(route.because[-1]) == "channel forum goes to karim"


def test_what_a_rule_began_is_not_set_aside(compiled: Compiled, a_mention: AMention, a_score: AScore) -> None:
    rules = """\
rules:
  - {{name: first, then: {{{then}}}, continue: true}}
  - {{name: aside, then: {{set_aside: nothing asked}}}}
"""
    begun = compiled(rules.format(then="expert: karim")).route(a_mention(), a_score())
    tagged = compiled(rules.format(then="tags: seen")).route(a_mention(), a_score())
    assert (begun.set_aside, begun.expert) == ("", "karim")
    assert (tagged.set_aside, tagged.expert, tagged.tags) == ("nothing asked", "", ("seen",))


@pytest.mark.parametrize(
    ("when", "past", "holds"),
    [
        ("author_mentions: {min: 3}", Past(mentions_90d=3), True),
        ("author_mentions: {min: 3}", Past(mentions_90d=2), False),
        ("author_complaints: {min: 1}", Past(complaints_90d=1), True),
        ("days_since_answer: {max: 7}", Past(days_since_answer=8), False),
        ("last_expert: karim", Past(last_expert="karim"), True),
        ("last_expert: [anne]", Past(last_expert="karim"), False),
        ("author_mentions: {min: 0}", Past(), None),
        ("last_expert: karim", Past(), None),
        ("ambassador: true", Past(ambassador=True), True),
        ("ambassador: true", Past(ambassador=False), False),
        ("ambassador: false", Past(ambassador=False), True),
        ("ambassador: false", Past(), None),
        ("none: [{ambassador: true}]", Past(), None),
    ],
)
def test_the_past_of_an_author_is_asked(
    compiled: Compiled, a_mention: AMention, a_score: AScore, when: str, past: Past, holds: bool | None
) -> None:
    book = compiled(f"rules: [{{name: past, when: {{{when}}}, then: {{}}}}]\n")
    trace = book.trace(a_mention(), a_score(), past)
    assert trace.rules[0].truth is Truth.of(holds)
    assert (book.route(a_mention(), a_score(), past).rule == "past") is bool(holds)


@pytest.mark.parametrize(
    ("posted", "at", "holds"),
    [
        ('{days: mon-fri, from: "18:00", to: "24:00"}', "2026-03-02T17:00", True),
        ('{days: mon-fri, from: "18:00", to: "24:00"}', "2026-03-02T16:59", False),
        ('{days: mon-fri, from: "18:00", to: "24:00"}', "2026-03-02T23:00", False),
        ("{days: sat-sun}", "2026-03-06T23:00", True),
        ("{days: [sat, sun]}", "2026-03-08T22:59", True),
        ('{days: fri, from: "22:00", to: "06:00"}', "2026-03-07T04:59", True),
        ('{days: fri, from: "22:00", to: "06:00"}', "2026-03-07T05:00", False),
        ('{days: fri, from: "22:00", to: "06:00"}', "2026-03-06T04:00", False),
        ('{from: "18:00"}', "2026-07-06T16:00", True),
    ],
)
def test_the_hour_of_posting_is_that_of_paris(
    compiled: Compiled, a_mention: AMention, a_score: AScore, posted: str, at: str, holds: bool
) -> None:
    book = compiled(f"rules: [{{name: hour, when: {{posted: {posted}}}, then: {{}}}}]\n")
    mention = a_mention(posted_at=datetime.fromisoformat(at).replace(tzinfo=UTC))
    assert (book.route(mention, a_score()).rule == "hour") is holds


def test_the_hour_of_posting_follows_the_first_calendar(house: str, a_mention: AMention, a_score: AScore) -> None:
    from socialcare.documents import parse, read
    from socialcare.routing import RoutingText

    class Whole(RoutingText):
        calendars: dict[str, Any]

    text = (
        house
        + 'calendars: {reunion: {timezone: Indian/Reunion}}\nrules: [{name: hour, when: {posted: {from: "12:55"}}, then: {}}]\n'
    )
    document = read(text, "rules.yaml")
    book = Rulebook.compile(parse(document, Whole), document)
    assert book.route(a_mention(), a_score()).rule == "hour"


CHAIN = """\
rules: [{name: anne, when: {spam: true}, then: {expert: anne}}]
"""


@pytest.fixture
def chain(house: str) -> Callable[[str, str], Rulebook]:
    from socialcare.documents import parse, read
    from socialcare.routing import RoutingText, cross_mistakes

    def build(karim: str, anne: str) -> Rulebook:
        written = house.replace("topics: [livraison]", f"topics: [livraison], {karim}").replace(
            "team: labo}", f"team: labo, {anne}}}"
        )
        document = read(written + CHAIN, "rules.yaml")
        text = parse(document, RoutingText)
        assert cross_mistakes(document, text, ["noon-17h"]) == []
        return Rulebook.compile(text, document)

    return build


AWAY = "absent: [2026-12-24..2027-01-02]"


@pytest.mark.parametrize(
    ("karim", "anne", "today", "load", "expert", "told"),
    [
        ("most_open: 3", f"{AWAY}, substitute: karim", date(2026, 12, 24), {}, "karim",
         "Anne Lefèvre is away until 2027-01-02: Karim Benali takes over"),
        ("most_open: 3", f"{AWAY}, substitute: karim", date(2027, 1, 2), {"karim": 2}, "karim",
         "Anne Lefèvre is away until 2027-01-02: Karim Benali takes over"),
        ("most_open: 3", f"{AWAY}, substitute: karim", date(2027, 1, 3), {}, "anne", "spam: yes"),
        ("most_open: 3", f"{AWAY}, substitute: karim", None, {}, "anne", "spam: yes"),
        ("most_open: 3", f"{AWAY}, substitute: karim", date(2026, 12, 24), {"karim": 3}, "anne",
         "Karim Benali has 3 open cases, and nobody is left: Anne Lefèvre, the default expert, has it all the same"),
        ("most_open: 1", "most_open: 1, substitute: karim", None, {"anne": 5}, "karim",
         "Anne Lefèvre has 5 open cases: Karim Benali takes over"),
        ("most_open: 3", "days: [mon-wed, fri], substitute: karim", date(2026, 12, 24), {}, "karim",
         "Anne Lefèvre does not work on 2026-12-24: Karim Benali takes over"),
        ("most_open: 3", "days: [mon-wed, fri], substitute: karim", date(2026, 12, 25), {}, "anne", "spam: yes"),
        ("most_open: 3", "days: [mon-wed, fri], substitute: karim", None, {}, "anne", "spam: yes"),
        ("most_open: 1", "absent: '2026-12-24'", date(2026, 12, 24), {}, "anne",
         "Anne Lefèvre is away until 2026-12-24, and nobody is left: Anne Lefèvre, the default expert, has it all the same"),
    ],
)  # fmt: skip
def test_who_is_away_or_overloaded_is_replaced_and_never_by_nobody(
    chain: Callable[[str, str], Rulebook], a_mention: AMention, a_score: AScore,
    karim: str, anne: str, today: date | None, load: dict[str, int], expert: str, told: str,
) -> None:  # fmt: skip
    trace = chain(karim, anne).trace(a_mention(), a_score(spam=True), today=today, load=load)
    assert (trace.route.expert, str(trace.route.because[-1])) == (expert, told)
    assert [candidate.expert for candidate in trace.candidates if candidate.chosen] == [expert]
