"""Why two rules files decide otherwise about one mention: the first thing that differs."""

from socialcare.errors import Mistake
from socialcare.routing.schema import Default, Then
from socialcare.routing.trace import Leaf, RuleTrace, Trace, Truth
from socialcare.rulework.deciding import Decided
from socialcare.rulework.loading import Rules
from socialcare.sentences import Sentence, say

_TRUTHS = {Truth.TRUE: say("true"), Truth.FALSE: say("false"), Truth.UNKNOWN: say("unknown")}


def cause(old: Rules, new: Rules, before: Decided, after: Decided) -> Mistake:
    """A sentence with its place in the file in which it stands."""
    if before.trace.route.rule != after.trace.route.rule:
        return _other_rule(old, new, before.trace, after.trace)
    return _other_outcome(old, new, before, after)


def _other_rule(old: Rules, new: Rules, before: Trace, after: Trace) -> Mistake:
    olds, news = _by_name(before), _by_name(after)
    lost, won = before.route.rule, after.route.rule
    if won not in olds:
        return _at(new, news[won], say("rule “{rule}” is new", rule=won))
    if lost not in news:
        return _at(old, olds[lost], say("rule “{rule}” is gone", rule=lost))
    # What holds now and did not; else what held and does not any more; else only the order changed.
    if olds[won].truth is not Truth.TRUE:
        return _condition(new, olds[won], news[won])
    if news[lost].truth is not Truth.TRUE:
        return _condition(new, olds[lost], news[lost])
    return _at(new, news[won], say("rule “{rule}” stands above “{other}” now", rule=won, other=lost))


def _condition(new: Rules, before: RuleTrace, after: RuleTrace) -> Mistake:
    for was, is_now in zip(before.leaves, after.leaves, strict=False):
        if was.truth is not is_now.truth and _inside(was) == _inside(is_now):
            told = say(
                "rule “{rule}”: {leaf}: {before} → {after}",
                rule=after.name,
                leaf=was.said if is_now.truth is Truth.FALSE else is_now.said,
                before=_TRUTHS[was.truth],
                after=_TRUTHS[is_now.truth],
            )
            return new.document.mistake(is_now.place, told)
    return _at(new, after, say("rule “{rule}” has other conditions", rule=after.name))


def _other_outcome(old: Rules, new: Rules, before: Decided, after: Decided) -> Mistake:
    rule = _by_name(after.trace)[after.trace.route.rule]
    changed = _changed_keys(old, new, rule.name)
    if changed:
        told = say("rule “{rule}” gives otherwise: {keys}", rule=rule.name, keys=", ".join(changed))
        return _at(new, rule, told)
    if before.trace.route.topic != after.trace.route.topic:
        topics = before.trace.route.topic or "–", after.trace.route.topic or "–"
        return _at(new, rule, say("topic: {before} → {after}", before=topics[0], after=topics[1]))
    because = zip(before.trace.route.because[1:], after.trace.route.because[1:], strict=False)  # [0] tells a line
    owner = next((is_now for was, is_now in because if was != is_now), None)
    return _at(new, rule, owner) if owner else _clock(new, rule, before, after)


def _clock(new: Rules, rule: RuleTrace, before: Decided, after: Decided) -> Mistake:
    policy = after.trace.route.policy
    if before.promise and after.promise and before.promise.digest != after.promise.digest:
        lines = zip(before.promise.because, after.promise.because, strict=False)
        told = next((is_now for was, is_now in lines if was != is_now), None)
        sentence = told or say("policy “{policy}” or its calendar is another", policy=policy)
        return new.document.mistake(("policies", policy), sentence, at_key=True)
    return _at(new, rule, say("what stands outside the rules changed: experts, topics, channels or default"))


def _changed_keys(old: Rules, new: Rules, name: str) -> list[str]:
    was, is_now = _outcome(old, name), _outcome(new, name)
    return [key for key in type(is_now).model_fields if getattr(was, key, None) != getattr(is_now, key)]


def _outcome(rules: Rules, name: str) -> Then | Default:
    return next((rule.then for rule in rules.text.rules if rule.name == name), rules.text.default)


def _inside(leaf: Leaf) -> tuple[str | int, ...]:
    """Where a condition stands in its rule, which may have moved."""
    return leaf.place[2:]


def _by_name(trace: Trace) -> dict[str, RuleTrace]:
    return {rule.name: rule for rule in trace.rules}


def _at(rules: Rules, rule: RuleTrace, sentence: Sentence) -> Mistake:
    return Mistake(rules.document.name, rule.line, 0, sentence)
