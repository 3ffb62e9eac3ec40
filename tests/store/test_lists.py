"""Lists find what they need by an index, and searches find words."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from socialcare.connector import Page
from socialcare.facts import Mention
from socialcare.store import Store, cases, in_memory, pages, triage
from socialcare.store.codec import time_of, time_text

Build = Callable[..., Mention]
NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (lambda store: cases.open_since(store, NOON), "cases_open"),
        (lambda store: cases.aside_since(store, NOON), "cases_last"),
        (lambda store: cases.older_open(store, NOON), "cases_open"),
        (cases.stale, "cases_stale"),
        (cases.complaints, "cases_complaints"),
        (triage.untriaged, "mentions_untriaged"),
        (triage.thread, "mentions_unthreaded"),
        (lambda store: cases.texts_since(store, NOON, NOON), "mentions_posted"),
    ],
)
def test_a_list_goes_by_its_index(ask: Callable[[Store], object], index: str, store: Store) -> None:
    asked: list[str] = []
    store.connection.set_trace_callback(asked.append)
    ask(store)
    store.connection.set_trace_callback(None)
    plans = [row["detail"] for sql in asked for row in store.rows(f"EXPLAIN QUERY PLAN {sql}")]
    assert any(index in step for step in plans), plans
    for step in plans:
        ties = "FOR RIGHT PART" in step or "FOR LAST" in step  # only those of one instant are sorted
        assert "TEMP B-TREE" not in step or ties or index == "mentions_unthreaded", plans
        assert not step.startswith("SCAN") or "USING" in step, plans


@pytest.fixture
def found(store: Store, a_mention: Build) -> Callable[[str], list[int]]:
    said = ["Où est mon colis ?", "Ma crème m'a brûlée, l'été", "COLIS abîmé et crème ouverte", "rien"]
    pages.save(store, "avis", Page(mentions=tuple(map(a_mention, said)), cursor={}), NOON)
    triage.thread(store)
    return lambda words: cases.matching(store, words)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("colis", [3, 1]),  # newest first
        ("creme", [3, 2]),
        ("ABIME", [3]),
        ("colis creme", [3]),
        ("col*", [3, 1]),
        ("col", []),
        ("l'ete", [2]),
        ("", []),
        ("   ", []),
        ("*", []),
        ("**", []),
        ('"', []),
        ("colis OR rien", []),
        ("text:colis", []),
        ("colis\0", [3, 1]),
        ("\ud800", []),
    ],
)
def test_a_search_finds_all_the_words_whatever_their_accents(
    words: str, expected: list[int], found: Callable[[str], list[int]]
) -> None:
    assert found(words) == expected


@settings(max_examples=200, deadline=None)
@given(words=st.text(max_size=20))
def test_no_search_is_read_as_a_query_language(words: str) -> None:
    store = in_memory()
    assert cases.matching(store, words) == []
    store.close()


@given(st.lists(st.datetimes(timezones=st.timezones()), min_size=2, max_size=5))
def test_times_sort_as_text_and_come_back(times: list[datetime]) -> None:
    possible = [at.astimezone(UTC) for at in times if 2 < at.year < 9998]
    assert [time_of(time_text(at)) for at in possible] == possible
    assert sorted(map(time_text, possible)) == [time_text(at) for at in sorted(possible)]


def test_the_oldest_of_what_waits_longer_is_told(store: Store, a_mention: Build) -> None:
    days: list[dict[str, Any]] = [{"at": f"2026-11-{day} 09:00"} for day in (16, 17, 18)]
    pages.save(store, "avis", Page(mentions=tuple(a_mention(**day) for day in days), cursor={}), NOON)
    triage.thread(store)
    assert cases.older_open(store, NOON - timedelta(days=1)) == (2, datetime(2026, 11, 16, 8, tzinfo=UTC))
    assert cases.older_open(store, NOON - timedelta(days=9)) == (0, None)
    assert cases.open_since(store, NOON - timedelta(days=1)) == [3]
    assert cases.aside_since(store, None) == []
    assert cases.opened_by(store, datetime(2026, 11, 17, 8, tzinfo=UTC)) == [1, 2]
