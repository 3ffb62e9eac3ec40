"""The search behind lint: what it says cannot be, cannot be."""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest

from socialcare.facts import Author, Emotion, Intent, Kind, Mention, Score, Sentiment
from socialcare.routing.trace import Truth
from socialcare.routing.when_text import When
from socialcare.rulework import Rules
from socialcare.rulework.boundaries import FALSE, TRUE, UNKNOWN, _all
from socialcare.rulework.lint_rules import RuleLint
from socialcare.rulework.worlds import Budget, Worlds

KLEENE = {(a, b): min(a, b) for a, b in product((0, 1, 2), repeat=2)}
"""0 false, 1 unknown, 2 true."""
BITS = {0: FALSE, 1: UNKNOWN, 2: TRUE}


@pytest.mark.parametrize(("one", "other"), list(product(range(1, 8), repeat=2)))
def test_what_a_conjunction_may_become_is_all_that_its_parts_can_make_it(one: int, other: int) -> None:
    possible = {KLEENE[a, b] for a, b in product(BITS, repeat=2) if BITS[a] & one and BITS[b] & other}
    assert _all([one, other]) == sum(BITS[each] for each in possible)


def when(**written: Any) -> When:
    return When.model_validate(written)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ({"intent": "question"}, {"intent": ["question", "praise"]}, False),
        ({"intent": ["question", "praise"]}, {"intent": "question"}, True),
        ({"followers": {"min": 100}}, {"followers": {"min": 50}}, False),
        ({"followers": {"min": 50}}, {"followers": {"min": 100}}, True),
        ({"rating": {"max": 2}}, {"rating": {"min": 1, "max": 2}}, True),
        ({"topic": "a", "spam": True}, {"topic": ["a", "b"]}, False),
        ({"topic": ["a", "b"]}, {"topic": "a"}, True),
        ({"none": [{"spam": True}]}, {"spam": False}, False),
        ({"none": [{"followers": {"min": 5}}]}, {"followers": {"max": 4.9}}, True),
        ({"any": [{"spam": True}, {"irony": True}]}, {"none": [{"all": [{"spam": False}, {"irony": False}]}]}, False),
        ({"text": {"words": ["rt"]}}, {"text": {"words": ["rt"]}}, False),
        ({"text": {"words": ["rt"]}}, {"text": {"words": ["rt", "via"]}}, True),
        ({"sentiment": ["positive"]}, {"sentiment": ["positive", "neutral", "negative"]}, False),
        ({"channel": "x"}, {"channel": ["x", "y"]}, False),
        ({}, {"language": "fr"}, True),
        ({"ambassador": True}, {"ambassador": True, "spam": False}, True),
        ({}, {"any": [{"spam": True}, {"spam": False}]}, False),
        ({}, {"any": [{"ambassador": True}, {"ambassador": False}]}, True),  # nobody may know
    ],
)
def test_one_condition_without_the_other_is_found_where_it_can_be(
    one: dict[str, Any], other: dict[str, Any], apart: bool
) -> None:
    whens = [when(**one), when(**other)]
    worlds = Worlds(whens, Budget(10_000))
    assert (worlds.search([0], 1 << 1).world is not None) is apart
    assert not worlds.budget.is_spent


def test_a_search_that_runs_out_proves_nothing() -> None:
    whens = [when(spam=True), when(irony=True), when(question=True)]
    worlds = Worlds(whens, Budget(2))
    assert worlds.search([0, 1, 2]).world is None
    assert worlds.budget.is_spent


WORDS = ["allergie", "colis", "point relais", "rien", "rt", "merci"]


def a_condition(dice: random.Random, depth: int = 0) -> str:
    entries: list[Callable[[], str]] = [
        lambda: f"intent: [{', '.join(dice.sample([str(each) for each in Intent], dice.randint(1, 3)))}]",
        lambda: f"sentiment: [{', '.join(dice.sample([str(each) for each in Sentiment], dice.randint(1, 2)))}]",
        lambda: f"topic: [{', '.join(dice.sample(['livraison', 'sante'], dice.randint(1, 2)))}]",
        lambda: f"followers: {{min: {dice.choice([10, 100, 1000])}}}",
        lambda: f"rating: {{max: {dice.choice([1, 2, 3])}}}",
        lambda: f"question: {dice.choice(['true', 'false'])}",
        lambda: f"kind: [{', '.join(dice.sample([str(each) for each in Kind], 2))}]",
        lambda: f"text: {{words: [{dice.choice(WORDS[3:])}]}}",
    ]
    if depth < 2 and dice.random() < 0.4:
        key, branches = dice.choice(["any", "none", "all"]), [a_condition(dice, depth + 1) for _ in range(2)]
        return f"{{{key}: [{', '.join(branches)}]}}"
    return "{" + ", ".join(entry() for entry in dice.sample(entries, dice.randint(1, 2))) + "}"


def a_random_mention(dice: random.Random) -> tuple[Mention, Score]:
    mention = Mention(
        channel=dice.choice(["x", "avis"]),
        ref="1",
        author=Author(handle="lea", followers=dice.choice([None, 0, 10, 99, 100, 1000, 5000])),
        text=" ".join(dice.sample(WORDS, dice.randint(0, 3))),
        posted_at=datetime(2026, 11, 18, 9, tzinfo=UTC),
        kind=dice.choice(list(Kind)),
        rating=dice.choice([None, 1, 2, 2.5, 3, 5]),
    )
    score = Score(
        sentiment=dice.choice(list(Sentiment)),
        polarity=0.0,
        confidence=0.5,
        emotion=dice.choice(list(Emotion)),
        intent=dice.choice(list(Intent)),
        is_question=dice.random() < 0.5,
    )
    return mention, score


@pytest.fixture(scope="module")
def facts() -> list[tuple[Mention, Score]]:
    dice = random.Random(17)
    return [a_random_mention(dice) for _ in range(5_000)]


@pytest.mark.parametrize("seed", range(20))
def test_a_rule_that_lint_calls_unreachable_never_decides(
    seed: int, rules_at: Callable[..., Rules], facts: Sequence[tuple[Mention, Score]]
) -> None:
    """Over all seeds, 100,000 decisions."""
    dice = random.Random(seed)
    written = [f"  - {{name: r{n}, when: {a_condition(dice)}, then: {{priority: high}}}}" for n in range(12)]
    rules = rules_at("rules:\n" + "\n".join(written) + "\n")
    told = [str(each.mistake.sentence) for each in RuleLint(rules.document, rules.text, ()).unreachable()]
    called = {rule.name for rule in rules.text.rules if any(f"rule “{rule.name}”:" in each for each in told)}
    used = {rules.rulebook.route(mention, score).rule for mention, score in facts}
    assert len(called) == len(told)
    assert called & used == set()


def test_rules_that_are_unreachable_are_found_among_random_ones(rules_at: Callable[..., Rules]) -> None:
    """So that the property above is about something."""
    dice = random.Random(1)
    conditions = [a_condition(dice) for _ in range(8)]
    written = [f"  - {{name: r{n}, when: {each}, then: {{priority: high}}}}" for n, each in enumerate(conditions * 2)]
    rules = rules_at("rules:\n" + "\n".join(written) + "\n")
    told = [str(each.mistake.sentence) for each in RuleLint(rules.document, rules.text, ()).unreachable()]
    assert len(told) >= 8


@pytest.mark.parametrize("seed", range(4))
def test_a_condition_that_the_search_decides_is_decided_alike_by_the_rulebook(
    seed: int, rules_at: Callable[..., Rules]
) -> None:
    dice = random.Random(100 + seed)
    written = [f"  - {{name: r{n}, when: {a_condition(dice)}, then: {{priority: high}}}}" for n in range(6)]
    rules = rules_at("rules:\n" + "\n".join(written) + "\n")
    whens = [rule.when for rule in rules.text.rules if rule.when]
    implied = {
        (a, b)
        for a, b in product(range(len(whens)), repeat=2)
        if Worlds(whens, Budget(5000)).search([a], 1 << b).world is None
    }
    for _ in range(300):
        trace = rules.rulebook.trace(*a_random_mention(dice))
        held = {n for n, rule in enumerate(trace.rules[:-1]) if rule.truth is Truth.TRUE}
        assert all(b in held for a, b in implied if a in held)
