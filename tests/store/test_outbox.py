"""The outbox: one open answer a case, one sender at a time, one copy of what was sent."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import IntegrityError

import pytest
from filelock import FileLock

from socialcare import store as stores
from socialcare.connector import Page, Sent
from socialcare.errors import AlreadyRunning
from socialcare.facts import Action, Event, Mention
from socialcare.sentences import say
from socialcare.store.outbox import Fate, Outgoing

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
Build = Callable[..., Mention]


@pytest.fixture
def asked(store: stores.Store, a_mention: Build) -> Mention:
    mention = a_mention("Où est mon colis ?")
    stores.pages.save(store, "avis", Page(mentions=(mention,), cursor={}), NOON)
    stores.triage.thread(store)
    return mention


@pytest.fixture
def queue(store: stores.Store, asked: Mention) -> Callable[[str], Outgoing]:
    def queued(key: str) -> Outgoing:
        with store.unit_of_work():
            return stores.outbox.add(store, act(store, Action.QUEUE, "Demain."), asked, key)

    return queued


def act(store: stores.Store, action: Action, text: str) -> Event:
    return stores.log.append(store, at=NOON, by="claire", case=1, action=action, text=text)


def test_an_answer_reads_back_as_it_was_written(
    store: stores.Store, asked: Mention, queue: Callable[[str], Outgoing]
) -> None:
    outgoing = queue("k")
    assert (outgoing.to, outgoing.text, outgoing.by, outgoing.since) == (asked, "Demain.", "claire", NOON)
    assert (outgoing.fate, outgoing.why, outgoing.is_pending) == (Fate.WAITING, (), True)
    later = NOON + timedelta(minutes=5)
    stores.outbox.tried(store, outgoing, later)
    with store.unit_of_work():
        stores.outbox.settle(store, outgoing, Fate.UNKNOWN, say("no answer in {n} s", n=60))
    (found,) = stores.outbox.pending(store, 1)
    assert found == replace(outgoing, tried_at=later, fate=Fate.UNKNOWN, why=(say("no answer in {n} s", n=60),))
    assert stores.outbox.pending(store, 2) == []


def test_a_case_has_one_open_answer(store: stores.Store, queue: Callable[[str], Outgoing]) -> None:
    first = queue("k")
    with pytest.raises(IntegrityError):
        queue("l")
    with store.unit_of_work():
        stores.outbox.settle(store, first, Fate.REFUSED)
    assert stores.outbox.unsent(store) != []
    second = queue("l")
    assert stores.outbox.unsent(store) == [second], "what was refused before is history"


def test_the_copy_of_an_answer_is_kept_once(
    store: stores.Store, asked: Mention, queue: Callable[[str], Outgoing], a_mention: Build
) -> None:
    outgoing = queue("k")
    copy = a_mention("Demain.", ref="out", by="lavande", own=True, in_reply_to=asked.ref)
    with store.unit_of_work():
        replied = act(store, Action.REPLY, "Demain.")
        stores.outbox.sent(store, outgoing, replied, Sent(ref="out", url="https://forum.example/out"))
        stores.outbox.keep_copy(store, 1, copy, NOON)
        stores.outbox.keep_copy(store, 1, replace(copy, text="autre"), NOON)
    found = stores.outbox.of_event(store, replied)
    assert found is not None
    assert (found.fate, found.ref, found.url) == (Fate.SENT, "out", "https://forum.example/out")
    assert stores.outbox.of_event(store, stores.log.find(store, outgoing.queued)) == found
    stores.triage.thread(store)
    (history,) = stores.cases.histories(store, [1])
    assert [m.mention.text for m in history.messages if m.mention.own] == ["Demain."]
    assert stores.outbox.own_handle(store, "avis") == "lavande"
    assert stores.outbox.own_handle(store, "autre") == ""


def test_the_last_word_on_stopping_stands(store: stores.Store) -> None:
    assert stores.outbox.stopped(store) is None
    stores.outbox.stop(store, NOON, "claire", stopped=True)
    stop = stores.outbox.stopped(store)
    assert stop is not None
    assert (stop.at, stop.by) == (NOON, "claire")
    stores.outbox.stop(store, NOON, "mehdi", stopped=False)
    assert stores.outbox.stopped(store) is None


@pytest.fixture
def on_disk(tmp_path: Path) -> Iterator[stores.Store]:
    opened = stores.open_store(tmp_path / "socialcare.db", create=True)
    yield opened
    opened.close()


def test_one_process_at_a_time_sends(on_disk: stores.Store) -> None:
    with (
        FileLock(f"{on_disk.path}.outbox.lock"),
        pytest.raises(AlreadyRunning, match="another socialcare is sending"),
        stores.outbox.turn(on_disk, wait=False),
    ):
        pass
    with stores.outbox.turn(on_disk):
        pass
