"""Which words made a score, and how much: the log-odds of the model taken apart again, to the rounding."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from socialcare.facts import Evidence
from socialcare.scoring import reasons
from socialcare.scoring.heads import Verdicts
from socialcare.scoring.model import Model, Weighed
from socialcare.scoring.plain import Plain
from socialcare.scoring.tokens import Tokens
from socialcare.scoring.weigh import Hit

MOST = 4
"""Learnt words that are named; the others count in the whole."""

FAINTEST = 0.04
"""Of the polarity: what adds less is not named."""


Part = tuple[int, int, float, str]
"""The first character and the one behind the last, what they add to the log-odds, and why."""


class Told(NamedTuple):
    """What a text was read as. `scale` is what the weights of `hits` were multiplied by, `own` and
    `bare` what own words, and ours where nothing else is said, are given besides.

    `figures` are for the model. `stars` adds to the log-odds of positive against negative; `push` is that with own words,
    `neither` adds to those of neutral.
    """

    read: Plain
    tokens: Tokens
    hits: Sequence[Hit]
    figures: list[float]
    scale: float
    stars: float
    own: float
    bare: float
    push: float
    neither: float


def evidence(
    told: Told, model: Model, weighed: Weighed, found: Verdicts, encoded: tuple[float, str] | None = None
) -> tuple[Evidence, ...]:
    """In the order of the text; together the weights are the polarity. What stands nowhere has no characters.

    `encoded` is what the encoder, where it was asked, adds to the log-odds, and why.
    """
    share = found.polarity / found.odds if found.odds else 0.0
    parts = _parts(told, model, weighed, found.care, FAINTEST / abs(share) if share else math.inf)
    place = told.read.place
    placed = []
    named = 0.0
    parts.sort()
    for start, end, amount, reason in parts:
        weight = round(amount * share, 3)
        begin, behind = place(start, end)
        placed.append(Evidence(start=begin, end=behind, weight=weight, reason=reason))
        named += weight
    if told.stars:
        weight = round(told.stars * share, 3)
        placed.append(Evidence(start=0, end=0, weight=weight, reason=reasons.STARS))
        named += weight
    if encoded:
        weight = round(encoded[0] * share, 3)
        placed.append(Evidence(start=0, end=0, weight=weight, reason=encoded[1]))
        named += weight
    rest = found.polarity - named
    if abs(rest) >= FAINTEST:
        placed.append(Evidence(start=0, end=0, weight=round(rest, 3), reason=reasons.TONE))
    return tuple(placed)


def _parts(told: Told, model: Model, weighed: Weighed, care: float, faintest: float) -> list[Part]:
    """The hits, and the strongest of the other tokens, where they add `faintest` or more to the log-odds."""
    tokens, talk = told.tokens, 1 - care
    by_talk, by_care = weighed.share * talk, weighed.share * care
    by_token = [
        by_talk * in_talk + by_care * in_care for in_talk, in_care in zip(weighed.talk, weighed.care, strict=True)
    ]
    praise, trouble, whole = [talk * in_talk + care * in_care for in_talk, in_care in model.tones]
    parts: list[Part] = []
    for hit in told.hits:
        if hit.entry.own:
            amount = hit.weight * told.own
        else:
            amount = hit.weight * (told.scale * (whole + (praise if hit.weight > 0 else trouble)) + told.bare)
        for at in range(hit.first, hit.last + 1):
            amount += by_token[at]
            by_token[at] = 0.0  # named once, with the first hit that it is in
        parts.append((hit.start, hit.end, amount, reasons.OWN if hit.entry.own else hit.reason))
    strong = [(-abs(amount), at) for at, amount in enumerate(by_token) if not -faintest < amount < faintest]
    strong.sort()
    for _, at in strong[:MOST]:
        parts.append((tokens.start(at), tokens.end(at), by_token[at], reasons.LEARNT))
    return parts
