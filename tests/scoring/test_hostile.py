"""Whatever a stranger writes, a score comes back and its evidence lies in the text."""

import contextlib
import gc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from socialcare.facts import Score, Sentiment
from socialcare.scoring import BaselineScorer, CareScorer, Scorer, Written, reasons

PIECES = [
    "bravo", "nul", "pas", "ne", "n'", "plus", "mais", "très", "d&eacute;çu", "&#233;", "&", "&#x110000;", "…", "ﬁ", "e\u0301", "😡",
    "❤\ufe0f", "\u200d", "\ud800", "\x00", "?", "!!", "\n\n", "3h", "n-123", "http://x?y", "@", "#top", ":)", "<3", "\u0600", "ß", "Œ",
    "\ufdfa", "depuis 3 jours", "merci", "İ", "ﾅ", "toujours", "pas", "aaaaaa",
]  # fmt: skip

TEXTS = (
    st.text()
    | st.text(st.characters(codec=None))
    | st.lists(st.sampled_from(PIECES)).map(" ".join)
    | st.lists(st.sampled_from(PIECES)).map("".join)
)


def check(text: str, score: Score) -> None:
    assert -1 <= score.polarity <= 1
    assert 0 <= score.confidence <= 1
    assert all(0 < intensity <= 1 for intensity in score.emotions.values())
    for evidence in score.evidence:
        assert 0 <= evidence.start <= evidence.end <= len(text)
        assert evidence.reason in reasons.ALL


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS, rating=st.none() | st.floats(), language=st.none() | st.sampled_from(["fr", "en", "", "-"]))
def test_any_text_gets_a_score(scorer: Scorer, text: str, rating: float | None, language: str | None) -> None:
    check(text, scorer.score(text, rating=rating, language=language))


@pytest.mark.parametrize("text", ["n-123", "a-00193480", "r_1", "v-0\n", "", " ", "\x00", "\ud83d", "&", "&#0;", "."])
def test_known_traps_of_textblob_fr_are_neutral(scorer: Scorer, text: str) -> None:
    assert scorer.score(text).sentiment is Sentiment.NEUTRAL
    assert BaselineScorer().score(text).polarity == 0.0


@pytest.mark.parametrize(
    "piece",
    ["a", "nul ", "!", "pas ", "&amp;", "e\u0301", "😡", "(", ":-", "&#", "http://", "1.", "«", "\ufdfa", "merci de "],
)
def test_a_hundred_thousand_characters_are_cut(scorer: Scorer, piece: str) -> None:
    text = piece * (100_000 // len(piece))
    check(text, scorer.score(text))


def test_what_stands_behind_the_limit_is_not_read(scorer: Scorer) -> None:
    long = "bonjour " * 2000
    assert scorer.score(long + "quelle arnaque") == scorer.score(long + "bravo")


@pytest.mark.parametrize(
    "texts", [["le"], ["le", "bravo"], ["bravo", "le"], ["bravo", "le", "le"], ["bravo", "le", "nul"]]
)
def test_a_text_of_light_words_alone_may_stand_anywhere_among_others(scorer: CareScorer, texts: list[str]) -> None:
    assert list(scorer.score_all(map(Written, texts))) == [scorer.score(text) for text in texts]


@pytest.mark.parametrize("collects", [True, False])
@pytest.mark.parametrize("texts", [["bravo", "nul"], ["bravo", None]])
def test_the_collector_is_left_as_it_was_whatever_comes(
    scorer: CareScorer, texts: list[str], *, collects: bool
) -> None:
    before = gc.isenabled()
    (gc.enable if collects else gc.disable)()
    try:
        with contextlib.suppress(TypeError):  # None is no text
            list(scorer.score_all(map(Written, texts)))
        assert gc.isenabled() is collects
    finally:
        (gc.enable if before else gc.disable)()
