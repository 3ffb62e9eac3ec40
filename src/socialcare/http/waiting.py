"""When a server that asks to wait lets us back, in every form that servers say it."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

RESETS = ("ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset")
YEAR_SECONDS = 366 * 86_400


def resumes_at(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """When a server lets us back, aware UTC; None where it does not say, or nothing that makes sense.

    Retry-After is seconds, an HTTP date or, through a proxy, several of them ("1, 300": the longest counts). The resets
    are ISO 8601 (Mastodon), Unix seconds (Bluesky, X, most others) or seconds to go (IETF drafts; below a year's worth).
    """
    try:
        if after := headers.get("retry-after", "").strip():
            return _retry_after(after, now)
        for name in RESETS:
            if reset := headers.get(name, "").strip():
                return _reset(reset, now)
    except (ValueError, OverflowError):
        pass
    return None


def _retry_after(after: str, now: datetime) -> datetime:
    if re.fullmatch(r"[\d.]+(\s*,\s*[\d.]+)*", after):
        return now + timedelta(seconds=max(float(part) for part in after.split(",")))
    # Twice the same header comes joined by a comma, which a date has too.
    dates = re.findall(r"[A-Za-z]+,? [^,]*\d\d:\d\d:\d\d[^,]*", after) or [after]
    return max(_aware(parsedate_to_datetime(date)) for date in dates)


def _reset(reset: str, now: datetime) -> datetime:
    if not re.fullmatch(r"[\d.]+", reset):
        return _aware(datetime.fromisoformat(reset))
    seconds = float(reset)
    return now + timedelta(seconds=seconds) if seconds < YEAR_SECONDS else datetime.fromtimestamp(seconds, UTC)


def _aware(at: datetime) -> datetime:
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
