"""Due times a second: 4 opening hours after a question, our compiled clock against opening-hours-py.

    python benchmarks/due.py [QUESTIONS]

Both have the same calendar (Paris, lunch closed, French holidays) and the same instants, in turns, in one process. The
rival has no addition of opening hours: its spans are walked, as its users do. Every due time is compared.
"""

import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours

from socialcare.sla import Promises, PromisesText, make_lock

PARIS = ZoneInfo("Europe/Paris")
LENGTH = timedelta(hours=4)
ROUNDS = 5
TEXT = PromisesText.model_validate({
    "calendars": {"hq": {"hours": {"mon-fri": ["09:00-12:00", "14:00-18:00"]}, "holidays": "FR"}},
    "policies": {"4h": {"type": "duration", "business": "4h"}},
})  # fmt: skip
RIVAL = OpeningHours("Mo-Fr 09:00-12:00,14:00-18:00; PH off", timezone=PARIS, country="FR")

Due = Callable[[datetime], datetime]


def walked(asked_at: datetime) -> datetime:
    left = LENGTH
    for opens, closes, state, *_ in RIVAL.intervals(asked_at.astimezone(PARIS)):
        if str(state) != "open":
            continue
        begins, ends = opens.astimezone(UTC), closes.astimezone(UTC)
        if ends - begins >= left:
            return begins + left
        left -= ends - begins
    raise AssertionError


def rate(due: Due, asked: list[datetime]) -> float:
    start = time.perf_counter()
    for at in asked:
        due(at)
    return len(asked) / (time.perf_counter() - start)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    chance = random.Random(1)
    first = datetime(2024, 1, 8, tzinfo=UTC)
    asked = [first + timedelta(minutes=chance.randrange(3 * 365 * 24 * 60)) for _ in range(count)]

    start = time.perf_counter()
    promises = Promises.load(TEXT, make_lock(TEXT, date(2019, 1, 1), date(2029, 12, 31)))
    clock = promises.calendars["hq"].clock
    compiled = time.perf_counter() - start

    ways: dict[str, Due] = {
        "our clock": lambda at: clock.add(at, LENGTH),
        "our promise, told line by line": lambda at: promises.due(at, "4h").due_at,
        "opening-hours-py, walked": walked,
    }
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, due in ways.items():
            rates[name].append(rate(due, asked))
    medians = {name: statistics.median(found) for name, found in rates.items()}
    rival = medians["opening-hours-py, walked"]
    for name, median in medians.items():
        print(f"{name:32} {median:10,.0f} a second   {median / rival:7.1f} × rival")
    print(f"eleven years resolved and compiled once in {compiled * 1000:.0f} ms")
    differing = sum(clock.add(at, LENGTH) != walked(at) for at in asked)
    print(f"{differing} of {count} due times differ")


if __name__ == "__main__":
    main()
