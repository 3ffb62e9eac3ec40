"""A trace tells every condition, and never another route than the route."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from socialcare.facts import Author, Emotion, Intent, Mention, Score, Sentiment
from socialcare.routing import Past, Rulebook, Stage, Truth

RULES = """\
rules:
  - {name: suivi, stage: qualify, when: {followers: {min: 20000}}, then: {priority: high, tags: audience}}
  - {name: pub, stage: qualify, when: {spam: true, none: [{intent: question}]}, then: {set_aside: spam}}
  - {name: fidèle, when: {author_mentions: {min: 3}, topic: livraison}, then: {tags: fidele}, continue: true}
  - {name: nuit, when: {posted: {from: "22:00", to: "06:00"}}, then: {priority: low}, continue: true}
  - {name: santé, when: {any: [{topic: sante}, {text: {patterns: ['pla(que|card)s? roug']}}]}, then: {expert: anne}}
  - {name: retour, when: {text: {near: {words: [colis, retard~], within: 4}}, last_expert: karim}, then: {expert: karim}}
  - {name: audience, when: {tags: audience}, then: {expert: karim, promise: urgent-1h}}
"""

MENTIONS = st.builds(
    Mention,
    channel=st.sampled_from(["x", "avis"]),
    ref=st.just("1"),
    author=st.builds(Author, handle=st.sampled_from(["", "lea"]), followers=st.none() | st.integers(19_998, 20_001)),
    text=st.lists(st.sampled_from(["colis", "retrad", "allergie", "plaques rouges", "é", "rien"]), max_size=6).map(
        " ".join
    ),
    posted_at=st.integers(0, 200).map(lambda hours: datetime(2026, 3, 2, tzinfo=UTC) + timedelta(hours=hours)),
)
SCORES = st.builds(
    Score,
    sentiment=st.sampled_from(Sentiment),
    polarity=st.just(0.0),
    confidence=st.just(0.5),
    emotion=st.sampled_from(Emotion),
    intent=st.sampled_from(Intent),
    spam=st.booleans(),
)
PASTS = st.builds(
    Past, mentions_90d=st.none() | st.integers(2, 3), last_expert=st.none() | st.sampled_from(["karim", "anne"])
)
DAYS = st.none() | st.just(date(2026, 3, 2))
LOADS = st.dictionaries(st.sampled_from(["karim", "anne"]), st.integers(0, 3))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MENTIONS, SCORES, PASTS, DAYS, LOADS)
def test_the_trace_has_the_route(
    compiled: Callable[[str], Rulebook],
    mention: Mention,
    score: Score,
    past: Past,
    today: date | None,
    load: dict[str, int],
) -> None:
    book = compiled(RULES)
    trace = book.trace(mention, score, past, today, load)
    assert trace.route == book.route(mention, score, past, today, load)
    used = [rule for rule in trace.rules if rule.used]
    assert all(rule.truth is Truth.TRUE for rule in used)
    assert trace.route.rule in [rule.name for rule in used]
    assert len([candidate for candidate in trace.candidates if candidate.chosen]) == (not trace.route.set_aside)
    spans = [span for rule in trace.rules for leaf in rule.leaves for span in leaf.spans]
    assert all(0 <= start < end <= len(mention.text) for start, end in spans)


def test_every_condition_is_told_with_its_place(
    compiled: Callable[[str], Rulebook], a_mention: Callable[..., Mention], a_score: Callable[..., Score]
) -> None:
    trace = compiled(RULES).trace(
        a_mention("mon colis a du retrad", posted_at=datetime(2026, 3, 2, 8, tzinfo=UTC)), a_score()
    )
    told = [
        (rule.name, "/".join(map(str, leaf.place[2:])), leaf.truth.value, str(leaf.said), leaf.spans)
        for rule in trace.rules
        for leaf in rule.leaves
    ]
    assert told == [
        ("suivi", "when/followers", "unknown", "followers: unknown; asked: at least 20000", ()),
        ("pub", "when/spam", "false", "spam: no; asked: yes", ()),
        ("pub", "when/none/0/intent", "false", "intent: other; asked: question", ()),
        ("fidèle", "when/author_mentions", "unknown", "mentions by the author in 90 days: unknown; asked: at least 3", ()),
        ("fidèle", "when/topic", "true", "topic livraison: “colis”", ((4, 9),)),
        ("nuit", "when/posted", "false",
         "posted: 2026-03-02 08:00:00+00:00; asked: 22:00-06:00 (Europe/Paris)", ()),
        ("santé", "when/any/0/topic", "false", "no words of topic sante", ()),
        ("santé", "when/any/1/text", "false", "no words found", ()),
        ("retour", "when/last_expert", "unknown", "last expert: unknown; asked: karim", ()),
        ("retour", "when/text", "true", "words found: “colis a du retrad”", ((4, 21),)),
        ("audience", "when/tags", "false", "tags: –; asked: audience", ()),
    ]  # fmt: skip
    assert [rule.stage for rule in trace.rules][:3] == [Stage.QUALIFY, Stage.QUALIFY, Stage.ROUTE]
    assert [(rule.name, rule.line) for rule in trace.rules if rule.used] == [("default", 11)]
