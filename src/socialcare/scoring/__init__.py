"""Text in, Score out: sentiment, emotion and intent, each with the words that made it."""

from typing import TYPE_CHECKING, Any

from socialcare.scoring.baseline import BaselineScorer
from socialcare.scoring.scorer import CareScorer, Scorer, Written, load

if TYPE_CHECKING:
    from socialcare.scoring.encoder import E5, Encoder
else:

    def __getattr__(name: str) -> Any:
        """The encoder comes when it is asked for: few ask, and the others need not wait for what it imports."""
        if name not in ("E5", "Encoder"):
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from socialcare.scoring import encoder

        return getattr(encoder, name)


__all__ = ["E5", "BaselineScorer", "CareScorer", "Encoder", "Scorer", "Written", "load"]
