"""The nouns of the desk: frozen values, aware UTC times, no input or output.

A case and its life are folded from these facts in `cases/`; a verdict such as "late" is never a fact.
"""

from socialcare.facts.cases import DueWarning, Event, History, Message, Promise, Route
from socialcare.facts.kinds import Action, Emotion, Intent, Kind, Priority, Role, Sentiment, State, Verdict, Warned
from socialcare.facts.mentions import Author, Media, Mention, Wording
from socialcare.facts.scores import Correction, Evidence, Score

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
