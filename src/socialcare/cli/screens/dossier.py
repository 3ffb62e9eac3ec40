"""One case whole: who says what, why it is here, what was promised and why, what was done."""

import sys
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from socialcare.cases import Case, remaining_seconds, verdict
from socialcare.cli import output
from socialcare.cli.safe import for_screen
from socialcare.cli.screens.events import name_of, numbered, shortened, with_name
from socialcare.facts import Action, Event, Message, Score, State
from socialcare.reports.story import acts, handed_back, last
from socialcare.sentences import Label, Sentence, mark, say, say_many

if TYPE_CHECKING:
    from socialcare.cli.wiring import Session
    from socialcare.desk import Desk


EARLIER = 120
"""Characters of a version that is no longer the one to send."""


def dossier(session: "Session", desk: "Desk", case: Case) -> None:
    console = output.console()
    for line, style in lines(session, desk, case):
        console.print(output.indented(line, style))


def lines(session: "Session", desk: "Desk", case: Case) -> list[tuple[str, str]]:
    language = session.language
    who = for_screen(case.author.handle or case.author.name) or "–"
    followers = case.author.followers
    crowd = " · " + language(say("{count} followers", count=followers)) if followers is not None else ""
    told = [(language(say("case {number} · {channel} · {who}{crowd} · {state} · priority {priority}", number=str(case.number), channel=case.channel,
        who=who, crowd=crowd, state=language.label(case.state), priority=language.label(case.priority))), "bold")]  # fmt: skip
    if case.voice.mention.url:
        told.append((f"  {for_screen(case.voice.mention.url)}", ""))
    told += [(f"  {line}", "yellow") for line in _standing(session, desk, case)]
    for message in case.messages:
        told += _message(session, message, desk.now, named=bool(case.merged))
    told += _section(session, mark("Why"), _why(session, desk, case))
    told += _section(session, mark("Promise"), _promise(session, desk, case))
    told += _section(session, mark("Who"), _who(session, desk, case))
    told += _section(session, mark("Draft"), _drafts(session, desk, case))
    told += _section(session, mark("Going out"), _going_out(session, desk, case))
    told += _section(session, mark("Done"), _done(session, desk, case))
    return told


def dossier_json(case: Case, now: datetime, thread: Mapping[str, Any] = MappingProxyType({})) -> None:
    """`thread` is what was asked for beside the case: its only key, or none."""
    from socialcare.reports import queue_row

    found = output.plain(queue_row(case, now))
    found["tags"] = list(case.tags)
    found["in_hand_by"], found["in_hand_since"] = case.in_hand_by, output.iso(case.in_hand_since)
    found["snoozed_until"] = output.iso(case.snoozed_until)
    found["merged"], found["merged_into"] = list(case.merged), case.merged_into
    found["drafts"] = [output.plain(draft) for draft in case.drafts]
    found["conversation"] = [
        {
            "at": output.iso(m.at),
            "channel": m.mention.channel,
            "author": m.mention.author.handle,
            "own": m.mention.own,
            "text": m.mention.text,
            "url": m.mention.url,
            "edited_at": output.iso(m.mention.edited_at),
            "vanished_at": output.iso(_vanished_at(m, now)),
            "earlier": [{"text": w.text, "replaced_at": output.iso(w.replaced_at)} for w in m.earlier],
            "media": [asdict(each) for each in m.mention.media],
            "can_reply": m.mention.can_reply,
        }
        for m in case.messages
    ]
    found["evidence"] = [
        {"text": case.voice.mention.text[e.start : e.end], "weight": e.weight, "reason": e.reason}
        for e in (case.voice.score.evidence if case.voice.score else ())
    ]
    found["corrections"] = [output.plain(each) for each in case.corrections]
    found["because"] = [str(s) for s in (case.voice.route.because if case.voice.route else ())]
    found["promise_because"] = [str(s) for s in (case.voice.promise.because if case.voice.promise else ())]
    found["events"] = [output.plain(event) for event in case.events]
    found.update(thread)
    sys.stdout.write(output.as_json(found, indent=2) + "\n")


def _section(session: "Session", title: str, found: list[str]) -> list[tuple[str, str]]:
    if not found:
        return []
    return [("", ""), (session.language(title), "bold"), *((f"  {line}", "") for line in found)]


def _standing(session: "Session", desk: "Desk", case: Case) -> list[str]:
    """What holds the case or hides it, and who has to know."""
    found: list[Sentence] = []
    if case.merged_into is not None:
        found.append(say("followed in case {number}", number=str(case.merged_into)))
    if case.merged:
        numbers = ", ".join(map(str, case.merged))
        found.append(say_many("case {numbers} is followed here", "cases {numbers} are followed here", len(case.merged), numbers=numbers))  # fmt: skip
    if case.in_hand_since is not None:
        found.append(say("in hand since {at} by {name}", at=case.in_hand_since, name=name_of(desk, case.in_hand_by)))
    if case.snoozed_until is not None:
        found.append(say("snoozed until {at}", at=case.snoozed_until))
    waits = last(case, Action.WAIT) if case.state is State.WAITING else None
    if waits is not None:
        found.append(_because(say("waits for the customer since {at}", at=waits.at), waits))
    given = handed_back(case)
    if given is not None:
        found.append(_because(say("handed back by {name}", name=name_of(desk, given.by)), given))
    if case.tags:
        found.append(say("tags: {tags}", tags=list(case.tags)))
    return [session.language(each) for each in found]


def _because(what: Sentence, act: Event) -> Sentence:
    return say("{what}: “{text}”", what=what, text=act.text) if act.text.strip() else what


def _message(session: "Session", message: Message, now: datetime, *, named: bool) -> list[tuple[str, str]]:
    """`named`: with its channel too, as messages of several cases stand together."""
    language, mention = session.language, message.mention
    name = for_screen(mention.author.handle or mention.author.name)
    if named:
        name = f"{name} · {for_screen(mention.channel)}"
    who = f"→ {name}" if mention.own else name
    text = for_screen(mention.text, one_line=False)
    told = [
        ("", ""),
        (f"  {language.full(message.at)}  {who}", "dim"),
        (f"    {text}", "green" if mention.own else ""),
    ]
    for media in mention.media:
        described = f": {for_screen(media.description)}" if media.description else ""
        told.append((f"    [{for_screen(media.kind)}{described}] {for_screen(media.url)}", "dim"))
    told += [(f"    {language(sentence)}", "dim") for sentence in _changes(message, now)]
    return told


def _changes(message: Message, now: datetime) -> list[Sentence]:
    """What is no longer as it was when somebody answered."""
    mention, gone_at = message.mention, _vanished_at(message, now)
    found = [
        say("until {at}: {text}", at=wording.replaced_at, text=for_screen(wording.text))
        for wording in message.earlier
        if not (mention.own and mention.text.endswith(wording.text))  # the network put a name before what we sent
    ]
    if mention.edited_at is not None:
        found.append(say("edited {at}", at=mention.edited_at))
    if gone_at is not None:
        found.append(say("vanished {at}: the network no longer shows it", at=gone_at))
    if mention.can_reply is False and not mention.own:
        found.append(say("it cannot be answered on its network"))
    return found


def _vanished_at(message: Message, now: datetime) -> datetime | None:
    at = message.vanished_at
    return at if at is not None and at <= now else None


def _going_out(session: "Session", desk: "Desk", case: Case) -> list[str]:
    from socialcare import store
    from socialcare.cli.screens.publishing import going_out

    return going_out(session, desk, [o for o in store.outbox.pending(desk.store, case.number) if o.since <= desk.now])


def _why(session: "Session", desk: "Desk", case: Case) -> list[str]:
    language, score, route = session.language, case.score, case.voice.route
    told = []
    if score is not None:
        told.append(language(say("{emotion}, {intent}; polarity {polarity}, confidence {confidence}", emotion=score.emotion, intent=score.intent,
            polarity=round(score.polarity, 2), confidence=round(score.confidence, 2))))  # fmt: skip
        told += _understood(session, desk, case, score)
        text = case.voice.mention.text
        for e in score.evidence:  # what stands nowhere has no characters
            words = f"« {text[e.start : e.end]} »  " if e.end > e.start else ""
            told.append(f"  {words}{language.share(e.weight)}  {language.text(e.reason)}")
    if route is not None:
        told += [language(with_name(desk, reason)) for reason in route.because]
    if case.set_aside:
        told.append(language(say("put aside: {reason}", reason=language.text(case.set_aside))))
    return told


def _understood(session: "Session", desk: "Desk", case: Case, score: Score) -> list[str]:
    """What the text is beside its emotion, its language where it is not French, and what people corrected."""
    language = session.language
    flags = [name for name in ("urgency", "churn", "insult", "mixed", "irony", "spam") if getattr(score, name)]
    told = [language(say("also: {flags}", flags=[Label(flag) for flag in flags]))] if flags else []
    if score.language not in ("", "fr"):
        told.append(language(say("written in another language than French: {code}", code=score.language)))
    told += [
        language(
            say(
                "corrected by {name}, {at}: {what} {after} (scored: {before})",
                name=name_of(desk, each.by),
                at=each.at,
                what=language.label(each.field),
                after=Label(each.after),
                before=Label(each.before),
            )
        )
        for each in case.corrections
    ]
    return told


def _promise(session: "Session", desk: "Desk", case: Case) -> list[str]:
    language, promise = session.language, case.voice.promise
    told = [language(sentence) for sentence in promise.because] if promise else []
    for clock in (*case.clocks, *case.resolutions):
        left = remaining_seconds(clock, desk.now)
        rest = f" ({language.duration(left)})" if left is not None else ""
        due = language.full(clock.due_at) if clock.due_at else "–"
        told.append(
            language(
                say(
                    "{what}: asked {asked}, due {due}: {verdict}{rest}",
                    what=clock.kind,
                    asked=clock.asked_at,
                    due=due,
                    verdict=verdict(clock, desk.now),
                    rest=rest,
                )
            )
        )
    return told


def _who(session: "Session", desk: "Desk", case: Case) -> list[str]:
    return [
        session.language(
            say(
                "expert: {expert} · answers: {manager}",
                expert=name_of(desk, case.expert),
                manager=name_of(desk, case.community_manager),
            )
        )
    ]


def _drafts(session: "Session", desk: "Desk", case: Case) -> list[str]:
    """The one that stands, then those before it, newest first."""
    told = []
    for version, draft in reversed(list(enumerate(case.drafts, start=1))):
        by = say("version {version}, by {name}, {at}", version=version, name=name_of(desk, draft.by), at=draft.at)
        stands = version == len(case.drafts)
        told += [draft.text if stands else shortened(draft.text, EARLIER), session.language(by)]
    return told


def _done(session: "Session", desk: "Desk", case: Case) -> list[str]:
    known = {event.number: event for event in case.events}
    return [numbered(session, desk, row, case.number) for row in acts(case.events, known)]
