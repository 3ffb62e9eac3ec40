"""Channels are read at the same time and written by one; what is known of open cases is read again."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from socialcare import store
from socialcare.desk import Desk, pull
from socialcare.errors import ConnectorError, StoreFailed
from socialcare.store.pages import Saved
from socialcare.workspace import Workspace

At = Callable[[str], Desk]
PlugIn = Callable[[str, str], None]

TOGETHER = """
MEETING = threading.Barrier(3)

class Plug(Forum):
    def pages(self, cursor, since):
        for ref in "ab":
            MEETING.wait(timeout=30)  # nobody goes on before all three are here
            yield self.page(self.mention(ref))
"""


@pytest.fixture
def trio(plug_in: PlugIn, channels: Callable[[str], None]) -> None:
    plug_in("trio", TOGETHER)
    channels("".join(f"  {name}: {{connector: trio}}\n" for name in ("un", "deux", "trois")))


@pytest.mark.usefixtures("trio")
def test_channels_are_read_at_the_same_time_and_told_in_their_order(desk_at: At) -> None:
    results = list(pull(desk_at("2026-11-18 10:00"), [], None))
    assert [(result.channel, result.saved, result.failure) for result in results] == [
        ("un", Saved(new=2), None), ("deux", Saved(new=2), None), ("trois", Saved(new=2), None),
    ]  # fmt: skip


@pytest.mark.usefixtures("trio")
def test_no_thread_of_a_pull_outlives_it(desk_at: At) -> None:
    before = set(threading.enumerate())
    list(pull(desk_at("2026-11-18 10:00"), [], None))
    for thread in set(threading.enumerate()) - before:
        thread.join(timeout=30)
    assert set(threading.enumerate()) <= before


def test_more_channels_than_threads_all_come(plug_in: PlugIn, channels: Callable[[str], None], desk_at: At) -> None:
    plug_in("many", "class Plug(Forum):\n    def pages(self, cursor, since):\n        yield self.page(self.mention('a'))\n")  # fmt: skip
    names = [f"canal-{number}" for number in range(20)]
    channels("".join(f"  {name}: {{connector: many}}\n" for name in names))
    results = list(pull(desk_at("2026-11-18 10:00"), [], None))
    assert [result.channel for result in results] == names
    assert sum((result.saved for result in results), Saved()) == Saved(new=20)


SAFE = """
class Plug(Forum):
    def pages(self, cursor, since):
        start = (cursor or {}).get("after", 0)
        for number in range(start + 1, start + 4):
            yield self.page(self.mention(str(number)), cursor={"after": number})
            Path(self.context.folder / "asked").write_text(str(number))
"""


def test_the_next_page_is_read_once_the_one_before_is_safe(
    plug_in: PlugIn, channels: Callable[[str], None], workspace: Workspace, desk_at: At
) -> None:
    plug_in("safe", SAFE)
    channels("  sage: {connector: safe}\n")
    desk = desk_at("2026-11-18 10:00")
    desk.store.connection.execute(
        "CREATE TRIGGER full BEFORE INSERT ON mentions WHEN new.ref = '3' BEGIN SELECT RAISE(ABORT, 'no room'); END"
    )
    (result,) = pull(desk, [], None)
    assert str(result.failure).startswith("the connector “safe” has a fault (IntegrityError: no room)")
    assert (workspace.folder / "asked").read_text("utf-8") == "2"
    state = store.pages.channel_state(desk.store, "sage")
    assert state is not None
    assert state.cursor == {"after": 2}
    desk.store.connection.execute("DROP TRIGGER full")
    (again,) = pull(desk, [], None)
    assert (again.failure, again.saved) == (None, Saved(new=3))


@pytest.mark.usefixtures("trio")
def test_a_writer_that_fails_stops_the_readers_and_frees_the_channels(desk_at: At) -> None:
    desk = desk_at("2026-11-18 10:00")
    connection = desk.store.connection
    connection.execute("PRAGMA query_only = ON")
    with pytest.raises(StoreFailed):
        list(pull(desk, [], None))
    connection.execute("PRAGMA query_only = OFF")
    for name in ("un", "deux", "trois"):
        with store.locks.alone(desk.workspace.database.parent, name):
            pass


EXITS = "class Plug(Forum):\n    def pages(self, cursor, since):\n        yield self.page(self.mention('a'))\n        raise SystemExit(0)\n"


def test_a_plug_in_that_wants_to_end_the_program_ends_its_channel(
    plug_in: PlugIn, channels: Callable[[str], None], desk_at: At
) -> None:
    plug_in("exits", EXITS)
    channels("  sortie: {connector: exits}\n")
    (result,) = pull(desk_at("2026-11-18 10:00"), [], None)
    assert result.saved == Saved(new=1)
    assert isinstance(result.failure, ConnectorError)
    assert "SystemExit" in str(result.failure)


QUIET = "class Plug(Forum):\n    def pages(self, cursor, since):\n        return iter(())\n"


def test_a_channel_with_nothing_to_say_was_read_all_the_same(
    plug_in: PlugIn, channels: Callable[[str], None], desk_at: At
) -> None:
    plug_in("quiet", QUIET)
    channels("  muet: {connector: quiet, expect_every: 2d}\n")
    desk = desk_at("2026-11-18 10:00")
    (result,) = pull(desk, [], None)
    state = store.pages.channel_state(desk.store, "muet")
    assert state is not None
    assert state.succeeded_at == desk.now
    assert result.silence is not None
    assert result.silence.since is None


KEEPER = """
class Plug(Forum):
    def pages(self, cursor, since):
        visits = self.context.vault.read().get("visits", 0)
        self.context.vault.write({"visits": visits + 1})
        yield self.page(self.mention(str(visits)))
"""


def test_a_channel_has_a_private_file_of_its_own(plug_in: PlugIn, channels: Callable[[str], None], desk_at: At) -> None:
    plug_in("keeper", KEEPER)
    channels("  un: {connector: keeper}\n  deux: {connector: keeper}\n")
    desk = desk_at("2026-11-18 10:00")
    for _ in range(2):
        list(pull(desk, [], None))
    refs = desk.store.rows("SELECT channel, ref FROM mentions ORDER BY channel, ref")
    assert [tuple(row) for row in refs] == [("deux", "0"), ("deux", "1"), ("un", "0"), ("un", "1")]


def test_an_address_inside_a_network_needs_the_settings_to_say_so(
    plug_in: PlugIn, channels: Callable[[str], None], desk_at: At
) -> None:
    plug_in("inner", "class Plug(Forum):\n    def pages(self, cursor, since):\n        self.context.http.get(f'http://localhost:{self.order}/')\n        yield\n")  # fmt: skip
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    channels(
        f"  un: {{connector: inner, order: {port}}}\n  deux: {{connector: inner, order: {port}, private_network: true}}\n"
    )
    refused, tried = pull(desk_at("2026-11-18 10:00"), [], None)
    assert "write private_network: true" in str(refused.failure)
    assert "cannot be read" in str(tried.failure)


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_who_interrupts_does_not_wait_for_the_network(channels: Callable[[str], None], workspace: Workspace) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(60)
        channels(f"  presse: {{connector: rss, feeds: ['http://127.0.0.1:{silent.getsockname()[1]}/']}}\n")
        command = [
            sys.executable,
            "-c",
            "import sys; from socialcare.cli.app import main; sys.exit(main(sys.argv[1:]))",
        ]
        process = subprocess.Popen([*command, "--workspace", str(workspace.folder), "pull"], stderr=subprocess.PIPE)
        connection, _ = silent.accept()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=15)  # the client would wait 20 s
        connection.close()
    assert (process.returncode, said) == (130, b"")


def test_the_database_is_touched_by_one_thread_only(desk_at: At, trio: None) -> None:
    """SQLite itself refuses a connection to any thread but its maker's."""
    del trio
    desk = desk_at("2026-11-18 10:00")
    refused: list[BaseException] = []

    def touch() -> None:
        try:
            desk.store.connection.execute("SELECT 1")
        except sqlite3.ProgrammingError as error:
            refused.append(error)

    thread = threading.Thread(target=touch)
    _ = desk.store
    thread.start()
    thread.join()
    assert len(refused) == 1
    assert all(result.failure is None for result in pull(desk, [], None))


def test_a_channel_pulled_twice_by_name_is_pulled_once(desk_at: At, trio: None, workspace: Workspace) -> None:
    del trio
    assert isinstance(workspace.folder, Path)
    results = list(pull(desk_at("2026-11-18 10:00"), ["deux", "un", "deux", "trois"], None))
    assert [result.channel for result in results] == ["deux", "un", "trois"]
