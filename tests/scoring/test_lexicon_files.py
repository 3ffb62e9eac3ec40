import pytest

from socialcare import scoring
from socialcare.errors import FileMistakes
from socialcare.facts import Emotion, Sentiment

LIGHT = "ne|le|la\t0\tlight\n"


def test_every_mistake_of_every_file_is_told_with_its_line() -> None:
    files = {
        "a.tsv": "# remark\n\nbravo\t0.8\tjoy\nbravo\t0.5\nseul\nnul\tbeaucoup\n\t0.1\n",
        "b.tsv": "top\t3\tjoy\nbof\t-0.2\tenvy verb\n",
    }
    with pytest.raises(FileMistakes) as caught:
        scoring.load(files)
    places = [mistake.place for mistake in caught.value.mistakes]
    assert places == ["a.tsv:5", "a.tsv:6", "a.tsv:7", "b.tsv:1", "b.tsv:2"]
    assert "“beaucoup” must be a number from -1 to 2" in str(caught.value)
    assert "unknown label “envy”" in str(caught.value)


def test_a_term_stands_once_however_it_is_spelt() -> None:
    with pytest.raises(FileMistakes, match=r"b\.tsv:1: “DÉCU” stands already in a\.tsv:1"):
        scoring.load({"a.tsv": "déçu·e\t-0.7\n", "b.tsv": "DÉCU\t-0.5\n"})


def test_a_term_of_light_words_only_is_a_mistake() -> None:
    with pytest.raises(FileMistakes, match="“ne le” holds only light words"):
        scoring.load({"a.tsv": LIGHT + "ne le\t-0.5\n"})


def test_endings_alternatives_and_labels_stand_for_their_words() -> None:
    scorer = scoring.load({
        "a.tsv": "zut·e·s|flûte alors\t-0.7\tanger\nwifi|box rouge\t0\tservice\nplouf <service>\t-0.6\tsituation worry\n"
    })  # fmt: skip
    for text in ("zut", "ZUTE", "zutes", "flute alors", "plouf wifi", "plouf box rouge"):
        assert scorer.score(text).sentiment is Sentiment.NEGATIVE, text
    assert scorer.score("plouf").sentiment is Sentiment.NEUTRAL
    assert scorer.score("plouf wifi").emotion is Emotion.WORRY


def test_a_term_written_out_wins_over_one_that_a_placeholder_made() -> None:
    scorer = scoring.load({"a.tsv": "wifi\t0\tservice\nzou <service>\t-0.6\nzou wifi\t0.6\n"})
    assert scorer.score("zou wifi").sentiment is Sentiment.POSITIVE


def test_other_spellings_are_read_as_the_first() -> None:
    scorer = scoring.load({"a.tsv": "zut\t-0.7\nzut|zt|tzu\t0\tspelling\n"})
    assert scorer.score("tzu").polarity == scorer.score("zut").polarity < 0


def test_a_changed_lexicon_is_a_new_version(lexicons: dict[str, str]) -> None:
    version = scoring.load(lexicons).version
    assert scoring.load(dict(reversed(list(lexicons.items())))).version == version
    assert scoring.load({**lexicons, "mine.tsv": "zoubida\t0.5\n"}).version != version
    assert scoring.load(lexicons).score("bravo").version == version


def test_the_shipped_lexicon_knows_the_words_of_customer_care(scorer: scoring.Scorer) -> None:
    for word in ("arnaque", "injoignables", "panne", "retards", "inadmissible", "décevantes", "voleuses"):
        assert scorer.score(word).sentiment is Sentiment.NEGATIVE, word
