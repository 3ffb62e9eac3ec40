"""The rules compiled: the first that holds decides, and the default takes what none took."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from socialcare.documents import Document, Place
from socialcare.errors import WrongUse
from socialcare.facts import Intent, Mention, Role, Route, Score
from socialcare.hints import unknown
from socialcare.routing.conditions import ALWAYS, Condition, Reading, condition
from socialcare.routing.finder import Finder
from socialcare.routing.schema import Default, RoutingText, Then, whens
from socialcare.sentences import Sentence, say

DEFAULT = "default"


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody the rules file names; `team` is "" for a community manager."""

    key: str
    name: str
    role: Role
    team: str


@dataclass(frozen=True, kw_only=True)
class Rule:
    name: str
    line: int
    condition: Condition
    then: Then


@dataclass(frozen=True, kw_only=True)
class Rulebook:
    """`digest` changes when anything that routes changes, not with comments or layout. Keys keep the file's order."""

    digest: str
    teams: Mapping[str, str]
    people: Mapping[str, Person]
    rules: tuple[Rule, ...]
    default: Default
    community_manager: str
    topics: Mapping[str, str]
    """Each topic's expert; "" where it has none."""

    finder: Finder[Place]

    @classmethod
    def compile(cls, text: RoutingText, document: Document) -> "Rulebook":
        """`text` is free of `cross_mistakes`; `document` gives the lines that explanations name."""
        holders = {topic: key for key, expert in text.experts.items() for topic in expert.topics}
        return cls(
            digest=_digest(text),
            teams=MappingProxyType(dict(text.teams)),
            people=MappingProxyType(_people(text)),
            rules=_rules(text, document),
            default=text.default,
            community_manager=text.default.community_manager or next(iter(text.community_managers)),
            topics=MappingProxyType({topic: holders.get(topic, "") for topic in text.topics}),
            finder=_finder(text),
        )

    def route(self, mention: Mention, score: Score) -> Route:
        seen = Reading(mention=mention, score=score, found=self.finder.find(mention.text))
        rule = next(rule for rule in self.rules if rule.condition.holds(seen))
        topic = next((name for name in self.topics if ("topics", name) in seen.found), "")
        then = rule.then
        expert, by_topic = self._expert(then, topic)
        return Route(
            rule=rule.name,
            expert=expert,
            team=self.people[expert].team if expert else "",
            community_manager=then.community_manager or self.community_manager,
            priority=then.priority or self.default.priority,
            policy="" if then.set_aside else then.promise or self.default.promise,
            complaint=score.intent is Intent.COMPLAINT if then.complaint is None else then.complaint,
            topic=topic,
            tags=tuple(then.tags),
            set_aside=then.set_aside or "",
            because=(_decision(rule), *rule.condition.tell(seen), *by_topic),
        )

    def expert(self, key: str) -> Person:
        """Raises WrongUse for a key that is not an expert's."""
        experts = [person.key for person in self.people.values() if person.role is Role.EXPERT]
        if key not in experts:
            raise WrongUse(unknown(say("expert"), key, experts))
        return self.people[key]

    def _expert(self, then: Then, topic: str) -> tuple[str, tuple[Sentence, ...]]:
        """The rule's, else the topic's, else the default's; "" where the case waits for nobody."""
        if then.set_aside or then.expert:
            return then.expert or "", ()
        expert = self.topics.get(topic, "")
        if expert:
            return expert, (say("topic {topic} goes to {expert}", topic=topic, expert=expert),)
        return self.default.expert, ()


def _people(text: RoutingText) -> dict[str, Person]:
    experts = [
        Person(key=key, name=expert.name, role=Role.EXPERT, team=expert.team) for key, expert in text.experts.items()
    ]
    managers = [
        Person(key=key, name=manager.name, role=Role.COMMUNITY_MANAGER, team="")
        for key, manager in text.community_managers.items()
    ]
    return {person.key: person for person in (*managers, *experts)}


def _rules(text: RoutingText, document: Document) -> tuple[Rule, ...]:
    """The default is the last of them."""
    rules = [
        Rule(
            name=rule.name,
            line=document.line(("rules", number)),
            condition=condition(rule.when, ("rules", number, "when"), text.lists) if rule.when else ALWAYS,
            then=rule.then,
        )
        for number, rule in enumerate(text.rules)
    ]
    last = Rule(
        name=DEFAULT,
        line=document.line((DEFAULT,)),
        condition=ALWAYS,
        then=Then(expert=text.default.expert, promise=text.default.promise),
    )
    return (*rules, last)


def _finder(text: RoutingText) -> Finder[Place]:
    topics: dict[Place, tuple[list[str], list[str]]] = {
        ("topics", name): (topic.words, topic.excepts) for name, topic in text.topics.items()
    }
    texts = {(*place, "text"): (when.text.words, when.text.excepts) for place, when in whens(text) if when.text}
    return Finder({**topics, **texts})


def _decision(rule: Rule) -> Sentence:
    if rule.name == DEFAULT:
        return say("no rule applies; the default decides (line {line})", line=rule.line)
    return say("rule “{rule}” (line {line})", rule=rule.name, line=rule.line)


def _digest(text: RoutingText) -> str:
    """What is left out and what is written as its usual value are the same, so a new optional key changes nothing."""
    # The whole file's model may hold the promises too, which do not route.
    ours = set(RoutingText.model_fields)
    content = text.model_dump(mode="json", by_alias=True, exclude_defaults=True, include=ours)
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
