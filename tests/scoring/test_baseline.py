import pytest

from socialcare.facts import Emotion, Intent, Sentiment
from socialcare.scoring import BaselineScorer


@pytest.mark.parametrize(
    ("text", "polarity", "sentiment_"),
    [
        ("génial, encore une panne", 0.9, Sentiment.POSITIVE),
        ("inadmissible", 0.3, Sentiment.POSITIVE),
        ("arnaque", 0.0, Sentiment.NEUTRAL),
    ],
)
def test_textblob_fr_alone_is_kept_as_it_is(text: str, polarity: float, sentiment_: Sentiment) -> None:
    score = BaselineScorer().score(text, language="en", rating=1)
    assert score.polarity == pytest.approx(polarity)
    assert score.sentiment is sentiment_
    assert (score.emotion, score.intent) == (Emotion.NEUTRAL, Intent.OTHER)


def test_the_version_names_the_library() -> None:
    assert BaselineScorer().version.startswith("textblob-fr-0.")
