"""Train the shipped weights: `make model`. The same data and the same libraries give the same bytes.

What it learns from: our own corpus (data/corpus) but for the authors held out, and, from the folder `../shared` of
labelled texts, the sets whose licence lets weights be shipped (CARD.md). Without that folder it says so and stops.
"""

import argparse
import io
import json
import zipfile
from collections import defaultdict
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from seen import Seen, Texts, read_all
from sklearn.linear_model import LogisticRegression
from texts import RICH, own_corpus, public_texts
from threadpoolctl import threadpool_limits

from socialcare.facts import Emotion, Intent
from socialcare.scoring.features import FEELINGS, NAMES
from socialcare.scoring.heads import FLAGS, NARROW, SENTIMENTS, WIDE

WEIGHTS = Path(__file__).parent / "weights.npz"

FIGURES, WORDS = 0.6, 1.5
"""How strongly figures (in standard deviations) and words are let to speak; chosen by leaving one author out in turn."""

TALK_FIGURES, TALK_STRENGTH = 0.35, 1.5
"""Of the reading as people talk, where the lexicon of customers knows less; this and the next by four folds of its texts."""

SKEWED_WEIGHT, REVIEW_WEIGHT = 0.5, 2.0
"""Of tweets whose classes are far from equal, and of reviews, both beside other tweets, in the reading as people talk."""

CARE_WEIGHT, TWEETS_WEIGHT = 1.0, 0.25
"""Of our own corpus and of reviews, and of tweets, where customers' way of speaking is learnt; chosen by leaving authors out, and
a third of the reviews. Reviews at 0.5 would be read worse there, at 2 our own messages."""

ITERATIONS = 150
TOLERANCE = 1e-3
"""Of the fits with two classes: from here on nothing changes that a byte would keep."""

FOLDS, FOLD_ITERATIONS = 3, 50
"""To choose thresholds, an unfinished fit is as good as a finished one, and three times as quick."""

CAREFUL = {"irony": 0.7}
"""What recall weighs beside precision where a threshold is chosen, else 1: a false irony hurts more than a missed one."""

ENOUGH = 0.01
"""Of F, about what chance does to it: of thresholds as near to the best, such a flag takes the highest."""


class Trainer:
    """Fits each head and keeps it as figures' coefficients, words' weights and a bias."""

    def __init__(self, spread: np.ndarray, iterations: int) -> None:
        self._spread, self._iterations = spread, iterations
        self.figures: dict[str, np.ndarray] = {}
        self.words: dict[str, np.ndarray] = {}
        self.bias: dict[str, float] = {}

    def fit(self, heads: list[str], seen_figures: np.ndarray, words: sp.csr_matrix, labels: np.ndarray, *,
            weight: np.ndarray | None = None, extra: np.ndarray | None = None, extra_at: int | None = None,
            strength: float = 1.0, loud: float = FIGURES, balanced: bool = False) -> None:  # fmt: skip
        """`extra` (n, k) tells the source of a text while training; at run time it is `extra_at`, or none of them.

        `loud` is how strongly figures are let to speak.
        """
        parts = [sp.csr_matrix(seen_figures / self._spread * loud), words * WORDS]
        if extra is not None:
            parts.append(sp.csr_matrix(extra))
        solver = "lbfgs" if len(heads) > 1 else "liblinear"  # the quicker one for each, to the same end
        fitted = LogisticRegression(
            C=strength,
            max_iter=self._iterations,
            tol=TOLERANCE if len(heads) == 1 else 1e-4,
            class_weight="balanced" if balanced else None,
            solver=solver,
        ).fit(sp.hstack(parts).tocsr(), labels, sample_weight=weight)
        coefficients, bias = fitted.coef_, fitted.intercept_
        width, n = words.shape[1], seen_figures.shape[1]
        for at, head in enumerate(heads):
            row = coefficients[at]
            self.figures[head] = row[:n] * loud / self._spread
            self.words[head] = row[n : n + width] * WORDS
            self.bias[head] = float(bias[at] + (row[n + width + extra_at] if extra_at is not None else 0.0))


def as_in_life(care: list[dict]) -> np.ndarray:
    """A weight for each message, so that irony is as rare among them as among authors who were not asked for it.

    Else « bravo » would be a bad word, and irony be claimed too often.
    """
    ironic = np.array([bool(row["irony"]) for row in care])
    ordinary = np.array([row["author"] not in RICH for row in care])
    share = ironic[ordinary].mean()
    return np.where(ironic, share / (1 - share) * (~ironic).sum() / ironic.sum(), 1.0)


def train(texts: Texts, *, whole: bool = True) -> Trainer:
    """All heads; with `whole` false only those that temperature and thresholds are chosen with."""
    seen, labels, is_care = texts.seen, texts.labels, texts.sources == "care"
    trainer = Trainer(seen.figures.std(axis=0) + 1e-6, ITERATIONS if whole else FOLD_ITERATIONS)
    source = np.stack([texts.sources == "review", is_care], axis=1).astype(float)
    three = [f"talk_{s}" for s in SENTIMENTS]
    trainer.fit(three, seen.figures[~is_care], seen.wide[~is_care], labels[~is_care],
                weight=talk_weights(labels[~is_care], texts.sources[~is_care]), extra=source[~is_care],
                strength=TALK_STRENGTH, loud=TALK_FIGURES)  # fmt: skip
    count = len(texts.messages)
    usual = as_in_life(texts.messages)
    weight = np.where(is_care | (texts.sources == "review"), CARE_WEIGHT, TWEETS_WEIGHT)
    weight[:count] *= usual
    three = [f"care_{s}" for s in SENTIMENTS]
    trainer.fit(three, seen.figures, seen.wide, labels, weight=weight, extra=source, extra_at=1)
    said = np.concatenate([np.arange(count), np.flatnonzero(~is_care)])  # a bare term has no register
    trainer.fit(["register"], seen.figures[said], seen.wide[said], is_care[said].astype(int))
    figures_, words = seen.figures[:count], seen.narrow[:count]
    for flag in FLAGS:
        yes = np.array([flag_of(row, flag) for row in texts.messages])
        trainer.fit(
            [f"flag_{flag}"],
            figures_,
            words,
            yes,
            weight=None if flag == "irony" else usual,
            strength=2.0,
            balanced=True,
        )
    if whole:
        _fit_narrow(trainer, texts.messages, figures_, words, usual)
    return trainer


def talk_weights(labels: np.ndarray, sources: np.ndarray) -> np.ndarray:
    """Of tweets each class weighs the same: how often people are neutral is a matter of how tweets were gathered."""
    weights = np.select([sources == "review", sources == "skewed"], [REVIEW_WEIGHT, SKEWED_WEIGHT], 1.0)
    tweets = sources != "review"
    of_each = weights[tweets].sum() / len(SENTIMENTS)
    for label in range(len(SENTIMENTS)):
        of_it = tweets & (labels == label)
        weights[of_it] *= of_each / weights[of_it].sum()
    return weights


def _fit_narrow(
    trainer: Trainer, care: list[dict], figures_: np.ndarray, words: sp.csr_matrix, usual: np.ndarray
) -> None:
    emotions = np.array([list(Emotion).index(Emotion(row["emotion"])) for row in care])
    trainer.fit([f"emotion_{e}" for e in Emotion], figures_, words, emotions, weight=usual, strength=2.0)
    wanted = np.array([list(Intent).index(Intent(row["intent"])) for row in care])
    trainer.fit([f"intent_{i}" for i in Intent], figures_, words, wanted, weight=usual, strength=2.0, balanced=True)
    for feeling in FEELINGS:  # a strength of 2/3 counts as two parts yes and one part no
        amount = np.array([row["emotions"].get(feeling, 0.0) for row in care])
        twice = sp.vstack([words, words]).tocsr()
        trainer.fit([f"felt_{feeling}"], np.vstack([figures_, figures_]), twice, np.repeat([1, 0], len(care)),
                    weight=np.concatenate([amount * usual, (1 - amount) * usual]) + 1e-9)  # fmt: skip


def flag_of(row: dict, flag: str) -> bool:
    return bool(row["is_question"] if flag == "question" else row.get(flag, False))


def values(trainer: Trainer, seen: Seen) -> dict[str, np.ndarray]:
    """The value for each text of each head that was trained."""
    return {
        head: seen.figures @ trainer.figures[head]
        + (seen.wide if head in WIDE else seen.narrow) @ trainer.words[head]
        + trainer.bias[head]
        for head in trainer.bias
    }


def blended(found: dict[str, np.ndarray]) -> np.ndarray:
    """(n, 3) log-odds of the sentiments, as `heads.Verdicts` makes them."""
    care = 1 / (1 + np.exp(-found["register"]))
    return np.stack([care * found[f"care_{s}"] + (1 - care) * found[f"talk_{s}"] for s in SENTIMENTS], axis=1)


def chosen(texts: Texts, care: list[dict]) -> tuple[float, dict[str, float]]:
    """Temperature and thresholds, from texts scored by models that had not seen their author."""
    odds, labels, usual, flags, truth = [], [], [], defaultdict(list), defaultdict(list)
    weights = as_in_life(care)
    authors = sorted({row["author"] for row in care})
    for fold in range(FOLDS):
        unseen = set(authors[fold::FOLDS])
        outside = [at for at, row in enumerate(care) if row["author"] in unseen]  # as they were typed
        seen = Seen(texts.seen.figures[outside], texts.seen.wide[outside], texts.seen.narrow[outside])
        found = values(train(texts.without(unseen), whole=False), seen)
        odds.append(blended(found))
        labels += list(texts.labels[outside])
        usual += list(weights[outside])
        for flag in FLAGS:
            flags[flag].append(1 / (1 + np.exp(-found[f"flag_{flag}"])))
            truth[flag] += [flag_of(care[at], flag) for at in outside]
    return (
        _temperature(np.vstack(odds), np.array(labels), np.array(usual)),
        {
            flag: _threshold(
                np.concatenate(flags[flag]), np.array(truth[flag]), np.array(usual), CAREFUL.get(flag, 1.0)
            )
            for flag in FLAGS
        },
    )


def _temperature(odds: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> float:
    """The one that makes the labels likeliest (Guo et al. 2017, on calibration)."""

    def loss(temperature: float) -> float:
        scaled = odds / temperature
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        return float(
            np.average(np.log(np.exp(scaled).sum(axis=1)) - scaled[np.arange(len(labels)), labels], weights=weights)
        )

    return float(min(np.arange(0.3, 3.0, 0.02), key=loss).round(2))


def _threshold(chances: np.ndarray, truth: np.ndarray, weights: np.ndarray, beta: float) -> float:
    """The chance from which F is best, recall weighing `beta` times what precision does; below 1, see ENOUGH."""

    def f(threshold: float) -> float:
        said = chances >= threshold
        return (
            (1 + beta**2) * weights[said & truth].sum() / max(1, weights[said].sum() + beta**2 * weights[truth].sum())
        )

    reached = {float(threshold.round(2)): f(threshold) for threshold in np.arange(0.1, 0.97, 0.01)}
    best = max(reached.values()) - (ENOUGH if beta < 1 else 0.0)
    near = [threshold for threshold, value in reached.items() if value >= best]
    return max(near) if beta < 1 else min(near)


def packed(trainer: Trainer, temperature: float, thresholds: dict[str, float]) -> bytes:
    """One byte a weight, one scale a head."""
    arrays: dict[str, np.ndarray] = {}
    for name, heads in (("wide", WIDE), ("narrow", NARROW)):
        table = np.stack([trainer.words[head] for head in heads], axis=1)
        scale = np.abs(table).max(axis=0) / 127
        arrays[name] = np.round(table / scale).astype(np.int8)
        arrays[f"{name}_scale"] = scale.astype(np.float32)
    arrays["figures"] = np.stack([trainer.figures[head] for head in (*WIDE, *NARROW)], axis=1).astype(np.float32)
    arrays["bias"] = np.array([trainer.bias[head] for head in (*WIDE, *NARROW)], dtype=np.float32)
    card = {
        "version": "2",
        "wide": WIDE,
        "narrow": NARROW,
        "figures": NAMES,
        "temperature": temperature,
        "thresholds": thresholds,
    }
    arrays["card"] = np.frombuffer(json.dumps(card).encode("utf-8"), dtype=np.uint8)
    return written(arrays)


def written(arrays: dict[str, np.ndarray]) -> bytes:
    """An .npz whose bytes depend on its content alone."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, array in sorted(arrays.items()):
            content = io.BytesIO()
            np.lib.format.write_array(content, np.ascontiguousarray(array), allow_pickle=False)
            file.writestr(
                zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), content.getvalue(), zipfile.ZIP_DEFLATED, 9
            )
    return out.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--quick", action="store_true", help="keep temperature and thresholds of the present file")
    wanted = parser.parse_args()
    with threadpool_limits(limits=1):  # the order of sums is that of one thread
        care = [row for row in own_corpus() if row["language"] == "fr"]
        public = public_texts()
        texts = read_all(care, public)
        if wanted.quick:
            card = json.loads(bytes(np.load(WEIGHTS)["card"]))
            temperature, thresholds = card["temperature"], card["thresholds"]
        else:
            temperature, thresholds = chosen(texts, care)
        weights = packed(train(texts), temperature, thresholds)
    wanted.out.write_bytes(weights)
    print(f"{wanted.out.name}: {len(weights):,} bytes, from {len(care)} messages of ours and "
          f"{sum(map(len, public.values()))} public texts; temperature {temperature}, thresholds {thresholds}")  # fmt: skip


if __name__ == "__main__":
    main()
