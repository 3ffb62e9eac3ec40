"""What was known when a mention was decided about is told again by the stored facts."""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from socialcare import store
from socialcare.desk import Desk, actions
from socialcare.facts import Author, Mention
from socialcare.routing import UNKNOWN
from socialcare.rulework.deciding import decide
from socialcare.rulework.recalling import Recall, recall
from socialcare.rulework.replaying import decided_mentions, replay
from socialcare.workspace import Workspace

At = Callable[[str], Desk]
Receive = Callable[..., None]
Build = Callable[..., Mention]

PARIS = ZoneInfo("Europe/Paris")
RULES = """\
rules:
  - {name: retour, when: {author_complaints: {min: 2}}, then: {expert: anne, priority: urgent}}
  - {name: fidèle, when: {last_expert: anne, author_mentions: {min: 1}}, then: {expert: anne}}
  - {name: connu, when: {days_since_answer: {max: 3}}, then: {promise: urgent-1h}}
"""
LIMITS = (
    ("karim: {name: Karim Benali, team: support}", "karim: {name: Karim Benali, team: support, substitute: anne, most_open: 3}"),
    ("anne: {name: Anne Lefèvre, team: labo}", "anne: {name: Anne Lefèvre, team: labo, absent: [2026-11-19]}"),
    ("rules:\n", RULES),
)  # fmt: skip


@pytest.fixture
def asking_past(workspace: Workspace) -> None:
    """The rules of the workspace, with some that ask for history, limits and an absence."""
    path = workspace.folder / "rules" / "sophie-paris.yaml"
    text = path.read_text("utf-8")
    for old, new in LIMITS:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


def routes(desk: Desk) -> list[tuple[Any, Any]]:
    """What triage decided of each mention, beside what the recalled facts make of it."""
    recalled = recall(desk.store, desk.now, PARIS, desk.rules)
    pairs = []
    for _, message in decided_mentions(desk.store, desk.now, None):
        assert message.score is not None
        found = decide(desk.rules, message.mention, message.score, recalled.known(message)).trace.route
        assert message.route is not None
        pairs.append(((message.route.rule, message.route.expert), (found.rule, found.expert)))
    return pairs


@pytest.mark.usefixtures("asking_past")
def test_a_rule_on_the_authors_history_holds_again_as_it_did_in_triage(
    desk_at: At, receive: Receive, a_mention: Build
) -> None:
    for day in (16, 17, 18):
        receive(desk_at(f"2026-11-{day} 09:30"), a_mention("scandale", at=f"2026-11-{day} 09:00"))
    found = routes(desk_at("2026-11-18 12:00"))
    assert [was for was, _ in found] == [("plainte", "karim"), ("plainte", "karim"), ("retour", "anne")]
    assert [again for _, again in found] == [was for was, _ in found]


@pytest.mark.usefixtures("asking_past")
def test_what_the_same_triage_decided_was_not_known_yet(desk_at: At, receive: Receive, a_mention: Build) -> None:
    desk = desk_at("2026-11-18 12:00")
    receive(desk, *(a_mention("scandale", at=f"2026-11-{day} 09:00") for day in (16, 17, 18)))
    assert {again for _, again in routes(desk)} == {("plainte", "karim")}


@pytest.mark.usefixtures("asking_past")
def test_what_a_triage_of_more_than_a_batch_decided_is_known_to_none_of_it(
    desk_at: At, receive: Receive, a_mention: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store.triage, "BATCH", 1)
    desk = desk_at("2026-11-18 12:00")
    receive(desk, *(a_mention("scandale", at=f"2026-11-{day} 09:00") for day in (16, 17, 18)))
    assert {(was, again) for was, again in routes(desk)} == {(("plainte", "karim"), ("plainte", "karim"))}


@pytest.mark.usefixtures("asking_past")
def test_who_wrote_first_is_given_an_expert_first_whichever_was_stored_first(
    desk_at: At, receive: Receive, a_mention: Build
) -> None:
    desk = desk_at("2026-11-18 12:00")
    receive(desk, *(a_mention(f"Bonjour {n}", by=f"p{n}", at=f"2026-11-18 {10 - n:02}:00") for n in range(4)))
    assert [message.route.expert for _, message in decided_mentions(desk.store, desk.now, None) if message.route] == (
        ["karim", "karim", "karim", "anne"]
    )


@pytest.mark.usefixtures("asking_past")
def test_an_expert_with_too_much_then_is_passed_over_again_and_not_for_what_came_later(
    desk_at: At, receive: Receive, a_mention: Build
) -> None:
    desk = desk_at("2026-11-18 10:00")
    receive(desk, *(a_mention(f"Bonjour {n}", by=f"p{n}") for n in range(4)))
    later = desk_at("2026-11-18 11:00")
    claire = later.rules.rulebook.people["claire"]
    for case in (1, 2, 3):
        actions.reply(later, claire, case, "Réponse")
    receive(desk_at("2026-11-18 11:30"), a_mention("Merci", by="tom", at="2026-11-18 11:15"))
    found = routes(desk_at("2026-11-18 12:00"))
    assert [was[1] for was, _ in found] == ["karim", "karim", "karim", "anne", "karim"]
    assert [again for _, again in found] == [was for was, _ in found]


@pytest.mark.usefixtures("asking_past")
def test_the_day_is_the_one_of_the_triage_not_that_of_the_post(desk_at: At, receive: Receive, a_mention: Build) -> None:
    receive(desk_at("2026-11-19 09:00"), a_mention("Une allergie", at="2026-11-18 22:00"))
    desk = desk_at("2026-11-20 10:00")
    _, message = next(decided_mentions(desk.store, desk.now, None))
    assert recall(desk.store, desk.now, PARIS, desk.rules).known(message).today == date(2026, 11, 19)
    assert routes(desk) == [(("santé", "karim"), ("santé", "karim"))]  # Anne is away on the 19th only


def test_where_no_rule_asks_nothing_is_read(desk_at: At, receive: Receive, a_mention: Build) -> None:
    desk = desk_at("2026-11-18 12:00")
    receive(desk, a_mention("scandale"))
    _, message = next(decided_mentions(desk.store, desk.now, None))
    known = recall(desk.store, desk.now, PARIS, desk.rules).known(message)
    assert (known.past, known.load) == (UNKNOWN, {})


USUAL = ("scandale", "une allergie", "bonjour", "promo", "merci")


def lived(
    desk_at: At, receive: Receive, dice: random.Random, *, people: int = 60, words: Sequence[str] = USUAL
) -> None:
    """Three days of a desk: 400 mentions of 60 people, answered natively or from here, assigned by hand, or not."""
    names = [f"p{number}" for number in range(people)]
    for run in range(9):
        desk = desk_at(f"2026-11-{16 + run // 3:02} {9 + run % 3 * 3:02}:30")
        batch = [
            Mention(channel="avis", ref=f"m{run}-{n}", author=Author(handle=dice.choice(names)), text=dice.choice(words),
                posted_at=desk.now - timedelta(minutes=dice.randint(1, 3000)), thread=dice.choice([None, f"t{dice.randint(1, 9)}"]),
                own=dice.random() < 0.1)
            for n in range(45)
        ]  # fmt: skip
        receive(desk, *batch)
        claire = desk.rules.rulebook.people["claire"]
        for case in dice.sample(store.cases.open_since(desk.store, None), k=12):
            if dice.random() < 0.5:
                actions.reply(desk, claire, case, "Réponse")
            else:
                actions.assign(desk, claire, [case], dice.choice(["anne", "karim"]))


@pytest.mark.usefixtures("asking_past")
def test_over_a_life_of_the_desk_the_same_rules_decide_as_they_did_and_a_replay_changes_nothing(
    desk_at: At, receive: Receive
) -> None:
    lived(desk_at, receive, random.Random(17))
    desk = desk_at("2026-11-25 10:00")
    pairs = routes(desk)
    assert len(pairs) > 300
    assert {rule for (rule, _), _ in pairs} >= {"retour", "fidèle", "connu"}
    assert [again for _, again in pairs] == [was for was, _ in pairs]
    found = replay(desk.store, desk.now, None, desk.rules, desk.rules)
    assert found.mentions == len(pairs)
    assert (found.changed, found.kinds, found.moves, found.verdicts) == (0, {}, (), {})


def test_over_a_life_of_the_desk_the_ambassadors_are_those_of_triage(
    workspace: Workspace, desk_at: At, receive: Receive
) -> None:
    path = workspace.folder / "rules" / "sophie-paris.yaml"
    rule = "rules:\n  - {name: cher, stage: qualify, when: {ambassador: true}, then: {tags: [cher]}}\n"
    path.write_text(path.read_text("utf-8").replace("rules:\n", rule), "utf-8")
    lived(desk_at, receive, random.Random(5), people=12, words=("merci, je suis ravie, parfait !", "bonjour", "merci beaucoup !", "quelle horreur"))  # fmt: skip
    desk = desk_at("2026-11-25 10:00")
    recalled = recall(desk.store, desk.now, PARIS, desk.rules)
    pairs = [
        (message.route.tags, decide(desk.rules, message.mention, message.score, recalled.known(message)).trace.route.tags)
        for _, message in decided_mentions(desk.store, desk.now, None)
        if message.route and message.score
    ]  # fmt: skip
    assert 10 < sum(was == ("cher",) for was, _ in pairs) < len(pairs) - 10
    assert [again for _, again in pairs] == [was for was, _ in pairs]


def test_a_mention_that_was_never_routed_is_told_by_all_before_it(
    a_mention: Build, paris: Callable[..., datetime]
) -> None:
    from socialcare.facts import History, Message

    first, second = (
        Message(mention=a_mention(at=f"2026-11-{day} 09:00"), seen_at=paris("2026-11-18 10:00")) for day in (17, 18)
    )
    history = History(number=1, channel="avis", author=first.mention.author, messages=(first, second))
    known = Recall([history], ZoneInfo("UTC")).known(second)
    assert (known.today, known.past.mentions_90d, known.past.last_expert, known.load) == (None, 1, None, {})
    oldest = Message(mention=a_mention(posted_at=datetime.min.replace(tzinfo=UTC)), seen_at=paris("2026-11-18 10:00"))
    assert Recall([history], PARIS).known(oldest).past.mentions_90d == 0
