"""What each entry of `when` asks, and that unknown is never yes."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from socialcare.facts import Emotion, Intent, Kind, Mention, Route, Score, Sentiment
from socialcare.routing import Rulebook

Routed = Callable[[str, Mapping[str, Any], Mapping[str, Any]], Route]

RULE = """\
rules:
  - name: asked
    when: {when}
    then: {{expert: karim, promise: noon-17h}}
"""


@pytest.fixture
def routed(
    compiled: Callable[[str], Rulebook], a_mention: Callable[..., Mention], a_score: Callable[..., Score]
) -> Routed:
    def route(when: str, mention: Mapping[str, Any], score: Mapping[str, Any]) -> Route:
        return compiled(RULE.format(when=when)).route(a_mention(**mention), a_score(**score))

    return route


HOLDS = [
    ("{channel: avis}", {}, {}, "channel: avis"),
    ("{channel: [forum, avis]}", {}, {}, "channel: avis"),
    ("{kind: review}", {"kind": Kind.REVIEW}, {}, "kind: review"),
    ("{language: fr}", {"language": "fr"}, {}, "language: fr"),
    ("{language: fr}", {"language": "fr-CA"}, {}, "language: fr-CA"),
    ("{author: '@LEA'}", {}, {}, "author: lea"),
    ("{author: [max, lea]}", {}, {}, "author: lea"),
    ("{author: {list: press}}", {"handle": "redaction_exemple"}, {}, "author: redaction_exemple"),
    ("{sentiment: negative}", {}, {"sentiment": Sentiment.NEGATIVE}, "sentiment: negative"),
    ("{emotion: [anger, disgust]}", {}, {"emotion": Emotion.DISGUST}, "emotion: disgust"),
    ("{intent: question}", {}, {"intent": Intent.QUESTION}, "intent: question"),
    ("{topic: livraison}", {"text": "Colis au point relais"}, {}, "topic livraison: “Colis, point relais”"),
    ("{text: {words: perdu}}", {"text": "PERDU !"}, {}, "words found: “PERDU”"),
    ("{question: true}", {}, {"is_question": True}, "question: yes"),
    ("{irony: false}", {}, {}, "irony: no"),
    ("{spam: true}", {}, {"spam": True}, "spam: yes"),
    ("{mixed: true}", {}, {"mixed": True}, "both sides meant: yes"),
    ("{urgency: true}", {}, {"urgency": True}, "urgency: yes"),
    ("{churn: true}", {}, {"churn": True}, "leaving or calling in others: yes"),
    ("{insult: false}", {}, {}, "insult: no"),
    ("{language: es}", {}, {"language": "es"}, "language: es"),
    ("{language: fr}", {"language": "fr"}, {"language": "es"}, "language: fr"),
    ("{polarity: {max: -0.5}}", {}, {"polarity": -0.5}, "polarity: -0.5"),
    ("{followers: {min: 1000, max: 2000}}", {"followers": 2000}, {}, "followers: 2000"),
    ("{rating: {max: 2}}", {"rating": 1.0}, {}, "rating: 1"),
    ("{any: [{spam: true}, {channel: avis}]}", {}, {}, "channel: avis"),
    ("{all: [{irony: false}, {channel: avis}]}", {}, {}, "irony: no; channel: avis"),
    ("{none: [{spam: true}, {irony: true}]}", {}, {}, "2 exclusions do not apply"),
    ("{any: [{followers: {min: 1}}, {channel: avis}]}", {}, {}, "channel: avis"),
    ("{none: [{all: [{followers: {min: 1}}, {spam: true}]}]}", {}, {}, "1 exclusion does not apply"),
]


@pytest.mark.parametrize(("when", "mention", "score", "told"), HOLDS)
def test_a_condition_that_holds_tells_what_it_saw(
    routed: Routed, when: str, mention: dict[str, Any], score: dict[str, Any], told: str
) -> None:
    route = routed(when, mention, score)
    assert "; ".join(map(str, route.because)) == f"rule “asked” (line 13); {told}"


@pytest.mark.parametrize(
    ("when", "mention"),
    [
        ("{channel: forum}", {}),
        ("{channel: avis, spam: true}", {}),
        ("{language: fr-CA}", {"language": "fr"}),
        ("{author: {list: press}}", {}),
        ("{topic: livraison}", {"text": "ma carte de livraison, mon colis"}),
        ("{text: {words: [perdu], except: [pas perdu]}}", {"text": "pas perdu"}),
        ("{question: true}", {}),
        ("{followers: {min: 1000}}", {"followers": 999}),
        ("{all: [{irony: false}, {spam: true}]}", {}),
        ("{any: [{spam: true}, {irony: true}]}", {}),
        ("{none: [{spam: true}, {channel: avis}]}", {}),
    ],
)
def test_a_condition_that_fails_leaves_the_mention_to_the_default(
    routed: Routed, when: str, mention: dict[str, Any]
) -> None:
    assert routed(when, mention, {}).rule == "default"


@pytest.mark.parametrize("unknown", ["language: fr", "followers: {min: 0}", "rating: {max: 5}", "author: lea"])
@pytest.mark.parametrize(
    "shape",
    ["{{{0}}}", "{{none: [{{{0}}}]}}", "{{any: [{{{0}}}, {{spam: true}}]}}", "{{none: [{{any: [{{{0}}}]}}]}}",
     "{{none: [{{none: [{{{0}}}]}}]}}", "{{irony: false, all: [{{{0}}}]}}"],
)  # fmt: skip
def test_what_is_unknown_never_makes_a_rule_match(routed: Routed, shape: str, unknown: str) -> None:
    assert routed(shape.format(unknown), {"handle": ""}, {}).rule == "default"
