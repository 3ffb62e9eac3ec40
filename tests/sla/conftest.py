"""A brand's calendars and policies, read from YAML as a rulebook is, and locked for ten years."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from socialcare import documents
from socialcare.sla import Promises, PromisesText, make_lock

FIRST, LAST = date(2023, 1, 1), date(2032, 12, 31)

RULEBOOK = """
calendars:
  hq:
    timezone: Europe/Paris
    hours: {mon-fri: ["09:00-12:00", "14:00-18:00"]}
    holidays: FR
    closed: [2026-12-25..2027-01-01, "2026-05-15"]
    exceptions:
      2026-12-24: ["09:00-12:00"]
      "2026-07-14": ["10:00-12:00"]
  alsace: {timezone: Europe/Paris, hours: {mon-fri: ["09:00-18:00"]}, holidays: FR-6AE}
  reunion: {timezone: Indian/Reunion, hours: {mon-fri: ["08:00-17:00"]}, holidays: FR-974}
  miquelon: {timezone: America/Miquelon, hours: {mon-fri: ["09:00-17:00"]}, holidays: FR-PM}
  saturday: {timezone: Europe/Paris, hours: {mon-fri: ["09:00-18:00"], sat: ["09:00-12:30"]}, holidays: FR}
  always: {timezone: Europe/Paris, hours: {mon-sun: ["00:00-24:00"]}}
  night: {timezone: Europe/Paris, hours: {mon-sun: ["22:00-06:00"]}}
policies:
  noon:
    type: cutoff
    says: asked before noon, answered before 17:00
    windows: [{before: 12:00, due: 17:00}]
  noon_capped: {type: cutoff, windows: [{before: 12:00, due: 17:00}], out_of_hours: close}
  noon_kept: {type: cutoff, windows: [{before: 12:00, due: 17:00}], out_of_hours: keep}
  noon_evening: {type: cutoff, windows: [{before: 12:00, due: 17:00}], closed_day: after}
  three_windows:
    type: cutoff
    windows: [{before: 10:00, due: 12:00}, {before: 16:00, due: 18:00}, {before: 18:00, due: 10:00, day: 1}]
    otherwise: {day: 1, due: 12:00}
  noon_alsace: {type: cutoff, calendar: alsace, windows: [{before: 12:00, due: 17:00}]}
  noon_reunion: {type: cutoff, calendar: reunion, windows: [{before: 12:00, due: 17:00}]}
  noon_miquelon: {type: cutoff, calendar: miquelon, windows: [{before: 12:00, due: 17:00}]}
  noon_saturday: {type: cutoff, calendar: saturday, windows: [{before: 12:00, due: 17:00}]}
  four_hours: {type: duration, business: 4h}
  half_hour: {type: duration, business: 30min}
  at_once: {type: duration, business: 0min}
  night_8h: {type: duration, business: 8h, calendar: night}
  always_24h: {type: duration, business: 24h, calendar: always}
  elapsed_24h: {type: duration, elapsed: 24h}
  two_days: {type: days, days: 2}
  next_day_17h: {type: days, days: 1, due: 17:00}
"""


@pytest.fixture(scope="session")
def text() -> PromisesText:
    return documents.parse(documents.read(RULEBOOK, "rules.yaml"), PromisesText)


@pytest.fixture(scope="session")
def promises(text: PromisesText) -> Promises:
    return Promises.load(text, make_lock(text, FIRST, LAST))


@pytest.fixture(scope="session")
def paris() -> Callable[[str], datetime]:
    """`paris("2026-03-02 11:59")`: an instant by the clocks of Paris."""
    return lambda written: datetime.fromisoformat(written).replace(tzinfo=ZoneInfo("Europe/Paris"))
