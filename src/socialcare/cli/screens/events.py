"""What people did, as sentences with the number by which undo knows it; for the story of a case, an audit and the dossier."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from socialcare.cli import output
from socialcare.cli.safe import for_screen
from socialcare.facts import Action
from socialcare.sentences import Label, Sentence, mark, say, say_many

if TYPE_CHECKING:
    from socialcare.cli.wiring import Session
    from socialcare.desk import Desk
    from socialcare.reports.story import StoryRow

Row = TypeVar("Row")

SHORT = 240
"""Characters of a text in a story; `show` has it whole."""

TOLD: Mapping[str, str] = MappingProxyType({
    "wrote": mark("{name} wrote"), "published": mark("{name} answered on the network"),
    "assign": mark("{name} gave it to {after}"), "hand_back": mark("{name} handed it back"),
    "take": mark("{name} took it in hand"), "draft": mark("{name} proposed"), "reply": mark("{name} answered"),
    "queue": mark("{name} approved an answer, which waits to go out"), "note": mark("{name} noted"),
    "wait": mark("{name} waits for the customer"), "resume": mark("{name} waits for the customer no longer"),
    "snooze": mark("{name} put it to sleep until {after}"), "tag": mark("{name} put the tag {after}"),
    "untag": mark("{name} took the tag {before} off"), "merge": mark("{name} merged case {after} into this one"),
    "close": mark("{name} closed it"), "correct": mark("{name} corrected {after}"),
    "undo": mark("{name} took back #{undoes} ({undone})"),
})  # fmt: skip
_TAKEN_OVER = mark("{name} took it over from {before}")
_MERGED_AWAY = mark("{name} merged this case into case {case}")


def sentence(desk: "Desk", row: "StoryRow", case: int | None = None, longest: int | None = None) -> Sentence:
    """As it reads in the story of `case`, of its own one unless told; a text longer than `longest` characters is cut."""
    what = Sentence(_template(row, case), _values(desk, row))
    if row.text.strip():
        what = say("{what}: “{text}”", what=what, text=shortened(row.text, longest) if longest else row.text)
    if row.undone_by is not None:
        what = say("{what} (taken back: #{event})", what=what, event=str(row.undone_by))
    return what


def _template(row: "StoryRow", case: int | None) -> str:
    if row.action == Action.MERGE and row.after == str(case):
        return _MERGED_AWAY
    if row.action == Action.TAKE and row.after and row.before not in ("", row.after):
        return _TAKEN_OVER
    return TOLD[row.action]


def _values(desk: "Desk", row: "StoryRow") -> dict[str, object]:
    after: object = row.after
    if row.action == Action.ASSIGN:
        after = name_of(desk, row.after)
    elif row.action == Action.SNOOZE:
        after = datetime.fromisoformat(row.after)
    elif row.action == Action.CORRECT:
        after = [_fact(*each.split("=", 1)) for each in row.after.split(", ")]
    return {
        "name": name_of(desk, row.by),
        "case": str(row.case),
        "before": name_of(desk, row.before) if row.action == Action.TAKE else row.before,
        "after": after,
        "undoes": str(row.undoes),
        "undone": Label(row.undoes_action),
    }


def _fact(name: str, value: str = "") -> Sentence:
    return say("{what}: {value}", what=Label(name), value=Label(value))


def name_of(desk: "Desk", key: str) -> str:
    person = desk.rules.rulebook.people.get(key)
    return person.name if person else for_screen(key) or "–"


def with_name(desk: "Desk", reason: Sentence) -> Sentence:
    """The rules speak of an expert by their key; a person reads their name."""
    key = reason.values.get("expert")
    if not isinstance(key, str):
        return reason
    return Sentence(reason.template, {**reason.values, "expert": name_of(desk, key)}, reason.plural)


def shortened(text: str, longest: int) -> str:
    """On one line."""
    line = for_screen(text)
    return line if len(line) <= longest else line[: longest - 1] + "…"


def cut(session: "Session", rows: Sequence[Row], limit: int | None) -> Sequence[Row]:
    """The first `limit` of them, all for None and 0; how many are left out is told."""
    more = len(rows) - limit if limit else 0
    if more > 0:
        told = say_many("… and {n} more: --limit 0 shows all", "… and {n} more: --limit 0 shows all", more)
        session.tell(session.language(told))
    return rows[:limit] if limit else rows


def latest(session: "Session", rows: Sequence[Row], limit: int | None) -> Sequence[Row]:
    """The last `limit` of them, all for None and 0; how many earlier ones are left out is told."""
    if not limit or len(rows) <= limit:
        return rows
    more = len(rows) - limit
    told = say_many("… {n} earlier one left out: --limit 0 shows all", "… {n} earlier ones left out: --limit 0 shows all", more)  # fmt: skip
    session.tell(session.language(told))
    return rows[-limit:]


def story(session: "Session", desk: "Desk", rows: Sequence["StoryRow"], case: int | None) -> None:
    """Of one case, or, where `case` is None, of all that somebody did; the case stands beside each where there are several."""
    language, table = session.language, output.table()
    several = case is None or any(row.case != case for row in rows)
    table.add_column(language(mark("When")), no_wrap=True, min_width=20)
    if several:
        table.add_column(language(mark("Case")), justify="right", no_wrap=True)
    table.add_column(language(mark("Act")), justify="right", no_wrap=True, min_width=4)
    table.add_column(language(mark("What")), ratio=1)
    for row in rows:
        told = language(sentence(desk, row, case, SHORT))
        if several and row.channel:
            told = f"{for_screen(row.channel)} · {told}"
        number = f"#{row.event}" if row.event is not None else ""
        where = [str(row.case)] if several else []
        style = "dim" if row.undone_by is not None else ""
        table.add_row(language.full(row.at), *where, number, output.paragraph(told, style))
    output.console().print(table)


def numbered(session: "Session", desk: "Desk", row: "StoryRow", case: int) -> str:
    """One line of a dossier."""
    return f"{session.language.full(row.at)}  #{row.event}  {session.language(sentence(desk, row, case))}"
