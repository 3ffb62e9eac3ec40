"""One case whole: who says what, why it is here, what was promised and why, what was done."""

import sys
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from socialcare.cases import Case, remaining_seconds, verdict
from socialcare.cli import output
from socialcare.cli.safe import for_screen
from socialcare.facts import Action, Event, Message, Score
from socialcare.sentences import Label, Sentence, mark, say

if TYPE_CHECKING:
    from socialcare.cli.wiring import Session
    from socialcare.desk import Desk


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
    for message in case.messages:
        told += _message(session, message, desk.now)
    told += _section(session, mark("Why"), _why(session, desk, case))
    told += _section(session, mark("Promise"), _promise(session, desk, case))
    told += _section(session, mark("Who"), _who(session, desk, case))
    if case.draft:
        told += _section(
            session, mark("Draft"), [case.draft, language(say("by {name}", name=_name(desk, case.draft_by)))]
        )
    told += _section(session, mark("Going out"), _going_out(session, desk, case))
    told += _section(session, mark("Done"), [_event(session, desk, event) for event in case.events])
    return told


def dossier_json(case: Case, now: datetime) -> None:
    from socialcare.reports import queue_row

    found = output.plain(queue_row(case, now))
    found["conversation"] = [
        {
            "at": output.iso(m.at),
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
    sys.stdout.write(output.as_json(found, indent=2) + "\n")


def _section(session: "Session", title: str, found: list[str]) -> list[tuple[str, str]]:
    if not found:
        return []
    return [("", ""), (session.language(title), "bold"), *((f"  {line}", "") for line in found)]


def _message(session: "Session", message: Message, now: datetime) -> list[tuple[str, str]]:
    language, mention = session.language, message.mention
    name = for_screen(mention.author.handle or mention.author.name)
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
        told += [language(sentence) for sentence in route.because]
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
                name=_name(desk, each.by),
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
                expert=_name(desk, case.expert),
                manager=_name(desk, case.community_manager),
            )
        )
    ]


def _event(session: "Session", desk: "Desk", event: Event) -> str:
    language = session.language
    what = (
        language(say("undone: event {number}", number=str(event.undoes)))
        if event.action is Action.UNDO
        else language.label(event.action)
    )
    detail = (
        f" {event.before or '–'} → {event.after}"
        if event.action is Action.ASSIGN
        else f": {event.after}{' · ' * bool(event.text)}{event.text}"
        if event.action is Action.CORRECT
        else f": {event.text}"
        if event.text
        else ""
    )
    return f"{language.full(event.at)}  {_name(desk, event.by)}  {what}{detail}"


def _name(desk: "Desk", key: str) -> str:
    person = desk.rules.rulebook.people.get(key)
    return person.name if person else key or "–"
