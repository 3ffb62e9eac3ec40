"""The golden table and what the shipped scorer misses of it; run as a script after `make model`, it writes the misses anew."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from socialcare.facts import Score
from socialcare.rulework.scorers import scorer_shipped

HERE = Path(__file__).parent
TABLE, MISSED = HERE / "golden.jsonl", HERE / "golden_missed.json"
SAID = ("phenomenon", "text")


def claims() -> Iterator[tuple[str, str, str, Any]]:
    """Phenomenon, text, field and its right value: one for each claim of each row."""
    for line in TABLE.read_text("utf-8").splitlines():
        row = json.loads(line)
        for name, value in row.items():
            if name not in SAID:
                yield row["phenomenon"], row["text"], name, value


def holds(score: Score, name: str, value: object) -> bool:
    return bool(getattr(score, name) == value)


def main() -> None:
    scorer = scorer_shipped()
    scores: dict[str, Score] = {}
    missed: dict[str, list[str]] = {}
    total = 0
    for _, text, name, value in claims():
        total += 1
        if not holds(scores.setdefault(text, scorer.score(text)), name, value):
            missed.setdefault(text, []).append(name)
    MISSED.write_text(json.dumps(missed, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(f"{sum(map(len, missed.values()))} of {total} claims missed")  # noqa: T201


if __name__ == "__main__":
    main()
