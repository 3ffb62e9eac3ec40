"""What a term of the care lexicon says, and what it does to its neighbours."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from socialcare.facts import Emotion


class Role(StrEnum):
    """What a term does in a sentence; a value is the label that the files use. The last five only help to read terms."""

    POLAR = "polar"
    SITUATION = "situation"
    NEGATION = "negation"
    AFTER_NE = "after_ne"
    INTENSIFIER = "intensifier"
    CONTRAST = "contrast"
    QUESTION = "question"
    OPENING = "opening"
    GREETING = "greeting"
    SUGGESTION = "suggestion"
    SPAM = "spam"
    LIGHT = "light"
    NUMBER = "number"
    UNIT = "unit"
    SERVICE = "service"
    SPELLING = "spelling"


SAYING = frozenset({Role.POLAR, Role.SITUATION})
"""The roles of what adds to a polarity itself; the others do something to it."""

FLAGS = frozenset({"verb", "ironic", "polite", "relief"})


class Alarm(StrEnum):
    """What a term says beside its polarity, for the flags of a score."""

    URGENCY = "urgency"
    CHURN = "churn"
    INSULT = "insult"


@dataclass(frozen=True, slots=True)
class Entry:
    """`value` is a polarity of -1 to 1; of an intensifier or a contrast, the factor for what follows.

    `verb`: its negation may stand behind it. `ironic`: praise that people say in anger.
    `polite`: manners, in a question or beside trouble. `relief`: trouble that is over.
    `base`: from textblob-fr's lexicon. `own`: from the workspace's own lexicon, which wins over what the model has learnt.
    """

    value: float
    reason: str
    role: Role = Role.POLAR
    emotion: Emotion | None = None
    verb: bool = False
    ironic: bool = False
    polite: bool = False
    relief: bool = False
    alarm: Alarm | None = None
    base: bool = False
    own: bool = False

    @property
    def says_nothing(self) -> bool:
        """True of a neutral word, which is named to be known as one."""
        return not self.value and self.role in SAYING and self.emotion is None and self.alarm is None


class Term:
    """What the lexicon says of a word: by itself, and, by the word behind it, how many words a phrase may have."""

    __slots__ = ("entry", "sizes")

    def __init__(self, entry: Entry | None, sizes: Mapping[str, tuple[int, ...]]) -> None:
        self.entry = entry
        self.sizes = sizes
