"""Which words made a score, and how much: the log-odds of the model taken apart again, to the rounding."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What a text was read as. `scale` is what the weights of `hits` were multiplied by, `own` that of own words."""

    read: Plain
    tokens: Tokens
    hits: Sequence[Hit]
    scale: float
    stars: float
    own: float


def evidence(told: Told, model: Model, weighed: Weighed, found: Verdicts) -> tuple[Evidence, ...]:
    """In the order of the text; together the weights are the polarity. What stands nowhere has no characters."""
    import numpy as np

    care, talk = found.care, 1 - found.care
    by_token = (weighed.by_token @ np.array((-talk, 0, talk, -care, 0, care), dtype=np.float32)).tolist()
    praise, trouble = (
        sum(share * leaning for share, leaning in zip((talk, care), model.leanings[name], strict=True))
        + sum(share * leaning for share, leaning in zip((talk, care), model.leanings["whole"], strict=True))
        for name in ("praise", "trouble")
    )
    share = found.polarity / found.odds if found.odds else 0.0
    parts: list[tuple[int, int, float, str]] = []
    taken: set[int] = set()
    for hit in told.hits:
        inside = [at for at in _tokens_of(hit, told.tokens) if at not in taken]
        taken.update(inside)
        amount = sum(by_token[at] for at in inside) + _amount(hit, told, praise, trouble)
        parts.append((hit.start, hit.end, amount, reasons.OWN if hit.entry.own else hit.reason))
    faintest = FAINTEST / abs(share) if share else math.inf
    strong = [(-abs(amount), at) for at, amount in enumerate(by_token) if abs(amount) >= faintest and at not in taken]
    for _, at in sorted(strong)[:MOST]:
        parts.append((told.tokens.start(at), told.tokens.end(at), by_token[at], reasons.LEARNT))
    named = sorted(parts)
    placed = [_evidence(told.read.place(start, end), amount * share, why) for start, end, amount, why in named]
    if told.stars:
        placed.append(_evidence((0, 0), told.stars * share, reasons.STARS))
    rest = found.polarity - sum(piece.weight for piece in placed)
    return (*placed, _evidence((0, 0), rest, reasons.TONE)) if abs(rest) >= FAINTEST else tuple(placed)


def _tokens_of(hit: Hit, tokens: Tokens) -> range:
    """Those between its first and its last character; a negation stands before the word that it turns."""
    first = last = hit.at
    while first > 0 and tokens.start(first - 1) >= hit.start:
        first -= 1
    while last + 1 < len(tokens.placed) and tokens.end(last + 1) <= hit.end:
        last += 1
    return range(first, last + 1)


def _amount(hit: Hit, told: Told, praise: float, trouble: float) -> float:
    if hit.entry.own:
        return hit.weight * told.own
    return hit.weight * told.scale * (praise if hit.weight > 0 else trouble)


def _evidence(place: tuple[int, int], weight: float, reason: str) -> Evidence:
    return Evidence(start=place[0], end=place[1], weight=round(weight, 3), reason=reason)
