import io
import json

import numpy as np
import pytest

from socialcare import scoring
from socialcare.errors import FileMistakes
from socialcare.facts import Emotion, Sentiment
from socialcare.scoring.rows import rows

LIGHT = "ne|le|la\t0\tlight\n"


def test_every_mistake_of_every_file_is_told_with_its_line(unlearnt: bytes) -> None:
    files = {
        "a.tsv": "# remark\n\nbravo\t0.8\tjoy\nbravo\t0.5\nseul\nnul\tbeaucoup\n\t0.1\n",
        "b.tsv": "top\t3\tjoy\nbof\t-0.2\tenvy verb\n",
    }
    with pytest.raises(FileMistakes) as caught:
        scoring.load(files, unlearnt)
    places = [mistake.place for mistake in caught.value.mistakes]
    assert places == ["a.tsv:5", "a.tsv:6", "a.tsv:7", "b.tsv:1", "b.tsv:2"]
    assert "“beaucoup” must be a number from -1 to 2" in str(caught.value)
    assert "unknown label “envy”" in str(caught.value)


def test_a_term_stands_once_however_it_is_spelt(unlearnt: bytes) -> None:
    with pytest.raises(FileMistakes, match=r"b\.tsv:1: “DÉCU” stands already in a\.tsv:1"):
        scoring.load({"a.tsv": "déçu·e\t-0.7\n", "b.tsv": "DÉCU\t-0.5\n"}, unlearnt)


def test_a_term_of_light_words_only_is_a_mistake(unlearnt: bytes) -> None:
    with pytest.raises(FileMistakes, match="“ne le” holds only light words"):
        scoring.load({"a.tsv": LIGHT + "ne le\t-0.5\n"}, unlearnt)


def test_endings_alternatives_and_labels_stand_for_their_words(unlearnt: bytes) -> None:
    scorer = scoring.load({
        "a.tsv": "zut·e·s|flûte alors\t-0.7\tanger\nwifi|box rouge\t0\tservice\nplouf <service>\t-0.6\tsituation worry\n"
    }, unlearnt)  # fmt: skip
    for text in ("zut", "ZUTE", "zutes", "flute alors", "plouf wifi", "plouf box rouge"):
        assert scorer.score(text).sentiment is Sentiment.NEGATIVE, text
    assert scorer.score("plouf").sentiment is Sentiment.NEUTRAL
    assert scorer.score("plouf wifi").emotion is Emotion.WORRY


def test_a_term_written_out_wins_over_one_that_a_placeholder_made(unlearnt: bytes) -> None:
    scorer = scoring.load({"a.tsv": "wifi\t0\tservice\nzou <service>\t-0.6\nzou wifi\t0.6\n"}, unlearnt)
    assert scorer.score("zou wifi").sentiment is Sentiment.POSITIVE


def test_other_spellings_are_read_as_the_first(unlearnt: bytes) -> None:
    scorer = scoring.load({"a.tsv": "zut\t-0.7\nzut|zt|tzu\t0\tspelling\n"}, unlearnt)
    assert scorer.score("tzu").polarity == scorer.score("zut").polarity < 0


def test_a_changed_lexicon_or_model_is_a_new_version(lexicons: dict[str, str], weights: bytes, unlearnt: bytes) -> None:
    version = scoring.load(lexicons, weights).version
    assert scoring.load(dict(reversed(list(lexicons.items()))), weights).version == version
    assert scoring.load({**lexicons, "mine.tsv": "zoubida\t0.5\n"}, weights).version != version
    assert scoring.load(lexicons, weights).score("bravo").version == version
    assert scoring.load(lexicons, unlearnt).version != version


def test_the_shipped_lexicon_knows_the_words_of_customer_care(scorer: scoring.Scorer) -> None:
    for word in ("arnaque", "injoignables", "panne", "retards", "inadmissible", "décevantes", "voleuses"):
        assert scorer.score(word).sentiment is Sentiment.NEGATIVE, word


def test_weights_made_for_other_features_are_refused(lexicons: dict[str, str], unlearnt: bytes) -> None:
    out = io.BytesIO()
    with np.load(io.BytesIO(unlearnt)) as file:
        content = {name: file[name] for name in file.files}
    card = json.loads(bytes(content["card"]))
    content["card"] = np.frombuffer(json.dumps({**card, "figures": ["praise"]}).encode(), dtype=np.uint8)
    np.savez(out, **content)
    with pytest.raises(ValueError, match="make model"):
        scoring.load(lexicons, out.getvalue()).score("bravo")


def test_a_word_of_the_workspace_wins_over_ours_and_over_what_was_learnt(
    lexicons: dict[str, str], weights: bytes
) -> None:
    text = "Votre nouvelle crème est canon"
    own = rows({"lexicon.yaml": "canon\t-0.9\tdisgust\n"})
    score = scoring.load(lexicons, weights, own).score(text)
    assert score.sentiment is Sentiment.NEGATIVE
    assert [text[e.start : e.end] for e in score.evidence if e.reason == "your own lexicon"] == ["canon"]
