"""Times as people type them, in the brand's zone; inside they are aware UTC."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from socialcare.cli.moments import moment, upcoming
from socialcare.errors import WrongUse

PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime.fromisoformat("2026-11-23T08:55:00+01:00")


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).astimezone(UTC)


@pytest.mark.parametrize(("typed", "meant"), [
    ("now", "2026-11-23T08:55+01:00"), ("maintenant", "2026-11-23T08:55+01:00"),
    ("2024-07-19T20:30", "2024-07-19T20:30+02:00"), ("2024-07-19 20:30:15", "2024-07-19T20:30:15+02:00"),
    ("2024-07-19T20:30Z", "2024-07-19T20:30Z"), ("2024-07-19t20:30z", "2024-07-19T20:30Z"),
    ("2024-07-19T20:30+11:00", "2024-07-19T20:30+11:00"), ("2024-07-19", "2024-07-19T00:00+02:00"),
    ("19/07/2024 20h30", "2024-07-19T20:30+02:00"), ("19/07/2024 20h", "2024-07-19T20:00+02:00"),
    ("19/07/2024T20:30", "2024-07-19T20:30+02:00"), ("9/7/2024 8:05", "2024-07-09T08:05+02:00"),
    ("19/07/2024", "2024-07-19T00:00+02:00"),
    ("30min", "2026-11-23T08:25+01:00"), ("2h", "2026-11-23T06:55+01:00"), ("2 h", "2026-11-23T06:55+01:00"),
    ("3d", "2026-11-20T08:55+01:00"), ("3j", "2026-11-20T08:55+01:00"), ("3J", "2026-11-20T08:55+01:00"),
    ("2w", "2026-11-09T08:55+01:00"), ("2s", "2026-11-09T08:55+01:00"), ("2sem", "2026-11-09T08:55+01:00"),
    ("0h", "2026-11-23T08:55+01:00"),
    ("today", "2026-11-23T00:00+01:00"), ("aujourd’hui", "2026-11-23T00:00+01:00"),
    ("aujourd'hui 8h", "2026-11-23T08:00+01:00"),
    ("hier", "2026-11-22T00:00+01:00"), ("hier 18h", "2026-11-22T18:00+01:00"),
    ("  Yesterday  18:30 ", "2026-11-22T18:30+01:00"),
    ("lundi", "2026-11-23T00:00+01:00"), ("monday", "2026-11-23T00:00+01:00"),
    ("dimanche", "2026-11-22T00:00+01:00"), ("mardi 9h15", "2026-11-17T09:15+01:00"),
    ("FRIDAY 17h", "2026-11-20T17:00+01:00"),
    ("20/11 15:00", "2026-11-20T15:00+01:00"), ("20/11", "2026-11-20T00:00+01:00"), ("23/11", "2026-11-23T00:00+01:00"),
    ("24/11 8h", "2025-11-24T08:00+01:00"), ("29/2", "2024-02-29T00:00+01:00"),
])  # fmt: skip
def test_a_time_is_understood_as_people_say_it(typed: str, meant: str) -> None:
    found = moment(typed, MONDAY, PARIS)
    assert found == at(meant)
    assert found.tzinfo is UTC


@pytest.mark.parametrize("typed", [
    "", " ", "tomorrow", "demain", "h", "2", "2x", "-2h", "2h30", "hier 24h", "hier 18h60", "hier soir", "lundi prochain",
    "30/02/2024", "19/13/2024", "19/07/24", "19/07/2024 25h", "31/11", "20/13 8h", "20/11 25h", "2024-02-30", "2024-07-19T25:00", "20:30", "lun",
    "999999h", "0001-01-01", "9999-12-31T23:59-05:00", "\x1b[2J",
])  # fmt: skip
def test_what_is_no_time_is_refused_with_the_forms_that_are(typed: str) -> None:
    with pytest.raises(WrongUse, match="is no time that is understood; such as 2024-07-19T20:30, 19/07/2024 20h30"):
        moment(typed, MONDAY, PARIS)


@pytest.mark.parametrize(("typed", "meant"), [
    ("2026-03-29T02:30", "2026-03-29T01:30Z"),  # this hour is skipped: an hour after 01:30, so 03:30 on the wall
    ("2026-03-29T03:30", "2026-03-29T01:30Z"),
    ("2026-10-25T02:30", "2026-10-25T00:30Z"),  # this hour comes twice: the first
    ("2026-10-25T02:30+01:00", "2026-10-25T01:30Z"),
    ("29/03/2026", "2026-03-28T23:00Z"), ("30/03/2026", "2026-03-29T22:00Z"),
])  # fmt: skip
def test_the_days_when_clocks_change(typed: str, meant: str) -> None:
    assert moment(typed, MONDAY, PARIS) == at(meant)


def test_hours_ago_are_hours_even_when_clocks_change() -> None:
    sunday = at("2026-03-29T10:00+02:00")
    assert moment("24h", sunday, PARIS) == at("2026-03-28T09:00+01:00")
    assert moment("yesterday 10h", sunday, PARIS) == at("2026-03-28T10:00+01:00")


@pytest.mark.parametrize(("zone", "meant"), [
    ("Indian/Reunion", "2026-11-24T00:00+04:00"), ("Europe/Paris", "2026-11-23T00:00+01:00"),
    ("America/Martinique", "2026-11-23T00:00-04:00"), ("Pacific/Noumea", "2026-11-24T00:00+11:00"),
])  # fmt: skip
def test_today_is_the_brands_day(zone: str, meant: str) -> None:
    assert moment("today", at("2026-11-23T22:00Z"), ZoneInfo(zone)) == at(meant)


@pytest.mark.parametrize(("typed", "meant"), [
    ("14h", "2026-11-23T14:00+01:00"), ("8h30", "2026-11-24T08:30+01:00"), ("8:55", "2026-11-24T08:55+01:00"),
    ("+2h", "2026-11-23T10:55+01:00"), ("30min", "2026-11-23T09:25+01:00"), ("3j", "2026-11-26T08:55+01:00"),
    ("+1sem", "2026-11-30T08:55+01:00"), ("demain", "2026-11-24T09:00+01:00"), ("tomorrow 8h", "2026-11-24T08:00+01:00"),
    ("aujourd’hui 17h", "2026-11-23T17:00+01:00"), ("lundi", "2026-11-30T09:00+01:00"), ("mardi 7h", "2026-11-24T07:00+01:00"),
    ("27/11 15:00", "2026-11-27T15:00+01:00"), ("27/11", "2026-11-27T09:00+01:00"), ("23/11 18h", "2026-11-23T18:00+01:00"),
    ("20/11 15h", "2027-11-20T15:00+01:00"), ("29/02", "2028-02-29T09:00+01:00"),
    ("19/07/2024 8h30", "2024-07-19T08:30+02:00"), ("2026-12-24T12:00", "2026-12-24T12:00+01:00"),
])  # fmt: skip
def test_a_time_to_come_is_the_next_one_of_its_name(typed: str, meant: str) -> None:
    found = upcoming(typed, MONDAY, PARIS)
    assert found == at(meant)
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    "typed", ["", " ", "+", "hier", "25h", "demain soir", "2x", "30/02/2027", "30/02", "27/11 soir"]
)
def test_what_is_no_time_to_come_is_refused_with_the_forms_that_are(typed: str) -> None:
    with pytest.raises(WrongUse, match="is no time that is understood; such as 14h30, "):
        upcoming(typed, MONDAY, PARIS)
