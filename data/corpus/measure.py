"""What the corpus is made of, how different it is from itself, and how far two labellers agree: `make corpus`."""

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

HERE = Path(__file__).parent
QUESTIONS = (
    "sentiment",
    "polarity",
    "emotion",
    "intent",
    "mixed",
    "is_question",
    "irony",
    "urgency",
    "churn",
    "insult",
    "spam",
    "language",
)


def read(pattern: str) -> list[dict]:
    return [json.loads(line) for file in sorted(HERE.glob(pattern)) for line in file.read_text("utf-8").splitlines()]


def words(text: str) -> list[str]:
    flat = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return re.findall(r"\w+", flat)


def distinct_trigrams(texts: Iterable[Sequence[str]]) -> float:
    """Share of the rows of three words that stand there once or are met for the first time."""
    rows = [tuple(text[at : at + 3]) for text in texts for at in range(len(text) - 2)]
    return len(set(rows)) / len(rows)


def nearest(texts: Sequence[Sequence[str]]) -> list[float]:
    """Of each text, the largest share of words (Jaccard) that it has in common with another; looked for by rare words."""
    sets = [frozenset(text) for text in texts]
    holding: dict[str, list[int]] = defaultdict(list)
    for number, held in enumerate(sets):
        for word in held:
            holding[word].append(number)
    found = []
    for number, held in enumerate(sets):
        others = {other for word in held if len(holding[word]) < 200 for other in holding[word]} - {number}
        found.append(max((len(held & sets[other]) / len(held | sets[other]) for other in others), default=0.0))
    return found


def kappa(pairs: Sequence[tuple[object, object]]) -> float:
    """Cohen's: agreement beyond chance; 1 is full."""
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    agreed = sum(a == b for a, b in pairs) / len(pairs)
    chance = sum(first[label] * second[label] for label in first) / len(pairs) ** 2
    return (agreed - chance) / (1 - chance) if chance < 1 else 1.0


def main() -> None:
    corpus, second = read("author-*.jsonl"), read("second-labels.jsonl")
    texts = [words(row["text"]) for row in corpus]
    print(f"{len(corpus)} messages, {sum(map(len, texts)):,} words, {len({row['text'] for row in corpus})} different")
    for label in ("sentiment", "emotion", "intent", "region", "channel"):
        shares = Counter(row[label] for row in corpus).most_common()
        print(f"{label:10} " + ", ".join(f"{name} {count / len(corpus):.0%}" for name, count in shares))
    flags: list[tuple[str, Callable[[dict], bool]]] = [(f, lambda row, f=f: row[f]) for f in QUESTIONS[4:11]]
    print("flags      " + ", ".join(f"{name} {sum(map(has, corpus)) / len(corpus):.0%}" for name, has in flags))
    close = sorted(nearest([text for text in texts if len(text) > 3]))
    print(f"distinct trigrams {distinct_trigrams(texts):.3f}; nearest neighbour: median {close[len(close) // 2]:.2f}, "
          f"95 % below {close[len(close) * 95 // 100]:.2f}, largest {close[-1]:.2f}")  # fmt: skip
    first = {row["text"]: row for row in corpus}
    print(f"second labels, given blind: {len(second)}")
    for question in QUESTIONS:
        pairs = [(first[row["text"]][question], row[question]) for row in second if row["text"] in first]
        print(f"  {question:12} agreed {sum(a == b for a, b in pairs) / len(pairs):.3f}   kappa {kappa(pairs):.3f}")


if __name__ == "__main__":
    main()
