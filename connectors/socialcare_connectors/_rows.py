"""A row of a table as a mention: how a file is to be read is decided once, from a first pass over all of it."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from socialcare.connector import Reject
from socialcare.facts import Author, Kind, Mention
from socialcare.sentences import Sentence, say, say_many

from ._dates import DateForm, described, form_of, order_shown, read_date
from ._plain_text import one_line, web_address
from ._tables import EXCERPT, Row

KINDS: Mapping[str, Kind] = {
    **{kind.value: kind for kind in Kind},
    "publication": Kind.POST, "tweet": Kind.POST, "commentaire": Kind.COMMENT, "reponse": Kind.REPLY,
    "réponse": Kind.REPLY, "avis": Kind.REVIEW, "message privé": Kind.MESSAGE, "mp": Kind.MESSAGE, "dm": Kind.MESSAGE,
}  # fmt: skip

_ROUNDED_BY_SPREADSHEET = re.compile(r"\d+([.,]\d+)?E\+?\d+", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How the rows of one file become mentions of `channel`; `columns` is by field."""

    channel: str
    file: str
    columns: Mapping[str, str]
    zone: ZoneInfo
    ids_hold: bool
    orders: frozenset[DateForm] = frozenset()
    """What the dates themselves say of the order of day and month."""

    @property
    def month_first(self) -> bool:
        return self.orders == {DateForm.MONTH_FIRST}

    def cell(self, row: Row, field: str) -> str:
        return row.values.get(self.columns.get(field, ""), "").strip()

    def mention(self, row: Row) -> Mention | Reject:
        text, date = self.cell(row, "text"), self.cell(row, "date")
        if not text:
            return self._reject(row, say("no text in the column “{column}”", column=self.columns["text"]))
        if not date:
            return self._reject(row, say("no date in the column “{column}”", column=self.columns["date"]))
        try:
            posted_at = read_date(date, self.zone, month_first=self.month_first)
        except ValueError:
            return self._reject(row, say("“{date}” is not a date known here", date=date[:40]))
        handle = self.cell(row, "author").removeprefix("@")
        own_id = self.cell(row, "id") if self.ids_hold else ""
        return Mention(
            channel=self.channel,
            ref=own_id or digest(handle, posted_at.isoformat(), text),
            author=Author(handle=handle, name=self.cell(row, "name"), followers=_whole(self.cell(row, "followers"))),
            text=text,
            posted_at=posted_at,
            url=web_address(self.cell(row, "url")),
            in_reply_to=(self.cell(row, "in_reply_to") or None) if self.ids_hold else None,
            thread=self.cell(row, "thread") or None,
            kind=self._kind(row),
            language=self.cell(row, "language").lower()[:2] or None,
            rating=_number(self.cell(row, "rating")),
        )

    def _kind(self, row: Row) -> Kind:
        written = KINDS.get(self.cell(row, "kind").lower())
        if written:
            return written
        if self.cell(row, "in_reply_to"):
            return Kind.REPLY
        return Kind.POST if _number(self.cell(row, "rating")) is None else Kind.REVIEW

    def _reject(self, row: Row, why: Sentence) -> Reject:
        return Reject(
            where=f"{self.file}:{row.line}", why=why, excerpt=one_line(" ".join(row.values.values()), EXCERPT)
        )


def plan(
    rows: Iterable[Row | Reject], columns: Mapping[str, str], *, channel: str, file: str, timezone: str
) -> tuple[Plan, list[Sentence]]:
    """Reads every row once; the notes say what was guessed from them."""
    made = Plan(channel=channel, file=file, columns=columns, zone=ZoneInfo(timezone), ids_hold=True)
    ids = _Ids()
    forms: Counter[DateForm] = Counter()
    orders: set[DateForm] = set()
    for row in rows:
        if isinstance(row, Row):
            date = made.cell(row, "date")
            ids.see(made.cell(row, "id"), digest(made.cell(row, "author"), date, made.cell(row, "text")))
            forms[form_of(date)] += 1
            orders |= {order} if (order := order_shown(date)) else set()
    why = ids.fault() if "id" in columns else None
    decided = replace(made, ids_hold="id" in columns and why is None, orders=frozenset(orders))
    notes = [
        say(
            "{file}: {columns}",
            file=file,
            columns=", ".join(f"{column} → {field}" for field, column in columns.items()),
        )
    ]
    for form, _ in forms.most_common(1):
        shown = DateForm.MONTH_FIRST if form is DateForm.DAY_FIRST and decided.month_first else form
        notes.append(described(shown, timezone))
    if why:
        notes.append(why)
    return decided, notes


def digest(*parts: str) -> str:
    """16 hexadecimal digits: two rows of a million share them in one file of 37 million."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


class _Ids:
    """Whether the ids of a file can be trusted as keys; a row repeated whole is no fault."""

    def __init__(self) -> None:
        self._content: dict[str, int] = {}
        self._rounded = 0
        self._shared = 0

    def see(self, written: str, content: str) -> None:
        if not written:
            return
        self._rounded += bool(_ROUNDED_BY_SPREADSHEET.fullmatch(written))
        number = int(content, 16)
        self._shared += self._content.setdefault(written, number) != number

    def fault(self) -> Sentence | None:
        if self._rounded:
            return say_many(
                "{n} id was rounded by a spreadsheet (as in 1,73E+18): author, time and text are the key instead,"
                " and replies are not joined to what they answer",
                "{n} ids were rounded by a spreadsheet (as in 1,73E+18): author, time and text are the key instead,"
                " and replies are not joined to what they answer",
                self._rounded,
            )
        if self._shared:
            return say_many(
                "{n} row has the id of another: author, time and text are the key instead,"
                " and replies are not joined to what they answer",
                "{n} rows have the id of another: author, time and text are the key instead,"
                " and replies are not joined to what they answer",
                self._shared,
            )
        return None


def _number(text: str) -> float | None:
    """The number a text starts with ("4,5", "4/5", "4 étoiles")."""
    found = re.match(r"\d{1,6}(?:[.,]\d{1,6})?(?!\d)", text)
    return float(found[0].replace(",", ".")) if found else None


def _whole(text: str) -> int | None:
    digits = re.sub(r"\s", "", text)
    return int(digits) if digits.isdecimal() and len(digits) <= 15 else None
