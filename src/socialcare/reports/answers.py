"""What the brand answered before to questions like this one: read from what is stored, nothing is sent or proposed."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log
from typing import TypeVar

from socialcare.cases import Case
from socialcare.facts import Message
from socialcare.reports.likeness import SHORTEST, as_written, content, covered, overlap, spellings
from socialcare.reports.turns import SAME_ANSWER, Answered, answered_in, key, numbers
from socialcare.routing.words import words_of
from socialcare.store import Store, answered, cases, joined

NEAR, NEAR_ELSEWHERE = 0.1, 0.25
"""Of the weight of this question's words, what another one has of them at least: of the same topic, of another one."""

CONSIDERED = 100
"""Messages looked into, the nearest ones of the same topic first."""

LONGEST = 60
"""Words of a question that are looked for, the first ones: a long letter says what it is about at its beginning."""

OLD = timedelta(days=182)
"""Longer ago, prices, terms and products may have changed."""

SAME_QUESTION, OTHER_ANSWER = 0.5, 0.3
"""Overlaps of words (`likeness.overlap`): from the first on two questions ask the same; two answers to such questions say
something else below the second."""

Thing = TypeVar("Thing")


@dataclass(frozen=True, kw_only=True)
class AnswerRow:
    """A past answer. `nearness` is 0 to 1: how much of the question's words, rare ones counting more, `question` has too.

    `answered_by` is the key of the person, or the account where it was typed on the platform: `event` is None then.
    The same answer given several times is one row, its nearest; `times` and `last_at` tell of all. `old`: not given in
    the last six months. `otherwise` are the cases in which somebody else, of `otherwise_by`, answered much the same
    question (half of the words of both are shared) in other words (less than a third are). `names` is the first name or
    handle of the past customer where the answer has it.
    """

    case: int
    channel: str
    topic: str
    same_topic: bool
    nearness: float
    shared: str
    question: str
    asked_at: datetime
    answer: str
    answered_at: datetime
    answered_by: str
    event: int | None
    url: str
    times: int
    last_at: datetime
    age_days: int
    old: bool
    otherwise: str
    otherwise_by: str
    names: str


@dataclass(frozen=True, kw_only=True)
class _Wanted:
    """The case at hand: its topic, and the weight of each stem of its question; `without` are words that say nothing here."""

    case: Case
    topic: str
    stems: Mapping[str, str]
    weights: Mapping[str, float]
    without: Collection[str]

    def is_of(self, topic: str) -> bool:
        return bool(self.topic) and topic == self.topic

    def rank(self, topic: str, nearness: float, at: datetime) -> tuple[int, float, float] | None:
        """Near ones of the same topic, then of others, then what only the topic is shared with; None for the rest."""
        if nearness >= (NEAR if self.is_of(topic) else NEAR_ELSEWHERE):
            return int(not self.is_of(topic)), -nearness, -at.timestamp()
        return (2, 0.0, -at.timestamp()) if self.is_of(topic) else None


@dataclass(frozen=True, kw_only=True)
class _Found:
    """A past answer beside the question at hand: the nearest of the messages it answered, and the stems of both."""

    answer: Answered
    question: Message
    asks: Mapping[str, str]
    says: Mapping[str, str]
    nearness: float

    @property
    def topic(self) -> str:
        return _topic(self.question)


def answers_at(desk: Store, case: Case, now: datetime, brand: Iterable[str] = ()) -> list[AnswerRow]:
    """As `_Wanted.rank` orders them; nothing asked or answered after `now` counts.

    `brand` are its names and handles: that a customer writes them says nothing of the question.
    """
    without = frozenset(form for name in brand for form in words_of(name).forms if form)
    wanted, near = _wanted(desk, case, now, without)
    found = _ranked(
        (wanted.rank(each.topic, each.nearness, each.answer.at), each)
        for each in _found(desk, wanted, _to_look_into(desk, wanted, near, now), now)
    )
    return [_row(wanted, same, found, now) for same in _gathered(found)]


def _ranked(each: Iterable[tuple[tuple[int, float, float] | None, Thing]]) -> list[Thing]:
    """Without those that have no rank; of equal ones, the order stays."""
    kept = [(rank, thing) for rank, thing in each if rank is not None]
    return [thing for _, thing in sorted(kept, key=lambda pair: pair[0])]


def _wanted(desk: Store, case: Case, now: datetime, without: Collection[str]) -> tuple[_Wanted, dict[int, float]]:
    """And the nearness of the messages to look at. A word counts by how few messages of `now` have it."""
    stems = dict(list(content(case.voice.mention.text, without).items())[:LONGEST])
    total = answered.count(desk, now)
    weights: dict[str, float] = {}
    having: dict[int, float] = {}
    for each, form in stems.items():
        holding = answered.holding(desk, spellings(each, form), now)
        weights[each] = log(1 + total / max(1, len(holding)))
        for number in holding:
            having[number] = having.get(number, 0.0) + weights[each]
    whole = sum(weights.values())
    near = {number: weight / whole for number, weight in having.items() if weight >= NEAR * whole}
    topic = _topic(case.voice)
    near = {**dict.fromkeys(answered.of_topic(desk, topic, now) if topic else (), 0.0), **near}
    return _Wanted(case=case, topic=topic, stems=stems, weights=weights, without=without), near


def _to_look_into(desk: Store, wanted: _Wanted, near: Mapping[int, float], now: datetime) -> list[int]:
    """The cases of the nearest messages, and those they were taken into."""
    asked = _ranked(
        (wanted.rank(each.topic, near[each.number], each.at), each) for each in answered.answered(desk, near, now)
    )
    return joined.with_holders(desk, list(dict.fromkeys(each.case for each in asked[:CONSIDERED])))


def _found(desk: Store, wanted: _Wanted, looked_into: Sequence[int], now: datetime) -> Iterator[_Found]:
    """Never of the case at hand, nor of one that is followed in it."""
    mine = {key(message) for message in wanted.case.messages}
    histories = list(cases.histories(desk, looked_into))
    copied = answered.copies(desk, {number for history in histories for number in numbers(history)})
    for history in histories:
        for answer in answered_in(history, now, copied):
            if not any(key(message) in mine for message in answer.case.messages):
                yield _beside(wanted, answer)


def _beside(wanted: _Wanted, answer: Answered) -> _Found:
    asked = [(each, content(each.mention.text, wanted.without)) for each in answer.asked]
    nearness, question, asks = max(
        ((covered(wanted.weights, stems), message, stems) for message, stems in asked), key=lambda each: each[0]
    )
    says = content(answer.text, wanted.without)
    return _Found(answer=answer, question=question, asks=asks, says=says, nearness=nearness)


def _gathered(found: Sequence[_Found]) -> list[list[_Found]]:
    """Those that give the same answer together, the nearest first."""
    groups: list[list[_Found]] = []
    for each in found:
        same = next((group for group in groups if _says_the_same(group[0], each)), None)
        if same is None:
            groups.append([each])
        else:
            same.append(each)
    return groups


def _says_the_same(one: _Found, other: _Found) -> bool:
    """Two without a word that says something (“Avec plaisir !”) are the same where they are so to the letter."""
    if not one.says and not other.says:
        return one.answer.text.split() == other.answer.text.split()
    return overlap(one.says, other.says) >= SAME_ANSWER


def _row(wanted: _Wanted, same: Sequence[_Found], every: Sequence[_Found], now: datetime) -> AnswerRow:
    found, last_at = same[0], max(each.answer.at for each in same)
    answer, others = found.answer, [each.answer for each in every if _differ(found, each)]
    spelt = as_written(wanted.case.voice.mention.text)
    return AnswerRow(
        case=answer.case.number,
        channel=answer.case.channel,
        topic=found.topic,
        same_topic=wanted.is_of(found.topic),
        nearness=round(found.nearness, 2),
        shared=", ".join(spelt.get(form, form) for each, form in wanted.stems.items() if each in found.asks),
        question=found.question.mention.text,
        asked_at=found.question.at,
        answer=answer.text,
        answered_at=answer.at,
        answered_by=answer.by,
        event=answer.event,
        url=answer.url,
        times=len(same),
        last_at=last_at,
        age_days=(now - last_at).days,
        old=now - last_at > OLD,
        otherwise=", ".join(dict.fromkeys(str(each.case.number) for each in others)),
        otherwise_by=", ".join(dict.fromkeys(each.by for each in others)),
        names=_named(found),
    )


def _differ(one: _Found, other: _Found) -> bool:
    return (
        one.answer.by != other.answer.by
        and one.answer.case.number != other.answer.case.number  # there it goes on with the first
        and overlap(one.asks, other.asks) >= SAME_QUESTION
        and overlap(one.says, other.says) < OTHER_ANSWER
    )


def _named(found: _Found) -> str:
    author, forms = found.question.mention.author, set(words_of(found.answer.text).forms)
    for word in (*author.name.split(), author.handle):
        named = [form for form in words_of(word).forms if form]
        if named and len(named[0]) >= SHORTEST and forms.issuperset(named):
            return word
    return ""


def _topic(message: Message) -> str:
    return message.route.topic if message.route else ""
