"""Test files of rules say what fails, where, and nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest

from socialcare.errors import FileMistakes, WrongUse
from socialcare.rulework.coverage import coverage
from socialcare.rulework.scorers import scorer_shipped
from socialcare.rulework.trials import Tried, try_file

Try = Callable[..., Tried]

STARTER = Path(__file__).parents[2] / "rules" / "tests" / "sophie-paris.test.yaml"

ONE = '- {name: essai, mention: {text: "Une allergie", posted_at: "2026-11-18 10:00"}, expect: {%s}}'


def failures(found: Tried) -> list[str]:
    return [str(each) for outcome in found.outcomes for each in outcome.failures]


@pytest.mark.parametrize(
    "expect",
    [
        "rule: santé", "expert: anne", "team: labo", "priority: urgent", "promise: urgent-1h", "tags: vigilance",
        "topic: sante", 'set_aside: ""', "complaint: false", 'due_at: "2026-11-18 11:00"',
        'due_at: "2026-11-18T10:00Z"', "rule: santé, expert: anne",
    ],
)  # fmt: skip
def test_what_comes_as_expected_passes(expect: str, tried: Try) -> None:
    assert failures(tried(ONE % expect)) == []


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        ("rule: question", "rule: “question” was expected, “santé” came"),
        ("expert: karim", "expert: “karim” was expected, “anne” came"),
        ("priority: low", "priority: “low” was expected, “urgent” came"),
        ("tags: [vigilance, rgpd]", "tags: “vigilance, rgpd” was expected, “vigilance” came"),
        ("set_aside: spam", "set_aside: “spam” was expected, “–” came"),
        (
            'due_at: "2026-11-18 17:00"',
            "due_at: “2026-11-18 17:00:00+01:00” was expected, “2026-11-18 11:00:00+01:00” came",
        ),
    ],
)
def test_what_differs_is_told_with_its_place(expect: str, told: str, tried: Try) -> None:
    column = (ONE % expect).index(expect) + len(expect.partition(": ")[0]) + 3
    assert failures(tried(ONE % expect)) == [f"tests/a.test.yaml:3:{column}: {told}"]


def test_a_failure_says_why_and_which_facts_were_not_given(tried: Try) -> None:
    outcome = tried(ONE % "rule: question").outcomes[0]
    assert next(str(note) for note in outcome.notes).startswith("rule “santé” (line ")
    assert str(outcome.notes[-1]) == (
        "not given, so taken as: sentiment neutral, emotion neutral, intent other, polarity 0.0, question False, "
        "irony False, spam False, mixed False, urgency False, churn False, insult False"
    )


def test_a_rule_that_must_not_be_true_is_told_even_where_another_decides(tried: Try) -> None:
    found = tried("- {name: essai, mention: {text: Une allergie ?, intent: question}, expect: {rule: santé}, not: question}")  # fmt: skip
    assert failures(found) == ["tests/a.test.yaml:3:96: rule “question” is true and must not be"]


def test_a_test_to_do_may_fail_and_is_known_when_it_passes(tried: Try) -> None:
    found = tried("- {name: a, mention: {}, expect: {rule: santé}, state: todo}\n- {name: b, mention: {}, state: todo}")
    assert not found.failed
    assert [outcome.passed for outcome in found.outcomes] == [False, True]


@pytest.mark.parametrize(
    ("test", "told"),
    [
        ("{name: a, mention: {}, expect: {rule: sante}}", "unknown rule “sante”; did you mean “santé”?"),
        ("{name: a, mention: {}, expect: {expert: claire}}", "unknown expert “claire”; known: karim, anne"),
        ("{name: a, mention: {}, not: [xyz]}", "unknown rule “xyz”; known: loterie, suivi, santé, question, default"),
        ("{name: a, mention: {intention: question}}", "unknown key “intention”; did you mean “intent”?"),
        ("{name: a, mention: {last_expert: claire}}", "unknown expert “claire”; known: karim, anne"),
        (
            "{name: a, mention: {posted_at: 18/11}}",
            "“18/11” is not a time; write one such as “2026-11-18 11:59”",
        ),
        (
            "{name: a, mention: {}, steps: [{at: 2026-11-18 10:00, event: {reply: anne}}]}",
            "unknown community manager “anne”; known: claire",
        ),
        (
            "{name: a, mention: {}, steps: [{at: 2026-11-18 10:00, event: {reply: claire, draft: anne}}]}",
            "an event is one of reply, draft and customer",
        ),
    ],
)
def test_a_name_that_the_rules_do_not_know_is_a_mistake_of_the_test_file(test: str, told: str, tried: Try) -> None:
    with pytest.raises(FileMistakes) as refused:
        tried(f"- {test}")
    assert [str(mistake.sentence) for mistake in refused.value.mistakes] == [told]
    assert refused.value.mistakes[0].line == 3


@pytest.mark.parametrize(
    ("asked", "given", "other"),
    [
        ("author_mentions: {min: 3}", "author_mentions: 3", "author_mentions: 2"),
        ("author_complaints: {min: 1}", "author_complaints: 1", "author_complaints: 0"),
        ("days_since_answer: {max: 3}", "days_since_answer: 3", "days_since_answer: 4"),
        ("last_expert: anne", "last_expert: anne", "last_expert: karim"),
        ("ambassador: true", "ambassador: true", "ambassador: false"),
        ("ambassador: false", "ambassador: false", "ambassador: true"),
    ],
)
def test_a_test_may_give_the_history_of_the_author_which_is_unknown_otherwise(
    asked: str, given: str, other: str, tried: Try
) -> None:
    rules = f"rules: [{{name: connu, when: {{{asked}}}, then: {{expert: anne}}}}]\n"
    tests = "".join(f"- {{name: a, mention: {{{said}}}, expect: {{rule: {rule}}}}}\n"
                    for said, rule in ((given, "connu"), (other, "default"), ("", "default")))  # fmt: skip
    assert failures(tried(tests, rules)) == []


def test_a_test_file_of_rules_that_are_not_there_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.test.yaml").write_text("rules: nowhere.yaml\ntests: []\n", "utf-8")
    with pytest.raises(WrongUse, match=r"there is no file .*nowhere\.yaml"):
        try_file(tmp_path / "a.test.yaml", "a.test.yaml", scorer_shipped)


def test_time_advances_and_only_a_community_manager_stops_the_clock(tried: Try) -> None:
    found = tried("""\
- name: un mercredi
  mention: {text: Où est mon colis ?, intent: question, posted_at: "2026-11-18 10:00"}
  steps:
    - {at: "2026-11-18 10:00", expect: {verdict: on_time, due_at: "2026-11-18 17:00"}}
    - {at: "2026-11-18 16:30", event: {draft: karim}, expect: {verdict: due_soon, state: drafted}}
    - {at: "2026-11-18 17:00", event: {reply: claire}, expect: {verdict: kept, state: answered}}
    - {at: "2026-11-18 18:00", event: {customer: Toujours rien}, expect: {verdict: on_time, due_at: "2026-11-19 17:00"}}
    - {at: "2026-11-19 17:00:01", expect: {verdict: late}}
    - {at: "2026-11-19 17:30", event: {reply: claire}, expect: {verdict: kept}}
""")
    assert failures(found) == ["tests/a.test.yaml:11:74: verdict: “kept” was expected, “broken” came"]


def test_only_a_test_that_asks_for_it_is_scored(tried: Try) -> None:
    found = tried(
        "- {name: a, score: true, mention: {text: C'est une honte !}, expect: {complaint: true}}\n"
        "- {name: b, mention: {text: C'est une honte !}, expect: {complaint: false}}\n"
        "- {name: c, score: true, mention: {text: C'est une honte !, intent: praise}, expect: {complaint: false}}",
        load=scorer_shipped,
    )
    assert failures(found) == []


def test_coverage_names_rules_that_decided_nowhere_and_conditions_seen_on_one_side_only(tried: Try) -> None:
    found = tried("- {name: a, mention: {text: Une allergie}}\n- {name: b, mention: {followers: 30000}}")
    seen = coverage(found.rules, [outcome.trace for outcome in found.outcomes])
    assert seen.untested == ("loterie", "question")
    told = [str(each) for each in seen.unseen]
    assert len(told) == 3
    assert told[0].startswith("rules.yaml:17:50: rule “loterie”: spam: ")
    assert told[0].endswith(": never true in a test")
    assert "followers" in told[1]
    assert told[1].endswith(": never false in a test")


def test_the_starter_passes_its_own_tests_and_they_cover_every_rule() -> None:
    found = try_file(STARTER, "rules/tests/sophie-paris.test.yaml", scorer_shipped)
    assert failures(found) == []
    assert not any(outcome.todo for outcome in found.outcomes)
    seen = coverage(found.rules, [outcome.trace for outcome in found.outcomes])
    assert (seen.untested, seen.unseen) == ((), ())
