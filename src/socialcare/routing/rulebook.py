"""The rules compiled: what qualifies a mention, the first rule that takes it, and the default for what none took."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from socialcare.documents import Document, Place
from socialcare.errors import WrongUse
from socialcare.facts import Intent, Mention, Role, Route, Score
from socialcare.hints import unknown
from socialcare.routing import compiling
from socialcare.routing.compiling import Person
from socialcare.routing.deciding import DEFAULT, Qualified, Rule, filled, most_urgent, qualified, raised, routed
from socialcare.routing.finder import Finder
from socialcare.routing.index import Index
from socialcare.routing.owners import Day, Owner, Owners, by_channel, by_default, by_rule, by_topic
from socialcare.routing.reading import UNKNOWN, Past, Reading
from socialcare.routing.schema import Channel, Default, RoutingText, Then, whens
from socialcare.routing.trace import Candidate, Stage, Trace
from socialcare.sentences import say

NO_LOAD: Mapping[str, int] = MappingProxyType({})

_NO_CHANNEL = Channel()


class _Decision(NamedTuple):
    """`before` is what the rules that qualify saw, `after` what those that route saw; `used` gave something."""

    before: Reading
    after: Reading
    used: tuple[Rule, ...]
    route: Route
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Rulebook:
    """`digest` changes when anything that routes changes, not with comments or layout. Keys keep the file's order."""

    digest: str
    teams: Mapping[str, str]
    people: Mapping[str, Person]
    rules: tuple[Rule, ...]
    """As in the file; the default is the last."""

    default: Default
    community_manager: str
    responsible: str
    """Who answers for the whole team; "" where nobody does."""

    topics: Mapping[str, str]
    """Each topic's expert; "" where it has none."""

    labels: Mapping[str, str]
    """What a person reads for each topic."""

    channels: Mapping[str, Channel]
    owners: Owners
    finder: Finder[Place]
    qualifying: tuple[Rule, ...]
    routing: tuple[Rule, ...]
    index: Index
    """Of `routing`."""

    asks_past: bool
    """Whether a rule asks what the author wrote before; where none does, it need not be looked up."""

    asks_ambassador: bool
    """The same of whether the author was an ambassador: it is looked up by itself."""

    @property
    def has_limits(self) -> bool:
        """Whether an expert may have too many open cases."""
        return any(expert.most_open is not None for expert in self.owners.experts.values())

    @classmethod
    def compile(cls, text: RoutingText, document: Document) -> "Rulebook":
        """`text` is free of `cross_mistakes`; `document` gives the lines that explanations name."""
        holders = {topic: key for key, expert in text.experts.items() for topic in expert.topics}
        rules = compiling.rules(text, document)
        routing = tuple(rule for rule in rules if rule.stage is Stage.ROUTE)
        return cls(
            digest=compiling.digest(text, document),
            teams=MappingProxyType(dict(text.teams)),
            people=MappingProxyType(compiling.people(text)),
            rules=rules,
            default=text.default,
            community_manager=text.default.community_manager or next(iter(text.community_managers)),
            responsible=text.responsible or "",
            labels=MappingProxyType(compiling.labels(text)),
            topics=MappingProxyType({topic: holders.get(topic, "") for topic in text.topics}),
            channels=MappingProxyType(dict(text.channels)),
            owners=Owners(experts=MappingProxyType(dict(text.experts)), default=text.default.expert),
            finder=compiling.finder(text),
            qualifying=tuple(rule for rule in rules if rule.stage is Stage.QUALIFY),
            routing=routing,
            index=Index([rule.condition.needs for rule in routing]),
            asks_past=any(when.asks_past for _, when in whens(text)),
            asks_ambassador=any(when.ambassador is not None for _, when in whens(text)),
        )

    def route(
        self,
        mention: Mention,
        score: Score,
        past: Past = UNKNOWN,
        today: date | None = None,
        load: Mapping[str, int] = NO_LOAD,
    ) -> Route:
        """`today` is the desk's local day and `load` the open cases of each expert; unknown, nobody is away."""
        return self._decide(mention, score, past, Day(today=today, load=load)).route

    def trace(
        self,
        mention: Mention,
        score: Score,
        past: Past = UNKNOWN,
        today: date | None = None,
        load: Mapping[str, int] = NO_LOAD,
    ) -> Trace:
        """The same route, with every rule asked and each of its conditions."""
        decision = self._decide(mention, score, past, Day(today=today, load=load))
        seen = {Stage.QUALIFY: decision.before, Stage.ROUTE: decision.after}
        return Trace(
            rules=tuple(rule.traced(seen[rule.stage], used=rule in decision.used) for rule in self.rules),
            route=decision.route,
            candidates=decision.candidates,
        )

    def expert(self, key: str) -> Person:
        """Raises WrongUse for a key that is not an expert's."""
        experts = [person.key for person in self.people.values() if person.role is Role.EXPERT]
        if key not in experts:
            raise WrongUse(unknown(say("expert"), key, experts))
        return self.people[key]

    def _decide(self, mention: Mention, score: Score, past: Past, day: Day) -> _Decision:
        channel = self.channels.get(mention.channel, _NO_CHANNEL)
        before = Reading(
            mention=mention,
            score=score,
            past=past,
            found=self.finder.find(mention.text),
            priority=channel.priority or self.default.priority,
        )
        found = qualified(self.qualifying, before)
        after = before._replace(tags=found.tags, priority=found.priority) if found.by else before
        if found.set_aside:
            route = self._outcome(after, found, found.by[-1], found.by[-1].then, None)
            return _Decision(before=before, after=after, used=found.by, route=route)
        taken = routed((self.routing[number] for number in self.index.candidates(after.found)), after)
        then = filled([rule.then for rule in taken])
        owner = None if then.set_aside else self._owner(taken[0], then, after, day)
        return _Decision(
            before=before,
            after=after,
            used=(*found.by, *taken),
            route=self._outcome(after, found, taken[0], then, owner, taken[1:]),
            candidates=owner.candidates if owner else (),
        )

    def _owner(self, rule: Rule, then: Then, seen: Reading, day: Day) -> Owner:
        """The rule's expert, else the topic's, else the channel's, else the default's; or who takes over."""
        if then.expert:
            return self.owners.owner(by_rule(then.expert), day)
        topic = self._topic(seen)
        expert = self.topics.get(topic, "") if rule.name != DEFAULT else ""
        if expert:
            return self.owners.owner(by_topic(self.labels[topic], expert), day)
        name = seen.mention.channel
        expert = self.channels.get(name, _NO_CHANNEL).expert or ""
        if expert:
            return self.owners.owner(by_channel(name, expert), day)
        return self.owners.owner(by_default(self.default.expert), day)

    def _topic(self, seen: Reading) -> str:
        """The first of the file that the text is about, or ""."""
        return next((name for name in self.topics if ("topics", name) in seen.found), "") if seen.found else ""

    def _outcome(
        self,
        seen: Reading,
        found: Qualified,
        rule: Rule,
        then: Then,
        owner: Owner | None,
        after: Sequence[Rule] = (),
    ) -> Route:
        channel = self.channels.get(seen.mention.channel, _NO_CHANNEL)
        priority = then.priority or channel.priority or self.default.priority
        return Route(
            rule=rule.name,
            expert=owner.expert if owner else "",
            team=self.people[owner.expert].team if owner else "",
            community_manager=then.community_manager or channel.community_manager or self.community_manager,
            priority=most_urgent(priority, found.priority if found.by else None),
            policy=(then.promise or channel.promise or self.default.promise) if owner else "",
            complaint=seen.score.intent is Intent.COMPLAINT if then.complaint is None else then.complaint,
            topic=self._topic(seen),
            tags=tuple(dict.fromkeys((*found.tags, *then.tags))) if found.tags else tuple(then.tags),
            set_aside=then.set_aside or "",
            because=(
                rule.said,
                *rule.condition.tell(seen),
                *[say("then {rule}", rule=other.said) for other in after if other.name != DEFAULT],
                *(owner.taken_over if owner else ()),
                *[line for other in found.by if other is not rule for line in raised(other)],
            ),
        )
