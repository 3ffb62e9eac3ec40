"""What can be said of a text that is not French, or has no word: its emoji and its stars, and not with assurance."""

import math
from collections.abc import Sequence
from types import MappingProxyType

from socialcare.facts import Emotion, Evidence, Intent, Score, Sentiment
from socialcare.scoring import reasons
from socialcare.scoring.plain import Plain
from socialcare.scoring.weigh import Hit

BELIEVED = 0.1
"""The most that is believed of it."""

LEAST = 0.15
"""From this polarity on, either way, it is no longer neutral."""

EMOJI = 1.5
"""What an emoji of weight 1 adds to the log-odds of positive against negative."""


def unread(text: str, read: Plain, hits: Sequence[Hit], *, stars: float, language: str, version: str) -> Score:
    """`hits` are of its emoji, `stars` what its rating adds to the log-odds; `language` is "" where there is no word."""
    odds = stars + EMOJI * sum(hit.weight for hit in hits)
    polarity = round(math.tanh(odds / 2), 3)
    share = polarity / odds if odds else 0.0
    sentiment = Sentiment.NEUTRAL
    if abs(polarity) >= LEAST:
        sentiment = Sentiment.POSITIVE if polarity > 0 else Sentiment.NEGATIVE
    found = []
    for hit in hits:
        start, end = read.place(hit.start, hit.end)
        found.append(Evidence(start=start, end=end, weight=round(hit.weight * EMOJI * share, 3), reason=hit.reason))
    if stars:
        found.append(Evidence(start=0, end=0, weight=round(stars * share, 3), reason=reasons.STARS))
    if language:
        found.append(Evidence(start=0, end=len(text), weight=0.0, reason=reasons.FOREIGN))
    emotions = {hit.entry.emotion: min(1.0, abs(hit.weight)) for hit in hits if hit.entry.emotion and hit.weight}
    return Score(
        sentiment=sentiment,
        polarity=polarity,
        confidence=BELIEVED,
        emotion=max(emotions, key=lambda emotion: emotions[emotion], default=Emotion.NEUTRAL),
        intent=Intent.OTHER,
        emotions=MappingProxyType(emotions),
        is_question="?" in read.text,
        language=language,
        evidence=tuple(found),
        version=version,
    )
