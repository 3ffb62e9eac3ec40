"""Agreement with opening-hours-py, written by others for other ends, on random calendars.

Its hours are whole minutes, and of a wall time that the clocks show twice it takes the second: so no span here begins or
ends between 02:00 and 03:00, where the clocks of these zones change.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from opening_hours import OpeningHours

from socialcare.sla import Clock, Promises, PromisesText, make_lock

ZONES = ("Europe/Paris", "Indian/Reunion", "America/Martinique", "America/Miquelon", "Pacific/Noumea")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)

UNHURRIED = settings(deadline=None, max_examples=60)

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Hours:
    """Minutes after midnight by day of the week, and on dates of their own: () there is closed."""

    zone: str
    week: dict[str, Spans]
    dates: dict[date, Spans]

    def ours(self) -> Clock:
        hours = {day: [_span(span) for span in spans] for day, spans in self.week.items()}
        exceptions = {day.isoformat(): [_span(span) for span in spans] for day, spans in self.dates.items()}
        calendar = {"timezone": self.zone, "hours": hours, "exceptions": exceptions}
        text = PromisesText.model_validate({"calendars": {"random": calendar}, "policies": {}})
        return Promises.load(text, make_lock(text, FIRST, LAST)).calendars["random"].clock

    def theirs(self) -> OpeningHours:
        rules = [f"{day[:2].title()} {_spans(spans)}" for day, spans in self.week.items()]
        rules += [f"{day:%Y %b %d} {_spans(spans)}" for day, spans in self.dates.items()]
        return OpeningHours("; ".join(rules), timezone=ZoneInfo(self.zone))


def _span(span: tuple[int, int]) -> str:
    return "-".join(f"{minutes // 60:02}:{minutes % 60:02}" for minutes in span)


def _spans(spans: Spans) -> str:
    return ",".join(_span(span) for span in spans) or "off"


def _spans_of(times: list[int]) -> Spans:
    ordered = sorted(times)
    return tuple(zip(ordered[::2], ordered[1::2], strict=False))


TIMES = st.integers(0, 24 * 12).map(lambda five: five * 5).filter(lambda minutes: not 120 <= minutes < 180)
SPANS = st.lists(TIMES, min_size=2, max_size=6, unique=True).map(_spans_of)
CALENDARS = st.builds(
    Hours,
    st.sampled_from(ZONES),
    st.dictionaries(st.sampled_from(DAYS), SPANS, min_size=1),
    st.dictionaries(st.dates(FIRST, LAST), st.just(()) | SPANS, max_size=8),
)
MINUTES = st.datetimes(datetime(2026, 1, 3), datetime(2026, 10, 31), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda at: at.replace(second=0, microsecond=0)
)
LENGTHS = st.integers(0, 3 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


def walked(hours: OpeningHours, zone: str, start: datetime, length: timedelta) -> datetime | None:
    """`length` of their open spans after `start`; None where the year ends first."""
    left = length
    for opens, closes, state, *_ in hours.intervals(start.astimezone(ZoneInfo(zone))):
        begins, ends = opens.astimezone(UTC), closes.astimezone(UTC)
        if begins.year > LAST.year:
            return None
        if str(state) != "open":
            continue
        if ends - begins >= left:
            return begins + left
        left -= ends - begins
    return None


@UNHURRIED
@given(hours=CALENDARS, start=MINUTES, length=LENGTHS)
def test_business_time_is_added_as_they_walk_it(hours: Hours, start: datetime, length: timedelta) -> None:
    due = walked(hours.theirs(), hours.zone, start, length)
    if due is not None and due.date() < LAST:
        assert hours.ours().add(start, length) == due


@UNHURRIED
@given(hours=CALENDARS, asked=st.lists(MINUTES, min_size=1, max_size=50))
def test_we_are_open_when_they_are(hours: Hours, asked: list[datetime]) -> None:
    ours, theirs, zone = hours.ours(), hours.theirs(), ZoneInfo(hours.zone)
    for at in asked:
        is_open = ours.elapsed(at, at + timedelta(minutes=1)) == timedelta(minutes=1)
        assert is_open == theirs.is_open(at.astimezone(zone))


@UNHURRIED
@given(hours=CALENDARS, start=MINUTES, length=LENGTHS.filter(bool))
def test_what_they_walk_has_elapsed_and_can_be_taken_back(hours: Hours, start: datetime, length: timedelta) -> None:
    due = walked(hours.theirs(), hours.zone, start, length)
    if due is None or due.date() >= LAST:
        return
    clock = hours.ours()
    assert clock.elapsed(start, due) == length
    assert clock.elapsed(clock.subtract(due, length), due) == length
