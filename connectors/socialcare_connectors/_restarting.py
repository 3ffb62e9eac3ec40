"""Listings whose page tokens may grow old between two runs: the gap is then read again from its top."""

from datetime import datetime, timedelta

from socialcare.errors import Rejected
from socialcare.paging import Fetch, State, Steps, descend_by_time
from socialcare.sentences import Sentence


class StaleToken(Rejected):
    """The server no longer knows the place in a listing where the run before was interrupted."""


def descend_again(
    older: Fetch, state: State, *, since: datetime, now: datetime, overlap: timedelta, looped: Sentence
) -> Steps:
    """As `descend_by_time`; at the first StaleToken once more from the top, down to where the gap ends."""
    try:
        for items, after in descend_by_time(older, state, since=since, now=now, overlap=overlap, looped=looped):
            state = after
            yield items, after
    except StaleToken:
        kept = {"high": state["high"]} if "high" in state else {}
        yield from descend_by_time(older, kept, since=since, now=now, overlap=overlap, looped=looped)
