"""Which words made a score, and how much: the log-odds of the model taken apart again, to the rounding."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from socialcare.facts import Evidence
from socialcare.scoring import reasons
from socialcare.scoring.features import Figures
from socialcare.scoring.heads import Verdicts, rounded
from socialcare.scoring.plain import Plain
from socialcare.scoring.tokens import Tokens
from socialcare.scoring.weigh import Hit

MOST = 4
"""Learnt words that are named; the others count in the whole."""

FAINTEST = 0.04
"""Of the polarity: what adds less is not named."""

Tones = Sequence[Sequence[float]]
"""Of Model.tones."""

Part = tuple[int, int, float, str]
"""The first character and the one behind the last, what they add to the log-odds, and why."""


class Told(NamedTuple):
    """What a text was read as. `scale` is what the weights of `hits` were multiplied by, `own` and
    `bare` what own words, and ours where nothing else is said, are given besides.

    `figures` are for the model. `push` adds to the log-odds of positive against negative what stars and own words say,
    `neither` adds to those of neutral; `besides` are the parts that no words made.
    """

    read: Plain
    tokens: Tokens
    hits: Sequence[Hit]
    figures: Figures
    scale: float
    own: float
    bare: float
    push: float
    neither: float
    besides: list[Part]


def evidence(told: Told, tones: Tones, by_token: list[float], found: Verdicts) -> tuple[Evidence, ...]:
    """In the order of the text; together the weights are the polarity. What stands nowhere has no characters.

    `by_token` is what each token adds to the log-odds; it is used up.
    """
    share = found.polarity / found.odds if found.odds else 0.0
    parts = _parts(told, tones, by_token, found.care, FAINTEST / abs(share) if share else math.inf)
    parts.sort()
    parts += told.besides
    starts, ends = told.read.starts, told.read.ends
    placed = []
    named = 0.0
    for start, end, amount, reason in parts:
        weight = rounded(amount * share)
        if end and starts is not None and ends is not None:
            placed.append((starts[start], ends[end - 1], weight, reason))
        else:
            placed.append((start, end, weight, reason))
        named += weight
    rest = found.polarity - named
    if abs(rest) >= FAINTEST:
        placed.append((0, 0, rounded(rest), reasons.TONE))
    return tuple(map(Evidence._make, placed))


def _parts(told: Told, tones: Tones, by_token: list[float], care: float, faintest: float) -> list[Part]:
    """The hits, and the strongest of the other tokens, where they add `faintest` or more to the log-odds."""
    span = told.tokens.span
    parts: list[Part] = []
    if told.hits:
        talk = 1 - care
        praise, trouble, whole = [talk * in_talk + care * in_care for in_talk, in_care in tones]
    for hit in told.hits:
        weight, reason = hit.weight, hit.reason
        if hit.entry.own:
            amount, reason = weight * told.own, reasons.OWN
        else:
            amount = weight * (told.scale * (whole + (praise if weight > 0 else trouble)) + told.bare)
        at = hit.first
        while at <= hit.last:
            amount += by_token[at]
            by_token[at] = 0.0  # named once, with the first hit that it is in
            at += 1
        parts.append((hit.start, hit.end, amount, reason))
    strong = [(-abs(amount), at) for at, amount in enumerate(by_token) if not -faintest < amount < faintest]
    if len(strong) > MOST:
        strong = sorted(strong)[:MOST]
    for _, at in strong:
        start, end = span(at)
        parts.append((start, end, by_token[at], reasons.LEARNT))
    return parts
