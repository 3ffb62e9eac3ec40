"""What the model looks at: some forty figures that the rules found, and the words themselves, hashed.

The words are features by themselves, in pairs, and in pieces of three to five letters, so that « injoignabl » is still
of the family of « injoignables ». Nothing of a text can be read back from a hash.
"""

import math
import zlib
from array import array
from collections.abc import Iterator
from typing import TypeAlias

from socialcare.facts import Emotion
from socialcare.scoring.entries import Alarm, Role
from socialcare.scoring.tokens import EMOJI, NUMBERS, SHOUTED, Kind, Tokens, Word
from socialcare.scoring.weigh import TROUBLE, Hit, Reading

FEELINGS: tuple[Emotion, ...] = tuple(emotion for emotion in Emotion if emotion is not Emotion.NEUTRAL)
ALARMS = tuple(Alarm)
SITUATION = Role.SITUATION
COUNTED = (Role.QUESTION, Role.OPENING, Role.SUGGESTION, Role.SPAM, Role.GREETING, Role.NEGATION, Role.INTENSIFIER)

NAMES = (
    "praise", "trouble", "whole", "last", "after_but", "situation", "base_lexicon", "no_hit", "polite", "relief",
    *(f"emotion_{emotion}" for emotion in FEELINGS),
    *(f"role_{role}" for role in COUNTED),
    *(f"alarm_{alarm}" for alarm in ALARMS),
    "irony", "both", "contrast", "asks", "ends_asking", "exclaims", "suspends", "shouts", "emoji", "numbers", "links",
    "handles", "news", "spam", "short", "length",
)  # fmt: skip

(PRAISE, PAIN, WHOLE, LAST, AFTER_BUT, SITUATIONS, BASE, NO_HIT, POLITE, RELIEF) = range(10)
(IRONY, BOTH, CONTRASTED, ASKS, ENDS_ASKING, EXCLAIMS, SUSPENDS, SHOUTS, EMOJIS, NUMBERED, LINKS, HANDLES, NEWS, SPAM, SHORT,
 LENGTH) = range(NAMES.index("irony"), len(NAMES))  # fmt: skip
FEELING_AT, ROLE_AT, ALARM_AT = (
    {value: at for at, value in enumerate(values, NAMES.index(f"{name}_{values[0]}"))}
    for name, values in (("emotion", FEELINGS), ("role", COUNTED), ("alarm", ALARMS))
)
"""Where each of NAMES stands."""

Figures: TypeAlias = "array[float]"
NOTHING: Figures = array("d", [0.0] * len(NAMES))
LENGTHS = [math.log1p(count) / 4 for count in range(100)]

PIECES = (3, 4, 5)
"""Letters of the pieces of a word, its ends marked."""

PIECE_SHARE = 0.6
PAIR = 0x9E3779B1
"""A pair's hash is its first word's hash times this, plus the second's, in 32 bits (Knuth: 2^32 over the golden ratio)."""


def figures(
    reading: Reading, tokens: Tokens, hits: list[Hit], *, ironic: bool, news: bool, spam: bool
) -> tuple[Figures, float]:
    """One figure for each of NAMES, most of them 0 to 1, and the scale that `praise` and `trouble` were brought to."""
    found = NOTHING[:]
    good, bad = _add_hits(found, hits)
    scale = 1 / math.sqrt((good - bad) ** 2 / 2 + 1)
    if hits:
        found[PRAISE], found[PAIN], found[WHOLE] = good * scale, bad * scale, (good + bad) * scale
        if good > 0.3 and bad <= TROUBLE:
            found[BOTH] = 1
    if reading.contrasts:
        behind = reading.contrasts[-1]
        found[AFTER_BUT] = sum([hit.weight for hit in hits if hit.at > behind]) * scale
        found[CONTRASTED] = 1
    for role, times in reading.roles.items():
        if role in ROLE_AT:
            found[ROLE_AT[role]] = times / 2 if times < 3 else 1.5
    for alarm, times in reading.alarms.items():
        found[ALARM_AT[alarm]] = min(2, times)
    if ironic:
        found[IRONY] = 1
    if news:
        found[NEWS] = 1
    if spam:
        found[SPAM] = 1
    if reading.asks:
        found[ASKS] = 1
    if reading.exclaims:
        found[EXCLAIMS] = 1
    _add_shape(found, tokens)
    return found, scale


def _add_hits(found: Figures, hits: list[Hit]) -> tuple[float, float]:
    """What they feel and of which kind they are; the sums of their weights on either side are told."""
    good = bad = weight = 0.0
    for hit in hits:
        entry, weight = hit.entry, hit.weight
        if weight > 0:
            good += weight
        else:
            bad += weight
        if entry.emotion is not None:
            at = FEELING_AT[entry.emotion]
            found[at] = min(1.5, found[at] + (abs(weight) or 0.4))
        if entry.base:
            found[BASE] += weight
        elif entry.role is SITUATION:
            found[SITUATIONS] = min(1.5, found[SITUATIONS] + 0.5)
        if entry.relief:
            found[RELIEF] = min(1.0, found[RELIEF] + 0.5)
        if entry.polite:
            found[POLITE] = min(1.0, found[POLITE] + 0.5)
    if hits:
        found[LAST] = weight if -1 < weight < 1 else max(-1.0, min(1.0, weight))
    else:
        found[NO_HIT] = 1
    return good, bad


def _add_shape(found: Figures, tokens: Tokens) -> None:
    """How long it is, how it ends, and what stands in it beside words."""
    count = len(tokens.placed)
    found[LENGTH] = LENGTHS[count] if count < len(LENGTHS) else math.log1p(count) / 4
    if count < 5:
        found[SHORT] = 1
    if count:
        last = tokens.placed[-1][0].key
        if "?" in last:
            found[ENDS_ASKING] = 1
        if "..." in last or "…" in last:
            found[SUSPENDS] = 1
    if tokens.counts >> SHOUTED:  # which is the least of them
        shouted, emoji, numbers = tokens.count(SHOUTED), tokens.count(EMOJI), tokens.count(NUMBERS)
        if shouted and count:
            found[SHOUTS] = shouted / count
        found[EMOJIS], found[NUMBERED] = min(emoji, 3) / 2, min(numbers, 4) / 3
    if tokens.masked:
        handles = len([masked for masked in tokens.masked if masked.startswith("@")])
        found[LINKS], found[HANDLES] = min(len(tokens.masked) - handles, 2) / 2, min(handles, 3) / 2


def hashed(word: Word) -> list[tuple[int, float]]:
    """The features of one word: hash (32 bits) and value."""
    key = word.key
    found = [(zlib.crc32(f"w {key}".encode("utf-8", "surrogatepass")), 1.0)]
    if word.kind is Kind.WORD and len(key) > 2:
        pieces = list(_pieces(f"^{key}$"))
        share = PIECE_SHARE / math.sqrt(len(pieces))
        found += [(zlib.crc32(f"p {piece}".encode("utf-8", "surrogatepass")), share) for piece in pieces]
    return found


def _pieces(word: str) -> Iterator[str]:
    for size in PIECES:
        for at in range(len(word) - size + 1):
            yield word[at : at + size]
