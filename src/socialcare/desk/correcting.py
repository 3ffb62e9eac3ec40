"""What people say a score should have told: an event of the case, and one correction a fact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from socialcare.cases import CORRECTABLE, Case, told
from socialcare.desk import deeds
from socialcare.desk.desk import Desk
from socialcare.errors import WrongUse
from socialcare.facts import Action, Correction, Emotion, Event, Intent, Sentiment
from socialcare.hints import unknown
from socialcare.routing import Person
from socialcare.sentences import Sentence, say

VALUES: Mapping[str, tuple[Sentence, Sequence[str]]] = MappingProxyType({
    "sentiment": (say("sentiment"), tuple(Sentiment)),
    "emotion": (say("emotion"), tuple(Emotion)),
    "intent": (say("intent"), tuple(Intent)),
})  # fmt: skip
FLAGS = tuple(name for name in CORRECTABLE if name not in VALUES)


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a person says of a message: one of VALUES or of FLAGS, by name. Raises WrongUse for what nobody knows."""

    values: Mapping[str, str] = field(default_factory=dict)
    flags: Sequence[str] = ()
    not_flags: Sequence[str] = ()

    def __post_init__(self) -> None:
        for name, value in self.values.items():
            what, known = VALUES[name]
            if value not in known:
                raise WrongUse(unknown(what, value, known))
        for flag in (*self.flags, *self.not_flags):
            if flag not in FLAGS:
                raise WrongUse(unknown(say("flag"), flag, FLAGS))
            if flag in self.flags and flag in self.not_flags:
                raise WrongUse(say("“{flag}” stands under --flag and under --no-flag; keep one", flag=flag))
        if not self.facts:
            raise WrongUse(say("say what is right: --sentiment, --emotion, --intent, --flag or --no-flag"))

    @property
    def facts(self) -> dict[str, str]:
        """By name, in the order of CORRECTABLE."""
        flags = dict.fromkeys(self.flags, "true") | dict.fromkeys(self.not_flags, "false")
        said = {**self.values, **flags}
        return {name: said[name] for name in CORRECTABLE if name in said}


def correct(desk: Desk, by: Person, number: int, said: Said, note: str = "") -> list[Event]:
    """Of the message that speaks for the case. Its score stays; route and promise are not decided anew."""

    def act(case: Case) -> list[deeds.Deed]:
        deeds.refuse_merged(case)
        score = case.score
        if score is None:
            raise WrongUse(say("case {number} has no score yet; socialcare triage gives it one", number=str(number)))
        before = {name: told(score, name) for name in said.facts}

        def corrections(event: Event) -> list[Correction]:
            return [
                Correction(event=event.number, at=event.at, by=event.by, field=name, before=before[name], after=after)
                for name, after in said.facts.items()
            ]

        return [
            deeds.Deed(
                action=Action.CORRECT, text=note, before=_told(before), after=_told(said.facts), corrections=corrections
            )
        ]

    return deeds.log(desk, by, [number], act)


def _told(facts: Mapping[str, str]) -> str:
    """`sentiment=negative, irony=true`, as the log keeps it."""
    return ", ".join(f"{name}={value}" for name, value in facts.items())
