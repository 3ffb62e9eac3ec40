"""What each word of a text adds to its polarity, once its neighbours have turned, raised or lowered it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from socialcare.scoring import reasons
from socialcare.scoring.entries import Alarm, Entry, Role, Term
from socialcare.scoring.lexicon import Lexicon

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


class Hit(NamedTuple):
    """A term found: where in the plain text, its signed weight, and why it counts. `at` is its token."""

    entry: Entry
    at: int
    start: int
    end: int
    weight: float
    reason: str


class Reading(NamedTuple):
    """All that the lexicon saw in a text, in order; `contrasts` are the tokens where "but" stands."""

    hits: list[Hit]
    roles: Mapping[Role, int]
    alarms: Mapping[Alarm, int]
    contrasts: list[int]
    asks: bool
    exclaims: bool


class Reader:
    """Reads one text from left to right; what it remembers is what a listener would still have in mind."""

    def __init__(self, lexicon: Lexicon, text: str) -> None:
        self.tokens = lexicon.tokens(text)
        self.lexicon = lexicon
        self.hits: list[Hit] = []
        self.roles: dict[Role, int] = {}
        self.alarms: dict[Alarm, int] = {}
        self.contrasts: list[int] = []
        self.asks = False
        self.exclaims = False
        self.opens = True
        self._forget()

    def read(self) -> Reading:
        placed, keys = self.tokens.placed, self.tokens.keys
        read = 0
        for at in self.tokens.stops:
            if at < read:
                continue
            if at > read:
                self.opens = False
            term = placed[at].word.term
            if term is None:
                self._mark(keys[at])
                read = at + 1
            else:
                read = at + self._look_up(term, keys, at)
        hits = _after_but(self.hits, self.contrasts)
        if self.asks or any(hit.weight <= TROUBLE for hit in hits):
            hits = [hit._replace(weight=hit.weight * MANNERS) if hit.entry.polite else hit for hit in hits]
        return Reading(hits, self.roles, self.alarms, self.contrasts, self.asks, self.exclaims)

    def _look_up(self, term: Term, keys: Sequence[str], at: int) -> int:
        entry, size = self.lexicon.find(term, keys, at)
        if entry is None:
            self.opens = False
            return 1
        self._term(entry, at, size)
        self.opens = self.opens and entry.role is Role.GREETING
        return size

    def _forget(self) -> None:
        self.negated_until, self.negated_from = -1, -1
        self.raised_until, self.raised_from, self.factor = -1, -1, 1.0

    def _mark(self, mark: str) -> None:
        self._forget()
        self.opens = True
        self.asks = self.asks or "?" in mark
        if "!" in mark:
            self.exclaims = True
            if self.hits:
                last = self.hits[-1]
                self.hits[-1] = last._replace(weight=last.weight * EXCLAIMED)

    def _term(self, entry: Entry, at: int, size: int) -> None:
        role = entry.role
        if role is Role.OPENING and not self.opens:
            return
        self.roles[role] = self.roles.get(role, 0) + 1
        if entry.alarm is not None and at > self.negated_until:
            self.alarms[entry.alarm] = self.alarms.get(entry.alarm, 0) + 1
        if role is Role.POLAR or role is Role.SITUATION:
            self._weigh(entry, at, size)
        elif role is Role.NEGATION:
            self._negate(at, size)
        elif role is Role.AFTER_NE:
            if any(place in self.tokens.nes for place in range(at - 2, at + 1)):
                self._negate(at, size)
            else:
                self._raise(entry, at, size)
        elif role is Role.INTENSIFIER:
            self._raise(entry, at, size)
        elif role is Role.CONTRAST:
            self._forget()
            self.contrasts.append(at)
        elif role in (Role.QUESTION, Role.OPENING):
            self.asks = True

    def _raise(self, entry: Entry, at: int, size: int) -> None:
        self.raised_until, self.raised_from, self.factor = at + size - 1 + REACH, self.tokens.start(at), entry.value

    def _negate(self, at: int, size: int) -> None:
        """« aime pas »: the verb stands before; else what comes is turned."""
        last = self.hits[-1] if self.hits else None
        if last is not None and last.entry.verb and last.at == at - 1:
            weight = last.weight if last.reason is reasons.NEGATION else _turned(last.weight)
            end = self.tokens.end(at + size - 1)
            self.hits[-1] = last._replace(end=end, weight=weight, reason=reasons.NEGATION)
        self.negated_from, self.negated_until = self.tokens.start(at), at + size - 1 + SCOPE

    def _weigh(self, entry: Entry, at: int, size: int) -> None:
        start, end = self.tokens.start(at), self.tokens.end(at + size - 1)
        weight, reason = entry.value, entry.reason
        if not weight and entry.emotion is None:
            return
        if entry.role is Role.POLAR:
            if at <= self.raised_until:
                weight *= self.factor
                self.raised_until = -1
                if self.factor < 0:
                    start, reason = self.raised_from, reasons.NEGATION
            if at <= self.negated_until:
                start, weight, reason = self.negated_from, _turned(weight), reasons.NEGATION
            elif entry.verb and (ne_at := max(self.tokens.nes.get(place, -1) for place in range(at, at + size))) >= 0:
                start, weight, reason = min(start, ne_at), _turned(weight), reasons.NEGATION
        if any(hit.entry is entry for hit in self.hits[-3:]):
            weight *= REPEATED
        self.hits.append(Hit(entry, at, start, end, weight, reason))


def _turned(weight: float) -> float:
    if weight > 0:
        return min(-TURNED_AT_LEAST, weight * TURNED_GOOD)
    return weight * TURNED_BAD


def _after_but(hits: list[Hit], contrasts: list[int]) -> list[Hit]:
    if not contrasts:
        return hits
    return [hit._replace(weight=hit.weight * BEFORE_BUT) if hit.at < contrasts[-1] else hit for hit in hits]
