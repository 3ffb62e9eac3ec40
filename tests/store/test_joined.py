"""What is followed in another case is found from the merges, which are few."""

from collections.abc import Callable
from datetime import datetime

from socialcare.store import Store, joined


def test_what_is_followed_elsewhere_is_not_looked_for_among_all_cases(
    store: Store, paris: Callable[[str], datetime]
) -> None:
    asked: list[str] = []
    store.connection.set_trace_callback(asked.append)
    assert joined.followed_elsewhere(store, "avis", paris("2026-11-11 10:00")) == []
    store.connection.set_trace_callback(None)
    (sql,) = [each for each in asked if "merge" in each]
    steps = [row["detail"] for row in store.rows(f"EXPLAIN QUERY PLAN {sql}")]
    assert "SEARCH c USING INTEGER PRIMARY KEY (rowid=?)" in steps
    assert not [step for step in steps if step.startswith(("SCAN c", "SCAN m", "SCAN a")) or "(channel=?)" in step]
