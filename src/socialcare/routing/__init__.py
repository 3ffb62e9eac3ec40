"""Who answers a mention, and why: the rules a community manager wrote, compiled once and applied without side effect."""

from socialcare.routing.checks import cross_mistakes
from socialcare.routing.compiling import Person
from socialcare.routing.reading import UNKNOWN, Past
from socialcare.routing.rulebook import Rulebook
from socialcare.routing.schema import RoutingText, json_schema
from socialcare.routing.trace import Candidate, Leaf, RuleTrace, Stage, Trace, Truth

__all__ = [
    "UNKNOWN",
    "Candidate",
    "Leaf",
    "Past",
    "Person",
    "RoutingText",
    "RuleTrace",
    "Rulebook",
    "Stage",
    "Trace",
    "Truth",
    "cross_mistakes",
    "json_schema",
]
