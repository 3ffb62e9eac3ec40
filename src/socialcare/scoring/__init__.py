"""Text in, Score out: sentiment, emotion and intent, each with the words that made it."""

from socialcare.scoring.baseline import BaselineScorer
from socialcare.scoring.scorer import Scorer, load

__all__ = ["BaselineScorer", "Scorer", "load"]
