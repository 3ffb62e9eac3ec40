"""A customer's text in, a Score out: textblob-fr's words, the care lexicon over them, and what stands around each."""

import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from socialcare.facts import Evidence, Intent, Score, Sentiment
from socialcare.scoring import feelings, intents, irony, reasons
from socialcare.scoring.baseline import BaselineScorer, TextBlob, sentiment
from socialcare.scoring.lexicon import Lexicon
from socialcare.scoring.plain import Plain, plain
from socialcare.scoring.rows import rows
from socialcare.scoring.weigh import Hit, Reader, Reading

CODE = "1"
"""Goes up with every change of this package that may change a score; the lexicons speak for themselves."""

THRESHOLD = 0.15
"""Polarity from which a text is no longer neutral."""

STAR = 0.6
"""What each star above or below three weighs beside the words."""

NEWS = 0.7
"""News is told in words that are not the teller's own."""

QUIET = 0.3
DOUBTED = 0.7
UNREAD = 0.1
"""Confidence: of neutral; times this where the words are turned round or another's; at most, of what is not French."""


class Scorer(Protocol):
    """Anything that scores texts. `version` changes whenever a score may."""

    version: str

    def score(self, text: str, *, language: str | None = None, rating: float | None = None) -> Score:
        """`language` is BCP 47 or None where unknown, `rating` 1 to 5 stars. Raises nothing, whatever the text."""
        ...


def load(lexicons: Mapping[str, str]) -> Scorer:
    """The scorer over the care lexicon: file name to content. Raises FileMistakes for lines it cannot use."""
    digest = hashlib.sha256(repr((CODE, BaselineScorer().version, sorted(lexicons.items()))).encode("utf-8", "replace"))
    return CareScorer(Lexicon(rows(lexicons)), f"{CODE}-{digest.hexdigest()[:12]}")


class CareScorer:
    """`confidence` grows with the evidence and its agreement. It is not calibrated: 0.8 is not "right 8 times in 10"."""

    def __init__(self, lexicon: Lexicon, version: str) -> None:
        self.version = version
        self._lexicon = lexicon
        self._textblob: TextBlob | None = None

    def score(self, text: str, *, language: str | None = None, rating: float | None = None) -> Score:
        """See Scorer. Of a text that is not French only the emoji count, and `baseline` is 0."""
        textblob = self._library()
        read = plain(text)
        reading = Reader(self._lexicon, read.text).read()
        stars = _stars(rating)
        if language is not None and not _is_french(language):
            return self._foreign(text, read, reading, stars)
        hits, ironic = irony.turned_round(reading)
        news = intents.is_news(read.text)
        spam = intents.is_spam(read.text, reading)
        sums = _Sums([hit.weight for hit in hits], stars, NEWS if news else 1.0)
        polarity = sums.polarity
        felt = sentiment(polarity, THRESHOLD)
        emotions = feelings.emotions(hits, shouts=reading.exclaims or text.isupper())
        return Score(
            sentiment=felt,
            polarity=polarity,
            confidence=sums.confidence(felt) * (DOUBTED if ironic or news else 1.0),
            emotion=feelings.main_emotion(emotions, felt),
            intent=intents.intent(reading, felt, polarity, news=news, spam=spam),
            emotions=MappingProxyType(emotions),
            is_question=reading.asks,
            irony=ironic,
            spam=spam,
            baseline=textblob.quick_polarity(text),
            evidence=_evidence(hits, read, stars, sums),
            version=self.version,
        )

    def _library(self) -> TextBlob:
        """textblob-fr, whose words join the lexicon when the first text comes."""
        if self._textblob is None:
            library = TextBlob()
            self._lexicon.extend(library.entries())
            self._textblob = library
        return self._textblob

    def _foreign(self, text: str, read: Plain, reading: Reading, stars: float) -> Score:
        hits = [hit for hit in reading.hits if hit.reason is reasons.EMOJI]
        sums = _Sums([hit.weight for hit in hits], stars, 1.0)
        felt = sentiment(sums.polarity, THRESHOLD)
        emotions = feelings.emotions(hits, shouts=False)
        unread = Evidence(start=0, end=len(text), weight=0.0, reason=reasons.FOREIGN)
        return Score(
            sentiment=felt,
            polarity=sums.polarity,
            confidence=min(UNREAD, sums.confidence(felt)),
            emotion=feelings.main_emotion(emotions, felt),
            intent=Intent.OTHER,
            emotions=MappingProxyType(emotions),
            is_question="?" in read.text,
            evidence=(*_evidence(hits, read, stars, sums), unread),
            version=self.version,
        )


class _Sums:
    """The weights of a text as one polarity: its sum squeezed into -1 to 1, so that ten words are not ten times one."""

    def __init__(self, weights: Sequence[float], stars: float, share: float) -> None:
        self.total = share * sum(weights) + stars
        self.mass = share * sum(map(abs, weights)) + abs(stars)
        self.scale = 1 / math.sqrt(self.total**2 + 1)
        self.polarity = round(self.total * self.scale, 3)
        self.share = share

    def confidence(self, felt: Sentiment) -> float:
        """0 to 1. Neutral is mostly the absence of evidence, so it is never sure."""
        if felt is Sentiment.NEUTRAL:
            return QUIET
        return round((1 - math.exp(-1.5 * self.mass)) * abs(self.total) / self.mass, 3)


def _evidence(hits: Sequence[Hit], read: Plain, stars: float, sums: _Sums) -> tuple[Evidence, ...]:
    """What each hit adds; together they are the polarity, to the rounding. Stars stand nowhere in the text."""
    found = []
    for hit in hits:
        start, end = read.place(hit.start, hit.end)
        found.append(
            Evidence(start=start, end=end, weight=round(hit.weight * sums.share * sums.scale, 3), reason=hit.reason)
        )
    if stars:
        found.append(Evidence(start=0, end=0, weight=round(stars * sums.scale, 3), reason=reasons.STARS))
    return tuple(found)


def _stars(rating: float | None) -> float:
    """The weight of a rating; 0 where there is none, or it is not of 1 to 5."""
    return STAR * (rating - 3) if rating is not None and 1 <= rating <= 5 else 0.0


def _is_french(language: str) -> bool:
    """`fr`, `fr-CA`, `FR_be`, and `fra` as some networks write it."""
    return re.split("[-_]", language.strip().lower())[0] in ("fr", "fra", "fre", "", "und")
