"""Every mistake in calendars and policies is a sentence at its place."""

import pytest

from socialcare import documents
from socialcare.errors import FileMistakes
from socialcare.sla import PromisesText, cross_mistakes
from socialcare.sla.calendar_text import HOLIDAYS

HQ = 'timezone: Europe/Paris, hours: {mon-fri: ["09:00-12:00", "14:00-18:00"]}'
WINDOWS = "windows: [{before: 12:00, due: 17:00}]"


def _written(calendar: str, policy: str) -> str:
    return f"calendars:\n  hq: {{{calendar}}}\npolicies:\n  one: {{{policy}}}\n"


def _place(written: str, at: str) -> str:
    before = written[: written.index(at)].split("\n")
    return f"{len(before)}:{len(before[-1]) + 1}"


def _mistakes(written: str) -> list[str]:
    document = documents.read(written, "rules.yaml")
    try:
        text = documents.parse(document, PromisesText)
    except FileMistakes as error:
        return [str(mistake) for mistake in error.mistakes]
    return [str(mistake) for mistake in cross_mistakes(document, text)]


@pytest.mark.parametrize(
    ("calendar", "at", "sentence"),
    [
        ("timezone: Europe/Pari, hours: {mon: [09:00-12:00]}", "Europe/Pari,",
         "unknown time zone “Europe/Pari”; did you mean “Europe/Paris”?"),
        ("timezone: xyz, hours: {mon: [09:00-12:00]}", "xyz",
         "unknown time zone “xyz”; write one such as “Europe/Paris”"),
        ("hours: {mon-fry: [09:00-12:00]}", "[09:00-12:00]", "unknown day of the week “fry”; did you mean “fri”?"),
        ("hours: {mon: [9h-12h]}", "9h-12h", "“9h-12h” is not a span of hours; write one such as “09:00-12:00”"),
        ("hours: {mon: [09:00-12:60]}", "09:00-12:60", "“12:60” is not a time of day; write one such as “17:00”"),
        ("hours: {mon: [09:00-24:01]}", "09:00-24:01", "“24:01” is not a time of day; write one such as “17:00”"),
        ("hours: {mon: [18:00-14:00]}", "18:00-14:00",
         "“18:00-14:00” closes before it opens; midnight is 24:00, and a night span ends by 12:00 the day after"),
        ("hours: {mon: [09:00-12:00, 11:00-13:00]}", "{mon:",
         "09:00-12:00 and 11:00-13:00 overlap on mon; correct one"),
        ("hours: {mon: [22:00-06:00], tue: [05:00-12:00]}", "{mon:",
         "00:00-06:00 and 05:00-12:00 overlap on tue; correct one"),
        ("hours: {mon-fri: [09:00-12:00], wed: [09:00-10:00]}", "{mon-fri:", "“wed” stands twice in the hours; write it once"),
        ("hours: {}", "{}",
         "no day has hours; write at least one, such as “mon-fri: [09:00-12:00, 14:00-18:00]”"),
        (HQ + ", holidays: FR-GP", "FR-GP",
         f"unknown holidays “FR-GP”; known: {', '.join(HOLIDAYS)}"),
        (HQ + ", holidays: FR-67", "FR-67", "the holidays of Alsace are “FR-6AE”, not “FR-67”"),
        (HQ + ", worked_holidays: [25/05/2026]", "25/05/2026", "“25/05/2026” is not a date; write one such as 2026-12-24"),
        (HQ + ", worked_holidays: [2026-05-25 10:00:00]", "2026-05-25 10",
         "“2026-05-25 10:00:00” is not a date; write one such as 2026-12-24"),
        (HQ + ", closed: [2026-12-31..2026-12-25]", "2026-12-31..",
         "“2026-12-31..2026-12-25” ends before it begins; swap the two dates"),
        (HQ + ', exceptions: {"2026-12-24": [22:00-06:00]}', "[22:00-06:00]",
         "22:00-06:00 goes past midnight; end it at 24:00 and write the rest under the next date"),
        (HQ + ', exceptions: {"2026-12-24": [09:00-12:00, 11:00-13:00]}', "[09:00-12:00, 11:00",
         "09:00-12:00 and 11:00-13:00 overlap on this date; correct one"),
        (HQ + ", holiday: FR", "holiday: FR", "unknown key “holiday”; did you mean “holidays”?"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_calendar_is_told_at_its_place(calendar: str, at: str, sentence: str) -> None:
    written = _written(calendar, f"type: cutoff, {WINDOWS}")
    assert _mistakes(written) == [f"rules.yaml:{_place(written, at)}: {sentence}"]


@pytest.mark.parametrize(
    ("policy", "at", "sentence"),
    [
        ("type: cutof", "{type: cutof}", "unknown type “cutof”; did you mean “cutoff”?"),
        ("days: 2", "{days: 2", "the key “type” is missing here; write one of cutoff, duration, days"),
        ("type: duration, business: 1h, expert: {before_due: 60min}", "{type: duration",
         "the expert's draft would be due 1 h before an answer due in 1 h: at once; choose less"),
        ("type: duration, business: 1h, expert: {before_due: 20min, before: 5min}", "before: 5",
         "unknown key “before”; did you mean “before_due”?"),
        ("type: duration, business: 1h, warn: [{before: soon, to: expert}]", "soon",
         "“soon” is not a length of time; write one such as “4h” or “90min”"),
        ("type: duration, business: 1h, warn: [{before: 20min, to: exprt}]", "exprt",
         "unknown value “exprt”; did you mean “expert”?"),
        ("type: cutoff, windows: []", "[]",
         'write at least one window, such as {before: "12:00", due: "17:00"}'),
        ("type: cutoff, windows: [{before: noon, due: 17:00}]", "noon",
         "“noon” is not a time of day; write one such as “17:00”"),
        ("type: cutoff, windows: [{before: 12:00, due: 1020}]", "1020",
         "“1020” is not a time of day; write one such as “17:00”"),
        ("type: cutoff, windows: [{before: 12:00, due: 11:00}]", "{before: 12:00, due: 11:00",
         "11:00 is before 12:00: a question would be late as it is asked; choose a later “due”"),
        ("type: cutoff, windows: [{before: 12:00, due: 17:00}, {before: 10:00, due: 18:00}]", "{type: cutoff, windows",
         "the window before 10:00 is never reached after that before 12:00; put the earlier one first"),
        ("type: cutoff, windows: [{before: 12:00, due: 17:00, day: 2}]", "{type: cutoff, windows",
         "a later question is due before an earlier one; put the due times in order"),
        (f"type: cutoff, {WINDOWS}, otherwise: {{day: 0}}", "0}}", "0 working days: write 1 to 366"),
        (f"type: cutoff, {WINDOWS}, closed_day: openin", "openin", "unknown value “openin”; did you mean “opening”?"),
        ("type: duration, business: 4 hours", "4 hours",
         "“4 hours” is not a length of time; write one such as “4h” or “90min”"),
        ("type: duration", "{type: duration", "write either “business: 4h” (opening hours) or “elapsed: 24h” (day and night)"),
        ("type: days, days: 367", "367", "367 working days: write 1 to 366"),
        (f"type: cutoff, {WINDOWS}, calendar: hqq", "hqq", "unknown calendar “hqq”; did you mean “hq”?"),
        ("type: days, days: 1, due: 19:00", "19:00",
         "no day of calendar “hq” is open until 19:00; choose an hour between opening and closing"),
        ("type: cutoff, windows: [{before: 08:00, due: 09:00}]", "09:00}]}",
         "no day of calendar “hq” is open until 09:00; choose an hour between opening and closing"),
        (f"type: cutoff, {WINDOWS}, otherwise: {{due: 08:00}}, out_of_hours: close", "08:00}, out",
         "no day of calendar “hq” is open until 08:00; choose an hour between opening and closing"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_policy_is_told_at_its_place(policy: str, at: str, sentence: str) -> None:
    written = _written(HQ, policy)
    assert _mistakes(written) == [f"rules.yaml:{_place(written, at)}: {sentence}"]


@pytest.mark.parametrize("out_of_hours", ["close", "keep"])
def test_a_due_hour_after_every_closing_is_no_mistake_where_it_is_capped_or_kept(out_of_hours: str) -> None:
    policy = f"type: cutoff, windows: [{{before: 12:00, due: 19:00}}], otherwise: {{due: 19:00}}, out_of_hours: {out_of_hours}"
    assert _mistakes(_written(HQ, policy)) == []


def test_policies_without_any_calendar_are_a_mistake() -> None:
    document = documents.read(f"calendars: {{}}\npolicies:\n  one: {{type: cutoff, {WINDOWS}}}\n", "rules.yaml")
    mistakes = cross_mistakes(document, documents.parse(document, PromisesText))
    assert [str(mistake) for mistake in mistakes] == [
        "rules.yaml:3:8: a policy needs a calendar; write one under “calendars”"
    ]


def test_all_the_mistakes_of_a_file_are_told_at_once() -> None:
    written = _written("timezone: xyz, hours: {mon: [9-12]}, holidays: IT", "type: days, days: two, due: 17")
    assert len(_mistakes(written)) == 5


@pytest.mark.parametrize("hours", ["sat-mon: [09:00-12:00]", "Mon - Fri: ['9:00–12:00']", "mon: [22:00-06:00, 06:00-22:00]"])  # fmt: skip
def test_hours_may_be_written_as_people_do(hours: str) -> None:
    assert _mistakes(_written(f"hours: {{{hours}}}", "type: days, days: 1")) == []


def test_a_resolution_by_a_policy_that_is_not_there_is_a_mistake() -> None:
    mistakes = _mistakes(_written(HQ, "type: days, days: 1, resolution: oen"))
    assert len(mistakes) == 1
    assert "unknown policy “oen”; did you mean “one”?" in mistakes[0]
