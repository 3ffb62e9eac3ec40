"""Praise said in anger: « bravo, encore trois heures de retard »."""

from dataclasses import replace

from socialcare.scoring import reasons
from socialcare.scoring.weigh import TROUBLE, Hit, Reading

NEAR = 20
"""Tokens between the praise and the trouble; further apart, they are two remarks."""

TURNED = -0.7


def turned_round(reading: Reading) -> tuple[list[Hit], bool]:
    """The hits with ironic praise against its own sign, and whether there was any.

    None where the trouble is over ("panne réparée, bravo"), or a "but" weighs the one against the other.
    """
    hits = reading.hits
    praise = [hit for hit in hits if hit.entry.ironic and hit.weight > 0 and hit.reason is not reasons.NEGATION]
    if not praise or any(hit.entry.relief and hit.weight > 0 for hit in hits):
        return hits, False
    trouble = [hit for hit in hits if hit.weight <= TROUBLE]
    ironic = {id(hit) for hit in praise if any(_belong(hit, other, reading.contrasts) for other in trouble)}
    if not ironic:
        return hits, False
    return [_turn(hit) if id(hit) in ironic else hit for hit in hits], True


def _belong(praise: Hit, trouble: Hit, contrasts: list[int]) -> bool:
    """A "merci" behind the trouble is how a request ends; before it, it is meant otherwise."""
    if praise.entry.polite and trouble.at < praise.at:
        return False
    first, last = sorted((praise.at, trouble.at))
    return last - first <= NEAR and not any(first < at < last for at in contrasts)


def _turn(hit: Hit) -> Hit:
    return replace(hit, weight=hit.weight * TURNED, reason=reasons.IRONY)
