"""Mistakes of rules as wholes: their stage, what they may give, and rules that nothing reaches."""

from collections.abc import Iterator

from socialcare.documents import Document, Place
from socialcare.routing.deciding import DEFAULT
from socialcare.routing.remarks import Remark
from socialcare.routing.schema import RoutingText, RuleText
from socialcare.routing.trace import Stage
from socialcare.sentences import say

_QUALIFIES = frozenset({"tags", "priority", "set_aside"})


def rule_remarks(document: Document, text: RoutingText) -> Iterator[Remark]:
    taken = {DEFAULT}
    for number, rule in enumerate(text.rules):
        place: Place = ("rules", number)
        if rule.name in taken:
            yield Remark((*place, "name"), say("the rule name “{name}” is already taken", name=rule.name))
        taken.add(rule.name)
        yield from _qualifying(place, rule) if rule.stage is Stage.QUALIFY else _routing(place, rule)
    yield from _unreached(document, text)


def _qualifying(place: Place, rule: RuleText) -> Iterator[Remark]:
    given = [key for key in rule.then.model_fields_set if getattr(rule.then, key) is not None]
    for key in sorted(set(given) - _QUALIFIES):
        yield Remark(
            (*place, "then", key),
            say("a rule of the stage “qualify” gives tags, priority or set_aside; “{key}” is for a rule that routes", key=key),
            at_key=True,
        )  # fmt: skip
    if not given:
        yield Remark((*place, "then"), say("give tags, priority or set_aside: this rule does nothing"))
    if rule.goes_on:
        yield Remark(
            (*place, "continue"), say("rules of the stage “qualify” always go on; drop “continue”"), at_key=True
        )
    if rule.then.set_aside and "when" not in rule.model_fields_set:
        yield Remark(place, say("this sets every mention aside; give the rule a “when”"))


def _routing(place: Place, rule: RuleText) -> Iterator[Remark]:
    if rule.goes_on and rule.then.set_aside:
        yield Remark(
            (*place, "continue"), say("what is set aside goes no further; drop “continue” or set_aside"), at_key=True
        )


def _unreached(document: Document, text: RoutingText) -> Iterator[Remark]:
    takes_all: tuple[str, int] | None = None
    for number, rule in enumerate(text.rules):
        if rule.stage is Stage.QUALIFY:
            continue
        if takes_all:
            name, line = takes_all
            yield Remark(
                ("rules", number),
                say("no mention reaches this rule: “{rule}” (line {line}) takes them all", rule=name, line=line),
            )
        elif "when" not in rule.model_fields_set and not rule.goes_on:
            takes_all = rule.name, document.line(("rules", number))
