"""Text in, Score out: sentiment, emotion and intent, each with the words that made it."""

from socialcare.scoring.baseline import BaselineScorer
from socialcare.scoring.scorer import CareScorer, Scorer, Written, load

__all__ = ["BaselineScorer", "CareScorer", "Scorer", "Written", "load"]
