"""Text in, Score out: sentiment, emotion and intent, each with the words that made it."""

from socialcare.scoring.baseline import BaselineScorer
from socialcare.scoring.encoder import E5, Encoder
from socialcare.scoring.scorer import CareScorer, Scorer, Written, load

__all__ = ["E5", "BaselineScorer", "CareScorer", "Encoder", "Scorer", "Written", "load"]
