import json
from pathlib import Path

import pytest
from textblob_fr.fr import sentiment

from socialcare.facts import Emotion, Intent, Sentiment
from socialcare.scoring import BaselineScorer, Scorer
from socialcare.scoring.baseline import TextBlob

TEXTS = [
    "Super produit !",
    "Je n'ai pas été satisfaite.",
    "pas très bon... mais joli !!",
    "c’est pas d’accord, rien d’autre",
    "Tout parfait!service exceptionnel",
    "(génial) « nul » :-( bof :) <3",
    "..................Super!",
    "Bonjour,\n\nle colis est abîmé.\nMerci ;)",
    "qu'il est beau l'article n°3, 15€ !",
]


@pytest.mark.parametrize("text", TEXTS)
def test_the_quick_way_gives_what_the_library_gives(text: str) -> None:
    assert TextBlob().quick_polarity(text) == pytest.approx(sentiment(text)[0])


def test_the_quick_way_agrees_on_real_texts(labelled: Path) -> None:
    library = TextBlob()
    lines = (labelled / "xlmt_fr_val.jsonl").read_text("utf-8").splitlines()
    texts = [str(json.loads(line)["text"]) for line in lines]
    differing = [text for text in texts if library.quick_polarity(text) != pytest.approx(library.polarity(text))]
    assert differing == []


@pytest.mark.parametrize(
    ("text", "polarity", "sentiment_"),
    [
        ("génial, encore une panne", 0.9, Sentiment.POSITIVE),
        ("inadmissible", 0.3, Sentiment.POSITIVE),
        ("arnaque", 0.0, Sentiment.NEUTRAL),
    ],
)
def test_textblob_fr_alone_is_kept_as_it_is(scorer: Scorer, text: str, polarity: float, sentiment_: Sentiment) -> None:
    score = BaselineScorer().score(text, language="en", rating=1)
    assert score.polarity == pytest.approx(polarity)
    assert score.sentiment is sentiment_
    assert (score.emotion, score.intent) == (Emotion.NEUTRAL, Intent.OTHER)
    assert scorer.score(text).baseline == score.baseline


def test_the_version_names_the_library() -> None:
    assert BaselineScorer().version.startswith("textblob-fr-0.")
