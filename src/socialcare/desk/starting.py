"""A new workspace, ready to work; with the invented mentions of the demonstration where asked."""

import json
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from socialcare import workspace
from socialcare.desk.desk import Desk
from socialcare.rulework import lock_calendars

DEMO_TIME = time(10, 30)
"""The demonstration is always a working morning at this hour, local time."""

DEMO_CLOCK = Path("data") / "demo-time"
"""Where that instant is written, for SOCIALCARE_NOW."""

DEMO_HANDLES = ("maisonlavande", "lavande_sav")


def make_workspace(folder: Path, brand: str, now: datetime) -> workspace.Workspace:
    """Raises WrongUse where there is one already."""
    made = workspace.make(folder, brand=brand)
    lock_calendars(made, workspace.load(made), now)
    return made


def make_demo(
    folder: Path, brand: str, now: datetime, environment: Mapping[str, str]
) -> tuple[workspace.Workspace, int, datetime]:
    """The workspace, how many mentions wait in its inbox, and the instant to look at them: never after `now`."""
    samples = workspace.shipped("data/samples/demo.jsonl").read_text("utf-8").splitlines()
    lines = [json.loads(line) for line in samples]
    channels = tuple(dict.fromkeys(line["channel"] for line in lines))
    made = workspace.make(folder, brand=brand, handles=DEMO_HANDLES, channels=channels)
    settings = workspace.load(made)
    lock_calendars(made, settings, now)
    day = _last_working_morning(Desk(made, now, environment), now)
    for channel in channels:
        dated = [_dated(line, day, settings.timezone) for line in lines if line["channel"] == channel]
        inbox = made.folder / "data" / "inbox" / f"{channel}.jsonl"
        inbox.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in dated), "utf-8")
    instant = datetime.combine(day, DEMO_TIME, settings.timezone)
    (made.folder / DEMO_CLOCK).write_text(instant.isoformat() + "\n", "utf-8")
    return made, len(lines), instant


def _last_working_morning(desk: Desk, now: datetime) -> date:
    zone = desk.settings.timezone
    day = now.astimezone(zone).date()
    while datetime.combine(day, DEMO_TIME, zone) > now or not desk.rules.promises.is_working_day(day):
        day -= timedelta(days=1)
    return day


def _dated(line: Mapping[str, Any], day: date, zone: ZoneInfo) -> dict[str, Any]:
    """A sample as the files connector reads it, its days counted from the day of the demonstration."""
    posted = datetime.combine(day + timedelta(days=line["day"]), time.fromisoformat(line["time"]), zone)
    moved = {name: value for name, value in line.items() if name not in ("channel", "ref", "day", "time")}
    return {"id": line["ref"], "posted_at": posted.isoformat(), **moved}
