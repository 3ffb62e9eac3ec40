"""What training looks at: each text as figures and hashed words, by the same code as at run time."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from texts import ROOT, changed, lexicon_texts

from socialcare.facts import Sentiment
from socialcare.scoring import intents, irony
from socialcare.scoring.baseline import TextBlob
from socialcare.scoring.features import PAIR, figures, hashed
from socialcare.scoring.heads import SENTIMENTS
from socialcare.scoring.lexicon import Lexicon
from socialcare.scoring.model import PAIR_SHARE
from socialcare.scoring.plain import plain
from socialcare.scoring.rows import rows
from socialcare.scoring.terms import read
from socialcare.scoring.weigh import Reader

WIDE_BITS, NARROW_BITS = 16, 15
SKEWED = "deft2017-t1"


@dataclass(frozen=True)
class Seen:
    """Features of n texts: figures (n, n_figures), words hashed to the width of each table."""

    figures: np.ndarray
    wide: sp.csr_matrix
    narrow: sp.csr_matrix


class Extractor:
    """The same features as at run time, from the same code."""

    def __init__(self) -> None:
        files = sorted((ROOT / "data" / "lexicon").glob("*.tsv"))
        lines = rows({file.name: file.read_text("utf-8") for file in files})
        self._lexicon = Lexicon(read(lines, TextBlob().entries()))
        self._hashed: dict[str, list[tuple[int, float]]] = {}

    def __call__(self, texts: list[str]) -> Seen:
        found = [self._one(text) for text in texts]
        return Seen(
            np.array([figure for figure, _ in found]),
            _matrix([words for _, words in found], WIDE_BITS),
            _matrix([words for _, words in found], NARROW_BITS),
        )

    def _one(self, text: str) -> tuple[list[float], dict[int, float]]:
        told = plain(text)
        reader = Reader(self._lexicon, told.text)
        reading = reader.read()
        hits, ironic = irony.turned_round(reading)
        news, spam = intents.is_news(told.text), intents.is_spam(told.text, reading)
        seen, _ = figures(reading, reader.tokens, hits, ironic=ironic, news=news, spam=spam)
        words: dict[int, float] = defaultdict(float)
        placed = reader.tokens.placed
        share = len(placed) ** -0.5 if placed else 0.0
        before = None
        for word, _, _ in placed:
            features = self._hashed.setdefault(word.key, hashed(word))
            for feature, value in features:
                words[feature] += value * share
            if before is not None:
                words[(before * PAIR + features[0][0]) & 0xFFFFFFFF] += PAIR_SHARE * share
            before = features[0][0]
        return seen, words


def _matrix(texts: list[dict[int, float]], bits: int) -> sp.csr_matrix:
    """(n, 2^bits); sums of what falls into the same bucket."""
    at = [
        (row, feature & ((1 << bits) - 1), value) for row, words in enumerate(texts) for feature, value in words.items()
    ]
    row, column, value = zip(*at, strict=True)
    matrix = sp.csr_matrix((value, (row, column)), shape=(len(texts), 1 << bits))
    matrix.sum_duplicates()
    return matrix


@dataclass(frozen=True)
class Texts:
    """All that is learnt from, read once: our messages first, each again in another hand, then bare terms, then the public.

    `authors` are 0 where nobody of ours wrote the text. `sources` are "care", "talk", "skewed" (tweets too, but with three
    neutral ones and two and a half negative ones for each positive one) or "review".
    """

    messages: list[dict]
    seen: Seen
    labels: np.ndarray
    authors: np.ndarray
    sources: np.ndarray

    def without(self, unseen: set[int]) -> "Texts":
        """Those that none of the authors in `unseen` wrote."""
        kept = np.flatnonzero(~np.isin(self.authors, list(unseen)))
        seen = Seen(self.seen.figures[kept], self.seen.wide[kept], self.seen.narrow[kept])
        messages = [row for row in self.messages if row["author"] not in unseen]
        return Texts(messages, seen, self.labels[kept], self.authors[kept], self.sources[kept])


def read_all(care: list[dict], public: dict[str, list[dict]]) -> Texts:
    messages = [*care, *({**row, "text": changed(row["text"], number)} for number, row in enumerate(care))]
    terms, talk, review = lexicon_texts(), public["talk"], public["review"]
    tweets = ["skewed" if row["source"] == SKEWED else "talk" for row in talk]
    rows_ = [*messages, *terms, *talk, *review]
    return Texts(
        messages,
        Extractor()([row["text"] for row in rows_]),
        np.array([SENTIMENTS.index(Sentiment(row.get("sentiment") or row["label"])) for row in rows_]),
        np.array([row.get("author", 0) if at < len(messages) else 0 for at, row in enumerate(rows_)]),
        np.array(["care"] * (len(messages) + len(terms)) + tweets + ["review"] * len(review)),
    )
