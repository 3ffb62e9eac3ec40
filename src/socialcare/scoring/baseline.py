"""textblob-fr: its polarity alone, and its lexicon as the base of ours.

Lexicon: textblob-fr 0.2, 5,100 forms, mostly adjectives of book reviews. It knows no emoji, nearly no noun, and misses
irony: "génial, encore une panne" is 0.9.
"""

import importlib
import importlib.util
import re
import sys
import warnings
from collections.abc import Mapping
from functools import cached_property
from importlib.metadata import version
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

# The library compares each short word with a figure or a dash in it to 60 emoticons. Of a word it does not know only the
# length matters, so one of letters stands in.
_FILLERS = ("", "x", "xx", "xxx")
LONGEST_EMOTICON = 5

_CHUNK = re.compile(r"[^\s'’‘“”\"]*(?:[lcdjmnst]|qu)’|[^\s'’‘“”\"]+|['’]")
_OPENING = ",;:!?()[]{}`'\"@#$^&*+-|=~_"
_CLOSING = _OPENING + "."
# Characters that may be an emoticon, and abbreviations: rare, so the library's own way is good enough for them.
_UNUSUAL = re.compile(
    r"[:;=][-^'o ]*(?:[dpbosc3](?![^\W_])|[()/\\\[\]{}<>.](?!/))|<3|♥|>\.>|\bx-?d\b|\bo[_.]o\b|8-?[d)]|\*-?\)|°o°|\( ?! ?\)|\n\n"
)


def _fr() -> Any:
    """`textblob_fr.fr`, which needs nothing of textblob; its package imports that and nltk, 300 ms of every triage.

    So the package is stood in for while its module loads, and taken away again for whoever wants the whole of it.
    """
    if "textblob_fr" in sys.modules:
        return importlib.import_module("textblob_fr.fr")
    found = importlib.util.find_spec("textblob_fr")
    if found is None or found.submodule_search_locations is None:
        raise ModuleNotFoundError("textblob_fr")
    package = ModuleType("textblob_fr")
    package.__path__ = list(found.submodule_search_locations)
    sys.modules["textblob_fr"] = package
    try:
        return importlib.import_module("textblob_fr.fr")
    finally:
        del sys.modules["textblob_fr"]


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

    @cached_property
    def _quick(self) -> Any:
        """The library's own rule over a plain dictionary: its lazy one costs a call per word."""

        class Quick(type(self._sentiment)):  # type: ignore[misc]
            __contains__ = dict.__contains__
            __getitem__ = dict.__getitem__

        quick = Quick(negations=self._sentiment.negations, modifiers=("RB",), modifier=self._sentiment.modifier)
        dict.update(quick, self._sentiment)
        return quick

    def polarity(self, text: str) -> float:
        """-1 to 1, as `textblob_fr.fr.sentiment(text)` gives it for the first LONGEST characters."""
        # A text like "n-123" is taken for a WordNet key and crashes; a space before it changes nothing else.
        return float(self._sentiment(" " + text[:LONGEST])[0])

    def quick_polarity(self, text: str) -> float:
        """The same at five times the speed: one pass finds the words, where the library makes twenty-nine."""
        low = text[:LONGEST].lower()
        if _UNUSUAL.search(low):
            return self.polarity(text)
        quick = self._quick
        words: list[tuple[str, None]] = []
        for chunk in _CHUNK.findall(low):
            rest = chunk.lstrip(_OPENING)
            core = rest.rstrip(_CLOSING)
            if "!" in chunk:
                words.extend([("!", None)] * chunk.count("!", 0, len(chunk) - len(rest)))
            if core:
                known = core.isalpha() or len(core) > LONGEST_EMOTICON or core in quick
                words.append((core if known else _FILLERS[min(len(core), 3)], None))
            if "!" in rest:
                words.extend([("!", None)] * rest.count("!", len(core)))
        assessed = quick.assessments(words)
        return sum(found[1] for found in assessed) / len(assessed) if assessed else 0.0

    def entries(self) -> Mapping[str, Entry]:
        """Its words by their folded spelling, weighed at SHARE; the faintest and the phrases are left out."""
        values: dict[str, list[float]] = {}
        for form, senses in dict.items(self._sentiment):
            values.setdefault(fold(form), []).append(senses[None][0])
        means = {word: sum(found) / len(found) for word, found in values.items()}
        return {
            word: Entry(value=SHARE * mean, reason=reasons.TEXTBLOB)
            for word, mean in means.items()
            if abs(mean) >= FAINTEST and word.isalpha()
        }


class BaselineScorer:
    """textblob-fr as it is, to compare with; it knows sentiment only, so each text's emotion and intent are empty."""

    def __init__(self) -> None:
        self.version = f"textblob-fr-{version('textblob-fr')}"
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
            baseline=polarity,
            version=self.version,
        )


def sentiment(polarity: float, threshold: float) -> Sentiment:
    """At exactly `threshold` a polarity is no longer neutral."""
    if polarity <= -threshold:
        return Sentiment.NEGATIVE
    return Sentiment.POSITIVE if polarity >= threshold else Sentiment.NEUTRAL
