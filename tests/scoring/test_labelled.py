"""How good the scorer is on texts that people, or a machine, have labelled; always beside textblob-fr alone."""

import json
from collections.abc import Callable
from pathlib import Path

from socialcare.facts import Score, Sentiment
from socialcare.scoring import BaselineScorer, Scorer

Labelled = list[tuple[str, Sentiment]]

MEASURED_NEGATIVE_RECALL = 0.797
"""On the first 800 customers of free_tweets_silver, when the scorer was written."""


def read(file: Path, limit: int) -> Labelled:
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    kept = [row for row in rows if not row.get("brand") and row["label"] in list(Sentiment)]
    return [(row["text"], Sentiment(row["label"])) for row in kept[:limit]]


def measure(texts: Labelled, score: Callable[[str], Score]) -> tuple[float, float]:
    """Macro-F1 and the recall of negative."""
    pairs = [(label, score(text).sentiment) for text, label in texts]
    f1s = []
    for sentiment in Sentiment:
        hits = sum(gold is found is sentiment for gold, found in pairs)
        total = sum(gold is sentiment for gold, _ in pairs) + sum(found is sentiment for _, found in pairs)
        f1s.append(2 * hits / total if total else 0.0)
    found = [found for gold, found in pairs if gold is Sentiment.NEGATIVE]
    return sum(f1s) / len(f1s), found.count(Sentiment.NEGATIVE) / len(found)


def test_tweets_are_read_better_than_by_textblob_fr_alone(scorer: Scorer, labelled: Path) -> None:
    texts = read(labelled / "xlmt_fr_val.jsonl", 400)
    f1, negative = measure(texts, scorer.score)
    baseline_f1, baseline_negative = measure(texts, BaselineScorer().score)
    assert f1 > baseline_f1 + 0.05
    assert negative > baseline_negative + 0.15


def test_complaints_of_customers_are_found(scorer: Scorer, labelled: Path) -> None:
    texts = read(labelled / "free_tweets_silver.jsonl", 800)
    f1, negative = measure(texts, scorer.score)
    baseline_f1, _ = measure(texts, BaselineScorer().score)
    assert f1 > baseline_f1 + 0.1
    assert negative >= MEASURED_NEGATIVE_RECALL - 0.02
