"""Praise said in anger: « bravo, encore trois heures de retard »."""

from socialcare.scoring import reasons
from socialcare.scoring.weigh import TROUBLE, Hit, Reading

NEAR = 12
"""Tokens between the praise and the trouble; further apart, they are two remarks."""

OPENING = 3
"""Tokens before a praise that still opens its text: irony starts with it, or closes with it, and seldom tucks it in."""

TURNED = -0.7


def turned_round(reading: Reading) -> tuple[list[Hit], bool]:
    """The hits with ironic praise against its own sign, and whether there was any.

    A praise that nobody means (« merci pour rien ») is ironic by itself. Any other needs a trouble: it is none where the
    trouble is over ("panne réparée, bravo"), or a "but" weighs the one against the other.
    """
    hits = reading.hits
    if not reading.mocks:
        return hits, False
    mocking = {id(hit) for hit in hits if _mocks(hit)}
    ironic = _beside_trouble(hits, reading.contrasts)
    return [_told(hit, ironic=id(hit) in ironic, mocking=id(hit) in mocking) for hit in hits], bool(mocking or ironic)


def _mocks(hit: Hit) -> bool:
    return hit.entry.ironic and hit.entry.value < 0 and hit.reason is not reasons.NEGATION


def _beside_trouble(hits: list[Hit], contrasts: list[int]) -> set[int]:
    if any(hit.entry.relief and hit.weight > 0 for hit in hits):
        return set()
    praise = [hit for hit in hits if hit.entry.ironic and hit.weight > 0 and hit.reason is not reasons.NEGATION]
    trouble = [hit for hit in hits if hit.weight <= TROUBLE]
    return {
        id(hit)
        for hit in praise
        if (hit.at <= OPENING or hit is hits[-1]) and any(_belong(hit, other, contrasts) for other in trouble)
    }


def _belong(praise: Hit, trouble: Hit, contrasts: list[int]) -> bool:
    """A "merci" behind the trouble is how a request ends; before it, it is meant otherwise."""
    if praise.entry.polite and trouble.at < praise.at:
        return False
    first, last = sorted((praise.at, trouble.at))
    return last - first <= NEAR and not any(first < at < last for at in contrasts)


def _told(hit: Hit, *, ironic: bool, mocking: bool) -> Hit:
    if not ironic and not mocking:
        return hit
    weight = hit.weight * TURNED if ironic else hit.weight
    return Hit(hit.entry, hit.at, hit.first, hit.last, hit.start, hit.end, weight, reasons.IRONY)
