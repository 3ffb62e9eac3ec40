"""The table of CARD.md and README: how well the shipped scorer reads what training has not seen, textblob-fr beside it.

Intervals are of 95 % (macro-F1: bootstrap as in `socialcare quality`; two sides: Wilson). `make report` prints it.
With --precise the encoder takes part, where its extra is installed.
"""

import argparse
import json
import math
import random
from collections.abc import Callable
from pathlib import Path

from texts import CORPUS, HELD_OUT, LABELLED

from socialcare.facts import Emotion, Intent, Score, Sentiment
from socialcare.quality.measures import Tally
from socialcare.rulework.scorers import scorer_shipped
from socialcare.scoring import BaselineScorer

Score_of = Callable[[str], Score]


def read(file: Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def macro_f1(rows: list[dict], label: str, name: str, classes: list[str], score: Score_of) -> str:
    tally = Tally(classes=tuple(classes))
    for row in rows:
        tally.add(row[label], str(getattr(score(row["text"]), name)))
    found = tally.figures()
    return f"{found.macro_f1:.3f} [{found.low:.2f}–{found.high:.2f}]"


def two_sides(rows: list[dict], score: Score_of) -> str:
    """As many positive texts as negative ones, the rest left out by a fixed chance."""
    chance = random.Random(1)
    sides = [[row for row in rows if row["label"] == side] for side in ("negative", "positive")]
    for side in sides:
        chance.shuffle(side)
    kept = [row for side in sides for row in side[: min(map(len, sides))]]
    right = sum((score(row["text"]).polarity > 0) == (row["label"] == "positive") for row in kept)
    n, z = len(kept), 1.96
    share = right / n
    middle, half = (share + z * z / 2 / n), z * math.sqrt(share * (1 - share) / n + z * z / 4 / n / n)
    low, high = (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)
    return f"{share:.3f} [{low:.2f}–{high:.2f}]"


def recall(rows: list[dict], score: Score_of) -> str:
    negative = [row for row in rows if row["label"] == "negative"]
    return f"{sum(score(row['text']).sentiment is Sentiment.NEGATIVE for row in negative) / len(negative):.3f}"


def flag(rows: list[dict], name: str, score: Score_of) -> str:
    pairs = [(row[name], getattr(score(row["text"]), name)) for row in rows]
    both = sum(gold and said for gold, said in pairs)
    return f"P {both / max(1, sum(s for _, s in pairs)):.2f} R {both / max(1, sum(g for g, _ in pairs)):.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--precise", action="store_true")
    care = scorer_shipped(precise=parser.parse_args().precise)
    seen: dict[str, Score] = {}

    def ours(text: str) -> Score:
        if text not in seen:
            seen[text] = care.score(text)
        return seen[text]

    theirs = BaselineScorer().score
    three = [str(sentiment) for sentiment in Sentiment]
    print("| texts | measure | textblob-fr | socialcare |\n| --- | --- | --- | --- |")
    if LABELLED.is_dir():
        for name, files in (("trustpilot", ["trustpilot_mix", "trustpilot_food"]), ("tripadvisor", ["tripadvisor_ft"]),
                            ("semeval restaurants", ["semeval16_fr_rest"])):  # fmt: skip
            rows = [row for file in files for row in read(LABELLED / f"{file}.jsonl")]
            print(f"| {name} | right side | {two_sides(rows, theirs)} | {two_sides(rows, ours)} |")
        rows = read(LABELLED / "xlmt_fr_val.jsonl")
        print(f"| xlmt_fr_val | macro-F1 | {macro_f1(rows, 'label', 'sentiment', three, theirs)} "
              f"| {macro_f1(rows, 'label', 'sentiment', three, ours)} |")  # fmt: skip
        rows = [row for row in read(LABELLED / "free_tweets_silver.jsonl") if not row.get("brand")]
        print(f"| free_tweets_silver | recall of negative | {recall(rows, theirs)} | {recall(rows, ours)} |")
    for author in (*sorted(HELD_OUT), None):
        files = [author] if author else sorted(HELD_OUT)
        rows = [row for one in files for row in read(CORPUS / f"author-{one}.jsonl")]
        whose = f"author {author}" if author else "both"
        print(f"| own corpus, {whose} | sentiment | {macro_f1(rows, 'sentiment', 'sentiment', three, theirs)} "
              f"| {macro_f1(rows, 'sentiment', 'sentiment', three, ours)} |")  # fmt: skip
        for name, classes in (("emotion", list(map(str, Emotion))), ("intent", list(map(str, Intent)))):
            print(f"| own corpus, {whose} | {name} | – | {macro_f1(rows, name, name, classes, ours)} |")
        flags = ", ".join(
            f"{name} {flag(rows, name, ours)}"
            for name in ("irony", "is_question", "mixed", "urgency", "churn", "insult", "spam")
        )
        print(f"| own corpus, {whose} | flags | – | {flags} |")


if __name__ == "__main__":
    main()
