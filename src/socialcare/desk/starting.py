"""A new workspace, ready to work; with the invented mentions of the demonstration where asked."""

import json
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path

from socialcare import store, workspace
from socialcare.connector import Page
from socialcare.desk.desk import Desk
from socialcare.desk.pulling import owned
from socialcare.desk.rules import lock_calendars
from socialcare.facts import Author, Kind, Mention

DEMO_TIME = time(10, 30)
"""The demonstration is always a working morning at this hour, local time."""


def make_workspace(folder: Path, brand: str, now: datetime) -> workspace.Workspace:
    made = workspace.make(folder, brand=brand)
    lock_calendars(made, workspace.load(made), now)
    return made


def make_demo(
    folder: Path, brand: str, now: datetime, environment: Mapping[str, str]
) -> tuple[workspace.Workspace, int, datetime]:
    """The workspace, how many mentions it has, and the instant they are to be looked at: never after `now`."""
    lines = [json.loads(line) for line in workspace.shipped("data/samples/demo.jsonl").read_text("utf-8").splitlines()]
    channels = tuple(dict.fromkeys(line["channel"] for line in lines))
    made = workspace.make(folder, brand=brand, handles=("maisonlavande", "lavande_sav"), channels=channels)
    settings = workspace.load(made)
    lock_calendars(made, settings, now)
    desk = Desk(made, now, environment)
    day = _last_working_morning(desk, now)
    for channel in channels:
        mentions = tuple(_mention(line, day, settings) for line in lines if line["channel"] == channel)
        store.pages.save(desk.store, channel, owned(desk, Page(mentions=mentions, cursor={})), now)
    desk.store.close()
    return made, len(lines), datetime.combine(day, DEMO_TIME, settings.timezone)


def _last_working_morning(desk: Desk, now: datetime) -> date:
    zone = desk.settings.timezone
    day = now.astimezone(zone).date()
    while datetime.combine(day, DEMO_TIME, zone) > now or not desk.rules.promises.is_working_day(day):
        day -= timedelta(days=1)
    return day


def _mention(line: Mapping[str, object], day: date, settings: workspace.Settings) -> Mention:
    posted = datetime.combine(
        day + timedelta(days=int(str(line["day"]))), time.fromisoformat(str(line["time"])), settings.timezone
    )
    return Mention(
        channel=str(line["channel"]),
        ref=str(line["ref"]),
        author=Author(handle=str(line["author"]), name=str(line["name"]), followers=_number(line["followers"])),
        text=str(line["text"]),
        posted_at=posted,
        url=str(line["url"]),
        in_reply_to=_optional(line["in_reply_to"]),
        thread=_optional(line["thread"]),
        kind=Kind(str(line["kind"])),
        language=_optional(line["language"]),
        rating=float(str(line["rating"])) if line["rating"] is not None else None,
    )


def _optional(value: object) -> str | None:
    return None if value is None else str(value)


def _number(value: object) -> int | None:
    return None if value is None else int(str(value))
