"""What lint says of a rules file, and what keeps it silent."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

from socialcare.rulework import Rules
from socialcare.rulework.lint import lint
from socialcare.rulework.scorers import scorer_shipped
from socialcare.rulework.trials import Tried, try_file

Load = Callable[..., Rules]
Try = Callable[..., Tried]

TODAY = date(2026, 11, 18)
STARTER = Path(__file__).parents[2] / "rules" / "tests" / "sophie-paris.test.yaml"


def said(rules: Rules, *codes: str, tried: Sequence[Tried] = (), today: date = TODAY) -> list[str]:
    return [str(each.as_mistake()) for each in lint(rules, tried, today) if each.code in codes]


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        (
            "{name: a, when: {intent: [question, praise]}, then: {}}, {name: b, when: {intent: question, spam: true}, then: {}}",
            "no mention reaches rule “b”: “a” (line 16) takes them all",
        ),
        (
            "{name: a, when: {spam: true, all: [{spam: false}]}, then: {}}",
            "no mention reaches rule “a”: its conditions exclude each other",
        ),
        (
            "{name: a, when: {question: true}, then: {}}, {name: b, when: {question: false}, then: {}}, {name: c, when: {topic: sante}, then: {}}",
            "no mention reaches rule “c”: together the rules above take them all",
        ),
        (
            "{name: a, when: {spam: true}, stage: qualify, then: {set_aside: spam}}, {name: b, when: {spam: true}, then: {}}",
            "no mention reaches rule “b”: “a” (line 16) takes them all",
        ),
    ],
)
def test_a_rule_that_nothing_reaches_is_told(rules: str, told: str, rules_at: Load) -> None:
    found = said(rules_at(f"rules: [{rules}]\n"), "W101")
    assert [each.partition(" W101 ")[2] for each in found] == [told]


@pytest.mark.parametrize(
    "rules",
    [
        "{name: a, when: {intent: question}, continue: true, then: {tags: x}}, {name: b, when: {intent: question}, then: {}}",
        "{name: a, when: {spam: true}, stage: qualify, then: {tags: x}}, {name: b, when: {spam: true}, then: {}}",
        "{name: a, when: {followers: {min: 5}}, then: {}}, {name: b, when: {none: [{followers: {min: 5}}]}, then: {}}",
        "{name: a, when: {language: fr}, then: {}}, {name: b, when: {none: [{language: en}]}, then: {}}",
    ],
)
def test_a_rule_that_something_may_reach_is_not(rules: str, rules_at: Load) -> None:
    assert said(rules_at(f"rules: [{rules}]\n"), "W101") == []


TWO = "rules:\n  - {name: a, when: {topic: sante}, then: {expert: anne}}\n  - {name: b, when: {intent: question}, then: {expert: karim}}\n"


def test_two_rules_that_name_other_experts_are_told_with_the_smallest_example(rules_at: Load) -> None:
    assert said(rules_at(TWO), "W102") == [
        (
            "rules.yaml:17:5: W102 “a” takes from “b” (line 18) what it would decide otherwise, such as "
            "{topic: sante, intent: question}; a test in which both hold settles it"
        )
    ]


def test_a_test_in_which_both_hold_settles_it(tried: Try) -> None:
    found = tried("- {name: t, mention: {text: Une allergie ?, intent: question}, expect: {expert: anne}}", TWO)
    assert said(found.rules, "W102", tried=[found]) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("{topic: sante, intent: question}, then: {expert: anne}", "{intent: question}, then: {expert: karim}"),
        ("{topic: sante}, then: {expert: anne}", "{intent: question}, then: {priority: high}"),
        ("{topic: sante}, then: {expert: anne}", "{intent: question}, then: {expert: anne, promise: noon-17h}"),
        ("{topic: sante}, then: {expert: anne}", "{intent: question}, then: {set_aside: rien}"),
        ("{intent: praise}, then: {expert: anne}", "{intent: question}, then: {expert: karim}"),
    ],
)
def test_rules_in_order_or_in_agreement_are_silent(one: str, other: str, rules_at: Load) -> None:
    rules = f"rules:\n  - {{name: a, when: {one}}}\n  - {{name: b, when: {other}}}\n"
    assert said(rules_at(rules), "W102") == []


def test_a_thousand_rules_are_compared_to_the_end(rules_at: Load) -> None:
    """Each asks for words of its own, so that any two may hold together; only the last has a channel too."""
    conditions = [f"intent: [question, complaint], text: {{words: [mot{n}]}}" for n in range(1000)]
    conditions[-1] += ", channel: x"
    written = [
        f"  - {{name: r{n}, when: {{{each}}}, then: {{expert: {'anne' if n % 2 else 'karim'}}}}}"
        for n, each in enumerate(conditions)
    ]
    found = said(rules_at("rules:\n" + "\n".join(written) + "\n"), "W101", "W102", "W112")
    assert len(found) == 999
    assert (
        "“r0” takes from “r1” (line 18) what it would decide otherwise, such as {intent: complaint, text: [{words: [mot0]}, {words: [mot1]}]}"
        in found[0]
    )
    assert "(and from 10 or more others)" in found[0]
    assert "channel: x" in found[-1]


def test_who_is_responsible_is_named_where_a_promise_warns_them(rules_at: Load) -> None:
    house = (
        HEAD.replace("{type: days, days: 1}", "{type: days, days: 1, warn: [{before: 30min, to: responsible}]}")
        + "  a: {words: [colis*]}\n"
    )
    assert said(rules_at("rules: []\n", house=house), "W113") == [
        (
            "rules.yaml:3:71: W113 policy “noon-17h” warns the person responsible, and nobody is; "
            "write “responsible: claire” at the top"
        )
    ]
    assert said(rules_at("responsible: karim\nrules: []\n", house=house), "W113") == []


def test_a_rule_that_sets_aside_what_another_would_give_to_somebody_is_told(rules_at: Load) -> None:
    rules = "rules:\n  - {name: a, when: {irony: true}, then: {set_aside: x}}\n  - {name: b, when: {intent: question}, then: {priority: high}}\n"
    assert len(said(rules_at(rules), "W102")) == 1


def test_a_rule_without_a_test_is_told_and_once_for_all_where_there_is_none(rules_at: Load, tried: Try) -> None:
    assert said(rules_at(TWO), "W108") == [
        "rules.yaml:16:1: W108 no rule has a test; write some in the folder tests beside this file, as the starter has them"
    ]
    found = tried("- {name: t, mention: {text: Une allergie}}", TWO)
    assert said(found.rules, "W108", tried=[found]) == ["rules.yaml:18:5: W108 no test shows rule “b” at work"]


HEAD = (
    'version: 1\ncalendars: {c: {hours: {mon-fri: ["09:00-18:00"]}}}\npolicies: {noon-17h: {type: days, days: 1}}\n'
    "teams: {t: T}\nexperts: {karim: {name: K, team: t}}\ncommunity_managers: {claire: {name: C}}\ntopics:\n"
)


@pytest.mark.parametrize(
    ("topics", "told"),
    [
        ("  a: {words: [colis*]}\n  b: {words: [COLIS*]}\n", "9:15: W104 “COLIS*” is in topic “a” too (line 8), which wins as it stands above"),
        ("  a: {words: [avocats], except: [Avocats]}\n", "8:15: W105 “avocats” is cancelled by the “except” of the same list"),
        ("  a: {words: [rt]}\n", "8:15: W106 “rt” is shorter than 3 letters and is found by chance; a test that needs it settles it"),
        ("  a: {words: [avoir]}\n", "8:15: W106 “avoir” is in texts about anything"),
        ("  a: {words: [prélevés, preleves]}\n", "8:25: W109 “preleves” and “prélevés” are the same word here; drop one"),
        ("  a: {words: [commande]}\n", "8:15: W110 “commande” does not find “commandes”; write commande+ or commande*"),
        ("  a: {words: [cheval]}\n", "8:15: W110 “cheval” does not find “chevaux”; write cheval+ or cheval*"),
    ],
)  # fmt: skip
def test_words_that_find_too_much_or_too_little_are_told(topics: str, told: str, rules_at: Load) -> None:
    found = said(rules_at("rules: []\n", house=HEAD + topics), "W104", "W105", "W106", "W109", "W110")
    assert f"rules.yaml:{told}" in found


@pytest.mark.parametrize(
    "words",
    ["commande*", "commande+", "[commande, commandes]", "livrer", "RIB", "point relais", "covoiturage", "prélevé"],
)
def test_words_that_find_their_other_forms_are_silent(words: str, rules_at: Load) -> None:
    house = HEAD + f"  a: {{words: {words}}}\n"
    assert said(rules_at("rules: []\n", house=house), "W106", "W109", "W110") == []


def test_a_short_word_that_a_test_needs_is_silent(tried: Try) -> None:
    rules = "rules:\n  - {name: a, when: {text: {words: [rt]}}, then: {priority: low}}\n"
    found = tried("- {name: t, mention: {text: RT bonjour}, expect: {rule: a}}", rules)
    assert said(found.rules, "W106", tried=[found]) == []


def test_a_lock_that_ends_soon_is_told_of_the_lock(rules_at: Load) -> None:
    rules = rules_at(TWO)
    assert said(rules, "W111", today=date(2027, 11, 1)) == []
    assert said(rules, "W111", today=date(2027, 11, 2)) == [
        "rules/calendar.lock.json: W111 the calendars are known until 2027-12-31 only; run “socialcare calendar lock”"
    ]


def test_the_starter_has_no_rule_to_worry_about() -> None:
    found = try_file(STARTER, "rules/tests/sophie-paris.test.yaml", scorer_shipped)
    assert said(found.rules, "W101", "W102", "W104", "W105", "W106", "W108", tried=[found]) == []
