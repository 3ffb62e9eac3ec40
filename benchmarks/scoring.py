"""Texts a second of the shipped scorer against textblob-fr's analyser, in the same run: `python benchmarks/scoring.py`.

`make wheel-bench` says the same of the compiled wheel.

Texts are the tweets in ../shared where they are there, else generated ones. Times are of the processor, the best of
eight rounds taken in turns, slice by slice, so that a busy machine slows all alike. Then the first score of a process that has
just begun, imports and all, as a person waits for it.
"""

import csv
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from textblob import Blobber
from textblob_fr import PatternAnalyzer
from textblob_fr.fr import sentiment

from socialcare import scoring
from socialcare.scoring import scorer as scorer_module
from socialcare.scoring.scorer import Written

ROOT = Path(__file__).parents[1]
MENTIONS = ROOT.parent / "shared" / "data" / "mentions" / "free.csv"
ROUNDS = 8
SAMPLE = 1500
SLICE = 50
PARTS = [
    "Bonjour,", "toujours pas de réponse", "depuis trois semaines", "merci pour votre aide !", "l'appli ne s'ouvre plus",
    "super accueil à la boutique", "mais la livraison était lente", "est-ce que vous livrez en Belgique ?", "😡", "j'adore",
    "ma commande est arrivée cassée", "https://marque.example/suivi?n=12", "@marque", "je ne suis pas satisfaite…",
]  # fmt: skip


def texts() -> list[str]:
    if MENTIONS.is_file():
        with MENTIONS.open(encoding="utf-8-sig", newline="") as file:
            return [row["text"] for row in csv.DictReader(file)][:SAMPLE]
    chance = random.Random(17)
    return [" ".join(chance.choices(PARTS, k=chance.randint(1, 8))) for _ in range(SAMPLE)]


def seconds(score_all: Callable[[list[str]], object], sample: list[str]) -> float:
    start = time.process_time()
    score_all(sample)
    return time.process_time() - start


def one_by_one(score: Callable[[str], object]) -> Callable[[list[str]], object]:
    def score_all(sample: list[str]) -> None:
        for text in sample:
            score(text)

    return score_all


def best(rivals: dict[str, Callable[[list[str]], object]], sample: list[str]) -> dict[str, float]:
    """Seconds for the sample. Each slice is timed by itself, so that a neighbour's burst spoils one round of one slice."""
    taken = dict.fromkeys(rivals, 0.0)
    for at in range(0, len(sample), SLICE):
        part = sample[at : at + SLICE]
        rounds = [{name: seconds(score_all, part) for name, score_all in rivals.items()} for _ in range(ROUNDS)]
        for name in rivals:
            taken[name] += min(found[name] for found in rounds)
    return taken


FIRST = "Toujours pas de colis, c'est inadmissible !"
FRESH = {
    "textblob-fr": f"import textblob, textblob_fr; textblob.Blobber(analyzer=textblob_fr.PatternAnalyzer())({FIRST!r}).sentiment",
    "socialcare": f"from socialcare.rulework.scorers import scorer_shipped; scorer_shipped().score({FIRST!r})",
}
FRESH_ROUNDS = 9


def fresh(code: str) -> float:
    """Seconds of the processor for a whole process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    lexicons = {file.name: file.read_text("utf-8") for file in (ROOT / "data" / "lexicon").glob("*.tsv")}
    scorer = scoring.load(lexicons, (ROOT / "data" / "model" / "weights.npz").read_bytes())
    blob = Blobber(analyzer=PatternAnalyzer())
    rivals: dict[str, Callable[[list[str]], object]] = {
        "textblob-fr": one_by_one(lambda text: blob(text).sentiment),
        "textblob-fr, bare": one_by_one(sentiment),
        "socialcare": one_by_one(scorer.score),
        "socialcare, all": lambda sample: list(scorer.score_all(map(Written, sample))),
    }
    sample = texts()
    for score_all in rivals.values():
        score_all(sample)  # each fills its caches; a day's texts are full of words that were met before
    taken = best(rivals, sample)
    print(f"the scorer {'compiled' if not scorer_module.__file__.endswith('.py') else 'as Python reads it'}")
    print(f"{len(sample)} texts of {sum(map(len, sample)) / len(sample):.0f} characters on average")
    for name, spent in taken.items():
        print(f"{name:18} {len(sample) / spent:8,.0f} texts/s")
    for ours in ("socialcare", "socialcare, all"):
        for theirs in ("textblob-fr", "textblob-fr, bare"):
            print(f"{ours} against {theirs}: {taken[theirs] / taken[ours]:.2f}")
    rounds = [{name: fresh(code) for name, code in FRESH.items()} for _ in range(FRESH_ROUNDS)]
    firsts = {name: statistics.median(found[name] for found in rounds) for name in FRESH}
    for name, spent in firsts.items():
        print(f"first score, {name:11} {spent:6.2f} s")
    print(f"first score, socialcare against textblob-fr: {firsts['textblob-fr'] / firsts['socialcare']:.2f}")


if __name__ == "__main__":
    main()
