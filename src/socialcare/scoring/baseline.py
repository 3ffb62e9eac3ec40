"""textblob-fr: its polarity alone, and its lexicon as the base of ours.

Lexicon: textblob-fr 0.2, 5,100 forms, mostly adjectives of book reviews. It knows no emoji, nearly no noun, and misses
irony: "génial, encore une panne" is 0.9.
"""

import importlib
import importlib.util
import sys
import warnings
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from socialcare.facts import Emotion, Intent, Score, Sentiment
from socialcare.scoring import reasons
from socialcare.scoring.entries import Entry
from socialcare.scoring.plain import LONGEST
from socialcare.scoring.tokens import fold

THRESHOLD = 0.05
"""From this polarity on, either way, textblob-fr alone is held to be no longer neutral."""

SHARE = 0.5
"""What a word of textblob-fr weighs beside one of the care lexicon: its values are of books, not of services."""

FAINTEST = 0.2


def _fr() -> Any:
    """`textblob_fr.fr`, which needs nothing of textblob; its package imports that and nltk, 300 ms of every triage.

    So the package is stood in for while its module loads, and taken away again for whoever wants the whole of it.
    """
    if "textblob_fr" in sys.modules:
        return importlib.import_module("textblob_fr.fr")
    package = ModuleType("textblob_fr")
    package.__path__ = _folders()
    sys.modules["textblob_fr"] = package
    try:
        return importlib.import_module("textblob_fr.fr")
    finally:
        del sys.modules["textblob_fr"]


def _folders() -> list[str]:
    found = importlib.util.find_spec("textblob_fr")
    if found is None or found.submodule_search_locations is None:
        raise ModuleNotFoundError("textblob_fr")
    return list(found.submodule_search_locations)


def place_of_words() -> list[tuple[str, int, int]]:
    """Where the library's words stand, of which size, written when: another version shows by it, and is not imported."""
    files = [Path(folder) / name for folder in _folders() for name in ("fr-sentiment.xml", "fr.py")]
    return [(str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in files]


def version_of_library() -> str:
    from importlib.metadata import version  # 20 ms: it reads letters and archives

    return f"textblob-fr-{version('textblob-fr')}"


class TextBlob:
    """The library, imported when the first text comes."""

    @cached_property
    def _sentiment(self) -> Any:
        with warnings.catch_warnings():
            # textblob-fr 0.2 has invalid escapes, which a first compilation reports; nothing here can mend them.
            warnings.simplefilter("ignore")
            fr = _fr()
        fr.sentiment.load()
        return fr.sentiment

    def polarity(self, text: str) -> float:
        """-1 to 1, as `textblob_fr.fr.sentiment(text)` gives it for the first LONGEST characters."""
        # A text like "n-123" is taken for a WordNet key and crashes; a space before it changes nothing else.
        return float(self._sentiment(" " + text[:LONGEST])[0])

    def entries(self) -> Mapping[str, Entry]:
        """Its words by their folded spelling, weighed at SHARE; the faintest and the phrases are left out."""
        values: dict[str, list[float]] = {}
        for form, senses in dict.items(self._sentiment):
            values.setdefault(fold(form), []).append(senses[None][0])
        means = {word: sum(found) / len(found) for word, found in values.items()}
        return {
            word: Entry(value=SHARE * mean, reason=reasons.TEXTBLOB, base=True)
            for word, mean in means.items()
            if abs(mean) >= FAINTEST and word.isalpha()
        }


class BaselineScorer:
    """textblob-fr as it is, to compare with; it knows sentiment only, so each text's emotion and intent are empty."""

    def __init__(self) -> None:
        self.version = version_of_library()
        self._library = TextBlob()

    def score(self, text: str, *, language: str | None = None, rating: float | None = None) -> Score:
        """`language` and `rating` are not known to textblob-fr and change nothing."""
        del language, rating
        polarity = self._library.polarity(text)
        return Score(
            sentiment=sentiment(polarity, THRESHOLD),
            polarity=polarity,
            confidence=abs(polarity),
            emotion=Emotion.NEUTRAL,
            intent=Intent.OTHER,
            version=self.version,
        )


def sentiment(polarity: float, threshold: float) -> Sentiment:
    """At exactly `threshold` a polarity is no longer neutral."""
    if polarity <= -threshold:
        return Sentiment.NEGATIVE
    return Sentiment.POSITIVE if polarity >= threshold else Sentiment.NEUTRAL
