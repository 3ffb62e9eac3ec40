"""How long a command takes to start, against `sqlite-utils --version` in the same environment and the same minute.

    python benchmarks/startup.py [ROUNDS]

The commands take turns, so that a busy moment of the machine hits them all. Prints the median of each and its ratio.
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(sys.executable).parent
RIVAL = "sqlite-utils --version"
COMMANDS = {
    RIVAL: [HERE / "sqlite-utils", "--version"],
    "python -c pass": [sys.executable, "-c", "pass"],
    "socialcare --version": [HERE / "socialcare", "--version"],
    "socialcare --help": [HERE / "socialcare", "--help"],
    "socialcare triage --help": [HERE / "socialcare", "triage", "--help"],
    "socialcare score --text": [HERE / "socialcare", "score", "--text", "Toujours pas de colis, c'est inadmissible !"],
}


def seconds(command: list[object]) -> float:
    start = time.perf_counter()
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL, env=os.environ)
    return time.perf_counter() - start


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(rounds):
        for name, command in COMMANDS.items():
            times[name].append(seconds(command))
    medians = {name: statistics.median(found) for name, found in times.items()}
    for name, median in medians.items():
        print(f"{name:28} {median * 1000:7.0f} ms   {median / medians[RIVAL]:5.2f} × {RIVAL}")


if __name__ == "__main__":
    main()
