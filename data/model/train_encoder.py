"""Train what the encoder's vectors mean: `make model-encoder`, after `make model`. Texts and licences are those of train.py.

The encoder itself is frozen. Its vectors are kept between runs (VECTORS): at ten texts a second they are the work of half an hour.
"""

import argparse
import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from seen import Seen, read_all
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from texts import own_corpus, public_texts
from threadpoolctl import threadpool_limits
from train import CAREFUL, FOLDS, _temperature, _threshold, as_in_life, blended, train, values

from socialcare.facts import Emotion, Intent, Sentiment
from socialcare.scoring.encoder import E5, LONGEST
from socialcare.scoring.heads import SENTIMENTS
from socialcare.scoring.plain import plain

HEAD = Path(__file__).parent / "encoder.npz"
VECTORS = Path(tempfile.gettempdir()) / "socialcare-e5.npz"
KEPT_EVERY = 500

STRENGTH, FLAG_STRENGTH = 0.005, 0.003
"""Of the regressions, on vectors in standard deviations; chosen by leaving authors out."""

BOUNDS = (0.6, 0.7, 0.8, 0.9, 1.0)
SHARES = (0.3, 0.4, 0.5, 0.6, 0.7)
ENOUGH = 0.01
"""Macro-F1, about what chance does to it: of the choices that come as near to the best the one with the lowest bound is
taken, as a text above it is read a hundred times quicker, and then the lowest share, as words explain themselves."""

Vectors = Callable[[list[str]], np.ndarray]
Head = tuple[np.ndarray, float]
"""Weights and bias over the vector as it is."""


class Kept:
    """Vectors of texts, each worked out once."""

    def __init__(self, file: Path, encoder: E5) -> None:
        self._file, self._encoder = file, encoder
        self._known: dict[str, np.ndarray] = {}
        if file.is_file():
            with np.load(file, allow_pickle=False) as found:
                self._known = dict(zip(found["keys"].tolist(), found["vectors"], strict=True))

    def __call__(self, texts: list[str]) -> np.ndarray:
        keys = [hashlib.sha256(text.encode("utf-8", "replace")).hexdigest() for text in texts]
        for at, (key, text) in enumerate(zip(keys, texts, strict=True)):
            if key not in self._known:
                self._known[key] = self._encoder(plain(text).text[:LONGEST])
                if len(self._known) % KEPT_EVERY == 0:
                    self.keep()
                    print(f"{at + 1} of {len(texts)} texts")
        return np.array([self._known[key] for key in keys])

    def keep(self) -> None:
        np.savez(self._file, keys=list(self._known), vectors=np.array(list(self._known.values())))


def heads(care: list[dict], public: dict[str, list[dict]], vectors: Vectors) -> dict[str, Head]:
    """Each reading of sentiment from its own texts: in a few hundred numbers one reading takes room from the other."""
    said = vectors([row["text"] for row in care])
    talk = [row for rows in public.values() for row in rows]
    found = _fit([f"care_{s}" for s in SENTIMENTS], said, [_sentiment(row) for row in care])
    found |= _fit([f"talk_{s}" for s in SENTIMENTS], vectors([row["text"] for row in talk]),
                  [_sentiment(row) for row in talk])  # fmt: skip
    found |= _fit([f"emotion_{e}" for e in Emotion], said, [list(Emotion).index(Emotion(r["emotion"])) for r in care])
    found |= _fit([f"intent_{i}" for i in Intent], said, [list(Intent).index(Intent(r["intent"])) for r in care],
                  balanced=True)  # fmt: skip
    return found | _irony(care, said)


def _irony(care: list[dict], said: np.ndarray) -> dict[str, Head]:
    """Its threshold, from texts of authors left out, is taken off: it is raised from 0 on."""
    ironic = np.array([int(row["irony"]) for row in care])
    authors = np.array([row["author"] for row in care])
    chances = np.zeros(len(care))
    for fold in range(FOLDS):
        unseen = np.isin(authors, sorted(set(authors))[fold::FOLDS])
        weights, bias = _fit(["flag_irony"], said[~unseen], ironic[~unseen], FLAG_STRENGTH, balanced=True)["flag_irony"]
        chances[unseen] = 1 / (1 + np.exp(-(said[unseen] @ weights + bias)))
    threshold = _threshold(chances, ironic == 1, as_in_life(care), CAREFUL.get("irony", 1.0))
    weights, bias = _fit(["flag_irony"], said, ironic, FLAG_STRENGTH, balanced=True)["flag_irony"]
    return {"flag_irony": (weights, bias - float(np.log(threshold / (1 - threshold))))}


def _fit(names: list[str], said: np.ndarray, labels: list[int] | np.ndarray, strength: float = STRENGTH, *,
         balanced: bool = False) -> dict[str, Head]:  # fmt: skip
    middle, spread = said.mean(axis=0), said.std(axis=0) + 1e-6
    seen = (said - middle) / spread
    fitted = LogisticRegression(C=strength, max_iter=300, class_weight="balanced" if balanced else None)
    fitted.fit(seen, labels)
    rows = fitted.coef_ / spread
    return {
        name: (row, float(bias - row @ middle)) for name, row, bias in zip(names, rows, fitted.intercept_, strict=True)
    }


def _sentiment(row: dict) -> int:
    return SENTIMENTS.index(Sentiment(row.get("sentiment") or row["label"]))


def chosen(folds: list[tuple[list[dict], dict[str, np.ndarray], dict[str, Head]]], vectors: Vectors,
           temperature: float) -> dict[str, float]:  # fmt: skip
    """Bound, share and temperature. Of each fold: texts of authors left out, what a model that had not seen them says
    of each, and the encoder's heads without them. `temperature` is that of the model alone."""
    fast, slow, labels, usual = [], [], [], []
    for rows, found, fitted in folds:
        said = vectors([row["text"] for row in rows])
        encoded = {name: said @ weights + bias for name, (weights, bias) in fitted.items()}
        fast.append(blended(found))
        slow.append(blended({**encoded, "register": found["register"]}))
        labels += [_sentiment(row) for row in rows]
        usual += list(as_in_life(rows))
    alone, other, truth = np.vstack(fast), np.vstack(slow), np.array(labels)
    scaled = np.exp((alone - alone.max(axis=1, keepdims=True)) / temperature)
    sure = (scaled / scaled.sum(axis=1, keepdims=True)).max(axis=1)

    def mixed(bound: float, share: float) -> np.ndarray:
        return np.where((sure < bound)[:, None], share * other + (1 - share) * alone, alone)

    reached = {
        (bound, share): f1_score(truth, mixed(bound, share).argmax(axis=1), average="macro")
        for bound in BOUNDS
        for share in SHARES
    }
    bound, share = min(choice for choice, reach in reached.items() if reach >= max(reached.values()) - ENOUGH)
    again = sure < bound
    print(f"authors left out: macro-F1 {f1_score(truth, alone.argmax(axis=1), average='macro'):.3f} without the encoder, "
          f"{reached[bound, share]:.3f} with it, which reads {again.mean():.0%} of the texts")  # fmt: skip
    return {
        "below": bound,
        "share": share,
        "temperature": _temperature(mixed(bound, share)[again], truth[again], np.array(usual)[again]),
    }


def left_out(care: list[dict], public: dict[str, list[dict]], vectors: Vectors) -> list:
    """The folds of `chosen`."""
    texts = read_all(care, public)
    authors = sorted({row["author"] for row in care})
    folds = []
    for fold in range(FOLDS):
        unseen = set(authors[fold::FOLDS])
        inside = [row for row in care if row["author"] not in unseen]
        outside = [at for at, row in enumerate(care) if row["author"] in unseen]
        seen = Seen(texts.seen.figures[outside], texts.seen.wide[outside], texts.seen.narrow[outside])
        found = values(train(texts.without(unseen), whole=False), seen)
        folds.append(([care[at] for at in outside], found, heads(inside, public, vectors)))
    return folds


def packed(found: dict[str, Head], figures: dict[str, float]) -> bytes:
    """An .npz whose bytes depend on its content alone."""
    card = {"version": "1", "encoder": E5.name, "heads": list(found), **figures}
    arrays = {
        "bias": np.array([bias for _, bias in found.values()], dtype=np.float32),
        "card": np.frombuffer(json.dumps(card).encode("utf-8"), dtype=np.uint8),
        "weights": np.stack([weights for weights, _ in found.values()], axis=1).astype(np.float16),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, array in arrays.items():
            content = io.BytesIO()
            np.lib.format.write_array(content, np.ascontiguousarray(array), allow_pickle=False)
            file.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), content.getvalue())
    return out.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HEAD)
    parser.add_argument("--quick", action="store_true", help="keep bound, share and temperature of the present file")
    wanted = parser.parse_args()
    vectors = Kept(VECTORS, E5())
    with threadpool_limits(limits=1):  # the order of sums is that of one thread
        care = [row for row in own_corpus() if row["language"] == "fr"]
        public = public_texts()
        vectors([row["text"] for row in (*care, *public["talk"], *public["review"])])
        vectors.keep()
        if wanted.quick:
            card = json.loads(bytes(np.load(HEAD)["card"]))
            figures = {name: card[name] for name in ("below", "share", "temperature")}
        else:
            model = json.loads(bytes(np.load(HEAD.with_name("weights.npz"))["card"]))
            figures = chosen(left_out(care, public, vectors), vectors, model["temperature"])
        content = packed(heads(care, public, vectors), figures)
    wanted.out.write_bytes(content)
    print(f"{wanted.out.name}: {len(content):,} bytes, from {len(care)} messages of ours and "
          f"{sum(map(len, public.values()))} public texts; {figures}")  # fmt: skip


if __name__ == "__main__":
    main()
