"""Import, score and route a file of tweets in one process, against what one would do with the libraries alone.

    python benchmarks/morning.py [FILE.csv]

The rival reads the same file, stores it with `sqlite_utils` (full-text included) and scores each text with
`textblob_fr`, and stops there: no conversation, no rule, no promise. Without a file, 4,000 invented tweets are used. The two
take turns, each in a fresh process; prints medians and their ratio.
"""

import csv
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]

OURS = """
import sys
from socialcare.cli.app import main
main(["--quiet", "init", "w"])
main(["--quiet", "--workspace", "w", "import", sys.argv[1], "--channel", "x"])
main(["--quiet", "--workspace", "w", "triage", "--no-pull", "--limit", "1"])
"""

RIVAL = """
import csv, sys, sqlite_utils
from textblob import Blobber
from textblob_fr import PatternAnalyzer, PatternTagger
blob = Blobber(pos_tagger=PatternTagger(), analyzer=PatternAnalyzer())
rows = list(csv.DictReader(open(sys.argv[1], encoding="utf-8")))
for row in rows:
    row["polarity"] = blob(row["text"]).sentiment[0]
db = sqlite_utils.Database("rival.db")
db["mentions"].insert_all(rows)
db["mentions"].enable_fts(["text"])
"""


def invented(folder: Path) -> Path:
    lines = (ROOT / "data" / "samples" / "demo.jsonl").read_text("utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    file = folder / "tweets.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["id", "author", "text", "date"])
        for number in range(4000):
            text = f"{texts[number % len(texts)]} {texts[number * 7 % len(texts)][:60]}"
            writer.writerow(
                [number, f"client_{number}", text, f"2026-10-{1 + number % 28:02} 10:{number % 60:02}:00+00:00"]
            )
    return file


def seconds(code: str, file: Path) -> float:
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code, str(file)], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - start


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else invented(Path(folder))
        times = [(seconds(OURS, file), seconds(RIVAL, file)) for _ in range(5)]
    ours, rival = (statistics.median(column) for column in zip(*times, strict=True))
    print(f"socialcare: init, import, score, route, promise, queue   {ours:6.2f} s   {ours / rival:5.2f} × rival")
    print(f"rival: textblob-fr and sqlite-utils alone                {rival:6.2f} s")


if __name__ == "__main__":
    main()
