"""A SQLite file as a store: opened, brought up to date, and written by one unit of work at a time."""

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from socialcare.errors import AlreadyRunning, StoreFailed
from socialcare.sentences import Sentence, say

VERSION = 2
"""How many migrations `schema.py` has. `PRAGMA user_version` says how many a database has, so that a current one
opens without importing sqlite-utils."""

APPLICATION = 0x534F4341
"""`PRAGMA application_id` ("SOCA"): another program's database is refused, not migrated."""

WAIT_SECONDS = 30.0

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
        with _told(self.path), _queue(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    def rows(self, sql: str, values: tuple[object, ...] | dict[str, object] = ()) -> list[sqlite3.Row]:
        with _told(self.path):
            return self.connection.execute(sql, values).fetchall()

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """Around facts made of rows: a value that we cannot have written is damage that SQLite does not see."""
        try:
            yield
        except (ValueError, TypeError) as error:
            raise StoreFailed(_sentence(self.path, f"malformed value: {error}")) from error

    def close(self) -> None:
        self.connection.close()


def open_store(path: Path, *, create: bool = False) -> Store:
    """Raises StoreFailed for a file that is missing, damaged, newer than this program or of another program."""
    with _told(path):
        if not path.exists() and not create:
            raise StoreFailed(
                say("there is no database at {path}; socialcare pull or socialcare import makes it", path=path)
            )
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
            _private(path)
        connection = sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA synchronous = NORMAL")
            _bring_up_to_date(path, connection)
        except BaseException:
            connection.close()
            raise
    return Store(path, connection)


def _private(path: Path) -> None:
    """Mentions are personal data: a new database is its owner's alone."""
    if not path.exists():
        path.touch(mode=0o600)


def in_memory() -> Store:
    """A store for one process, for tests and rehearsals."""
    from socialcare.store.schema import migrate

    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    migrate(connection)
    return Store(Path(":memory:"), connection)


def _bring_up_to_date(path: Path, connection: sqlite3.Connection) -> None:
    version = _version(path, connection)
    if version == VERSION:
        return
    with _queue(path):
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


@contextlib.contextmanager
def _queue(path: Path) -> Iterator[None]:
    if str(path) == ":memory:":
        yield
        return
    try:
        with FileLock(f"{path}.lock", timeout=WAIT_SECONDS):
            yield
    except Timeout as error:
        raise AlreadyRunning(
            say(
                "another socialcare has been writing to {path} for {seconds} s; try again",
                path=path,
                seconds=int(WAIT_SECONDS),
            )
        ) from error


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """SQLite's and the system's errors as one sentence with the file and what to do."""
    try:
        yield
    except sqlite3.Error as error:
        if isinstance(error, (sqlite3.ProgrammingError, sqlite3.InterfaceError, sqlite3.IntegrityError)):
            raise  # a mistake of ours, not of the disk: show where
        raise StoreFailed(_sentence(path, str(error))) from error
    except UnicodeDecodeError as error:  # Python's sqlite3, of a name in a damaged schema
        raise StoreFailed(_sentence(path, "malformed text")) from error
    except PermissionError as error:
        raise StoreFailed(
            say("{path} cannot be written: {why}; check its rights", path=path, why=error.strerror)
        ) from error
    except OSError as error:
        raise StoreFailed(say("{path} cannot be used: {why}", path=path, why=error.strerror)) from error


def _sentence(path: Path, why: str) -> Sentence:
    if "readonly" in why or "unable to open" in why:
        return say("{path} cannot be written ({why}); check its rights and those of its folder", path=path, why=why)
    if "full" in why or "disk I/O" in why:
        return say(
            "the disk under {path} is full or failing ({why}); nothing of this step was kept", path=path, why=why
        )
    if "malformed" in why or "not a database" in why:
        return say(
            "{path} is damaged ({why}); restore a backup, or save what is left with sqlite3's .recover",
            path=path,
            why=why,
        )
    return say("{path}: {why}", path=path, why=why)


def check(store: Store) -> str:
    """What SQLite finds wrong in the file; "" where nothing is."""
    found = [row[0] for row in store.rows("PRAGMA quick_check(3)")]
    return "" if found == ["ok"] else "; ".join(found)


def is_mended() -> bool:
    return sqlite3.sqlite_version_info >= WAL_MENDED
