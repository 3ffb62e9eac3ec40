"""Mistakes that no single value shows: names that point nowhere, rules that cannot fire, words that match too much."""

from collections.abc import Collection, Iterator

from socialcare.documents import Document, Place
from socialcare.errors import Mistake
from socialcare.routing.deciding import DEFAULT
from socialcare.routing.remarks import Remark, empty, refer
from socialcare.routing.rule_checks import rule_remarks
from socialcare.routing.schema import Channel, Default, RoutingText, Then, whens
from socialcare.routing.trace import Stage
from socialcare.routing.when_text import When
from socialcare.routing.word_checks import word_remarks
from socialcare.sentences import say

DEEPEST = 5
"""Combinators inside each other."""


def cross_mistakes(document: Document, text: RoutingText, policies: Collection[str]) -> list[Mistake]:
    """All of them in file order; `policies` are the names a promise may have."""
    remarks = [
        *_people(text),
        *_responsible(text),
        *_substitutes(text),
        *word_remarks(text),
        *_whens(text),
        *rule_remarks(document, text),
        *_outcomes(text, policies),
    ]
    mistakes = [document.mistake(place, sentence, at_key=at_key) for place, sentence, at_key in remarks]
    return sorted(mistakes, key=lambda mistake: (mistake.line, mistake.column))


def _people(text: RoutingText) -> Iterator[Remark]:
    holders: dict[str, str] = {}
    for key, expert in text.experts.items():
        yield from refer(("experts", key, "team"), say("team"), expert.team, text.teams)
        for number, topic in enumerate(expert.topics):
            place: Place = ("experts", key, "topics", number)
            yield from refer(place, say("topic"), topic, text.topics)
            if holders.setdefault(topic, key) != key:
                yield Remark(place, say("topic “{topic}” is already {expert}’s", topic=topic, expert=holders[topic]))
    if not text.community_managers:
        yield Remark(("community_managers",), say("name at least one community manager"))
    for key in text.community_managers:
        if key in text.experts:
            yield Remark(
                ("community_managers", key),
                say("“{key}” is already an expert; one role a person", key=key),
                at_key=True,
            )
    for key in text.analysts:
        if key in text.experts or key in text.community_managers:
            yield Remark(
                ("analysts", key),
                say("“{key}” is already an expert or a community manager; one role a person", key=key),
                at_key=True,
            )


def _responsible(text: RoutingText) -> Iterator[Remark]:
    people = [*text.community_managers, *text.experts]
    yield from refer(("responsible",), say("person"), text.responsible, people)


def _substitutes(text: RoutingText) -> Iterator[Remark]:
    """A ring is told once, at its first expert in the file."""
    told: set[str] = set()
    for key, expert in text.experts.items():
        place: Place = ("experts", key, "substitute")
        yield from refer(place, say("expert"), expert.substitute, text.experts)
        chain = _chain(text, key)
        if chain[-1] == key and len(chain) > 1 and told.isdisjoint(chain):
            told.update(chain)
            yield Remark(
                place, say("substitutes turn in a ring: {chain}; one of them must lead out", chain=" → ".join(chain))
            )


def _chain(text: RoutingText, key: str) -> list[str]:
    """From `key` to the end, or to the first who comes back."""
    chain = [key]
    while True:
        follower = text.experts[chain[-1]].substitute
        if follower is None or follower not in text.experts:
            return chain
        chain.append(follower)
        if follower in chain[:-1]:
            return chain


def _whens(text: RoutingText) -> Iterator[Remark]:
    given = {tag for rule in text.rules if rule.stage is Stage.QUALIFY for tag in rule.then.tags}
    for number, rule in enumerate(text.rules):
        if rule.when is None and "when" in rule.model_fields_set:
            yield empty(("rules", number, "when"))
    for place, when in whens(text):
        if not when.model_fields_set:
            yield empty(place)
        yield from (empty((*place, key)) for key in _empty_keys(when))
        for number, topic in enumerate(when.topic or ()):
            yield from refer((*place, "topic", number), say("topic"), topic, text.topics)
        for number, expert in enumerate(when.last_expert or ()):
            yield from refer((*place, "last_expert", number), say("expert"), expert, text.experts)
        if when.author:
            yield from refer((*place, "author", "list"), say("list"), when.author.listed, text.lists)
        yield from _given_by_rules(text, place, when, given)
        if _depth(place) == DEEPEST + 1:
            yield Remark(place, say("all, any and none are nested deeper than {limit}; split the rule", limit=DEEPEST))


def _given_by_rules(text: RoutingText, place: Place, when: When, given: set[str]) -> Iterator[Remark]:
    """Tags and the raised priority are known once the rules of the stage `qualify` are through."""
    rule = text.rules[int(place[1])]
    asked = [key for key in ("tags", "priority") if getattr(when, key) is not None]
    if rule.stage is Stage.QUALIFY:
        yield from (
            Remark(
                (*place, key), say("“{key}” is known only after the rules of the stage “qualify”", key=key), at_key=True
            )
            for key in asked
        )
        return
    for number, tag in enumerate(when.tags or ()):
        yield from refer((*place, "tags", number), say("tag"), tag, sorted(given))


def _depth(place: Place) -> int:
    return sum(step in ("all", "any", "none") for step in place)


def _empty_keys(when: When) -> list[str]:
    """`topic: []` and `topic:` without a value would silently match nothing, or everything."""
    keys = [key for key in when.model_fields_set if getattr(when, key) in (None, [])]
    no_author = when.author is not None and not when.author.handles and when.author.listed is None
    return [*keys, "author"] if no_author else keys


def _outcomes(text: RoutingText, policies: Collection[str]) -> Iterator[Remark]:
    outcomes: list[tuple[Place, Then | Default | Channel]] = [((DEFAULT,), text.default)]
    outcomes += [(("channels", name), channel) for name, channel in text.channels.items()]
    outcomes += [(("rules", number, "then"), rule.then) for number, rule in enumerate(text.rules)]
    for place, then in outcomes:
        yield from refer((*place, "expert"), say("expert"), then.expert, text.experts)
        yield from refer((*place, "promise"), say("promise"), then.promise, policies)
        yield from refer(
            (*place, "community_manager"), say("community manager"), then.community_manager, text.community_managers
        )
