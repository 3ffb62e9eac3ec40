"""The first rule that holds decides; the default takes what none took."""

from collections.abc import Callable

import pytest

from socialcare.errors import WrongUse
from socialcare.facts import Intent, Mention, Priority, Role, Route, Score
from socialcare.routing import Person, Rulebook

Compiled = Callable[[str], Rulebook]
AMention = Callable[..., Mention]
AScore = Callable[..., Score]

RULES = """\
rules:
  - name: spam
    when: {spam: true}
    then: {set_aside: spam}
  - name: santé
    when: {topic: sante}
    then: {expert: anne, promise: urgent-1h, priority: urgent, community_manager: mehdi, tags: [vigilance, labo]}
  - name: note basse
    when: {rating: {max: 2}}
    then: {complaint: true}
  - name: livraison
    when: {topic: livraison}
    then: {priority: low, complaint: false}
"""


def test_a_rule_gives_all_it_names(compiled: Compiled, a_mention: AMention, a_score: AScore) -> None:
    mention = a_mention("Allergie au masque, et mon colis ?")
    route = compiled(RULES).route(mention, a_score(intent=Intent.COMPLAINT))
    assert [str(line) for line in route.because] == ["rule “santé” (line 16)", "topic sante: “Allergie”"]
    assert route == Route(
        rule="santé",
        expert="anne",
        team="labo",
        community_manager="mehdi",
        priority=Priority.URGENT,
        policy="urgent-1h",
        complaint=True,
        topic="sante",
        tags=("vigilance", "labo"),
        because=route.because,
    )


def test_a_rule_without_expert_goes_to_that_of_the_topic(
    compiled: Compiled, a_mention: AMention, a_score: AScore
) -> None:
    route = compiled(RULES).route(a_mention("mon colis"), a_score(intent=Intent.COMPLAINT))
    assert (route.expert, route.team, route.policy, route.priority) == ("karim", "support", "noon-17h", Priority.LOW)
    assert not route.complaint
    assert str(route.because[-1]) == "topic livraison goes to karim"


def test_the_default_takes_what_no_rule_took(compiled: Compiled, a_mention: AMention, a_score: AScore) -> None:
    route = compiled(RULES).route(a_mention("bonjour"), a_score())
    assert (route.rule, route.expert, route.team, route.policy) == ("default", "anne", "labo", "noon-17h")
    assert (route.community_manager, route.priority, route.topic) == ("claire", Priority.NORMAL, "")
    assert [str(line) for line in route.because] == ["no rule applies; the default decides (line 11)"]


def test_what_is_set_aside_waits_for_nobody(compiled: Compiled, a_mention: AMention, a_score: AScore) -> None:
    route = compiled(RULES).route(a_mention("mon colis"), a_score(spam=True))
    assert (route.set_aside, route.expert, route.team, route.policy) == ("spam", "", "", "")


def test_a_rule_may_say_what_is_a_complaint(compiled: Compiled, a_mention: AMention, a_score: AScore) -> None:
    assert compiled(RULES).route(a_mention(rating=1), a_score()).complaint


def test_a_rule_without_when_takes_all_that_reaches_it(
    compiled: Compiled, a_mention: AMention, a_score: AScore
) -> None:
    book = compiled(RULES + "  - {name: rest, then: {expert: karim, promise: noon-17h}}\n")
    assert [book.route(a_mention(text), a_score()).rule for text in ("allergie", "bonjour")] == ["santé", "rest"]


@pytest.mark.parametrize(("words", "topic"), [("colis et allergie", "sante"), ("colis", "livraison"), ("rien", "")])
def test_the_topic_is_the_first_of_the_file(
    compiled: Compiled, a_mention: AMention, a_score: AScore, words: str, topic: str
) -> None:
    assert compiled("").route(a_mention(words), a_score()).topic == topic


def test_people_have_one_role_each(compiled: Compiled) -> None:
    book = compiled("")
    assert {key: person.role for key, person in book.people.items()} == {
        "claire": Role.COMMUNITY_MANAGER,
        "mehdi": Role.COMMUNITY_MANAGER,
        "karim": Role.EXPERT,
        "anne": Role.EXPERT,
    }
    assert book.expert("anne") == Person(key="anne", name="Anne Lefèvre", role=Role.EXPERT, team="labo")
    assert book.teams["labo"] == "Laboratoire"


@pytest.mark.parametrize(
    ("key", "sentence"),
    [("ane", "unknown expert “ane”; did you mean “anne”?"), ("claire", "unknown expert “claire”; known: karim, anne")],
)
def test_only_an_expert_is_an_expert(compiled: Compiled, key: str, sentence: str) -> None:
    with pytest.raises(WrongUse) as refused:
        compiled("").expert(key)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("rules", "same"),
    [
        ("# a comment\n" + RULES, True),
        (RULES.replace("{topic: sante}", "{topic: [sante]}"), True),
        (RULES.replace("priority: low", "priority: high"), False),
        (RULES.replace("note basse", "note"), False),
    ],
)
def test_the_digest_follows_the_content_not_the_layout(compiled: Compiled, rules: str, same: bool) -> None:
    assert (compiled(rules).digest == compiled(RULES).digest) is same
