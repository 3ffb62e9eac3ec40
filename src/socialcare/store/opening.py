"""A SQLite file as a store: opened, brought up to date, and written by one unit of work at a time."""

import contextlib
import functools
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from socialcare.errors import StoreFailed
from socialcare.sentences import say
from socialcare.store.faults import sentence, told
from socialcare.store.locks import WAIT_SECONDS, queue

VERSION = 11
"""How many migrations `schema.py` has. `PRAGMA user_version` says how many a database has, so that a current one
opens without importing sqlite-utils."""

CACHE_KIB = 64 << 10
"""The most of a database that is held in memory; with SQLite's own 2 MiB, the indexes of 100,000 mentions do not fit."""

APPLICATION = 0x534F4341
"""`PRAGMA application_id` ("SOCA"): another program's database is refused, not migrated."""

ENGINE = sqlite3.sqlite_version

WAL_MENDED = (3, 51, 3)
"""SQLite before it can, very rarely, damage a database when two connections write and checkpoint at the same instant
(sqlite.org/wal.html); our write lock keeps most of that window shut."""


@dataclass(frozen=True)
class Store:
    """One connection. Read through `connection`; write inside `unit_of_work`."""

    path: Path
    connection: sqlite3.Connection

    @contextlib.contextmanager
    def unit_of_work(self) -> Iterator[sqlite3.Connection]:
        """All or nothing. Keep it short: no network and no scoring inside.

        A kernel lock queues the writers before BEGIN IMMEDIATE: SQLite's own back-off starves some of them (32 writers:
        longest wait 4 s without, 0.15 s with), and the lock dies with its process.
        """
        with told(self.path), queue(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    def rows(self, sql: str, values: tuple[object, ...] | dict[str, object] = ()) -> list[sqlite3.Row]:
        with told(self.path):
            return self.connection.execute(sql, values).fetchall()

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """Around facts made of rows: a value that we cannot have written is damage that SQLite does not see."""
        try:
            yield
        except (ValueError, TypeError) as error:
            raise StoreFailed(sentence(self.path, f"malformed value: {error}")) from error

    def close(self) -> None:
        self.connection.close()


def open_store(path: Path, *, create: bool = False) -> Store:
    """Raises StoreFailed for a file that is missing, damaged, newer than this program or of another program."""
    with told(path):
        if not path.exists() and not create:
            raise StoreFailed(
                say("there is no database at {path}; socialcare pull or socialcare import makes it", path=path)
            )
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
            _private(path)
        connection = sqlite3.connect(_address(path), uri=True, timeout=WAIT_SECONDS, isolation_level=None)
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            _bring_up_to_date(path, connection)
        except BaseException:
            connection.close()
            raise
    return Store(path, connection)


def _address(path: Path) -> str:
    """Of a file we may read but not write, SQLite needs to hear that nobody else writes it: its journal lies beside it."""
    address = path.resolve().as_uri()
    journal = path.with_name(path.name + "-wal")
    sealed = path.is_file() and not os.access(path, os.W_OK) and not (journal.exists() and journal.stat().st_size)
    return address + "?immutable=1" if sealed else address


def _private(path: Path) -> None:
    """Mentions are personal data: a new database is its owner's alone."""
    if not path.exists():
        path.touch(mode=0o600)


def in_memory() -> Store:
    """A store for one process, for tests and rehearsals."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    _migrated().backup(connection)
    return Store(Path(":memory:"), connection)


@functools.cache
def _migrated() -> sqlite3.Connection:
    """An empty database in memory, to be copied: its migrations take a hundred times as long as a copy."""
    from socialcare.store.schema import migrate

    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    migrate(connection)
    return connection


def _bring_up_to_date(path: Path, connection: sqlite3.Connection) -> None:
    version = _version(path, connection)
    if version == VERSION:
        return
    with queue(path):
        if _version(path, connection) == VERSION:
            return
        from socialcare.store.schema import migrate

        connection.execute("PRAGMA journal_mode = WAL")
        migrate(connection)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {VERSION}")


def _version(path: Path, connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    has_tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if application not in (0, APPLICATION) or (has_tables and application == 0 and not _is_half_made(connection)):
        raise StoreFailed(say("{path} is another program's database; name another file", path=path))
    if version > VERSION:
        raise StoreFailed(
            say(
                "{path} was written by a newer socialcare (schema {has}, this one knows {knows}); upgrade socialcare",
                path=path,
                has=version,
                knows=VERSION,
            )
        )
    return version


def _is_half_made(connection: sqlite3.Connection) -> bool:
    """A first start that was killed between two migrations: it goes on where it stopped.

    Other programs keep their migrations in a table of the same name, so the rows must be ours; none at all are ours too.
    """
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    if "_sqlite_migrations" not in names:
        return False
    sets = {row[0] for row in connection.execute("SELECT migration_set FROM _sqlite_migrations")}
    return sets == {"socialcare"} or (not sets and len(names) == 1)


def check(store: Store) -> str:
    """What SQLite finds wrong in the file; "" where nothing is."""
    found = [row[0] for row in store.rows("PRAGMA quick_check(3)")]
    return "" if found == ["ok"] else "; ".join(found)


def is_mended() -> bool:
    return sqlite3.sqlite_version_info >= WAL_MENDED
