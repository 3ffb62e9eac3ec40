"""Who answers a mention, and why: the rules a community manager wrote, compiled once and applied without side effect."""

from socialcare.routing.checks import cross_mistakes
from socialcare.routing.rulebook import Person, Rulebook
from socialcare.routing.schema import RoutingText

__all__ = ["Person", "RoutingText", "Rulebook", "cross_mistakes"]
