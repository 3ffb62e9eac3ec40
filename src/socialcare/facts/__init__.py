"""The nouns of the desk: frozen values, aware UTC times, no input or output.

A case and its life are folded from these facts in `cases/`; a verdict such as "late" is never a fact.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from socialcare.facts.kinds import Action, Emotion, Intent, Kind, Priority, Role, Sentiment, State, Verdict, Warned
from socialcare.facts.scores import Evidence, Score

if TYPE_CHECKING:
    from socialcare.facts.cases import Correction, DueWarning, Event, History, Message, Promise, Route
    from socialcare.facts.mentions import Author, Media, Mention, Wording
else:

    def __getattr__(name: str) -> Any:
        """Mentions and cases come when they are first asked for: a text is scored without them, and they take 10 ms."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(import_module(f"{__name__}.{'mentions' if name in _MENTIONED else 'cases'}"), name)
        globals()[name] = found
        return found


_MENTIONED = frozenset({"Author", "Media", "Mention", "Wording"})

__all__ = [
    "Action",
    "Author",
    "Correction",
    "DueWarning",
    "Emotion",
    "Event",
    "Evidence",
    "History",
    "Intent",
    "Kind",
    "Media",
    "Mention",
    "Message",
    "Priority",
    "Promise",
    "Role",
    "Route",
    "Score",
    "Sentiment",
    "State",
    "Verdict",
    "Warned",
    "Wording",
]
