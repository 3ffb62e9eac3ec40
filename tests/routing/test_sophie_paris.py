"""The starter rulebook is sound, gives everybody somebody, and never sets a customer aside."""

import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialcare.documents import Document, parse, read
from socialcare.facts import Author, Emotion, Intent, Kind, Mention, Role, Score, Sentiment
from socialcare.routing import RoutingText, Rulebook, cross_mistakes

REPOSITORY = Path(__file__).parents[2]
TWEETS = REPOSITORY.parent / "shared" / "data" / "mentions" / "free.csv"


class Whole(RoutingText):
    calendars: dict[str, Any]
    policies: dict[str, Any]


def _document() -> Document:
    name = "rules/sophie-paris.yaml"
    return read((REPOSITORY / name).read_text(encoding="utf-8"), name)


DOCUMENT = _document()
WHOLE = parse(DOCUMENT, Whole)
BOOK = Rulebook.compile(WHOLE, DOCUMENT)

POSTED_AT = datetime(2026, 3, 2, 8, 55, tzinfo=UTC)


def a_mention(text: str, **given: Any) -> Mention:
    return Mention(channel="x", ref="1", author=Author(handle="lea"), text=text, posted_at=POSTED_AT, **given)


def a_score(
    sentiment: Sentiment = Sentiment.NEUTRAL,
    emotion: Emotion = Emotion.NEUTRAL,
    intent: Intent = Intent.OTHER,
    **given: Any,
) -> Score:
    return Score(sentiment=sentiment, polarity=0.0, confidence=0.5, emotion=emotion, intent=intent, **given)


ANGRY = a_score(Sentiment.NEGATIVE, Emotion.ANGER, Intent.COMPLAINT)
SOBER = a_score(Sentiment.NEGATIVE, Emotion.NEUTRAL, Intent.COMPLAINT)
ASKING = a_score(intent=Intent.QUESTION, is_question=True)
GLAD = a_score(Sentiment.POSITIVE, Emotion.JOY, Intent.PRAISE)

SCORES = st.builds(
    Score,
    sentiment=st.sampled_from(Sentiment),
    polarity=st.floats(-1, 1),
    confidence=st.floats(0, 1),
    emotion=st.sampled_from(Emotion),
    intent=st.sampled_from(Intent),
    is_question=st.booleans(),
    irony=st.booleans(),
    spam=st.booleans(),
)
WORDS = ["rt", "allergie", "colis", "avocat", "résilier", "panne", "merci", "facture", "candidature", "rien", "RGPD"]
MENTIONS = st.builds(
    Mention,
    channel=st.sampled_from(["x", "avis"]),
    ref=st.just("1"),
    author=st.builds(Author, handle=st.text(max_size=5), followers=st.none() | st.integers(0, 1 << 20)),
    text=st.lists(st.sampled_from(WORDS) | st.text(max_size=10), max_size=6).map(" ".join),
    posted_at=st.just(POSTED_AT),
    kind=st.sampled_from(Kind),
    language=st.none() | st.sampled_from(["fr", "en"]),
    rating=st.none() | st.floats(0, 5),
)


def test_it_has_no_mistake() -> None:
    assert cross_mistakes(DOCUMENT, WHOLE, WHOLE.policies) == []


def test_every_topic_has_an_expert_and_every_team_somebody() -> None:
    assert [topic for topic, expert in BOOK.topics.items() if not expert] == []
    assert {person.team for person in BOOK.people.values() if person.role is Role.EXPERT} == set(BOOK.teams)


@given(MENTIONS, SCORES)
def test_every_mention_has_an_owner_or_a_reason(mention: Mention, score: Score) -> None:
    route = BOOK.route(mention, score)
    assert bool(route.set_aside) is not bool(route.expert)
    if not route.set_aside:
        assert BOOK.expert(route.expert).team == route.team
        assert route.policy in WHOLE.policies
    assert BOOK.people[route.community_manager].role is Role.COMMUNITY_MANAGER
    assert route.because


@given(MENTIONS, SCORES)
def test_no_reproach_complaint_or_question_is_set_aside(mention: Mention, score: Score) -> None:
    if BOOK.route(mention, score).set_aside:
        assert score.sentiment is not Sentiment.NEGATIVE
        assert score.intent not in (Intent.COMPLAINT, Intent.QUESTION)
        assert not score.is_question


@pytest.mark.parametrize(
    ("text", "score", "rule", "owned"),
    [
        ("Plaques rouges après votre crème", SOBER, "santé et sécurité", ("labo", "urgent", "urgent-1h")),
        ("La box a pris feu !!", ANGRY, "santé et sécurité", ("labo", "urgent", "urgent-1h")),
        ("Je saisis la DGCCRF", ANGRY, "menace juridique", ("juridique", "high", "noon-17h")),
        ("mon masque à l’avocat est cassé", SOBER, "plainte", ("qualite", "normal", "noon-17h")),
        ("Où sont mes données personnelles ?", ASKING, "données personnelles", ("juridique", "high", "noon-17h")),
        ("Journaliste, je prépare un reportage", ASKING, "presse", ("presse", "high", "noon-17h")),
        ("Où envoyer ma candidature ?", ASKING, "emploi", ("recrutement", "normal", "noon-17h")),
        ("je veux RÉSILIER", SOBER, "départ annoncé", ("fidelite", "high", "noon-17h")),
        ("Encore une coupure !", ANGRY, "plainte en colère", ("technique", "high", "noon-17h")),
        ("colis jamais reçu", SOBER, "plainte", ("logistique", "normal", "noon-17h")),
        ("une honte", ANGRY, "plainte en colère", ("accueil", "high", "noon-17h")),
        ("Quand serai-je remboursée ?", ASKING, "question", ("paiement", "normal", "noon-17h")),
        ("Vous ouvrez demain ?", ASKING, "question", ("accueil", "normal", "noon-17h")),
        ("Merci, j'adore", GLAD, "merci et compliments", ("accueil", "low", "two-days")),
        ("pareil ici", a_score(Sentiment.NEGATIVE), "default", ("accueil", "normal", "noon-17h")),
        ("panne Lyon bloqué étape 2", a_score(), "sujet connu", ("technique", "normal", "noon-17h")),
    ],
)
def test_the_right_expert_has_it(text: str, score: Score, rule: str, owned: tuple[str, str, str]) -> None:
    route = BOOK.route(a_mention(text), score)
    assert (route.rule, route.expert, route.priority, route.policy) == (rule, *owned)


@pytest.mark.parametrize(
    ("text", "score", "reason"),
    [
        ("RT @marque : notre nouvelle palette", a_score(), "repeat"),
        ("La marque ouvre un site à Lille", a_score(), "no question, no complaint"),
        ("Bitcoin facile", a_score(spam=True), "spam"),
        ("Bitcoin facile ?", a_score(spam=True, is_question=True), ""),
        ("RT @marque : quelle honte", a_score(Sentiment.NEGATIVE), ""),
    ],
)
def test_only_what_asks_nothing_is_set_aside(text: str, score: Score, reason: str) -> None:
    assert BOOK.route(a_mention(text), score).set_aside == reason


def test_real_tweets_are_told_in_their_own_words() -> None:
    if not TWEETS.exists():
        pytest.skip(f"no {TWEETS}: the real tweets are kept outside of the project")
    with TWEETS.open(encoding="utf-8", newline="") as lines:
        texts = [row["text"] for row in csv.DictReader(lines)]
    topics = {BOOK.route(a_mention(text), ANGRY).topic for text in texts}
    assert {"panne", "paiement", "resiliation", "service-client", "livraison"} <= topics
    spans = [span for text in texts for found in BOOK.finder.find(text).values() for span in found]
    assert all(0 <= start < end for start, end in spans)
