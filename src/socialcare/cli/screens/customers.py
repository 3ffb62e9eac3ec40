"""Customers as a table, and one of them whole."""

import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from socialcare.cases import Case, verdict
from socialcare.cli import output
from socialcare.cli.safe import for_screen
from socialcare.sentences import Sentence, mark, say, say_many

if TYPE_CHECKING:
    from socialcare.cli.language import Language
    from socialcare.cli.wiring import Session
    from socialcare.desk import Desk
    from socialcare.reports.customer import Customer, Exchange, LinkRow
    from socialcare.reports.customers import CustomerRow
    from socialcare.reports.feelings import Month
    from socialcare.store.people import Account

TEXT = 50
"""Characters of a message on the line of its case."""

NARROW = 118
"""Columns below which the last message goes, its year, what the 180 days were like, and an empty standing."""

STANDINGS: Mapping[str, str] = MappingProxyType(
    {
        "ambassador": mark("ambassador"),
        "turned": mark("TURNED"),
        "none": "",
    }
)
"""What a person reads of `ambassador`; a word, as colour alone is not seen by all."""


def customer_table(session: "Session", rows: Sequence["CustomerRow"], limit: int) -> None:
    language, console, table = session.language, output.console(), output.table()
    wide = console.width >= NARROW
    time = language.full if wide else language.day_and_time
    shown = rows[:limit] if limit else rows
    standing = wide or any(STANDINGS[row.ambassador] for row in shown)
    table.add_column(language(mark("Customer")), no_wrap=True, min_width=16 if wide else 12, max_width=24)
    table.add_column(language(mark("Last message")), no_wrap=True, min_width=16)
    if standing:
        table.add_column(language(mark("Standing")), no_wrap=True, min_width=10)
    told = (mark("Cases"), mark("Open"), mark("Kept"), mark("Broken"), *((mark("180 d"), mark("Mean")) if wide else ()))
    for title in map(language, told):
        table.add_column(title, justify="right", no_wrap=True, min_width=max(5, len(title)))
    if wide:
        table.add_column(language(mark("Message")), no_wrap=True, ratio=1, min_width=14)
    for row in shown:
        style = "bold red" if row.turned_at is not None else ""
        counts = map(language.number, (row.cases, row.open, row.kept, row.broken))
        lately = (language.number(row.messages), _signed(language, row.polarity), output.cell(row.text)) if wide else ()
        table.add_row(
            output.cell(row.accounts),
            time(row.last_at),
            *([output.cell(language.text(STANDINGS[row.ambassador]), style)] if standing else []),
            *counts,
            *lately,
        )
    console.print(table)
    _more(session, len(rows) - len(shown))


def portrait(session: "Session", desk: "Desk", customer: "Customer") -> None:
    language, console, row = session.language, output.console(), customer.row
    standing = language.text(STANDINGS[row.ambassador])
    head = say_many("{who} · on {n} channel · {cases}", "{who} · on {n} channels · {cases}", row.channels, who=for_screen(row.author),
                    cases=say_many("{n} case", "{n} cases", row.cases))  # fmt: skip
    console.print(output.cell(language(head) + (f" · {standing}" if standing else ""), "bold"))
    for title, told in (
        (mark("Accounts"), [*(_account(language, each) for each in customer.accounts), *(_link(session, desk, each) for each in customer.links)]),
        (mark("Promises"), [language(_promises(row))]),
        (mark("Feelings"), [_month(language, month) for month in customer.months]),
        (mark("Cases"), [_case(session, desk, case) for case in customer.cases]),
        (mark("Exchanges"), [line for each in customer.exchanges for line in _exchange(session, desk, each)]),
    ):  # fmt: skip
        console.print(output.paragraph(""))
        console.print(output.cell(language(title), "bold"))
        for line in told or ["–"]:
            console.print(output.indented(f"  {line}"))


def customer_json(customer: "Customer", now: datetime) -> None:
    """`customer` has the fields of the list, `cases` those of the queue."""
    from socialcare.reports import queue_row

    found = {
        "customer": output.plain(customer.row),
        "accounts": [
            {
                "channel": account.channel,
                "handle": account.author.handle,
                "name": account.author.name,
                "followers": account.author.followers,
                "since": output.iso(account.since),
            }
            for account in customer.accounts
        ],
        "links": [output.plain(each) for each in customer.links],
        "cases": [output.plain(queue_row(case, now)) for case in customer.cases],
        "exchanges": [output.plain(each) for each in customer.exchanges],
        "months": [output.plain(each) for each in customer.months],
    }
    sys.stdout.write(output.as_json(found, indent=2) + "\n")


def _promises(row: "CustomerRow") -> Sentence:
    if not row.kept + row.broken:
        return say("–  (none has come due)")
    return say("{kept}, {broken} ({percent})", kept=say_many("{n} kept", "{n} kept", row.kept),
               broken=say_many("{n} broken", "{n} broken", row.broken), percent=say("{n}% kept", n=100 * row.kept // (row.kept + row.broken)))  # fmt: skip


def _account(language: "Language", account: "Account") -> str:
    """The name too, where it is not what the account is called by."""
    told = [for_screen(str(account))]
    if account.author.name != account.name:
        told.append(for_screen(account.author.name))
    if account.author.followers is not None:
        told.append(language(say("{count} followers", count=account.author.followers)))
    return " · ".join(part for part in told if part)


def _link(session: "Session", desk: "Desk", link: "LinkRow") -> str:
    told = {"one": link.one, "other": link.other, "name": _name(desk, link.by), "at": link.at}
    return session.language(
        say("{one} and {other} linked by {name}, {at}", **told)
        if link.linked
        else say("{one} and {other} no longer linked, by {name}, {at}", **told)
    )


def _month(language: "Language", month: "Month") -> str:
    counts = say(
        "{messages}: {positive}, {neutral}, {negative}",
        messages=say_many("{n} message", "{n} messages", month.messages),
        positive=say_many("{n} positive", "{n} positive", month.positive),
        neutral=say_many("{n} neutral", "{n} neutral", month.neutral),
        negative=say_many("{n} negative", "{n} negative", month.negative),
    )
    return f"{month.month}  {_signed(language, month.polarity)}  {language.label(month.emotion)}  ·  {language(counts)}"


def _case(session: "Session", desk: "Desk", case: Case) -> str:
    language = session.language
    due = f", {language.label(verdict(case.clock, desk.now))}" if case.clock and case.clock.due_at else ""
    state = f"{language.label(case.state)}{due}"
    return f"{case.number}  {language.full(case.opened_at)}  {for_screen(case.channel)}  {state}  ·  {_start(case.voice.mention.text)}"


def _exchange(session: "Session", desk: "Desk", each: "Exchange") -> list[str]:
    """Who spoke, then what."""
    language = session.language
    who = f"→ {for_screen(_name(desk, each.author))}" if each.own else for_screen(each.author)
    felt = f"  ({language.label(each.emotion)})" if each.emotion else ""
    gone = "  " + language(say("vanished {at}", at=each.vanished_at)) if each.vanished_at else ""
    return [
        f"{language.full(each.at)}  {for_screen(each.channel)} {each.case}  {who}{felt}{gone}",
        f"    {for_screen(each.text, one_line=False)}",
    ]


def _start(text: str) -> str:
    line = for_screen(text)
    return line if len(line) <= TEXT else line[: TEXT - 1] + "…"


def _signed(language: "Language", polarity: float | None) -> str:
    """Two decimals with their sign, a true minus; a dash where nothing is known."""
    if polarity is None:
        return "–"
    text = f"{polarity:+.2f}".replace("-", "−").replace("−0.00", "+0.00")
    return text.replace(".", ",") if language.code == "fr" else text


def _name(desk: "Desk", key: str) -> str:
    person = desk.rules.rulebook.people.get(key)
    return person.name if person else key or "–"


def _more(session: "Session", count: int) -> None:
    if count > 0:
        told = say_many("… and {n} more: --limit 0 shows all", "… and {n} more: --limit 0 shows all", count)
        session.tell(session.language(told))
