"""The morning's queue: what is late, due soon, unusual and put aside; then the cases, most urgent first."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from socialcare import store
from socialcare.cases import Case, case_at
from socialcare.facts import Verdict
from socialcare.reports.rows import QueueRow, queue_row
from socialcare.reports.unusual import Spike, spikes_at
from socialcare.store import Store


@dataclass(frozen=True, kw_only=True)
class Queue:
    """`rows` are the open cases since `since`, most urgent first; `older` open ones, the oldest from `oldest_at`, are not in it.

    `asleep` are those that were put to sleep, who wakes first before the others. `set_aside` counts by reason; `aside`
    holds their rows, newest first.
    """

    as_of: datetime
    since: datetime | None
    rows: tuple[QueueRow, ...]
    asleep: tuple[QueueRow, ...]
    aside: tuple[QueueRow, ...]
    spikes: tuple[Spike, ...]
    older: int
    oldest_at: datetime | None

    @property
    def verdicts(self) -> Mapping[Verdict, int]:
        return Counter(row.verdict for row in self.rows)

    @property
    def set_aside(self) -> Mapping[str, int]:
        return Counter(row.set_aside for row in self.aside)


def queue_at(desk: Store, now: datetime, since: datetime | None, *, rewound: bool, brand: Iterable[str] = ()) -> Queue:
    """`brand` are its names, which are not unusual. `rewound` says that `now` is not the clock's: then every case that existed is folded, not only those open today."""
    cases = [case for case in _cases(desk, now, since, rewound=rewound) if case is not None]
    recent = [case for case in cases if since is None or _last(case) >= since]
    older = [case for case in cases if case.is_open and since is not None and _last(case) < since]
    count, oldest = len(older), min((_last(case) for case in older), default=None)
    if not rewound and since is not None:
        count, oldest = store.cases.older_open(desk, since)
    return Queue(
        as_of=now,
        since=since,
        rows=tuple(sorted((queue_row(case, now) for case in recent if case.is_open), key=_urgency)),
        asleep=tuple(sorted((queue_row(case, now) for case in recent if case.snoozed_until), key=_waking)),
        aside=tuple(
            sorted((queue_row(case, now) for case in recent if case.set_aside), key=lambda r: r.posted_at, reverse=True)
        ),
        spikes=spikes_at(desk, now, brand),
        older=count,
        oldest_at=oldest,
    )


def _cases(desk: Store, now: datetime, since: datetime | None, *, rewound: bool) -> list[Case | None]:
    if rewound:
        numbers = store.cases.opened_by(desk, now)
    else:
        numbers = [*store.cases.open_since(desk, since), *store.cases.aside_since(desk, since)]
    return [case_at(history, now) for history in store.cases.histories(desk, numbers)]


def _last(case: Case) -> datetime:
    return max(message.at for message in case.messages if not message.mention.own)


def _waking(row: QueueRow) -> tuple[datetime, int]:
    return row.snoozed_until or row.posted_at, row.case


def _urgency(row: QueueRow) -> tuple[bool, datetime, int, datetime, int]:
    """The promise first, then what is graver, then who has waited longest; what was never promised comes last."""
    return row.due_at is None, row.due_at or row.posted_at, row.priority.rank, row.posted_at, row.case
