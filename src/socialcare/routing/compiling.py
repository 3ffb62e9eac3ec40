"""The parts of a rulebook made from its text."""

import hashlib
import json
from dataclasses import dataclass

from socialcare.documents import Document, Place
from socialcare.facts import Role
from socialcare.routing.conditions import ALWAYS, condition
from socialcare.routing.deciding import DEFAULT, Rule
from socialcare.routing.finder import Finder, Sought
from socialcare.routing.questions import Lists
from socialcare.routing.schema import RoutingText, Then, whens, word_lists
from socialcare.routing.trace import Stage

USUAL_ZONE = "Europe/Paris"


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody the rules file names; `team` is "" for who is no expert."""

    key: str
    name: str
    role: Role
    team: str


def people(text: RoutingText) -> dict[str, Person]:
    experts = [
        Person(key=key, name=expert.name, role=Role.EXPERT, team=expert.team) for key, expert in text.experts.items()
    ]
    managers = [
        Person(key=key, name=manager.name, role=Role.COMMUNITY_MANAGER, team="")
        for key, manager in text.community_managers.items()
    ]
    analysts = [Person(key=key, name=each.name, role=Role.ANALYST, team="") for key, each in text.analysts.items()]
    return {person.key: person for person in (*managers, *experts, *analysts)}


def labels(text: RoutingText) -> dict[str, str]:
    """What a person reads for each topic: its label, its key where it has none."""
    return {key: topic.label or key for key, topic in text.topics.items()}


def rules(text: RoutingText, document: Document) -> tuple[Rule, ...]:
    """The default is the last of them."""
    lists = Lists(handles=text.lists, labels=labels(text), zone=_zone(text, document))
    written = [
        Rule(
            name=rule.name,
            line=document.line(("rules", number)),
            stage=rule.stage,
            condition=condition(rule.when, ("rules", number, "when"), lists) if rule.when else ALWAYS,
            then=rule.then,
            goes_on=rule.goes_on,
        )
        for number, rule in enumerate(text.rules)
    ]
    last = Rule(name=DEFAULT, line=document.line((DEFAULT,)), stage=Stage.ROUTE, condition=ALWAYS, then=Then())
    return (*written, last)


def finder(text: RoutingText) -> Finder[Place]:
    return Finder(
        {
            place: Sought(
                words=words.words,
                near=[(near.words, near.within) for near in words.near],
                patterns=words.patterns,
                excepts=words.excepts,
            )
            for place, words in word_lists(text)
        }
    )


def digest(text: RoutingText, document: Document) -> str:
    """What is left out and what is written as its usual value are the same, so a new optional key changes nothing."""
    # The whole file's model may hold the promises too, which do not route.
    ours = set(RoutingText.model_fields)
    content = text.model_dump(mode="json", by_alias=True, exclude_defaults=True, include=ours)
    zone = _zone(text, document)
    if zone != USUAL_ZONE:
        content["zone"] = zone
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _zone(text: RoutingText, document: Document) -> str:
    """Of the first calendar, read only where a rule asks for hours; `USUAL_ZONE` where it names none."""
    if not any(when.posted for _, when in whens(text)):
        return USUAL_ZONE
    calendars: dict[str, dict[str, str]] = document.values.get("calendars") or {}
    return next((calendar.get("timezone", USUAL_ZONE) for calendar in calendars.values()), USUAL_ZONE)
