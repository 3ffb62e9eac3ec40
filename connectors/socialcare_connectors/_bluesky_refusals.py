"""What a Bluesky server says when it refuses, from the status and the body."""

import re

from socialcare.connector import Response
from socialcare.errors import ConnectorError, QuotaSpent, RateLimited
from socialcare.sentences import say

from ._plain_text import clean, one_line

STALE = frozenset({"ExpiredToken", "InvalidToken"})
"""Told with status 400, where others answer 401."""

_DAY_SECONDS = 86_400


def name_of(error: ConnectorError) -> str:
    """`NotFound`, `ExpiredToken`, …; "" where the answer is not one of this network."""
    return _told(error.response, "error")


def message_of(error: ConnectorError) -> str:
    return one_line(_told(error.response, "message"), 200)


def is_stale(error: ConnectorError) -> bool:
    return error.response is not None and error.response.status in (400, 401) and name_of(error) in STALE


def spent(limited: RateLimited, host: str) -> RateLimited:
    """The error itself, or QuotaSpent where the allowance is that of a day ("300;w=86400")."""
    policy = limited.response.headers.get("ratelimit-policy", "") if limited.response else ""
    window = re.search(r"\bw=(\d{1,9})\b", policy)
    if window is None or int(window[1]) < _DAY_SECONDS:
        return limited
    quota = QuotaSpent(say("{host} allows no more calls of this kind today ({policy})", host=host, policy=policy[:40]),
                       until=limited.until)  # fmt: skip
    quota.response = limited.response
    return quota


def _told(response: Response | None, key: str) -> str:
    try:
        found = response.json() if response else None
    except ValueError:
        return ""
    value = found.get(key) if isinstance(found, dict) else None
    return clean(value) if isinstance(value, str) else ""
