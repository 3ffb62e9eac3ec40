"""Texts a second of the shipped scorer against textblob-fr alone, in the same run: `python benchmarks/scoring.py`.

Texts are the tweets in ../shared where they are there, else generated ones. Times are of the processor, the best of
five rounds taken in turns, so that a busy machine slows both alike.
"""

import csv
import random
import time
from collections.abc import Callable
from pathlib import Path

from textblob_fr.fr import sentiment

from socialcare import scoring

ROOT = Path(__file__).parents[1]
MENTIONS = ROOT.parent / "shared" / "data" / "mentions" / "free.csv"
ROUNDS = 5
SAMPLE = 2000
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


def seconds(score: Callable[[str], object], sample: list[str]) -> float:
    start = time.process_time()
    for text in sample:
        score(text)
    return time.process_time() - start


def main() -> None:
    lexicons = {file.name: file.read_text("utf-8") for file in (ROOT / "data" / "lexicon").glob("*.tsv")}
    scorer = scoring.load(lexicons, (ROOT / "data" / "model" / "weights.npz").read_bytes())
    rivals: dict[str, Callable[[str], object]] = {"textblob-fr": sentiment, "socialcare": scorer.score}
    sample = texts()
    for score in rivals.values():
        score("un premier texte, hors mesure")
    rounds = [{name: seconds(score, sample) for name, score in rivals.items()} for _ in range(ROUNDS)]
    best = {name: min(taken[name] for taken in rounds) for name in rivals}
    print(f"{len(sample)} texts of {sum(map(len, sample)) / len(sample):.0f} characters on average")
    for name, taken in best.items():
        print(f"{name:12} {len(sample) / taken:8,.0f} texts/s")
    print(f"{'ratio':12} {best['textblob-fr'] / best['socialcare']:8.2f}")


if __name__ == "__main__":
    main()
