"""What each word of a text adds to its polarity, once its neighbours have turned, raised or lowered it."""

from collections.abc import Mapping
from typing import NamedTuple

from socialcare.scoring import reasons
from socialcare.scoring.entries import Alarm, Entry, Role
from socialcare.scoring.lexicon import Lexicon
from socialcare.scoring.tokens import MARK, UNKNOWN

SCOPE = 4
"""Tokens behind a negation that it still turns, light words not counted; a comma or a full stop ends it sooner."""

REACH = 2
"""Tokens behind an intensifier that it still raises."""

TURNED_GOOD, TURNED_BAD = -0.8, -0.3
"""What a negation makes of a good word ("pas bon" is nearly bad) and of a bad one ("pas mauvais" is a little good)."""

TURNED_AT_LEAST = 0.4
REPEATED = 0.5
EXCLAIMED = 1.15
TROUBLE = -0.35
"""From this weight down a hit is trouble by itself."""

MANNERS = 0.2
BEFORE_BUT = 0.5
"""« X, mais Y »: the writer's last word is Y."""

RELIEVED = 0.5
"""« en panne deux jours, réparée depuis »: what is left of a trouble that is over."""


# A member of an enumeration is looked up through a property where Python is 3.11: ten times the price of a name.
POLAR, SITUATION, NEGATION, AFTER_NE = Role.POLAR, Role.SITUATION, Role.NEGATION, Role.AFTER_NE
INTENSIFIER, CONTRAST, QUESTION, OPENING = Role.INTENSIFIER, Role.CONTRAST, Role.QUESTION, Role.OPENING
GREETING = Role.GREETING


class Hit:
    """A term found: its signed weight, and why it counts. Tokens `first` to `last` made it, its own begin at `at`.

    `start` and `end` are its characters in the plain text. What is read behind it may still change all but `entry`.
    """

    __slots__ = ("at", "end", "entry", "first", "last", "reason", "start", "weight")

    def __init__(
        self, entry: Entry, at: int, first: int, last: int, start: int, end: int, weight: float, reason: str
    ) -> None:
        self.entry = entry
        self.at = at
        self.first = first
        self.last = last
        self.start = start
        self.end = end
        self.weight = weight
        self.reason = reason


class Reading(NamedTuple):
    """All that the lexicon saw in a text, in order; `contrasts` are the tokens where "but" stands.

    `roles` counts those that add nothing to the polarity themselves; `mocks`: a praise is among the hits that people say in anger.
    """

    hits: list[Hit]
    roles: Mapping[Role, int]
    alarms: Mapping[Alarm, int]
    contrasts: list[int]
    asks: bool
    exclaims: bool
    mocks: bool


class Reader:
    """Reads one text from left to right; what it remembers is what a listener would still have in mind."""

    __slots__ = (
        "alarms", "asks", "contrasts", "exclaims", "factor", "hits", "lexicon", "mocks", "negated_from", "negated_until", "polite",
        "raised_from", "raised_until", "relieved", "roles", "tokens",
    )  # fmt: skip

    def __init__(self, lexicon: Lexicon, text: str) -> None:
        self.tokens = lexicon.tokens(text)
        self.lexicon = lexicon
        self.hits: list[Hit] = []
        self.roles: dict[Role, int] = {}
        self.alarms: dict[Alarm, int] = {}
        self.contrasts: list[int] = []
        self.asks = False
        self.exclaims = False
        self.relieved = False
        self.polite = False
        self.mocks = False
        self.negated_from = self.negated_until = self.raised_from = self.raised_until = -1
        self.factor = 1.0

    def read(self) -> Reading:
        placed = self.tokens.placed
        last = len(placed) - 1
        behind = 0
        opens = True
        for at, (word, _, _) in enumerate(placed):
            if at < behind:
                continue
            term = word.term
            if term is UNKNOWN:
                opens = False
                continue
            if term is MARK:
                self._mark(word.key)
                opens = True
                continue
            entry, size = term.entry, 1
            if term.sizes and at < last and (sizes := term.sizes.get(placed[at + 1][0].key)):
                phrase = self.lexicon.phrase(placed, at, sizes)
                if phrase is not None:
                    entry, size = phrase
                    behind = at + size
            if entry is None:
                opens = False
                continue
            role = entry.role
            if role is not OPENING or opens:
                self._term(entry, role, at, at + size - 1)
            opens = opens and role is GREETING
        self._look_back()
        return Reading(self.hits, self.roles, self.alarms, self.contrasts, self.asks, self.exclaims, self.mocks)

    def _forget(self) -> None:
        self.negated_until = self.raised_until = -1

    def _mark(self, mark: str) -> None:
        self._forget()
        if "?" in mark:
            self.asks = True
        if "!" in mark:
            self.exclaims = True
            if self.hits:
                self.hits[-1].weight *= EXCLAIMED

    def _term(self, entry: Entry, role: Role, at: int, last: int) -> None:
        if entry.alarm is not None and at > self.negated_until:
            self.alarms[entry.alarm] = self.alarms.get(entry.alarm, 0) + 1
        if role is POLAR or role is SITUATION:
            self._weigh(entry, at, last)
            return
        self.roles[role] = self.roles.get(role, 0) + 1
        if role is NEGATION or (role is AFTER_NE and self._ne_before(at)):
            self._negate(at, last)
        elif role is AFTER_NE or role is INTENSIFIER:
            self.raised_from, self.raised_until, self.factor = at, last + REACH, entry.value
        elif role is CONTRAST:
            self._forget()
            self.contrasts.append(at)
        elif role is QUESTION or role is OPENING:
            self.asks = True

    def _ne_before(self, at: int) -> bool:
        nes = self.tokens.nes
        return at in nes or at - 1 in nes or at - 2 in nes

    def _negate(self, at: int, last: int) -> None:
        """« aime pas »: the verb stands before; else what comes is turned."""
        before = self.hits[-1] if self.hits else None
        if before is not None and before.entry.verb and before.at == at - 1:
            if before.reason is not reasons.NEGATION:
                before.weight, before.reason = _turned(before.weight), reasons.NEGATION
            before.last, before.end = last, self.tokens.span(last)[1]
        self.negated_from, self.negated_until = at, last + SCOPE

    def _weigh(self, entry: Entry, at: int, last: int) -> None:
        weight, reason = entry.value, entry.reason
        if not weight and entry.emotion is None:
            return
        tokens, hits = self.tokens, self.hits
        first = at
        start, end = tokens.span(at)
        if last != at:
            end = tokens.span(last)[1]
        if entry.role is POLAR:
            if at <= self.raised_until:
                weight *= self.factor
                self.raised_until = -1
                if self.factor < 0:
                    first, reason = self.raised_from, reasons.NEGATION
            if at <= self.negated_until:
                first, weight, reason = self.negated_from, _turned(weight), reasons.NEGATION
            elif tokens.nes and entry.verb and (ne_at := _last_ne(tokens.nes, at, last)) >= 0:
                start, weight, reason = min(start, ne_at), _turned(weight), reasons.NEGATION
            if first != at:
                start = min(start, tokens.span(first)[0])
        for hit in hits[-3:]:
            if hit.entry is entry:
                weight *= REPEATED
                break
        self.relieved |= entry.relief
        self.polite |= entry.polite
        self.mocks |= entry.ironic
        hits.append(Hit(entry, at, first, last, start, end, weight, reason))

    def _look_back(self) -> None:
        """What is known at the end only: that the trouble is over, a "but" came, the manners were those of a request."""
        hits = self.hits
        if self.relieved:
            over = max([hit.at for hit in hits if hit.entry.relief and hit.weight > 0], default=-1)
            for hit in hits:
                if hit.at < over and hit.weight < 0:
                    hit.weight *= RELIEVED
        if self.contrasts:
            for hit in hits:
                if hit.at < self.contrasts[-1]:
                    hit.weight *= BEFORE_BUT
        if self.polite and (self.asks or min([hit.weight for hit in hits]) <= TROUBLE):
            for hit in hits:
                if hit.entry.polite:
                    hit.weight *= MANNERS


def _last_ne(nes: Mapping[int, int], at: int, last: int) -> int:
    """Where the last "ne" before one of these tokens stands, -1 without one."""
    return max([nes.get(place, -1) for place in range(at, last + 1)])


def _turned(weight: float) -> float:
    if weight > 0:
        return min(-TURNED_AT_LEAST, weight * TURNED_GOOD)
    return weight * TURNED_BAD
