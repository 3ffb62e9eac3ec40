"""What people suddenly write about: words of the last day against those of the four weeks before."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from socialcare import store
from socialcare.store import Store
from socialcare.workspace import shipped

WINDOW = timedelta(hours=24)
BASELINE = timedelta(days=28)
FEWEST = 5
"""Mentions in the window: fewer people than this are no crowd."""
RATIO = 3.0
STRENGTH = 4.0
MOST = 3

_WORD = re.compile(r"[^\W\d_]{4,}")
_LINK = re.compile(r"https?://\S+|[@]\w+")


@dataclass(frozen=True, kw_only=True)
class Spike:
    """`word` as it was last written, in `mentions` of the last 24 h, `times` what four weeks would lead to expect.

    `times` is None where the word was not written in those weeks. Nothing is unusual where there is nothing to compare with.
    """

    word: str
    mentions: int
    times: float | None


def spikes_at(desk: Store, now: datetime, brand: Iterable[str]) -> tuple[Spike, ...]:
    """`brand` are its names and handles, which are no news in what is said of it."""
    texts = store.cases.texts_since(desk, now - WINDOW - BASELINE, now)
    recent = [text for at, text in texts if at > now - WINDOW]
    before = [text for at, text in texts if at <= now - WINDOW]
    if not before:
        return ()
    days = max(1.0, (now - WINDOW - texts[0][0]) / timedelta(days=1))
    return spikes(recent, before, days, common_words() | {fold(w) for name in brand for w in _WORD.findall(name)})


@cache
def common_words() -> frozenset[str]:
    """Folded words that say nothing of a subject, as shipped."""
    lines = shipped("data/lexicon/common_words.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def spikes(recent: list[str], before: list[str], days: float, ignored: Collection[str]) -> tuple[Spike, ...]:
    """At most `MOST`, strongest first, of one day against `days` before it.

    Of words that come in the same mentions only the strongest is told.
    """
    written: dict[str, str] = {}
    where: dict[str, set[int]] = {}
    for number, text in enumerate(recent):
        for word, as_written in _words(text, ignored).items():
            written[word] = as_written
            where.setdefault(word, set()).add(number)
    usual = Counter(word for text in before for word in _words(text, ignored))
    told: list[str] = []
    for word in sorted(where, key=lambda word: (-_strength(len(where[word]), usual[word] / days), word)):
        numbers = where[word]
        if _is_crowd(len(numbers), usual[word] / days) and all(
            len(numbers & where[t]) * 2 <= len(numbers) for t in told
        ):
            told.append(word)
    return tuple(
        Spike(
            word=written[word],
            mentions=len(where[word]),
            times=round(len(where[word]) * days / usual[word], 1) if usual[word] else None,
        )
        for word in told[:MOST]
    )


def _is_crowd(mentions: int, expected: float) -> bool:
    return mentions >= FEWEST and mentions >= RATIO * expected and _strength(mentions, expected) >= STRENGTH


def _strength(mentions: int, expected: float) -> float:
    """How many standard deviations above a Poisson count of mean `expected`, taken one higher so that rare is not loud."""
    return (mentions - expected) / math.sqrt(expected + 1)


def _words(text: str, ignored: Collection[str]) -> dict[str, str]:
    """Folded word -> as written; each counts once a text."""
    found = (match.group() for match in _WORD.finditer(_LINK.sub(" ", text)))
    return {folded: word for word in found if (folded := fold(word)) not in ignored}


def fold(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))
