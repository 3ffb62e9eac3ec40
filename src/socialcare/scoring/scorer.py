"""Text in, Score out, by the care lexicon, its rules, and the model that has learnt from what both see."""

import hashlib
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from socialcare.facts import Score
from socialcare.scoring import intents, irony, languages, reasons
from socialcare.scoring.baseline import BaselineScorer, TextBlob
from socialcare.scoring.evidence import Told, evidence
from socialcare.scoring.features import figures
from socialcare.scoring.heads import Verdicts
from socialcare.scoring.lexicon import Lexicon
from socialcare.scoring.model import Model
from socialcare.scoring.plain import plain
from socialcare.scoring.rows import Row, rows
from socialcare.scoring.unread import unread
from socialcare.scoring.weigh import Reader

CODE = "care-2"
"""Raised when the rules below change."""

STAR = 0.9
"""What one star above or below three adds to the log-odds of positive against negative."""

OWN_WORD = 3.0
"""What a word of weight 1 in the workspace's lexicon adds to them: it wins over what was learnt from others."""


class Scorer(Protocol):
    """Anything that scores texts. `version` changes whenever a score may."""

    version: str

    def score(self, text: str, *, language: str | None = None, rating: float | None = None) -> Score:
        """`language` is BCP 47 or None where unknown, `rating` 1 to 5 stars. Raises nothing, whatever the text."""
        ...


def load(lexicons: Mapping[str, str], weights: bytes, own: Sequence[Row] = ()) -> Scorer:
    """The scorer over the care lexicon (file name to content), the model's weights and the workspace's own words.

    Raises FileMistakes for lines it cannot use, ValueError for weights of other features.
    """
    told = (CODE, BaselineScorer().version, sorted(lexicons.items()), own)
    digest = hashlib.sha256(repr(told).encode("utf-8", "replace") + weights)
    return CareScorer(Lexicon(rows(lexicons), own), Model(weights), f"{CODE}-{digest.hexdigest()[:12]}")


class CareScorer:
    """See `load`. The lexicon's rules find hits; the model weighs them beside the words; evidence says what did what."""

    def __init__(self, lexicon: Lexicon, model: Model, version: str) -> None:
        self.version = version
        self._lexicon = lexicon
        self._model = model
        self._ready = False

    def score(self, text: str, *, language: str | None = None, rating: float | None = None) -> Score:
        """See Scorer. Of a text that is not French only the emoji count."""
        if not self._ready:
            self._lexicon.extend(TextBlob().entries())
            self._ready = True
        read = plain(text)
        reader = Reader(self._lexicon, read.text)
        reading = reader.read()
        written_in = languages.language(read.text, reader.tokens, language)
        hits, ironic = irony.turned_round(reading)
        stars = _stars(rating)
        if written_in != languages.FRENCH or reader.tokens.says_nothing:
            emoji = [hit for hit in reading.hits if hit.reason is reasons.EMOJI]
            written_in = "" if reader.tokens.says_nothing else written_in
            return unread(text, read, emoji, stars=stars, language=written_in, version=self.version)
        own = OWN_WORD * sum(hit.weight for hit in hits if hit.entry.own)
        seen, scale = figures(
            reading,
            reader.tokens,
            [hit for hit in hits if not hit.entry.own],
            ironic=ironic,
            news=intents.is_news(read.text),
            spam=intents.is_spam(read.text, reading),
        )
        weighed = self._model.weigh(self._lexicon.cutter, reader.tokens, seen)
        found = Verdicts(self._model.card, weighed.heads, stars + own)
        told = Told(read=read, tokens=reader.tokens, hits=hits, scale=scale, stars=stars, own=OWN_WORD)
        return Score(
            sentiment=found.sentiment,
            polarity=found.polarity,
            confidence=found.confidence,
            emotion=found.emotion,
            intent=found.intent,
            emotions=MappingProxyType(found.emotions),
            is_question=found.flag("question"),
            irony=found.flag("irony"),
            spam=found.flag("spam"),
            mixed=found.flag("mixed"),
            urgency=found.flag("urgency"),
            churn=found.flag("churn"),
            insult=found.flag("insult"),
            language=written_in,
            evidence=evidence(told, self._model, weighed, found),
            version=self.version,
        )


def _stars(rating: float | None) -> float:
    """What a rating adds to the log-odds; 0 where there is none, or it is not of 1 to 5."""
    return STAR * (rating - 3) if rating is not None and 1 <= rating <= 5 else 0.0
