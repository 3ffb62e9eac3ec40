"""What each person is to hear of a case, and in which words (pure)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from socialcare.cases import Case, Clock, ClockKind, verdict
from socialcare.facts import Action, Verdict, Warned
from socialcare.sentences import Sentence, say
from socialcare.store.notices import Notice

LOOK_BACK = timedelta(days=7)
"""A promise that was broken earlier, and whose case is answered or closed since, is no news."""

LONGEST_EXCERPT = 200


class What(StrEnum):
    """From what is good to know to what is grave."""

    ASSIGNED = "assigned"
    LEG_ENDS = "leg_ends"
    AT_RISK = "at_risk"
    UNRESOLVED = "unresolved"
    BROKEN = "broken"

    @property
    def rank(self) -> int:
        return list(What).index(self)


@dataclass(frozen=True, kw_only=True)
class News:
    """`notice` says who is to hear what; `person` in it is "" where the rules name nobody. `at` is when it is, or was, due."""

    notice: Notice
    what: What
    case: Case
    clock: Clock | None
    at: datetime | None


def news_of(case: Case, now: datetime, responsible: str) -> Iterator[News]:
    """All that is, or lately was, to be heard of a case at `now`, whether it was told or not."""
    clock = case.clock
    if case.is_open and case.expert and not (clock and clock.drafted_at):
        yield _assigned(case)
    if clock is not None:
        yield from _warned(case, clock, now, responsible)
    for each in (*case.clocks, *case.resolutions):
        judged = verdict(each, now)
        lately = each.due_at is not None and each.due_at >= now - LOOK_BACK
        if judged is Verdict.LATE or (judged is Verdict.BROKEN and lately):
            what = What.UNRESOLVED if each.kind is ClockKind.RESOLUTION else What.BROKEN
            yield _news(case, responsible, what, each.due_at or now, each, each.due_at)


def _assigned(case: Case) -> News:
    """Again for each question that follows an answer, and each time somebody gives the case to this expert."""
    undone = {event.undoes for event in case.events}
    given = [
        event.at
        for event in case.events
        if event.action is Action.ASSIGN and event.after == case.expert and event.number not in undone
    ]
    clock = case.clock
    of = max([clock.asked_at if clock else case.opened_at, *given])
    due_at = (clock.expert_due_at or clock.due_at) if clock and clock.runs else None
    return _news(case, case.expert, What.ASSIGNED, of, clock, due_at)


def _warned(case: Case, clock: Clock, now: datetime, responsible: str) -> Iterator[News]:
    people = {Warned.COMMUNITY_MANAGER: case.community_manager, Warned.RESPONSIBLE: responsible}
    for warning in clock.warnings_due(now):
        if warning.to is Warned.EXPERT:
            yield _news(case, case.expert, What.LEG_ENDS, warning.at, clock, clock.expert_due_at or clock.due_at)
        else:
            yield _news(case, people[warning.to], What.AT_RISK, warning.at, clock, clock.due_at)


def _news(case: Case, person: str, what: What, of: datetime, clock: Clock | None, at: datetime | None) -> News:
    notice = Notice(person=person, case=case.number, what=what, of=of)
    return News(notice=notice, what=what, case=case, clock=clock, at=at)


def told(news: News, labels: Mapping[str, str], now: datetime, *, details: bool) -> Sentence:
    """One line; nothing of the customer in it unless `details`. `labels` are what a person reads for each topic."""
    line = _line(news, _where(news.case, labels), now)
    if not details:
        return line
    author, text = news.case.author, " ".join(news.case.voice.mention.text.split())
    excerpt = text if len(text) <= LONGEST_EXCERPT else text[: LONGEST_EXCERPT - 1] + "…"
    return say("{line} – {author}: “{text}”", line=line, author=author.handle or author.name or "–", text=excerpt)


def topic_of(case: Case, labels: Mapping[str, str]) -> str:
    topic = case.voice.route.topic if case.voice.route else ""
    return labels.get(topic, topic)


def _where(case: Case, labels: Mapping[str, str]) -> Sentence:
    topic = topic_of(case, labels)
    if not topic:
        return say("case {number}", number=str(case.number))
    return say("case {number} ({topic})", number=str(case.number), topic=topic)


def _line(news: News, case: Sentence, now: datetime) -> Sentence:
    at, is_past = news.at, news.at is not None and news.at < now
    if news.what is What.ASSIGNED:
        return say("{case} is yours; a proposal is due by {at}", case=case, at=at) if at else say("{case} is yours", case=case)  # fmt: skip
    if news.what is What.LEG_ENDS:
        if is_past:
            return say("{case}: your proposal was due by {at}", case=case, at=at)
        return say("{case}: your proposal is due by {at}", case=case, at=at)
    if news.clock is not None and not news.clock.runs:
        return say("{case}: the promise of {at} was broken; the case is answered or closed since", case=case, at=at)
    if news.what is What.UNRESOLVED:
        return say("{case}: it was to be closed by {at}", case=case, at=at)
    if is_past:
        return say("{case}: the answer was due by {at} and is not given yet", case=case, at=at)
    return say("{case}: the answer is due by {at} and is not given yet", case=case, at=at)
