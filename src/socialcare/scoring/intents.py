"""What the writer wants of the brand."""

import re

from socialcare.facts import Intent, Sentiment
from socialcare.scoring.entries import Role
from socialcare.scoring.weigh import Reading

_SHARED = re.compile(r"\s*RT\b\s*[:@]?", re.IGNORECASE)
_LINK = re.compile(r"https?\b|www\.", re.IGNORECASE)
_SOMEBODY = re.compile(
    r"\b(?:j|je|m|me|moi|mon|ma|mes|tu|te|toi|ton|vous|votre|vos|on|nous|notre|nos|merci|bonjour|bravo)\b",
    re.IGNORECASE,
)

ROUGH = -0.4
"""A suggestion may grumble; from this polarity down it is a complaint that knows better."""


def has_link(text: str) -> bool:
    """The first look is for the many texts without, which the expression would take ten times as long to walk through."""
    lower = text.lower()
    return ("http" in lower or "www." in lower) and _LINK.search(text) is not None


def is_news(text: str) -> bool:
    """True for what is passed on rather than said: a retweet, or a headline with a link and nobody speaking in it."""
    if _SHARED.match(text):
        return True
    return has_link(text) and _SOMEBODY.search(text) is None


def is_spam(text: str, reading: Reading) -> bool:
    """Two lures, or one with a link; a customer whose promo code fails writes one without."""
    lures = reading.roles.get(Role.SPAM, 0)
    return lures > 1 or (lures == 1 and has_link(text))


def intent(reading: Reading, sentiment: Sentiment, polarity: float, *, news: bool, spam: bool) -> Intent:
    """A complaint in the form of a question is a complaint; what nobody says to the brand is OTHER."""
    if news or spam:
        return Intent.OTHER
    if Role.SUGGESTION in reading.roles and polarity > ROUGH:
        return Intent.SUGGESTION
    if sentiment is Sentiment.NEGATIVE:
        return Intent.COMPLAINT
    if reading.asks:
        return Intent.QUESTION
    return Intent.PRAISE if sentiment is Sentiment.POSITIVE else Intent.OTHER
