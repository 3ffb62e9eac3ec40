"""Rulebooks written in the tests, and mentions and scores with only what matters in them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from socialcare.documents import parse, read
from socialcare.errors import Mistake
from socialcare.facts import Author, Emotion, Intent, Mention, Score, Sentiment
from socialcare.routing import RoutingText, Rulebook, cross_mistakes

HOUSE = """\
version: 1
teams: {support: Support, labo: Laboratoire}
experts:
  karim: {name: Karim Benali, team: support, topics: [livraison]}
  anne: {name: Anne Lefèvre, team: labo}
community_managers: {claire: {name: Claire}, mehdi: {name: Mehdi}}
topics:
  sante: {words: [allergi*]}
  livraison: {words: [colis, point relais, livraison*], except: [carte de livraison]}
lists: {press: ["@Redaction_Exemple"]}
default: {expert: anne, promise: noon-17h}
"""


@pytest.fixture
def house() -> str:
    return HOUSE


@pytest.fixture
def compiled() -> Callable[[str], Rulebook]:
    def build(rules: str) -> Rulebook:
        document = read(HOUSE + rules, "rules.yaml")
        text = parse(document, RoutingText)
        assert cross_mistakes(document, text, ["noon-17h", "urgent-1h"]) == []
        return Rulebook.compile(text, document)

    return build


@pytest.fixture
def mistakes() -> Callable[[str], list[str]]:
    def find(whole: str) -> list[str]:
        document = read(whole, "rules.yaml")
        found: list[Mistake] = cross_mistakes(document, parse(document, RoutingText), ["noon-17h", "urgent-1h"])
        return [str(mistake) for mistake in found]

    return find


@pytest.fixture
def a_mention() -> Callable[..., Mention]:
    def build(text: str = "bonjour", handle: str = "lea", followers: int | None = None, **given: Any) -> Mention:
        author = Author(handle=handle, followers=followers)
        posted_at = datetime(2026, 3, 2, 8, 55, tzinfo=UTC)
        return Mention(
            **{"channel": "avis", "ref": "1", "author": author, "text": text, "posted_at": posted_at, **given}
        )

    return build


@pytest.fixture
def a_score() -> Callable[..., Score]:
    def build(**given: Any) -> Score:
        usual: dict[str, Any] = {
            "sentiment": Sentiment.NEUTRAL,
            "polarity": 0.0,
            "confidence": 0.5,
            "emotion": Emotion.NEUTRAL,
            "intent": Intent.OTHER,
        }
        return Score(**{**usual, **given})

    return build
