from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from socialcare_connectors._dates import DateForm, form_of, order_shown, read_date

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("written", "utc", "form"),
    [
        ("2020-12-28 07:26:23+00:00", "2020-12-28T07:26:23", DateForm.WITH_OFFSET),
        ("2026-03-02T09:00:00Z", "2026-03-02T09:00:00", DateForm.WITH_OFFSET),
        ("2026-03-02 09:00:00 UTC", "2026-03-02T09:00:00", DateForm.WITH_OFFSET),
        ("2026-03-02 09:00:00 +0100", "2026-03-02T08:00:00", DateForm.WITH_OFFSET),
        ("2026-03-02T09:00:00.250+01:00", "2026-03-02T08:00:00.250", DateForm.WITH_OFFSET),
        ("2026-03-02 09:00", "2026-03-02T08:00:00", DateForm.LOCAL),
        ("2026-07-02", "2026-07-01T22:00:00", DateForm.LOCAL),
        ("02/03/2026 09:00", "2026-03-02T08:00:00", DateForm.DAY_FIRST),
        ("2/3/2026 à 9h05", "2026-03-02T08:05:00", DateForm.DAY_FIRST),
        ("02.03.2026 09:00:30", "2026-03-02T08:00:30", DateForm.DAY_FIRST),
        ("1609140383", "2020-12-28T07:26:23", DateForm.UNIX),
        ("1609140383000", "2020-12-28T07:26:23", DateForm.UNIX),
    ],
)
def test_a_date_is_read_as_utc(written: str, utc: str, form: DateForm) -> None:
    assert read_date(written, PARIS) == datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert form_of(written) is form


@pytest.mark.parametrize("written", ["hier", "31/02/2026", "12/25/2026", "0000-00-00", "0001-01-01T00:00:00+14:00", ""])
def test_what_is_not_a_date_is_refused(written: str) -> None:
    with pytest.raises(ValueError):
        read_date(written, PARIS)


@pytest.mark.parametrize(
    ("written", "order"),
    [
        ("25/12/2026", DateForm.DAY_FIRST),
        ("12/25/2026", DateForm.MONTH_FIRST),
        ("03/04/2026", None),
        ("99/99/2026", None),
    ],
)
def test_a_date_shows_its_order_only_past_the_twelfth(written: str, order: DateForm | None) -> None:
    assert order_shown(written) is order
