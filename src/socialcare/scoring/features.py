"""What the model looks at: some forty figures that the rules found, and the words themselves, hashed.

The words are features by themselves, in pairs, and in pieces of three to five letters, so that « injoignabl » is still
of the family of « injoignables ». Nothing of a text can be read back from a hash.
"""

import math
import zlib
from collections.abc import Iterator

from socialcare.facts import Emotion
from socialcare.scoring.entries import Alarm, Role
from socialcare.scoring.tokens import EMOJI, NUMBERS, SHOUTED, Kind, Tokens, Word
from socialcare.scoring.weigh import TROUBLE, Hit, Reading

FEELINGS: tuple[Emotion, ...] = tuple(emotion for emotion in Emotion if emotion is not Emotion.NEUTRAL)
ALARMS = tuple(Alarm)
NO_ALARM = (0,) * len(ALARMS)
NO_FEELING = (0.0,) * len(FEELINGS)
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

PIECES = (3, 4, 5)
"""Letters of the pieces of a word, its ends marked."""

PIECE_SHARE = 0.6
PAIR = 0x9E3779B1
"""A pair's hash is its first word's hash times this, plus the second's, in 32 bits (Knuth: 2^32 over the golden ratio)."""


def figures(
    reading: Reading, tokens: Tokens, hits: list[Hit], *, ironic: bool, news: bool, spam: bool
) -> tuple[list[float], float]:
    """One figure for each of NAMES, most of them 0 to 1, and the scale that `praise` and `trouble` were brought to."""
    good = bad = situation = base = relief = polite = 0.0
    emotions: dict[Emotion, float] = {}
    for hit in hits:
        entry, weight = hit.entry, hit.weight
        if weight > 0:
            good += weight
        else:
            bad += weight
        if entry.emotion is not None:
            emotions[entry.emotion] = emotions.get(entry.emotion, 0.0) + (abs(weight) or 0.4)
        if entry.base:
            base += weight
        situation += entry.role is SITUATION
        relief += entry.relief
        polite += entry.polite
    scale = 1 / math.sqrt((good - bad) ** 2 / 2 + 1)
    roles, alarms = reading.roles, reading.alarms
    count = len(tokens.placed)
    last = tokens.placed[-1][0].key if count else ""
    links = handles = 0
    if tokens.masked:
        handles = len([masked for masked in tokens.masked if masked.startswith("@")])
        links = len(tokens.masked) - handles
    behind = reading.contrasts[-1] if reading.contrasts else -1
    return [
        good * scale, bad * scale, (good + bad) * scale, max(-1.0, min(1.0, hits[-1].weight)) if hits else 0.0,
        sum([hit.weight for hit in hits if hit.at > behind]) * scale if behind >= 0 else 0.0,
        min(situation, 3) / 2, base, not hits, min(polite, 2) / 2, min(relief, 2) / 2,
        *([min(1.5, emotions.get(feeling, 0.0)) for feeling in FEELINGS] if emotions else NO_FEELING),
        *[min(roles[role], 3) / 2 if role in roles else 0.0 for role in COUNTED],
        *([min(alarms.get(alarm, 0), 2) for alarm in ALARMS] if alarms else NO_ALARM),
        ironic, good > 0.3 and bad <= TROUBLE, behind >= 0, reading.asks, "?" in last, reading.exclaims, "..." in last or "…" in last,
        tokens.count(SHOUTED) / count if count else 0.0, min(tokens.count(EMOJI), 3) / 2, min(tokens.count(NUMBERS), 4) / 3,
        min(links, 2) / 2, min(handles, 3) / 2, news, spam, count < 5, math.log1p(count) / 4,
    ], scale  # fmt: skip


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
